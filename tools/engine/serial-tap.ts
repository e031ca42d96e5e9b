// One UART of an emulated board, seen from the host: a unix socket that the emulator connects to. All that the board sends is
// kept and shown to whoever listens. There is no baud rate: the board sends as fast as the host takes it, and hears a byte a millisecond.

import { createServer } from "node:net";
import type { Server, Socket } from "node:net";

/** The UARTs of the chip by the number in the engine's names: Serial1 to Serial6. */
export type Usart = 1 | 2 | 3 | 4 | 5 | 6;
export const USARTS: readonly Usart[] = [1, 2, 3, 4, 5, 6];

/**
 * Wall time between two bytes towards a board. The emulated receiver holds one byte, and the engine's interrupt handler frees it before
 * it has read it: a byte that follows at once overwrites the one before. About the pace of 9600 baud.
 */
const BYTE_MS = 1;

export class SerialTap {
  readonly usart: Usart;
  readonly #server: Server;
  readonly #listeners = new Set<(bytes: Buffer) => void>();
  #chunks: Buffer[] = [];
  #socket: Socket | undefined;
  readonly #connected: Promise<void>;
  readonly #waiting: number[] = [];
  #pace: NodeJS.Timeout | undefined;

  private constructor(usart: Usart, server: Server) {
    this.usart = usart;
    this.#server = server;
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

  static async listen(usart: Usart, path: string): Promise<SerialTap> {
    const server = createServer();
    const tap = new SerialTap(usart, server);
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
    this.#pace ??= setInterval(() => {
      const byte = this.#waiting.shift();
      if (byte !== undefined) this.#socket?.write(Uint8Array.of(byte));
      else {
        clearInterval(this.#pace);
        this.#pace = undefined;
      }
    }, BYTE_MS);
  }

  /** Calls `listener` with each chunk from now on. Returns what ends it. */
  onBytes(listener: (bytes: Buffer) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#pace);
    this.#listeners.clear();
    this.#socket?.destroy();
    this.#server.close();
  }
}
