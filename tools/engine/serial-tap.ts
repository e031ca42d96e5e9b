// One UART of an emulated board, seen from the host: a unix socket that the emulator connects to. All that the board sends is
// kept and shown to whoever listens. There is no baud rate: the board sends as fast as the host takes it, and hears a byte a millisecond, or
// later where it has not taken the one before.

import { createServer } from "node:net";
import type { Server, Socket } from "node:net";

/** The UARTs of the chip by the number in the engine's names: Serial1 to Serial6. */
export type Usart = 1 | 2 | 3 | 4 | 5 | 6;
export const USARTS: readonly Usart[] = [1, 2, 3, 4, 5, 6];

/**
 * Least wall time between two bytes towards a board. The emulated receiver holds one byte, and the engine's interrupt handler frees it before
 * it has read it: a byte that follows at once overwrites the one before. About the pace of 9600 baud.
 */
const BYTE_MS = 1;

/** Status registers of the receivers, and their bit "a byte waits to be read" (RM0090 30.6.1, table 1). */
const STATUS: Readonly<Record<Usart, number>> = {
  1: 0x40011000,
  2: 0x40004400,
  3: 0x40004800,
  4: 0x40004c00,
  5: 0x40005000,
  6: 0x40011400,
};
const RXNE = 1 << 5;

/** A register of the chip; undefined when the emulator has ended. */
type ReadRegister = (address: number) => Promise<number | undefined>;

export class SerialTap {
  readonly usart: Usart;
  readonly #server: Server;
  readonly #listeners = new Set<(bytes: Buffer) => void>();
  #chunks: Buffer[] = [];
  #socket: Socket | undefined;
  readonly #connected: Promise<void>;
  readonly #waiting: number[] = [];
  readonly #read: ReadRegister;
  #pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, BYTE_MS));
  #isSending = false;

  private constructor(usart: Usart, server: Server, read: ReadRegister) {
    this.usart = usart;
    this.#server = server;
    this.#read = read;
    this.#connected = new Promise((resolve) => {
      server.once("connection", (socket) => {
        this.#socket = socket;
        socket.on("data", (bytes) => {
          this.#take(bytes);
        });
        socket.on("error", () => socket.destroy());
        resolve();
      });
    });
  }

  static async listen(usart: Usart, path: string, read: ReadRegister): Promise<SerialTap> {
    const server = createServer();
    const tap = new SerialTap(usart, server, read);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
    return tap;
  }

  /** Settles when the emulator has opened its end. */
  connected(): Promise<void> {
    return this.#connected;
  }

  #take(bytes: Buffer): void {
    this.#chunks.push(bytes);
    for (const listener of [...this.#listeners]) listener(bytes);
  }

  /** All bytes that the board has sent so far. */
  received(): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  /** Bytes for the board's receiver, in order, one by one; a string is a byte string. */
  send(bytes: string | Uint8Array): void {
    this.#waiting.push(...(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes));
    if (!this.#isSending) void this.#sendAll();
  }

  /** Between two bytes it is waited for this, and no longer for the wall's clock. */
  paceBy(pause: () => Promise<void>): void {
    this.#pause = pause;
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    for (let byte = this.#waiting.shift(); byte !== undefined; byte = this.#waiting.shift()) {
      this.#socket?.write(Uint8Array.of(byte));
      if (!(await this.#taken())) break;
    }
    this.#isSending = false;
  }

  /** Waits until the board has read the byte; false when it has ended. The emulator delivers a byte before it answers a second time. */
  async #taken(): Promise<boolean> {
    await this.#read(STATUS[this.usart]);
    for (;;) {
      await this.#pause();
      const status = await this.#read(STATUS[this.usart]);
      if (status === undefined) return false;
      if ((status & RXNE) === 0) return true;
    }
  }

  /** Calls `listener` with each chunk from now on. Returns what ends it. */
  onBytes(listener: (bytes: Buffer) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#waiting.length = 0;
    this.#listeners.clear();
    this.#socket?.destroy();
    this.#server.close();
  }
}
