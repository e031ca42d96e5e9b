// The processor as the kernel sees it: time, one timer, a watchdog, byte strings, and the files of the chip's own flash.

export interface Processor {
  /** Milliseconds since some moment before power-on; never goes back. */
  nowMs(): number;
  /** Calls `run` once, not before `delayMs` have passed. Returns a handle for `cancel`. */
  after(run: () => void, delayMs: number): number;
  cancel(handle: number): void;
  /** From now on the processor is reset unless `kickWatchdog` is called within `seconds`. Cannot be undone. */
  startWatchdog(seconds: number): void;
  kickWatchdog(): void;
  /** Takes the engine's console away from every port for good. `taken` is the name of a port that is a device's from now on, or "". */
  closeConsole(taken: string): void;
  /** Sends `text`, how much of the heap is in use and a line end from the port where the console was; nothing where that one is taken. */
  announce?: ((text: string) => void) | undefined;
  /**
   * A file of the chip's internal flash as a byte string; "" where there is none. With `from` and `length` (at least 1) that part of it, as
   * far as the file goes. The text lies in the flash and costs no memory.
   */
  readFile(name: string, from?: number, length?: number): string;
  /**
   * Programs a blank place within a file that is there; `from` is at least 1. What the flash holds then only `readFile` tells. False, and
   * nothing was touched: no such file, a place outside of it, or one not blank. No file is ever begun, moved or erased: a power cut on the
   * way leaves part of `text`, and every other byte as it was.
   */
  writeFile(name: string, from: number, text: string): boolean;
  /** CRC-32 (IEEE 802.3) of a byte string, 0 to 2^32-1. */
  readonly crc32: (bytes: string) => number;
  /** The bytes of a byte string as a new array, and back. */
  toBytes(text: string): Uint8Array;
  toText(bytes: Uint8Array): string;
}
