// The vectors of docs/protocol.md are a conversation, and a whole meter with the secrets of the page holds its side of it byte for byte, on
// every wire that it has. What it says besides follows the page, too: counters after a power cut, the second answers leave in.

import assert from "node:assert/strict";
import { bytesOf, secret, table, vectors, vectorsOf } from "./docs-protocol-page.ts";
import type { Vector } from "./docs-protocol-page.ts";
import { converse, METER_ID, newMeter, Peers, PORTS, spoken, SUCCESSOR } from "./docs-protocol-meter.ts";
import type { Meter } from "./docs-protocol-meter.ts";
import { nonce, payloads, unbox } from "./docs-protocol-sodium.ts";
import { clearWords, says } from "./docs-protocol-words.ts";

const COVER = Buffer.from("c\0");
const QUERY = Buffer.from("c\x01");

const ofMeter = vectors.filter((one) => (one["meter"] ?? METER_ID) === METER_ID);
const routeOf = (one: Vector): string => {
  const [, key] = /^key (\d+)/.exec(one["seal"]!)!;
  return table("Routes").find((row) => row["key"] === key)?.["route"] ?? "";
};
const isFrom = (one: Vector): boolean => one["seal"]?.includes("from the meter") === true;

describe("a whole meter and the conversation of docs/protocol.md", () => {
  let meter: Meter;

  before(async () => {
    meter = await newMeter();
    converse(meter);
  });

  it("agree on every byte that leaves a port in a frame, and in its order", () => {
    for (const { route } of table("Routes")) {
      const said = PORTS.flatMap((port) => spoken(meter.said[port]).frames).filter((one) => one[0] === Number(route));
      const expected = ofMeter
        .filter((one) => isFrom(one) && routeOf(one) === route)
        .map((one) => bytesOf(one, "sealed"))
        .sort(Buffer.compare);
      const bytes = said.map((payload) => payload.toString("hex", 1));
      assert.deepEqual(
        // A round goes out more than once.
        route === "03" ? [...new Set(bytes)] : bytes,
        expected.map((sealed) => sealed.toString("hex")),
        `route ${route}`,
      );
    }
  });

  it("agree on the lines of text, and on the consumer's sealed reading", () => {
    const texts = vectors.flatMap((one) => one["text"] ?? []);
    assert.equal(texts.length, 3);
    assert.deepEqual(spoken(meter.said.topUp).texts, texts);
    const sealed = [...meter.said.han.matchAll(/\n0-0:96\.13\.0\(([0-9A-F]{240})\)\r\n!/g)].map(([, digits]) => digits);
    const reading = vectors.filter((one) => one["seal"]?.startsWith("key 6,") === true);
    assert.deepEqual(
      sealed,
      reading.map((one) => bytesOf(one, "sealed").toString("hex").toUpperCase()),
    );
  });

  it("agree on the link: what is sealed crosses it as it is; state reports, events and what the meter board asks in clear", () => {
    const crossed = (direction: "a-to-b" | "b-to-a"): Buffer[] =>
      payloads(Buffer.from(meter.link[direction], "latin1"));
    const offSwitch = ofMeter.filter((one) => one["seal"]?.startsWith("key 2,") === true);
    const sealed = (from: boolean): Buffer[] =>
      offSwitch.filter((one) => isFrom(one) === from).map((one) => bytesOf(one, "sealed"));
    assert.deepEqual(
      crossed("a-to-b").filter(({ length }) => length === 120),
      sealed(false),
    );
    assert.deepEqual(
      crossed("b-to-a").filter(({ length }) => length === 120),
      sealed(true),
    );
    for (const [direction, title, layout, isIt] of [
      ["b-to-a", "state report", "state", (bytes: Buffer) => bytes.length === 14],
      ["b-to-a", "event", "event", ([first]: Buffer) => first === 0x65],
      ["a-to-b", "local message", "local", ([first]: Buffer) => first === 0x6c],
    ] as const) {
      const clear = crossed(direction).filter((bytes) => bytes.length !== 120 && isIt(bytes));
      const distinct = [...new Set(clear.map((bytes) => clearWords(layout, bytes)))];
      const expected = vectorsOf(title).map((one) => one["says"]);
      assert.ok(expected.length > 1);
      assert.deepEqual(distinct.slice(0, expected.length), expected, title);
    }
    const clear = [...crossed("b-to-a"), ...crossed("a-to-b")].filter(({ length }) => length !== 120);
    assert.ok(
      clear.every((bytes) => bytes.length === 14 || bytes[0] === 0x65 || (bytes[0] === 0x6c && bytes.length === 7)),
    );
  });

  it("agree on the key room after the change", () => {
    const room = Buffer.from(meter.bench.meter.storage.read("hasm.keyb")!, "latin1");
    const slots = vectorsOf("key room after the key change").map((one) => bytesOf(one, "slot"));
    const used = Buffer.concat([Buffer.from("HKR1"), ...slots]);
    assert.equal(room.toString("hex"), used.toString("hex").padEnd(2 * (4 + 16 * 384), "f"));
  });

  it("agree that a round goes out again as identical bytes", () => {
    const [round] = vectorsOf("round");
    meter.bench.runTo(1500 + 320);
    const said = spoken(meter.said.wan).frames.filter(([route]) => route === 3);
    assert.ok(said.length >= 2);
    for (const payload of said) assert.deepEqual(payload.subarray(1), bytesOf(round!, "sealed"));
  });
});

describe("a meter after a power cut, by docs/protocol.md", () => {
  it("goes on with the next batch of counters, and takes nothing that it took before", async () => {
    const meter = await newMeter();
    const peers = new Peers(meter);
    meter.bench.runTo(15);
    const first = peers.seal(1, QUERY);
    peers.sendSealed(1, first);
    meter.bench.runTo(18);
    assert.deepEqual(counters(peers), [[1, 1n]]);
    meter.bench.cutPower("meter");
    meter.bench.runTo(32);
    peers.sendSealed(1, first);
    meter.bench.runTo(35);
    assert.deepEqual(counters(peers), []);
    peers.send(1, QUERY);
    meter.bench.runTo(38);
    assert.deepEqual(counters(peers), [[1, 65n]]);
  });
});

describe("a meter whose first interval is partial, by docs/protocol.md", () => {
  it("sends a report of it, and no round", async () => {
    const meter = await newMeter();
    meter.bench.runTo(600 + 5);
    const { frames } = spoken(meter.said.wan);
    assert.equal(frames.length, 1);
    const counter = frames[0]!.readBigUInt64BE(1);
    const plain = unbox(frames[0]!.subarray(9), nonce(METER_ID, 2, 1, counter), secret(1))!;
    assert.match(says(plain, 1), /^report; utc 1768478400, import \d+, .* status 17, .*, faults 0, refused frames 0, /);
  });
});

describe("a frame right behind noise, by docs/protocol.md", () => {
  const noises = ["5", "\x00", "739430", "\xdb", "half a frame\x04\xdb\xdc", "x".repeat(240)];

  for (const [key, port] of [
    [1, "wan"],
    [4, "topUp"],
    [5, "maintenance"],
  ] as const)
    it(`is taken: ${port}`, async () => {
      const meter = await newMeter();
      const peers = new Peers(meter);
      meter.bench.runTo(15);
      for (const noise of noises) {
        meter.send(port, Buffer.from(noise, "latin1"));
        let sealed = peers.seal(key, COVER);
        // A byte that would end a line, if it stood in one.
        while (!sealed.includes(0x0d)) sealed = peers.seal(key, COVER);
        peers.sendSealed(key, sealed);
        meter.bench.runTo(meter.bench.elapsedS + 4);
        const answers = peers.heard().map(({ text }) => text);
        assert.deepEqual(answers, [`answer to cover of counter ${sealed.readBigUInt64BE(0)}: done`]);
      }
      assert.deepEqual(spoken(meter.said.topUp).texts, []);
    });
});

describe("a key change of either channel, by docs/protocol.md", () => {
  for (const number of [1, 2])
    it(`goes from K to K and S to S: key ${number}`, async () => {
      const meter = await newMeter();
      const peers = new Peers(meter);
      meter.bench.runTo(12);
      /** Sends under a secret; under which one the answer came, 0 where none came. */
      const asked = (under: number, plain: Buffer): number => {
        peers.sendUnder(under, number, plain);
        meter.bench.runTo(meter.bench.elapsedS + 3);
        return peers.heard()[0]?.under ?? 0;
      };
      const change = Buffer.concat([Buffer.from([0x63, 2, number]), secret(SUCCESSOR)]);
      const other = Buffer.concat([Buffer.from([0x63, 2, number]), secret(9)]);
      assert.equal(asked(SUCCESSOR, QUERY), 0, "S before it was proposed");
      assert.deepEqual(
        [other, QUERY, change, change, QUERY].map((plain) => asked(number, plain)),
        Array(5).fill(number),
      );
      assert.equal(asked(9, QUERY), 0, "what S took the place of");
      meter.bench.cutPower(number === 1 ? "meter" : "offSwitch");
      meter.bench.runTo(meter.bench.elapsedS + 15);
      assert.equal(asked(number, QUERY), number, "K, with S beside it, after a reset");
      assert.equal(asked(SUCCESSOR, QUERY), SUCCESSOR);
      assert.equal(asked(number, QUERY), 0, "K after S was used");
      assert.equal(asked(SUCCESSOR, QUERY), SUCCESSOR);
    });
});

function counters(peers: Peers): [number, bigint][] {
  return peers.heard().map(({ key, counter }) => [key, counter]);
}
