// What docs/protocol.md says of orders and refusals, at the ports of a whole meter: who may give which order, which results it has, what is
// counted and logged, and what a board says that refuses to start. Bodies are zeros: what an order does is tested elsewhere.

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { decode, secret, table } from "./docs-protocol-page.ts";
import type { Row } from "./docs-protocol-page.ts";
import { METER_ID, newMeter, Peers, spoken } from "./docs-protocol-meter.ts";
import type { Heard, Meter } from "./docs-protocol-meter.ts";
import { frame } from "./docs-protocol-sodium.ts";
import { orderOf } from "./docs-protocol-words.ts";

const QUERY = Buffer.from("c\x01");
/** An answer leaves with the second tick after its command was opened. */
const PERIOD_S = 2.5;

interface Giver {
  readonly key: number;
  readonly name: string;
  readonly to: string;
}

const GIVERS: readonly Giver[] = [
  { key: 1, name: "central", to: "meter" },
  { key: 2, name: "central", to: "off-switch" },
  { key: 4, name: "gateway", to: "meter" },
  { key: 5, name: "technician", to: "meter" },
];

function isGiven(order: Row, { name, to }: Giver): boolean {
  return order["given by"]!.split(", ").includes(name) && ["both", to].includes(order["to"]!);
}

function results(order: Row): string[] {
  return ["done", ...order["other results"]!.split(", ")].filter((result) => result !== "-");
}

const command = (order: Row, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from("c"), Buffer.from(order["code"]!, "hex"), body]);

function answersTo(peers: Peers): Heard[] {
  return peers.heard().filter(({ text }) => text.startsWith("answer"));
}

/** The result of a command that was given now. */
function resultOf(meter: Meter, peers: Peers, key: number, plain: Buffer): string {
  peers.send(key, plain);
  // The ports of gateway and technician are slow.
  meter.bench.runTo(meter.bench.elapsedS + PERIOD_S + (key === 4 || key === 5 ? 1 : 0));
  const answers = answersTo(peers);
  assert.equal(answers.length, 1, `one answer to ${plain.toString("hex")} under key ${key}`);
  assert.equal(answers[0]!.key, key);
  return /^answer to \S+ of counter \d+: (\S+?)(;|$)/.exec(answers[0]!.text)![1]!;
}

describe("the orders of docs/protocol.md, from everybody at a whole meter", () => {
  let meter: Meter;
  let peers: Peers;
  const given: { order: Row; giver: Giver; result: string }[] = [];

  before(async () => {
    meter = await newMeter();
    peers = new Peers(meter);
    meter.bench.runTo(15);
  });

  for (const giver of GIVERS)
    it(`have the results of the page: ${giver.name} to the ${giver.to}, key ${giver.key}`, () => {
      for (const order of table("Orders")) {
        const body = Buffer.alloc(Number(order["body"]));
        const result = resultOf(meter, peers, giver.key, command(order, body));
        const expected = isGiven(order, giver) ? results(order) : ["not-allowed"];
        assert.ok(expected.includes(result), `${order["order"]}: ${result}, not ${expected.join(" or ")}`);
        const long = Buffer.concat([body, Buffer.from([1])]);
        assert.equal(resultOf(meter, peers, giver.key, command(order, long)), "malformed", order["order"]);
        given.push({ order, giver, result }, { order, giver, result: "malformed" });
      }
    });

  it("are in the security log, each as the page says", () => {
    const logged: string[] = [];
    const reads = new Set<string>();
    for (const entry of securityLog(meter, peers)) {
      const [what, number] = [entry.get("what")!, entry.get("number")!];
      const text = `${number} ${entry.get("kind")} ${entry.get("route")}`;
      if (what === "A") logged.push(text);
      if (what === "Q") reads.add(text);
    }
    const reading = table("What an entry says")
      .find((row) => row["what"] === "Q")!
      ["number"]!.slice("order: ".length);
    const entries = given
      .filter(({ order, giver }) => giver.to === "meter" && order["order"] !== "cover")
      .map(({ order, giver, result }) => {
        const [code] = table("Results").filter((row) => row["result"] === result);
        const [route] = table("Routes").filter((row) => row["key"] === `${giver.key}`);
        const isRead = reading.split(", ").includes(order["order"]!);
        return { isRead, text: `${order["code"]} ${code!["code"]} ${route!["route"]}` };
      });
    assert.deepEqual(
      logged,
      entries.filter(({ isRead }) => !isRead).map(({ text }) => text),
    );
    // Merging tells some kinds apart at a time; those above are nameless.
    assert.ok(reads.size > 1);
    // This readout itself.
    reads.delete("60 00 01");
    for (const text of reads)
      assert.ok(
        entries.some((one) => one.isRead && one.text === text),
        text,
      );
  });
});

/** The entries of the security log, as the central system reads them. */
function securityLog(meter: Meter, peers: Peers): Map<string, string>[] {
  const entries: Map<string, string>[] = [];
  for (let sequence = 1; ; sequence++) {
    const body = Buffer.alloc(6);
    body[0] = 2;
    body.writeUInt32BE(sequence, 1);
    peers.send(1, command(orderOf("60"), body));
    meter.bench.runTo(meter.bench.elapsedS + PERIOD_S);
    const [, digits] = /: done; record ([0-9a-f]+)/.exec(answersTo(peers)[0]!.text) ?? [];
    if (digits === undefined) return entries;
    const record = Buffer.from(digits, "hex");
    // Type 1, length 1, sequence 4; type 129 is an entry, 130 a count and an entry (docs/flash-format.md).
    const at = { 129: 6, 130: 8 }[record[0]!];
    if (at !== undefined) entries.push(decode("security entry", record.subarray(at, at + 16)));
  }
}

describe("the refusals of docs/protocol.md, at the ports of a whole meter", () => {
  it("are not answered, and are counted in the next report", async () => {
    const meter = await newMeter();
    const peers = new Peers(meter);
    meter.bench.runTo(15);
    const taken = peers.seal(1, QUERY);
    peers.sendSealed(1, taken);
    meter.bench.runTo(18);
    assert.equal(peers.heard().length, 1);

    const route = (first: number, sealed: Buffer): Buffer => frame(Buffer.concat([Buffer.from([first]), sealed]));
    const good = route(1, peers.seal(1, QUERY));
    const broken = Buffer.from(good);
    broken[50]! ^= 1;
    const frames: readonly (readonly ["wan" | "topUp" | "maintenance", Buffer])[] = [
      ["wan", Buffer.from("noise\xc0", "latin1")],
      ["wan", Buffer.concat([good.subarray(0, 60), Buffer.from([0xc0])])],
      ["wan", broken],
      ["wan", route(3, peers.seal(1, QUERY))],
      ["maintenance", route(1, peers.seal(1, QUERY))],
      ["wan", frame(peers.seal(1, QUERY))],
      ["maintenance", Buffer.alloc(251, "x")],
      ["topUp", Buffer.from(`${"1".repeat(41)}\r`)],
    ];
    for (const [port, bytes] of frames) {
      meter.send(port, bytes);
      meter.bench.runTo(meter.bench.elapsedS + PERIOD_S);
    }
    const answer = spoken(meter.said.wan).frames[0]!.subarray(1);
    const mixed = Buffer.concat([peers.seal(1, QUERY).subarray(0, 30), peers.seal(1, QUERY).subarray(30)]);
    const flipped = peers.seal(1, QUERY);
    flipped[119]! ^= 1;
    const counted = peers.seal(1, QUERY);
    counted[7]!++;
    const messages = [taken, answer, mixed, flipped, counted, peers.seal(2, QUERY), Buffer.alloc(120)];
    for (const sealed of messages) {
      peers.sendSealed(1, sealed);
      meter.bench.runTo(meter.bench.elapsedS + PERIOD_S);
    }
    assert.deepEqual(peers.heard(), []);
    assert.deepEqual(spoken(meter.said.topUp).texts, []);

    meter.bench.runTo(605);
    const [report] = peers.heard();
    assert.match(report!.text, new RegExp(`, refused frames ${frames.length}, refused messages ${messages.length}$`));
  });

  it("are counted by the off-switch processor in its state", async () => {
    const meter = await newMeter();
    const peers = new Peers(meter);
    meter.bench.runTo(15);
    const off = peers.seal(2, Buffer.from("c\x10"));
    for (const sealed of [off, off, peers.seal(1, QUERY), off]) {
      peers.sendSealed(2, sealed);
      meter.bench.runTo(meter.bench.elapsedS + PERIOD_S);
    }
    peers.send(2, QUERY);
    meter.bench.runTo(meter.bench.elapsedS + PERIOD_S);
    const last = peers.heard().at(-1)!.text;
    assert.equal(
      last,
      "answer to query of counter 2: done; state 0, reasons 1, obeyed 0, accepted 2, rejected 3, operations 1, faults 0, alarm 0, " +
        "presses 0, holds 0, window 0, rest 0, moves 65535, armed 86400, coming 0",
    );
  });
});

describe("the refusals to start of docs/protocol.md", () => {
  const u16 = (value: number): number[] => [value >> 8, value & 255];
  const fileOf = (numbers: readonly number[], id = METER_ID): Buffer => {
    const keys = numbers.flatMap((number) => [number, ...secret(number)]);
    const body = Buffer.from([...Buffer.from(`HK2${id}`), ...u16(1), ...keys]);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([body, crc]);
  };
  const all = [1, 3, 4, 5, 6, 7, 8, 9];
  const damaged = fileOf(all);
  damaged[40]! ^= 1;
  const files: Readonly<Record<string, Buffer>> = {
    "NO KEYS: key file missing (1)": Buffer.alloc(0),
    "NO KEYS: key file damaged (2)": damaged,
    "NO KEYS: key file lacks a key (3)": fileOf(all.slice(1)),
    "WRONG MEMORY: of another meter (4)": fileOf(all, "HASM0009"),
  };

  it("are all in the page", () => {
    assert.deepEqual(
      table("Refusals").map(({ text }) => text),
      Object.keys(files),
    );
  });

  for (const [text, file] of Object.entries(files))
    it(`say: ${text}`, async () => {
      const meter = await newMeter();
      const peers = new Peers(meter);
      meter.bench.runTo(15);
      peers.send(1, QUERY);
      meter.bench.runTo(18);
      assert.equal(peers.heard().length, 1);
      meter.bench.meter.storage.load("hasm.keys", file.toString("latin1"));
      const closed = meter.bench.offSwitchParts.relay.closed;
      meter.bench.cutPower("meter");
      meter.bench.runTo(18 + 25);
      assert.equal(meter.said.maintenance, `${text}\r\n`.repeat(3));
      peers.send(1, QUERY);
      meter.bench.runTo(18 + 28);
      assert.deepEqual(peers.heard(), []);
      assert.equal(meter.bench.offSwitchParts.relay.closed, closed);
    });

  it("are said by the off-switch board on the link", async () => {
    const meter = await newMeter();
    meter.bench.runTo(15);
    meter.bench.offSwitch.storage.load("hasm.keys", "");
    meter.bench.cutPower("offSwitch");
    meter.bench.runTo(18);
    assert.ok(meter.link["b-to-a"].endsWith("NO KEYS: key file missing (1)\r\n"));
  });
});
