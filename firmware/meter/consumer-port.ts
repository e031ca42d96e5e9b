// Consumer port: writes the P1 telegram on the HAN port. A partition of its own, so that readings in clear never enter the one that
// listens to the world; its port has no receive pin and it can send to nobody inside.

import type { Send, ToBytes } from "../endowments.ts";
import { crc16, crc16Table, octets, telegramBody } from "../messages/telegram.ts";

export function consumerPort(hanSend: Send, meterId: () => string, toBytes: ToBytes) {
  const table = crc16Table();
  const equipmentId = octets(meterId());

  return {
    fromCsSecurity(reading: string) {
      const body = telegramBody(reading, equipmentId);
      hanSend(body + crc16(toBytes(body), table) + "\r\n");
    },
  };
}
