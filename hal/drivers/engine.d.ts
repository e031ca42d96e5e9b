// The part of Espruino's API that the drivers use, and nothing else: a driver that reaches for more does not compile.
// Pins are given by name, which the engine accepts wherever it takes a pin; ports are reached as `global[name]`.

interface EngineEdge {
  /** Level of the pin when the interrupt was served. */
  readonly state: boolean;
  /** Time of the edge in seconds, on the scale of getTime(). */
  readonly time: number;
}

interface EngineSerial {
  setup(baud: number, options: { tx?: string; rx?: string; parity?: string; bytesize?: number }): void;
  /** Queues bytes; waits while the send queue is full. */
  write(bytes: string): void;
  on(event: "data", run: (bytes: string) => void): void;
}

interface EngineI2c {
  setup(options: { scl: string; sda: string; bitrate: number }): void;
  writeTo(address: number, bytes: string | number): void;
  readFrom(address: number, count: number): Uint8Array;
}

interface EngineStorage {
  /** The file in place, or undefined. Of it `length` bytes from `from` on; all the rest where `length` is 0 or left out. */
  read(name: string, from?: number, length?: number): string | undefined;
  /**
   * Programs `bytes` within the file from `from` on, which is not 0: there the engine writes the file anew, and may move all others. Throws
   * where there is no such file, where it ends before, and where the place is not blank.
   */
  write(name: string, bytes: string, from: number): boolean;
}

interface Array<T> {
  includes(value: T): boolean;
}

interface String {
  repeat(count: number): string;
}

declare const global: Readonly<Record<string, unknown>>;

declare const E: {
  enableWatchdog(seconds: number, isAutomatic: boolean): void;
  readonly kickWatchdog: () => void;
  setConsole(device: null, options: { force: boolean }): void;
  /** "Serial2", "USB"; "Limbo" in the first second after power-on of a board with USB; null where there is none. */
  getConsole(): string | null;
  readonly CRC32: (bytes: string) => number;
  readonly toUint8Array: (text: string) => Uint8Array;
  toString(...parts: (string | Uint8Array)[]): string;
  /** Memory as a text that lies there, and so do its slices: what is written there later shows in them. */
  memoryArea(address: number, bytes: number): string;
};

declare const process: {
  /** In variables. It collects garbage first. */
  memory(): { readonly usage?: number; readonly total: number };
};

/** Writes bytes to memory, one after the other. */
declare function poke8(address: number, bytes: string): void;

/** Seconds. */
declare function getTime(): number;
declare function setTimeout(run: () => void, delayMs: number): number;
declare function clearTimeout(handle: number): void;
declare function pinMode(pin: string, mode: "input_pullup"): void;
declare function digitalRead(pin: string): number;
declare function digitalWrite(pin: string, level: boolean): void;
/** Sets the level at once and its opposite after `durationMs`, by a hardware timer. */
declare function digitalPulse(pin: string, level: boolean, durationMs: number): void;
declare function setWatch(
  run: (edge: EngineEdge) => void,
  pin: string,
  options: { repeat: boolean; edge: "both"; debounce: number },
): number;
/** Throws where the engine has no such watch. */
declare function clearWatch(handle: number): void;

interface EngineSpi {
  setup(options: { sck: string; miso: string; mosi: string; baud: number }): void;
  /** One transaction with `select` low: as many bytes come back as go out. Throws, after some 0.1 s a byte, where the port's own bytes are late. */
  send(bytes: string, select: string): string;
}

interface String {
  /** At least `length` characters: `fill` repeated behind them. */
  padEnd(length: number, fill: string): string;
}

/** Level as a fraction of full scale, some 0.1 ms of work. The pin must have a converter: another gives no number, or 0. */
declare function analogRead(pin: string): number;
