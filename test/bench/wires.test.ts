// The bench's wires over TCP: what goes in and out at each port, who hears it, and that nobody makes the bench hold more than a little.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { board } from "../../boards/stm32f4discovery/board.ts";
import { toByteString } from "../../bench/byte-string.ts";
import { parseAddress, parseAddresses } from "../../bench/send/address.ts";
import type { Press } from "../../bench/button-port.ts";
import { UserError } from "../../bench/user-error.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { MOST_CLIENTS, MOST_UNREAD_BYTES, Wires } from "../../bench/wires.ts";
import type { Wired } from "../../bench/wires.ts";

const MOST_SECONDS = 60;
const LOOPBACK = { host: "127.0.0.1", port: 0 };
const BYTE_US = 520;

/** A board that only notes what it hears, each byte as long as on the wire. */
class Ports implements Wired {
  readonly clock = { nowUs: 0 };
  readonly heard = new Map<string, string>();
  readonly #speak = new Map<string, (bytes: string) => void>();
  readonly meter = {
    uart: (port: string) => ({
      onSent: (observe: (bytes: string) => void): void => {
        this.#speak.set(port, observe);
      },
      receive: (bytes: string): void => {
        this.heard.set(port, this.at(port) + bytes);
      },
      receiveFreeUs: this.at(port).length * BYTE_US,
    }),
  };

  toWan(bytes: string): void {
    this.meter.uart(portOf(board, "wan")).receive(bytes);
  }

  onWan(tap: (direction: "in" | "out", bytes: string) => void): void {
    this.meter.uart(portOf(board, "wan")).onSent((bytes) => {
      tap("out", bytes);
    });
  }

  at(port: string): string {
    return this.heard.get(port) ?? "";
  }

  say(device: string, bytes: string): void {
    this.#speak.get(portOf(board, device))!(bytes);
  }
}

class Client {
  readonly socket: Socket;
  heard = "";

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("data", (chunk: Buffer) => (this.heard += toByteString(chunk)));
    this.socket.on("error", () => undefined);
  }

  async connected(): Promise<this> {
    await once(this.socket, "connect");
    return this;
  }
}

async function settled(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries++) await wait(10);
  assert.ok(isSo());
}

describe("wires", () => {
  const ports = ["wan", "topUp", "maintenance"] as const;
  let bench: Ports;
  let wires: Wires;
  let told: string[];
  let clients: Client[];
  /** Presses, each with what lets go again. */
  let presses: { readonly seconds: number; readonly release: () => void }[];
  const press: Press = (seconds, released) => {
    if (seconds > MOST_SECONDS) throw new UserError("that is too long");
    presses.push({ seconds, release: released });
  };
  const portAt = (i: number): number => Number(wires.places[i]!.address.split(":")[1]);
  const client = async (i: number): Promise<Client> => {
    const one = new Client(portAt(i));
    clients.push(one);
    return one.connected();
  };
  beforeEach(async () => {
    [bench, told, clients, presses] = [new Ports(), [], [], []];
    wires = await Wires.open(bench, LOOPBACK, (line) => told.push(line), press);
  });
  afterEach(async () => {
    for (const { socket } of clients) socket.destroy();
    await wires.close();
  });

  it("are three ports in a row on loopback, and the button behind them", () => {
    const first = portAt(0);
    assert.deepEqual(wires.places, [
      { name: "wan", address: `127.0.0.1:${first}` },
      { name: "top-up", address: `127.0.0.1:${first + 1}` },
      { name: "maintenance", address: `127.0.0.1:${first + 2}` },
      { name: "button", address: `127.0.0.1:${first + 3}` },
    ]);
  });

  it("carry every byte both ways, each port its own, to everybody who listens", async () => {
    const all = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join("");
    for (const [i, device] of ports.entries()) {
      const [one, other] = [await client(i), await client(i)];
      await settled(() => wires.clients(wires.places[i]!.name) === 2);
      bench.say(device, all);
      await settled(() => one.heard.length === 256 && other.heard.length === 256);
      assert.deepEqual([one.heard, other.heard], [all, all]);
      one.socket.write(all, "latin1");
      await settled(() => bench.at(portOf(board, device)).length === 256);
      assert.equal(bench.at(portOf(board, device)), all);
      one.socket.destroy();
      await settled(() => wires.clients(wires.places[i]!.name) === 1);
      bench.say(device, "more");
      await settled(() => other.heard === `${all}more`);
    }
    assert.equal(bench.heard.size, 3);
    assert.deepEqual(told, []);
  });

  it("press the button for whoever says how long, and say when it was let go", async () => {
    const finger = await client(3);
    finger.socket.write("25");
    await wait(20);
    assert.equal(presses.length, 0);
    finger.socket.write("00\n");
    await settled(() => presses.length === 1);
    assert.equal(presses[0]!.seconds, 2.5);
    assert.equal(finger.heard, "");
    presses[0]!.release();
    await settled(() => finger.heard === "released\r\n");
    assert.equal(bench.heard.size, 0);
  });

  it("say why the button is not pressed, and press nothing", async () => {
    for (const [line, says] of [
      ["60001\n", "no: that is too long\r\n"],
      ["now\n", "no: a line is a number of milliseconds\r\n"],
      ["1".repeat(17), "no: a line is a number of milliseconds\r\n"],
    ] as const) {
      const finger = await client(3);
      finger.socket.write(line);
      await settled(() => finger.heard === says);
    }
    assert.deepEqual(presses, []);
    await settled(() => wires.clients("button") === 0);
  });

  it("drop a client that does not read, and nobody else", async () => {
    const [deaf, good] = [await client(0), await client(0)];
    await settled(() => wires.clients("wan") === 2);
    deaf.socket.pause();
    const piece = "x".repeat(MOST_UNREAD_BYTES / 2);
    let said = 0;
    // What the system itself holds for a socket comes first.
    for (; wires.figures.dropped === 0 && said < 1000; said++) {
      bench.say("wan", piece);
      await settled(() => good.heard.length === (said + 1) * piece.length);
    }
    assert.deepEqual(told, ["wan: dropped a client that does not read (1 so far)"]);
    assert.deepEqual(wires.figures, { dropped: 1, turnedAway: 0 });
    await settled(() => wires.clients("wan") === 1);
    bench.say("wan", "end");
    await settled(() => good.heard.endsWith("end"));
    assert.equal(good.heard.length, said * piece.length + 3);
  });

  it("make a client wait that sends faster than the wire carries, and lose nothing", async () => {
    const fast = await client(1);
    const port = portOf(board, "topUp");
    const all = Array.from({ length: 1 << 20 }, (_, i) => String.fromCharCode(i & 255)).join("");
    fast.socket.write(all, "latin1");
    await wait(200);
    const early = bench.at(port).length;
    // One piece of what a socket gives at once may be above the second that is let ahead.
    assert.ok(early > 0 && early <= 65_536 + 1_000_000 / BYTE_US, `${early} bytes`);
    await settled(() => {
      bench.clock.nowUs = bench.at(port).length * BYTE_US;
      return bench.at(port).length === all.length;
    });
    assert.equal(bench.at(port), all);
  });

  it("turn a client away when there are too many", async () => {
    for (let i = 0; i < MOST_CLIENTS; i++) await client(2);
    await settled(() => wires.clients("maintenance") === MOST_CLIENTS);
    const late = await client(2);
    await once(late.socket, "close");
    assert.deepEqual(told, [`maintenance: turned a client away, there are ${MOST_CLIENTS} (1 so far)`]);
    clients[0]!.socket.destroy();
    await settled(() => wires.clients("maintenance") === MOST_CLIENTS - 1);
    await client(2);
    await settled(() => wires.clients("maintenance") === MOST_CLIENTS);
  });

  it("say who has the port, and leave the others free", async () => {
    const taken = createServer().listen({ host: "127.0.0.1", port: 0, exclusive: true });
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const open = (from: number): Promise<Wires> =>
      Wires.open(bench, { ...LOOPBACK, port: from }, () => undefined, press);
    await assert.rejects(open(port - 1), {
      name: "UserError",
      message: `cannot open wires at 127.0.0.1:${port - 1}: EADDRINUSE`,
    });
    taken.close();
    await once(taken, "close");
    await (await open(port - 1)).close();
  });
});

describe("an address of wires", () => {
  it("is a port, or a host and a port", () => {
    assert.deepEqual(parseAddress("8081", 0), { host: "127.0.0.1", port: 8081 });
    assert.deepEqual(parseAddress("0.0.0.0:0", 0), { host: "0.0.0.0", port: 0 });
    assert.deepEqual(parseAddress("[::1]:8081", 1), { host: "::1", port: 8081 });
    assert.deepEqual(parseAddress("meter.example:65532", 1), { host: "meter.example", port: 65532 });
  });

  it("is refused otherwise", () => {
    for (const text of ["", ":", "host", "host:", "host:x", ":80", "::1:80", "a b:80", "host:123456", "-1"])
      assert.throws(() => parseAddress(text, 0), {
        name: "UserError",
        message: `"${text}" is no address: HOST:PORT, such as 127.0.0.1:8081`,
      });
    for (const [port, least] of [
      [65534, 0],
      [0, 1],
    ] as const)
      assert.throws(() => parseAddress(`${port}`, least), {
        name: "UserError",
        message: `port ${port} is not ${least} to 65532: four ports in a row are used`,
      });
  });

  it("may be another one for each meter", () => {
    const { common, own } = parseAddresses("HASM0001=far:1000,HASM0002=[::1]:2000,near:3000");
    assert.deepEqual(common, { host: "near", port: 3000 });
    assert.deepEqual(
      [...own],
      [
        ["HASM0001", { host: "far", port: 1000 }],
        ["HASM0002", { host: "::1", port: 2000 }],
      ],
    );
    assert.deepEqual(parseAddresses("HASM0001=far:1000").common, { host: "127.0.0.1", port: 8081 });
  });
});
