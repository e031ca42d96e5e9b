// An off-switch link that sends what is no state of a switch, and once in a while what is no message at all.
import type { Crc32, Send } from "../../../firmware/endowments.ts";

export function offSwitchLink(toComputations: Send, toDisplay: Send, linkSend: Send, crc32: Crc32) {
  let ticks = 0;

  return {
    fromCreditBalance() {},
    fromCommunications(command: string) {
      linkSend(command + crc32(command));
    },
    onLink() {
      toComputations("");
    },
    tick() {
      ticks++;
      toComputations("\xff\x00\xff");
      toDisplay("");
      toDisplay("\x00\xff\xc0\xdb");
      // Sixteen bytes where fourteen are allowed: the sender's fault, and nothing of this step arrives.
      if (ticks === 3) toDisplay("really too long.");
    },
  };
}
