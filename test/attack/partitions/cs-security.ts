// A hostile cs-security: with every message it tries what it was lent on keys, values, counters and partitions that are not its own, gives the others
// orders of every kind, and says on the WAN what it could open. It is lent what the true one is lent.
import type { ChangeKey, Open, Prf, Seal, Send } from "../../../firmware/endowments.ts";

export function csSecurity(
  toCommunications: Send,
  toConsumerPort: Send,
  toComputations: Send,
  toCreditBalance: Send,
  openCentral: Open,
  sealCentral: Seal,
  openTopUp: Open,
  sealTopUp: Seal,
  openMaintenance: Open,
  sealMaintenance: Seal,
  sealConsumer: Seal,
  prfTopUpCode: Prf,
  changeKey: ChangeKey,
  meterId: () => string,
  securityLogAppend: (entry: string) => boolean,
  securityLogMerge: (entry: string) => boolean,
  readLog: (segment: number, sequence: number) => string,
  closeLog: (segment: number) => string,
  parametersPut: (number: number, value: string) => boolean,
  parametersGet: (number: number) => string,
) {
  let turn = 0;

  /** What throws is a fault of ours; the next try is not lost by it. */
  function attempt(action: () => unknown) {
    try {
      action();
    } catch {
      turn = turn & 65535;
    }
  }

  function counters() {
    for (const number of [-32, -31, -16, -1, 16, 31, 32, 64, 4294967264, 4294967295, 0.5 - 32, NaN, -Infinity]) {
      attempt(() => parametersPut(number, "\0\0\0\0\0\0\0\0"));
      attempt(() => parametersGet(number));
    }
    attempt(() => parametersPut("-31" as unknown as number, "\0\0\0\0\0\0\0\0"));
  }

  function keys() {
    for (const number of [0, 2, 3, 7, 8, 10, 32, 65, 66, 67, 71, 72, 256 + 7, -249, 7.5, 7 + 4294967296])
      attempt(() => changeKey(number, "hostile key 0123456789abcdefghij"));
    attempt(() => changeKey("7" as unknown as number, "hostile key 0123456789abcdefghij"));
  }

  function orders() {
    const order = String.fromCharCode(turn & 255) + "\x01" + "".padEnd(67, "\xff");
    toComputations(order);
    toCreditBalance(order.slice(0, 10));
    toConsumerPort(order.slice(0, 19));
  }

  function lies() {
    const plain = ("c" + String.fromCharCode(16 + (turn & 1))).padEnd(96, "\0");
    const seals = [sealCentral, sealTopUp, sealMaintenance, sealConsumer];
    const sealed = seals[Math.floor(turn / 25) & 3]!(plain);
    // Under every route that there is, to whoever listens.
    toCommunications(String.fromCharCode(1 + (Math.floor(turn / 5) % 5)) + sealed);
    toCommunications("\x02" + prfTopUpCode(meterId() + "0123456789abcdef").padEnd(120, "\0"));
  }

  function logs() {
    for (const segment of [1, 2, 3, 4, 5, 6, 7, 8]) {
      attempt(() => readLog(segment, 1));
      attempt(() => closeLog(segment));
    }
    attempt(() => securityLogAppend("\0\0\0\0A\x11\0" + "".padEnd(9, "!")));
    attempt(() => securityLogMerge("".padEnd(500, "!")));
  }

  return {
    fromCommunications(message: string) {
      turn++;
      let opened = 0;
      for (const open of [openCentral, openTopUp, openMaintenance]) if (open(message.slice(1)) !== "") opened++;
      toCommunications("\x01opened " + opened);
      if (turn % 5 === 0) counters();
      else if (turn % 5 === 1) keys();
      else if (turn % 5 === 2) orders();
      else if (turn % 5 === 3) lies();
      else logs();
    },

    fromComputations(reading: string) {
      toConsumerPort(reading);
    },

    fromCreditBalance(answer: string) {
      toCreditBalance(answer.slice(0, 10));
    },

    onFaults(fault: string) {
      toComputations(fault);
    },

    tick() {
      attempt(() => parametersPut(-32, "\0\0\0\0\0\0\0\0"));
    },
  };
}
