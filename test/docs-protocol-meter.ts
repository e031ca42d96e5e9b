// A whole meter on the virtual boards with the secrets of docs/protocol.md, and an ear at each of its wires. Who speaks to it is the test.

import assert from "node:assert/strict";
import { board as meterBoard } from "../boards/stm32f4discovery/board.ts";
import { Bench } from "../bench/bench.ts";
import { provisionedPart } from "../bench/flash-part.ts";
import { builtInHousehold } from "../bench/household.ts";
import { portOf } from "../bench/virtual-parts.ts";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import { bundles } from "./bundles.ts";
import { bytesOf, secret, table, vectors, vectorsOf } from "./docs-protocol-page.ts";
import type { Vector } from "./docs-protocol-page.ts";
import { box, frame, nonce, payloads, unbox } from "./docs-protocol-sodium.ts";
import { plainOf, says } from "./docs-protocol-words.ts";

export type Port = "wan" | "topUp" | "maintenance";
export const PORTS: readonly Port[] = ["wan", "topUp", "maintenance"];

export const METER_ID = "HASM0001";
/** 2026-01-15T11:50:00Z */
export const START_S = 1_768_477_800;

export interface Meter {
  readonly bench: Bench;
  /** What left at each port so far. */
  readonly said: Record<Port | "han", string>;
  /** What crossed the link so far, from the meter board and to it. */
  readonly link: Record<"a-to-b" | "b-to-a", string>;
  send(port: Port, bytes: Uint8Array): void;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

function part(system: typeof meterSystem, root: string, chains: readonly (readonly [number, string])[]) {
  const firstKeys = new Map(chains.map(([segment, name]) => [segment, text(secret(name))]));
  return provisionedPart(system.flashBytes, system.segments, {
    meterId: METER_ID,
    root: text(secret(root)).slice(0, 16),
    firstKeys,
  });
}

/** `keys`: the files of both boards; default: those of the page. */
export async function newMeter(keys?: { readonly meter: Uint8Array; readonly offSwitch: Uint8Array }): Promise<Meter> {
  const built = await bundles();
  const bench = new Bench({
    household: builtInHousehold(1),
    startS: START_S,
    seed: 1,
    meterId: METER_ID,
    bundles: built,
    memory: {
      meter: part(
        meterSystem,
        "3",
        [1, 2, 3].map((n) => [n, `chain of log ${n}`] as const),
      ),
      offSwitch: part(offSwitchSystem, "3, off-switch board", [[1, "chain of log 1, off-switch board"]]),
    },
  });
  const page = (title: string): Buffer => bytesOf(vectorsOf(title)[0]!, "bytes");
  bench.meter.storage.load("hasm.keys", text(keys?.meter ?? page("key file of the meter board")));
  bench.offSwitch.storage.load("hasm.keys", text(keys?.offSwitch ?? page("key file of the off-switch board")));
  bench.meter.boot(built.meter);
  bench.offSwitch.boot(built.offSwitch);
  const said = { wan: "", topUp: "", maintenance: "", han: "" };
  const link = { "a-to-b": "", "b-to-a": "" };
  const uart = (port: Port | "han") => bench.meter.uart(portOf(meterBoard, port));
  for (const port of ["wan", "topUp", "maintenance", "han"] as const)
    uart(port).onSent((bytes) => {
      said[port] += bytes;
    });
  bench.link.onBytes((direction, bytes) => {
    link[direction] += bytes;
  });
  return {
    bench,
    said,
    link,
    send: (port, bytes) => {
      uart(port).receive(text(bytes));
    },
  };
}

/** After the answer to the last message of the page. */
const END_S = 1535;

function say(meter: Meter, one: Vector): void {
  meter.bench.runTo(Number(one["at"]!.replace(" s", "")));
  if ("press" in one) meter.bench.pressButton(Number(one["press"].replace(" s", "")));
  else if ("line" in one) meter.send("topUp", Buffer.from(`${one["line"]}\r`));
  else {
    const { port, route } = portOfKey(Number(/^key (\d+)/.exec(one["seal"]!)![1]));
    meter.send(port, frame(Buffer.concat([route, bytesOf(one, "sealed")])));
  }
}

/** Says all that the vectors of the page say to a meter, each at its time. */
export function converse(meter: Meter): void {
  for (const one of vectors.filter((each) => "at" in each)) say(meter, one);
  meter.bench.runTo(END_S);
}

/** What left a port: payloads of frames, and the lines of text between them. */
export function spoken(stream: string): { readonly frames: Buffer[]; readonly texts: string[] } {
  const frames: Buffer[] = [];
  const texts: string[] = [];
  let rest = "";
  for (const [all, framed, line] of stream.matchAll(/\xc0([^\xc0]+)\xc0|([^\xc0]*?)\r\n|[^]/g)) {
    if (framed !== undefined) frames.push(...payloads(Buffer.from(all, "latin1")));
    else if (line !== undefined) texts.push(line);
    else rest += all;
  }
  assert.equal(rest, "");
  return { frames, texts };
}

/** The secret that the page has for a key change. */
export const SUCCESSOR = 65;

export interface Heard {
  readonly key: number;
  readonly under: number;
  readonly counter: bigint;
  readonly text: string;
}

/** Everybody who speaks to the meter, each with the page's secret and a counter of its own. */
export class Peers {
  readonly #meter: Meter;
  readonly #sent = new Map<number, bigint>();
  readonly #taken: Record<Port, number> = { wan: 0, topUp: 0, maintenance: 0 };

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** A sealed message for the meter; it is not sent. */
  seal(key: number, plain: Buffer, under = key): Buffer {
    const counter = (this.#sent.get(key) ?? 0n) + 1n;
    this.#sent.set(key, counter);
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(counter);
    return Buffer.concat([bytes, box(plainOf(plain), nonce(METER_ID, 1, key, counter), secret(under))]);
  }

  /** `under`: another secret than that of the key. */
  sendUnder(under: number, key: number, plain: Buffer): void {
    this.sendSealed(key, this.seal(key, plain, under));
  }

  sendSealed(key: number, sealed: Buffer): void {
    const { port, route } = portOfKey(key);
    this.#meter.send(port, frame(Buffer.concat([route, sealed])));
  }

  send(key: number, plain: Buffer): void {
    this.sendSealed(key, this.seal(key, plain));
  }

  /** What the meter sealed since the last call, by the page's tables. */
  heard(): Heard[] {
    return PORTS.flatMap((port) => {
      const stream = this.#meter.said[port].slice(this.#taken[port]);
      this.#taken[port] += stream.length;
      return spoken(stream).frames.map((payload) => opened(port, payload));
    });
  }
}

function portOfKey(key: number): { readonly port: Port; readonly route: Buffer } {
  const row = table("Routes").find((one) => one["key"] === `${key}`)!;
  const port = PORTS.find((name) => name.toLowerCase() === row["port"]!.replace("-", "").toLowerCase())!;
  return { port, route: Buffer.from(row["route"]!, "hex") };
}

function opened(port: Port, payload: Buffer): Heard {
  const row = table("Routes").find((one) => one["route"] === payload.toString("hex", 0, 1))!;
  const key = Number(row["key"]);
  assert.equal(portOfKey(key).port, port);
  const counter = payload.readBigUInt64BE(1);
  for (const under of [key, SUCCESSOR]) {
    const plain = unbox(payload.subarray(9), nonce(METER_ID, 2, key, counter), secret(under));
    if (plain) return { key, under, counter, text: says(plain, key) };
  }
  return assert.fail(`key ${key}, counter ${counter} does not open`);
}
