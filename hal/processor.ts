// The processor as the kernel sees it: time, one timer, a watchdog, byte strings, and the chip's own flash to read from.

export interface Processor {
  /** Milliseconds since some moment before power-on; never goes back. */
  nowMs(): number;
  /** Calls `run` once, not before `delayMs` have passed. Returns a handle for `cancel`. */
  after(run: () => void, delayMs: number): number;
  cancel(handle: number): void;
  /** From now on the processor is reset unless `kickWatchdog` is called within `seconds`. Cannot be undone. */
  startWatchdog(seconds: number): void;
  kickWatchdog(): void;
  /** Takes the engine's console away from every port for good. */
  closeConsole(): void;
  /** A file of the chip's internal flash as a byte string; "" where there is none. */
  readFile(name: string): string;
  /** CRC-32 (IEEE 802.3) of a byte string, 0 to 2^32-1. */
  readonly crc32: (bytes: string) => number;
  /** The bytes of a byte string as a new array, and back. */
  toBytes(text: string): Uint8Array;
  toText(bytes: Uint8Array): string;
}
