// What the modelled API needs of a board. The board implements it; api-*.ts are written against it.

import type { BoardStorage } from "./board-storage.ts";
import type { UartModel } from "./virtual-uart.ts";
import type { I2cModel, SoftI2cModel, SpiModel } from "./virtual-bus.ts";
import type { PinModel } from "./virtual-pin.ts";
import type { Processor, ResetCause } from "./processor.ts";
import type { Random } from "./random.ts";
import type { Realm } from "./realm.ts";
import type { SimulationClock } from "./simulation-clock.ts";
import type { Watches } from "./watches.ts";

/** Flags of `E.getErrorFlags` that the model can raise. */
export type ErrorFlag = "FIFO_FULL" | "BUFFER_FULL";

export interface Machine {
  readonly clock: SimulationClock;
  readonly processor: Processor;
  readonly realm: Realm;
  readonly watches: Watches;
  readonly random: Random;
  readonly variables: number;
  readonly storage: BoardStorage;
  readonly uarts: readonly UartModel[];
  readonly buses: {
    readonly i2c: readonly I2cModel[];
    readonly spi: readonly SpiModel[];
    softI2c(scl: string, sda: string): SoftI2cModel;
  };
  readonly console: EngineConsole;
  readonly watchdog: { enable(seconds: number, auto: boolean): void; kick(): void };
  readonly pins: ReadonlyMap<string, PinModel>;
  /** The pin that a bundle means by a Pin object or a name. */
  pinOf(value: unknown): PinModel | undefined;
  /** The bundle's object for a pin. */
  pinObject(pin: PinModel): unknown;
  /** Time of the simulation to seconds of the engine's clock. */
  seconds(timeUs: number): number;
  raise(flag: ErrorFlag): void;
  /** The flags raised since the last call. */
  takeFlags(): ErrorFlag[];
  /** Puts what arrived up to the processor's time into the event buffer. */
  sync(): void;
  /** A character for the other loopback port. */
  loopback(name: "LoopbackA" | "LoopbackB", bytes: string): void;
  reset(cause: ResetCause): never;
}

/** The engine's console: where text goes and whose bytes the REPL swallows. */
export interface EngineConsole {
  /** Name of the port, or null. */
  readonly device: string | null;
  write(text: string): void;
  move(device: string | null): void;
}

/** The pin that a bundle means, or the engine's exception. */
export function needPin(machine: Machine, value: unknown): PinModel {
  const pin = machine.pinOf(value);
  if (pin === undefined) throw new Error("Invalid pin");
  return pin;
}

/** Refuses what the engine refuses: unknown keys of an options object. */
export function checkOptions(options: unknown, known: readonly string[]): Record<string, unknown> {
  if (options === undefined) return {};
  if (typeof options !== "object" || options === null) {
    throw new Error(`Expecting Object or undefined, got ${options === null ? "null" : typeof options}`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new Error(`Unknown option ${JSON.stringify(key)}`);
  }
  return options as Record<string, unknown>;
}

/** A function of the bundle, or the engine's exception. The engine also takes text to evaluate; the bench refuses it. */
export function needFunction(value: unknown): (this: unknown, ...values: unknown[]) => unknown {
  if (typeof value === "function") return value as (this: unknown, ...values: unknown[]) => unknown;
  if (typeof value === "string") throw new Error("the bench refuses text as a callback: the engine would evaluate it");
  throw new Error("Function or String not supplied!");
}
