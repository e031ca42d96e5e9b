// Puts a model of each part onto a virtual board, at the pins that the board's data names: the same data from which the build binds the
// drivers. UARTs have no part here: what stands at their far end is the bench's business.

import type { Board } from "../boards/board.ts";
import type { PartHost } from "./engine/parts-api.ts";
import type { Random } from "./engine/random.ts";
import { Ds3231 } from "./parts/ds3231.ts";
import { LatchingRelay } from "./parts/latching-relay.ts";
import { Pcf8574Hd44780 } from "./parts/pcf8574-hd44780.ts";
import { PushButton } from "./parts/push-button.ts";
import { S0Source } from "./parts/s0-source.ts";

function option(board: Board, device: string, name: string): string {
  const value = board.parts[device]?.options[name];
  if (value === undefined) throw new RangeError(`${board.name}: part ${device} has no option ${name}`);
  return String(value);
}

/** The UART behind a device of a board. */
export function portOf(board: Board, device: string): string {
  return option(board, device, "port");
}

export interface MeterParts {
  readonly importPulses: S0Source;
  readonly clock: Ds3231;
  readonly lcd: Pcf8574Hd44780;
}

export function meterParts(host: PartHost, board: Board, random: Random): MeterParts {
  const importPulses = new S0Source(host.clock, host.pin(option(board, "importPulses", "watchPin")), random);
  const clock = new Ds3231(host.clock);
  const lcd = new Pcf8574Hd44780(host.clock);
  const bus = (device: string) => host.softI2c(option(board, device, "scl"), option(board, device, "sda"));
  bus("clock").attach(0x68, clock);
  bus("lcd").attach(Number(option(board, "lcd", "address")), lcd);
  return { importPulses, clock, lcd };
}

export interface OffSwitchParts {
  readonly relay: LatchingRelay;
  readonly button: PushButton;
}

export function offSwitchParts(host: PartHost, board: Board, random: Random): OffSwitchParts {
  const pin = (name: string) => host.pin(option(board, "relay", name));
  const relay = new LatchingRelay(
    host.clock,
    { set: pin("setPin"), reset: pin("resetPin"), feedback: pin("feedbackPin") },
    true,
  );
  return { relay, button: new PushButton(host.clock, host.pin(option(board, "button", "watchPin")), random) };
}
