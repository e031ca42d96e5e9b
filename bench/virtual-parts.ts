// Puts a model of each part onto a virtual board, at the pins that the board's data names: the same data from which the build binds the
// drivers. Of the UARTs only that of the other utility has a part here: what stands at the far end of the others is the bench's business.

import type { Board } from "../boards/board.ts";
import type { PartHost, VirtualI2c } from "./engine/parts-api.ts";
import type { Random } from "./engine/random.ts";
import { CurrentTransformer, USUAL_TRANSFORMER } from "./parts/current-transformer.ts";
import { Ds3231 } from "./parts/ds3231.ts";
import { LatchingRelay } from "./parts/latching-relay.ts";
import { Pcf8574Hd44780 } from "./parts/pcf8574-hd44780.ts";
import { MbusMeter } from "./parts/mbus-meter.ts";
import type { NorArray } from "./parts/nor-array.ts";
import { PushButton } from "./parts/push-button.ts";
import { S0Source } from "./parts/s0-source.ts";
import { W25q } from "./parts/w25q.ts";
import { SuppliedFlash } from "./supplied-flash.ts";

const CLOCK_ADDRESS = 0x68;

function option(board: Board, device: string, name: string): string {
  const value = board.parts[device]?.options[name];
  if (value === undefined) throw new RangeError(`${board.name}: part ${device} has no option ${name}`);
  return String(value);
}

/** The UART behind a device of a board. */
export function portOf(board: Board, device: string): string {
  return option(board, device, "port");
}

/** Where a part of the meter board is on an I2C bus. */
export function i2cPlace(host: PartHost, board: Board, device: "clock" | "lcd"): { bus: VirtualI2c; address: number } {
  const bus = host.softI2c(option(board, device, "scl"), option(board, device, "sda"));
  return { bus, address: device === "clock" ? CLOCK_ADDRESS : Number(option(board, device, "address")) };
}

interface Memory {
  readonly memory: W25q;
  readonly memorySupply: SuppliedFlash;
}

/** The flash part on the SPI bus that the board's data names. Throws RangeError where the board has none. */
function attachMemory(host: PartHost, board: Board, random: Random, content: NorArray): Memory {
  const { spi, selectPin } = board.memory?.options ?? {};
  if (spi === undefined) throw new RangeError(`${board.name}: has no flash part on an SPI bus`);
  const memory = new W25q({ random, array: content });
  const memorySupply = new SuppliedFlash(memory);
  host.spi(String(spi)).attach(String(selectPin), memorySupply);
  return { memory, memorySupply };
}

export interface MeterParts extends Memory {
  readonly importPulses: S0Source;
  readonly exportPulses: S0Source;
  /** Around the wire behind the meter element. */
  readonly clamp: CurrentTransformer;
  readonly clock: Ds3231;
  readonly lcd: Pcf8574Hd44780;
  /** The gas meter at the other-utility port. */
  readonly otherUtility: MbusMeter;
}

export function meterParts(host: PartHost, board: Board, random: Random, content: NorArray): MeterParts {
  const importPulses = new S0Source(host.clock, host.pin(option(board, "importPulses", "watchPin")), random);
  const exportPulses = new S0Source(host.clock, host.pin(option(board, "exportPulses", "watchPin")), random);
  const clamp = new CurrentTransformer(host.pin(option(board, "clamp", "analogPin")), USUAL_TRANSFORMER, random);
  const clock = new Ds3231(host.clock);
  const lcd = new Pcf8574Hd44780(host.clock);
  for (const [device, part] of [
    ["clock", clock],
    ["lcd", lcd],
  ] as const) {
    const { bus, address } = i2cPlace(host, board, device);
    bus.attach(address, part);
  }
  const otherUtility = new MbusMeter(host.clock, host.uart(portOf(board, "other-utility")));
  return { importPulses, exportPulses, clamp, clock, lcd, otherUtility, ...attachMemory(host, board, random, content) };
}

export interface OffSwitchParts extends Memory {
  readonly relay: LatchingRelay;
  readonly button: PushButton;
}

export function offSwitchParts(
  host: PartHost,
  board: Board,
  random: Random,
  content: NorArray,
  relayIsClosed = true,
): OffSwitchParts {
  const pin = (name: string) => host.pin(option(board, "relay", name));
  const relay = new LatchingRelay(
    host.clock,
    { set: pin("setPin"), reset: pin("resetPin"), feedback: pin("feedbackPin") },
    relayIsClosed,
  );
  const button = new PushButton(host.clock, host.pin(option(board, "button", "watchPin")), random);
  return { relay, button, ...attachMemory(host, board, random, content) };
}
