// A board's console as a TCP port: whoever connects has the wire, one at a time. When the board's supply goes, so does the connection.

import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import type { ConsoleBoard } from "./console-board.ts";

export class PortServer {
  readonly #server: Server;
  #socket: Socket | undefined;

  private constructor(board: ConsoleBoard) {
    board.sent = (bytes) => void this.#socket?.write(Buffer.from(bytes, "latin1"));
    board.whenCut = () => void this.#socket?.destroy();
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#socket = socket;
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => board.receive(bytes.toString("latin1")));
    });
  }

  static async listen(board: ConsoleBoard): Promise<PortServer> {
    const server = new PortServer(board);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get path(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
  }
}
