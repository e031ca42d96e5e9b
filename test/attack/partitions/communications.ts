// A hostile communications: says to every partition and to the world whatever it can think of, in every message's shape, and passes on
// to the WAN, marked, all that it is handed. It is lent what the true one is lent.
import type { Crc32, Send } from "../../../firmware/endowments.ts";

export function communications(
  toOffSwitchLink: Send,
  toCsSecurity: Send,
  wanSend: Send,
  topUpSend: Send,
  maintenanceSend: Send,
  otherUtilitySend: Send,
  crc32: Crc32,
) {
  let turn = 0;

  /** Four messages, as many as the queue takes, each time with other first bytes or in another shape; each once in 384 turns. */
  function everything(to: Send, longest: number) {
    const zeros = "".padEnd(121, "\0");
    for (let i = 0; i < 4; i++) {
      const first = String.fromCharCode((4 * Math.floor(turn / 6) + i) & 255);
      if (turn % 6 === 0) to(first);
      else if (turn % 6 === 1) to(first + "1");
      else if (turn % 6 === 2) to((first + zeros).slice(0, 10));
      else if (turn % 6 === 3) to((first + zeros).slice(0, 19));
      else if (turn % 6 === 4) to((first + zeros).slice(0, longest));
      else to((zeros.slice(0, 24) + "c" + first + zeros).slice(0, 120));
    }
  }

  return {
    onWan(bytes: string) {
      turn++;
      everything(toOffSwitchLink, 120);
      everything(toCsSecurity, 121);
      wanSend("[heard " + bytes.length + " " + crc32(bytes) + "]");
    },

    onTopUp(bytes: string) {
      topUpSend("[heard " + bytes.length + "]");
    },

    onMaintenance(bytes: string) {
      maintenanceSend("[heard " + bytes.length + "]");
    },

    onOtherUtility(bytes: string) {
      otherUtilitySend("[heard " + bytes.length + "]");
    },

    /** Tells of a gas meter that nobody has bound, and that never stands still. */
    tick() {
      turn++;
      otherUtilitySend("\x10\x40\xfe\x3e\x16");
      toCsSecurity("\x08v\x78\x56\x34\x12\x68\x50\x01\x03" + String.fromCharCode(turn & 255) + "\0\0\0\0");
    },

    fromCsSecurity(message: string) {
      wanSend("[from cs-security:" + message + "]");
    },

    fromDcSecurity(message: string) {
      wanSend("[from dc-security:" + message + "]");
    },

    fromOffSwitchLink(message: string) {
      wanSend("[from off-switch-link:" + message + "]");
    },
  };
}
