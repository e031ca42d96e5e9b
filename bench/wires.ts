// The meter's ports on the bench, reachable over TCP as through a serial-to-TCP adapter: raw bytes both ways, every client hears all and
// may speak. It knows no frame and no key. What it holds for others is bounded: a client that does not read is dropped, one that
// sends faster than the wire carries waits, and there are only so many clients. Behind these ports one more is the bench's button.

import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { board as meterBoard } from "../boards/stm32f4discovery/board.ts";
import { toByteString } from "./byte-string.ts";
import { serveButton } from "./button-port.ts";
import type { Press } from "./button-port.ts";
import { addressText, PORT_NAMES, WIRE_DEVICES, WIRE_NAMES } from "./send/address.ts";
import type { Address, PortName, WireName } from "./send/address.ts";
import { reasonOf, UserError } from "./user-error.ts";
import { portOf } from "./virtual-parts.ts";

/** So many bytes may wait for a client that does not read; the wire carries them in half a minute. */
export const MOST_UNREAD_BYTES = 65_536;
/** So far ahead of the meter clients may speak, in simulated time. */
const MOST_AHEAD_US = 1_000_000;
const LOOK_AGAIN_MS = 20;
export const MOST_CLIENTS = 16;
/** So often four free ports in a row are looked for. */
const TRIES = 20;
/** A port is somebody's, or the first free one was the last that there is. */
const TAKEN: readonly string[] = ["EADDRINUSE", "ERR_SOCKET_BAD_PORT"];

/** As much of a bench as its wires are. */
export interface Wired {
  readonly clock: { readonly nowUs: number };
  readonly meter: {
    uart(port: string): {
      onSent(observe: (bytes: string) => void): void;
      receive(bytes: string): void;
      /** When the wire is free for the next byte to the meter. */
      readonly receiveFreeUs: number;
    };
  };
  toWan(bytes: string): void;
  onWan(tap: (direction: "in" | "out", bytes: string) => void): void;
}

export interface WireFigures {
  /** Did not read what the meter said. */
  dropped: number;
  /** Came when there were as many as there may be. */
  turnedAway: number;
}

export class Wires {
  readonly figures: WireFigures = { dropped: 0, turnedAway: 0 };
  readonly #bench: Wired;
  readonly #tell: (line: string) => void;
  readonly #press: Press;
  readonly #clients = new Map<PortName, Set<Socket>>(PORT_NAMES.map((name) => [name, new Set()]));
  #servers: readonly Server[] = [];

  private constructor(bench: Wired, tell: (line: string) => void, press: Press) {
    this.#bench = bench;
    this.#tell = tell;
    this.#press = press;
    // The bench's WAN can be cut.
    bench.onWan((direction, bytes) => {
      if (direction === "out") this.#sayAll("wan", bytes);
    });
    for (const name of WIRE_NAMES.filter((one) => one !== "wan"))
      this.#uart(name).onSent((bytes) => {
        this.#sayAll(name, bytes);
      });
  }

  /** Port 0 takes four free ports in a row. `tell` gets a line for whoever watches. Throws UserError. */
  static async open(bench: Wired, address: Address, tell: (line: string) => void, press: Press): Promise<Wires> {
    const wires = new Wires(bench, tell, press);
    for (let left = address.port === 0 ? TRIES : 1; ; left--) {
      try {
        wires.#servers = await wires.#listen(address);
        return wires;
      } catch (error) {
        if (left === 1 || !TAKEN.includes(reasonOf(error)))
          throw new UserError(`cannot open wires at ${addressText(address.host, address.port)}: ${reasonOf(error)}`);
      }
    }
  }

  /** Where each wire is, and the button. */
  get places(): readonly { readonly name: PortName; readonly address: string }[] {
    return PORT_NAMES.map((name, i) => {
      const { address, port } = this.#servers[i]!.address() as AddressInfo;
      return { name, address: addressText(address, port) };
    });
  }

  clients(name: PortName): number {
    return this.#clients.get(name)!.size;
  }

  async close(): Promise<void> {
    for (const clients of this.#clients.values()) for (const client of clients) client.destroy();
    await Promise.all(this.#servers.map(closed));
  }

  #uart(name: WireName) {
    return this.#bench.meter.uart(portOf(meterBoard, WIRE_DEVICES[name]));
  }

  async #listen({ host, port }: Address): Promise<readonly Server[]> {
    const servers: Server[] = [];
    let next = port;
    try {
      for (const name of PORT_NAMES) {
        const server = createServer((client) => {
          this.#welcome(name, client);
        });
        await listening(server, host, next);
        servers.push(server);
        next = (server.address() as AddressInfo).port + 1;
      }
      return servers;
    } catch (error) {
      await Promise.all(servers.map(closed));
      throw error;
    }
  }

  #welcome(name: PortName, client: Socket): void {
    const clients = this.#clients.get(name)!;
    // Whoever goes without a word is gone, and nothing more.
    client.on("error", () => client.destroy());
    if (clients.size >= MOST_CLIENTS) {
      this.figures.turnedAway++;
      this.#tell(`${name}: turned a client away, there are ${MOST_CLIENTS} (${this.figures.turnedAway} so far)`);
      client.destroy();
      return;
    }
    clients.add(client);
    client.setNoDelay(true);
    client.on("close", () => clients.delete(client));
    if (name === "button") serveButton(client, this.#press);
    else this.#join(name, client);
  }

  #join(name: WireName, client: Socket): void {
    client.on("data", (chunk: Buffer) => {
      this.#hear(name, toByteString(chunk));
      this.#holdBack(name, client);
    });
  }

  #hear(name: WireName, bytes: string): void {
    if (name === "wan") this.#bench.toWan(bytes);
    else this.#uart(name).receive(bytes);
  }

  #holdBack(name: WireName, client: Socket): void {
    const aheadUs = this.#uart(name).receiveFreeUs - this.#bench.clock.nowUs;
    if (aheadUs <= MOST_AHEAD_US) {
      client.resume();
      return;
    }
    client.pause();
    const timer = setTimeout(() => {
      if (!client.destroyed) this.#holdBack(name, client);
    }, LOOK_AGAIN_MS);
    timer.unref();
  }

  #sayAll(name: WireName, bytes: string): void {
    for (const client of this.#clients.get(name)!) this.#say(name, client, bytes);
  }

  #say(name: WireName, client: Socket, bytes: string): void {
    client.write(bytes, "latin1");
    if (client.writableLength <= MOST_UNREAD_BYTES) return;
    this.figures.dropped++;
    this.#tell(`${name}: dropped a client that does not read (${this.figures.dropped} so far)`);
    client.destroy();
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
