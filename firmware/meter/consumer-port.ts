// Consumer port: writes the P1 telegram on the HAN port, or in its text line the sealed reading where the consumer wants nobody else to read
// it. A partition of its own, so that readings in clear never enter the one that
// listens to the world; its port has no receive pin and it can send to nobody inside.

import type { Send, ToBytes } from "../endowments.ts";
import { SEALED_BYTES } from "../messages/sealed.ts";
import { crc16, crc16Table, octets, sealedBody, telegramBody } from "../messages/telegram.ts";

export function consumerPort(hanSend: Send, meterId: () => string, toBytes: ToBytes) {
  const table = crc16Table();
  const equipmentId = octets(meterId());

  return {
    fromCsSecurity(message: string) {
      const isSealed = message.length === SEALED_BYTES;
      const body = isSealed ? sealedBody(octets(message), equipmentId) : telegramBody(message, equipmentId);
      hanSend(body + crc16(toBytes(body), table) + "\r\n");
    },
  };
}
