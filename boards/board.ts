// What a board is, as data: which processor, which parts on which pins, which UART for which port. The build turns it into
// the only place where drivers meet pins. It holds no behaviour and knows no partition.

/** One part: a driver of hal/drivers and the options that bind it to pins and buses of this board. */
export interface Part {
  /** File name of the driver in hal/drivers. */
  readonly driver: string;
  /** Options of the driver: pin and port names are those of the engine ("B6", "Serial1"). */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

export interface Board {
  readonly name: string;
  /** Which system runs on it. */
  readonly system: "meter" | "off-switch";
  /** Board name of the engine build, and its heap in variables. */
  readonly engine: string;
  readonly variables: number;
  /** UART on which the engine's console starts: closed before any device opens, and never the link between the boards. */
  readonly console: string;
  /** Seconds without a finished cycle after which the processor is reset; 0 only where there is no watchdog (an emulated board). */
  readonly watchdogSeconds: number;
  /** Name of a device in system.ts -> the part that is it. */
  readonly parts: Readonly<Record<string, Part>>;
  /** The flash part of the store, which belongs to no partition; absent where the system has no segments. */
  readonly memory?: Part;
}
