// Pin edges for an emulated board. The emulator has no GPIO ports, but it has the chip's edge detector (EXTI), and its test
// socket can move the detector's inputs: so a watch on a pin fires as on a real chip. The level that the program reads from
// the pin stays 0, so a watch sees every edge as a falling one, and a watch for rising edges sees nothing.

import { createServer } from "node:net";
import type { Server, Socket } from "node:net";

const DETECTOR = "/machine/soc/exti";

export class ExtiLines {
  readonly #server: Server;
  readonly #levels = new Map<number, 0 | 1>();
  readonly #waiting: (() => void)[] = [];
  readonly #connected: Promise<void>;
  #socket: Socket | undefined;

  private constructor(server: Server) {
    this.#server = server;
    this.#connected = new Promise((resolve) => {
      server.once("connection", (socket) => {
        this.#use(socket);
        resolve();
      });
    });
  }

  #use(socket: Socket): void {
    this.#socket = socket;
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#release();
    });
    socket.on("data", (bytes: Buffer) => {
      // One line answers one command.
      for (const byte of bytes) if (byte === 0x0a) this.#waiting.shift()?.();
    });
  }

  static async listen(path: string): Promise<ExtiLines> {
    const server = createServer();
    const lines = new ExtiLines(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
    return lines;
  }

  /** Settles when the emulator has opened its end. */
  connected(): Promise<void> {
    return this.#connected;
  }

  /** One edge on line 0 to 15, which the chip shares among the pins of that number. Settles when the chip has seen it. */
  edge(line: number): Promise<void> {
    const level = this.#levels.get(line) === 1 ? 0 : 1;
    this.#levels.set(line, level);
    return new Promise((resolve) => {
      if (this.#socket === undefined || this.#socket.destroyed) {
        resolve();
        return;
      }
      this.#waiting.push(resolve);
      this.#socket.write(`set_irq_in ${DETECTOR} unnamed-gpio-in ${line} ${level}\n`);
    });
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
    this.#release();
  }
}
