// The current clamp of a board whose converter nobody can drive (an emulated one): "c1500;" on a UART says 1.5 A from now on, "c;" and
// anything else that is no number between the two marks says an input driven into its ends. Bytes outside the marks are not its
// business: it may share a port with the stand-in for pulses. Takes no samples and has no window.

import type { CurrentClamp } from "../current-clamp.ts";
import { PART_NONSENSE, PART_OK } from "../part-fault.ts";

export interface UartClampOptions {
  readonly port: string;
  readonly rx: string;
  readonly baud: number;
}

/** Up to 9999999 mA. */
const MOST_DIGITS = 7;
const BAD = 99;

export function open(options: UartClampOptions): CurrentClamp {
  const port = global[options.port] as EngineSerial;
  let isOpen = false;
  let digits = 0;
  let value = 0;
  let latest = -1;
  port.setup(options.baud, { rx: options.rx });
  const part: CurrentClamp = {
    fault: PART_OK,
    milliamperes() {
      return latest;
    },
  };
  port.on("data", (bytes) => {
    for (const byte of bytes) {
      if (byte === "c") {
        isOpen = true;
        digits = 0;
        value = 0;
      } else if (isOpen && byte === ";") {
        isOpen = false;
        latest = digits > 0 && digits <= MOST_DIGITS ? value : -1;
        part.fault = latest < 0 ? PART_NONSENSE : PART_OK;
      } else if (isOpen) {
        if (byte >= "0" && byte <= "9") {
          digits++;
          value = value * 10 + Number(byte);
        } else digits = BAD;
      }
    }
  });
  return part;
}
