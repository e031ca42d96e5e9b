// Pulses for a board whose pins nobody can drive (an emulated one): each byte "p" that arrives on a UART is one pulse of the meter
// element, and "s" a contact that sticks until the next pulse, or whatever letters stand in their place. Other bytes are noise. Not for a
// meter: whoever reaches the wire makes energy.
// It may share a port with a driver that only sends (uart-display.ts says how).

import { PART_OK, PART_STUCK } from "../part-fault.ts";
import type { PulseInput } from "../pulse-input.ts";

export interface UartPulseOptions {
  readonly port: string;
  readonly rx: string;
  readonly baud: number;
  /** One letter each; "p" and "s" where they are not given. */
  readonly pulse?: string;
  readonly stuck?: string;
}

export function open(options: UartPulseOptions): PulseInput {
  const port = global[options.port] as EngineSerial;
  port.setup(options.baud, { rx: options.rx });
  return listen(port, options.pulse || "p", options.stuck || "s");
}

/** Apart, for the engine keeps the parameters of a function for as long as a closure in it. */
function listen(port: EngineSerial, pulse: string, stuck: string): PulseInput {
  let pulses = 0;
  let settled = 0;
  let latest = 0;
  let spacing = 0;
  const part: PulseInput = {
    fault: PART_OK,
    count() {
      return pulses - settled;
    },
    settle(stored) {
      if (stored >= 1) settled += Math.floor(Math.min(stored, pulses - settled));
    },
    spacingMs() {
      if (pulses < 2) return 0;
      const since = getTime() - latest;
      return Math.floor(1000 * (since > spacing ? since : spacing));
    },
  };
  port.on("data", (bytes) => {
    const stuckAt = bytes.lastIndexOf(stuck);
    const pulseAt = bytes.lastIndexOf(pulse);
    if (stuckAt !== pulseAt) part.fault = stuckAt > pulseAt ? PART_STUCK : PART_OK;
    const arrived = bytes.split(pulse).length - 1;
    if (arrived === 0) return;
    const now = getTime();
    pulses += arrived;
    spacing = (now - latest) / arrived;
    latest = now;
  });
  return part;
}
