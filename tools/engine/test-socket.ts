// The emulator's test socket (qtest): it moves the inputs of the chip's edge detector, and reads registers. The emulator has no GPIO ports, but
// it has the detector (EXTI), so a watch on a pin fires as on a real chip. The level that the program reads from the pin stays 0, so a watch sees
// every edge as a falling one, and a watch for rising edges sees nothing.

import { createServer } from "node:net";
import type { Server, Socket } from "node:net";

const DETECTOR = "/machine/soc/exti";

export class TestSocket {
  readonly #server: Server;
  readonly #levels = new Map<number, 0 | 1>();
  readonly #waiting: ((answer: string | undefined) => void)[] = [];
  readonly #connected: Promise<void>;
  #socket: Socket | undefined;
  #received = "";

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
      const lines = (this.#received + bytes.toString("latin1")).split("\n");
      this.#received = lines.pop()!;
      for (const line of lines) this.#waiting.shift()?.(line);
    });
  }

  static async listen(path: string): Promise<TestSocket> {
    const server = createServer();
    const tests = new TestSocket(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
    return tests;
  }

  /** Settles when the emulator has opened its end. */
  connected(): Promise<void> {
    return this.#connected;
  }

  /** One edge on line 0 to 15, which the chip shares among the pins of that number. Settles when the chip has seen it. */
  async edge(line: number): Promise<void> {
    const level = this.#levels.get(line) === 1 ? 0 : 1;
    this.#levels.set(line, level);
    await this.#ask(`set_irq_in ${DETECTOR} unnamed-gpio-in ${line} ${level}`);
  }

  /** A register of the chip, 32 bits; undefined when the emulator has ended. */
  async register(address: number): Promise<number | undefined> {
    const answer = await this.#ask(`readl 0x${address.toString(16)}`);
    return answer?.startsWith("OK ") === true ? Number(answer.slice(3)) : undefined;
  }

  /** Undefined: the emulator has ended. */
  #ask(command: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      if (this.#socket === undefined || this.#socket.destroyed) {
        resolve(undefined);
        return;
      }
      this.#waiting.push(resolve);
      this.#socket.write(`${command}\n`);
    });
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
    this.#release();
  }
}
