// An off-switch link that fills every queue it can reach, as often as it is called.
import type { Crc32, Send } from "../../../firmware/endowments.ts";

export function offSwitchLink(toComputations: Send, toDisplay: Send, linkSend: Send, crc32: Crc32) {
  return {
    fromCreditBalance() {},
    fromCommunications(command: string) {
      linkSend(command + crc32(command));
    },
    onLink() {
      for (let i = 0; i < 400; i++) {
        toComputations("1");
        toDisplay("1000000000");
      }
    },
    tick() {
      for (let i = 0; i < 400; i++) {
        toComputations("1");
        toDisplay("1000000000");
      }
    },
  };
}
