// The vectors of docs/protocol.md are proved with libsodium: each sealed message opens and seals, says by the tables of the page what the
// page says that it says, and stands in its frame; keys, masks and codes are made anew from their layouts. Nothing of the firmware runs here.

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import {
  bytesOf,
  decode,
  fields,
  layoutBytes,
  secret,
  table,
  vectors,
  vectorsOf,
  words,
} from "./docs-protocol-page.ts";
import type { Vector } from "./docs-protocol-page.ts";
import { box, frame, nonce, payloads, streamStart, unbox } from "./docs-protocol-sodium.ts";
import { clearWords, IN_CLEAR, plainOf, says } from "./docs-protocol-words.ts";

const METER_ID = "HASM0001";

interface Seal {
  readonly key: number;
  readonly direction: 1 | 2;
  readonly counter: bigint;
  readonly meterId: string;
  readonly secret: Buffer;
}

function sealOf(one: Vector): Seal {
  const [, key, other, way, counter] =
    /^key (\d+)(?:, secret (\d+))?, (to|from) the meter, counter (\d+)$/.exec(one["seal"]!) ?? assert.fail(one["seal"]);
  const meterId = one["meter"] ?? METER_ID;
  const direction = way === "to" ? 1 : 2;
  return { key: Number(key), direction, counter: BigInt(counter!), meterId, secret: secret(other ?? key!, meterId) };
}

const sealed = vectors.filter((one) => "seal" in one);

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

function opened(one: Vector, change: Partial<Seal> = {}, bytes = bytesOf(one, "sealed")): Buffer | undefined {
  const { key, direction, counter, meterId, secret: under } = { ...sealOf(one), ...change };
  return unbox(bytes.subarray(8), nonce(meterId, direction, key, counter), under);
}

describe("the sealed vectors of docs/protocol.md", () => {
  it("open under the nonce of the page, and seal to the same bytes", () => {
    assert.ok(sealed.length > 50);
    for (const one of sealed) {
      const { key, direction, counter, meterId, secret: under } = sealOf(one);
      const place = nonce(meterId, direction, key, counter);
      const bytes = bytesOf(one, "sealed");
      assert.equal(bytes.length, layoutBytes("sealed"), one.title);
      assert.equal(decode("sealed", bytes).get("counter"), `${counter}`, one.title);
      assert.deepEqual(opened(one), plainOf(bytesOf(one, "plain")), one.title);
      assert.deepEqual(box(plainOf(bytesOf(one, "plain")), place, under), bytes.subarray(8), one.title);
      const inWords = `meter ${meterId}, direction ${direction}, key ${key}, zero 0, counter ${counter}`;
      assert.equal(words("nonce", place), inWords, one.title);
    }
  });

  it("open in no other way, and with no bit changed", () => {
    for (const one of sealed) {
      const { key, direction, counter } = sealOf(one);
      assert.equal(opened(one, { direction: direction === 1 ? 2 : 1 }), undefined);
      assert.equal(opened(one, { key: key + 1 }), undefined);
      assert.equal(opened(one, { counter: counter + 1n }), undefined);
      assert.equal(opened(one, { meterId: "HASM0003" }), undefined);
      for (const at of [8, 23, 24, 119]) {
        const bytes = bytesOf(one, "sealed");
        bytes[at]! ^= 1;
        assert.equal(opened(one, {}, bytes), undefined, `${one.title}, byte ${at}`);
      }
    }
  });

  it("say what the page says", () => {
    for (const one of sealed) assert.equal(says(plainOf(bytesOf(one, "plain")), sealOf(one).key), one["says"]);
  });

  it("hold every order, and an answer to each", () => {
    for (const { order } of table("Orders")) {
      assert.ok(
        sealed.some((one) => one["says"]!.split(";")[0] === `command ${order}`),
        order,
      );
      assert.ok(
        sealed.some((one) => one["says"]!.startsWith(`answer to ${order} `)),
        order,
      );
    }
  });

  it("use no counter twice, and larger ones later", () => {
    const last = new Map<string, bigint>();
    for (const one of sealed) {
      const { key, direction, counter, meterId } = sealOf(one);
      const channel = `${meterId} ${direction} ${key}`;
      const inOrder = one.title === "report" || counter > (last.get(channel) ?? 0n);
      assert.ok(inOrder, `${one.title}: ${one["seal"]}`);
      last.set(channel, counter);
    }
  });

  it("stand in frames, one of each route", () => {
    const routes = new Set<string>();
    for (const one of sealed.filter((each) => "frame" in each)) {
      const row = table("Routes").find(({ key }) => key === `${sealOf(one).key}`)!;
      routes.add(row["route"]!);
      const payload = Buffer.concat([Buffer.from(row["route"]!, "hex"), bytesOf(one, "sealed")]);
      assert.deepEqual(frame(payload), bytesOf(one, "frame"), one.title);
      assert.deepEqual(payloads(bytesOf(one, "frame")), [payload]);
    }
    assert.deepEqual([...routes].sort(), ["01", "02", "03", "04", "05"]);
  });
});

describe("the other vectors of docs/protocol.md", () => {
  it("escape and check as the page says", () => {
    for (const one of vectorsOf("escapes")) {
      assert.equal(crc32(bytesOf(one, "payload")), bytesOf(one, "crc").readUInt32BE());
      assert.deepEqual(frame(bytesOf(one, "payload")), bytesOf(one, "frame"));
    }
    for (const [title, layout] of IN_CLEAR)
      for (const one of vectorsOf(title)) {
        assert.deepEqual(frame(bytesOf(one, "bytes")), bytesOf(one, "frame"));
        assert.equal(clearWords(layout, bytesOf(one, "bytes")), one["says"]);
      }
  });

  it("mask two rounds that add up", () => {
    const [one, other, total] = vectorsOf("sum of the two rounds");
    let [masked, masks, energy] = [0, 0, 0];
    for (const [part, round] of [
      [one!, vectorsOf("round")[0]!],
      [other!, vectorsOf("round of another meter")[0]!],
    ] as const) {
      const { counter, meterId } = sealOf(round);
      assert.equal(part["meter"], meterId);
      const place = bytesOf(part, "nonce");
      const inWords = `purpose AG, zero 0, meter ${crc32(Buffer.from(meterId))}, round ${counter}, rest 0`;
      assert.equal(words("mask nonce", place), inWords);
      const mask = streamStart(place, secret(8, meterId));
      const wh = Number(part["energy"]!.replace(" Wh", ""));
      assert.equal(part["mask"], `${mask}`);
      assert.equal(part["masked"], `${(wh + mask) % 2 ** 32}`);
      assert.equal(round["says"], `round; round ${counter}, masked ${part["masked"]}`);
      masked = (masked + Number(part["masked"])) % 2 ** 32;
      masks = (masks + mask) % 2 ** 32;
      energy += wh;
    }
    assert.equal((masked - masks + 2 ** 32) % 2 ** 32, energy);
    assert.equal(total!["sum"], `${masked} masked, ${masks} masks, ${energy} Wh`);
    const report = vectorsOf("report").at(-1)!["says"]!;
    assert.match(report, new RegExp(`interval ${one!["energy"]!.replace(" Wh", "")},`));
  });

  it("make top-up codes from their parts", () => {
    for (const one of vectorsOf("top-up codes")) {
      const place = bytesOf(one, "nonce");
      const value = Number(one["class"]) * 8192 + Number(one["value"]);
      assert.equal(
        words("code nonce", place),
        `purpose HTUP, meter ${one["meter"]}, counter ${one["counter"]}, value ${value}`,
      );
      const isOwn = bytesOf(one, "meter").toString() === METER_ID;
      const mac = streamStart(place, secret(9, isOwn ? METER_ID : "the code of another meter"));
      assert.deepEqual(u32(mac), bytesOf(one, "mac"));
      const token = (((BigInt(one["counter"]!) % 1024n) << 15n) | BigInt(value)) << 32n;
      const digits = `${7394156990786306048n + token + BigInt(mac)}`;
      assert.equal(one["code"]!.slice(0, 19), digits);
      assert.equal(checkSum(one["code"]!), 0);
      for (let digit = 0; digit < 10; digit++)
        assert.equal(checkSum(`${digits}${digit}`) === 0, one["code"] === `${digits}${digit}`);
    }
    const typed = vectorsOf("typed code")[0]!;
    assert.equal(typed["line"]!.replaceAll(" ", ""), vectorsOf("top-up codes")[2]!["code"]);
  });

  it("are key files with the secrets of the page, and a room that holds what a change wrote", () => {
    const meterKeys = [1, 3, 4, 5, 6, 7, 8, 9].map((number) => [number, secret(number)] as const);
    const offSwitch = [[2, secret(2)] as const, [3, secret("3, off-switch board")] as const, [10, secret(10)] as const];
    assert.deepEqual(fileOf("key file of the meter board"), { generation: "1", keys: meterKeys });
    assert.deepEqual(fileOf("key file of the off-switch board"), { generation: "1", keys: offSwitch });
    const [pending, changed] = vectorsOf("key room after the key change").map((one) => {
      const slot = bytesOf(one, "slot");
      assert.equal(slot.length, layoutBytes("slot of the room"));
      const length = Number(decode("slot of the room", slot).get("length"));
      assert.match(slot.subarray(2 + length).toString("hex"), /^f*$/);
      return keysOf(slot.subarray(2, 2 + length));
    });
    assert.deepEqual(pending, { generation: "2", keys: [...meterKeys, [65, secret(65)]] });
    assert.deepEqual(changed, { generation: "3", keys: [...meterKeys.slice(1), [1, secret(65)]] });
  });

  it("change a key in two steps", () => {
    const [key, answer, cover, last] = vectorsOf("key change");
    const seals = [key, answer, cover, last].map((one) => one!["seal"]!.replace(/, counter .*/, ""));
    const under = "key 1, secret 65";
    assert.deepEqual(seals, [
      "key 1, to the meter",
      "key 1, from the meter",
      `${under}, to the meter`,
      `${under}, from the meter`,
    ]);
    assert.equal(key!["says"], `command key; number 1, secret ${secret(65).toString("hex")}`);
  });
});

function fileOf(title: string) {
  return keysOf(bytesOf(vectorsOf(title)[0]!, "bytes"));
}

function keysOf(file: Buffer): { generation: string; keys: (readonly [number, Buffer])[] } {
  const head = decode("key file", file);
  assert.deepEqual([head.get("mark"), head.get("meter")], ["HK2", METER_ID]);
  const end = file.length - 4;
  assert.equal(crc32(file.subarray(0, end)), file.readUInt32BE(end));
  const keys: (readonly [number, Buffer])[] = [];
  const size = layoutBytes("key of a file");
  for (let at = layoutBytes("key file"); at < end; at += size) {
    const key = decode("key of a file", file.subarray(at, end));
    keys.push([Number(key.get("number")), Buffer.from(key.get("secret")!, "hex")]);
  }
  assert.equal(fields("key of a file").length, 2);
  return { generation: head.get("generation")!, keys };
}

/** By the group and the permutation of the page. */
function checkSum(digits: string): number {
  const group = table("Group of the check digit").map((row) => row["columns 0 to 9"]!);
  let sum = 0;
  [...digits].forEach((digit, i) => {
    let place = Number(digit);
    for (let times = 0; times < i + 4; times++) place = Number("1576283094"[place]);
    sum = Number(group[sum]![place]);
  });
  return sum;
}
