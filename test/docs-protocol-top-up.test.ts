// What docs/protocol.md says of typed codes: every text at the top-up port, when a lock begins and how long it lasts, which counters are
// understood. Codes are made by the page's layout and libsodium; cs-security runs by itself, with a memory and a clock of the test.

import assert from "node:assert/strict";
import { csSecurity } from "../firmware/meter/cs-security.ts";
import { secret, table } from "./docs-protocol-page.ts";
import { streamStart } from "./docs-protocol-sodium.ts";

const METER_ID = "HASM0001";
const BASE = 7394156990786306048n;
const PERMUTATION = "1576283094";

const group = table("Group of the check digit").map((row) => row["columns 0 to 9"]!);

function checkDigit(digits: string): string {
  const sums = (last: string): number =>
    Array.from(digits + last).reduce((sum, digit, i) => {
      let place = digit;
      for (let times = 0; times < i + 4; times++) place = PERMUTATION[Number(place)]!;
      return Number(group[sum]![Number(place)]);
    }, 0);
  return ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"].find((last) => sums(last) === 0)!;
}

function code(counter: number, kind = 0, value = 100, wrong = 0): string {
  const place = Buffer.alloc(24);
  place.write(`HTUP${METER_ID}`);
  place.writeBigUInt64BE(BigInt(counter), 12);
  place.writeUInt32BE(kind * 8192 + value, 20);
  const mac = (streamStart(place, secret(9)) ^ wrong) >>> 0;
  const token = (BigInt(((counter % 1024) << 15) | (kind << 13) | value) << 32n) | BigInt(mac);
  const digits = `${BASE + token}`;
  return digits + checkDigit(digits);
}

/** cs-security alone. What is stored outlives it. */
class Rig {
  readonly credited: number[] = [];
  /** Result of credit-balance; undefined: it is silent. */
  credit: string | undefined = "\0";
  isAway = false;
  readonly #values = new Map<number, string>();
  #said: string[] = [];
  #partition = this.#start();

  constructor() {
    this.seconds(1);
  }

  restart(): void {
    this.#partition = this.#start();
  }

  seconds(count: number): void {
    for (let i = 0; i < count; i++) this.#partition.tick();
  }

  /** What is said to a line at once, or within 10 s. */
  type(line: string): string {
    this.#said = [];
    this.#partition.fromCommunications(`\x06${line}`);
    for (let i = 0; i < 10 && this.#said.length === 0; i++) this.seconds(1);
    assert.equal(this.#said.length, 1);
    return this.#said[0]!;
  }

  #start(): ReturnType<typeof csSecurity> {
    const nothing = (): string => "";
    const prf = (place: string): string => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(streamStart(Buffer.from(place, "latin1"), secret(9)));
      return bytes.toString("latin1");
    };
    return csSecurity(
      (message) => {
        if (message[0] === "\x06") this.#said.push(message.slice(1));
      },
      () => undefined,
      () => undefined,
      (order) => {
        if (this.credit === undefined) return;
        if (this.credit === "\0") this.credited.push(Buffer.from(order, "latin1").readUInt32BE(6));
        this.#partition.fromCreditBalance(`d${order[1]!}${this.credit}`);
      },
      ...([nothing, nothing, nothing, nothing, nothing, nothing, nothing] as const),
      prf,
      () => false,
      () => METER_ID,
      () => true,
      () => true,
      nothing,
      nothing,
      (number, value) => {
        if (!this.isAway) this.#values.set(number, value);
        return !this.isAway;
      },
      (number) => (this.isAway ? "" : (this.#values.get(number) ?? "")),
    );
  }
}

const limit = (what: string): number => Number(table("Limits").find((row) => row["what"] === what)!["value"]);
const FIRST_LOCK_S = limit("seconds of the first lock");
const LONGEST_LOCK_S = limit("seconds of the longest lock");

/** Types wrong codes until one locks; none before it does. */
function lock(rig: Rig): void {
  for (let i = 0; i <= limit("wrong codes in a row without a lock, at most"); i++)
    assert.equal(rig.type(code(1, 0, 100, 1)), "wrong code");
}

/** Waits for as long as a lock has to last, and finds that it did, and not longer. */
function wait(rig: Rig, lockS: number): void {
  assert.equal(rig.type(code(1)), `locked for ${lockS / 60} min`);
  rig.seconds(lockS - 60);
  assert.equal(rig.type(code(1)), "locked for 1 min");
  rig.seconds(59);
  assert.equal(rig.type(code(1)), "locked for 1 min");
  rig.seconds(1);
}

describe("typed codes, by docs/protocol.md", () => {
  it("are answered with the texts of the page, and with all of them", () => {
    const rig = new Rig();
    const texts = [rig.type(code(1)), rig.type(code(1)), rig.type(code(2).slice(1))];
    rig.isAway = true;
    texts.push(rig.type(code(2)));
    rig.isAway = false;
    rig.credit = "\x03";
    texts.push(rig.type(code(2)));
    rig.credit = undefined;
    texts.push(rig.type(code(3)));
    rig.restart();
    texts.push(rig.type(code(4)));
    rig.credit = "\0";
    rig.seconds(1);
    for (let i = 0; i < 5; i++) rig.type(code(1));
    texts.push(rig.type(code(4)).replace("10", "N"));
    const seen = ["credited", "wrong code", "no code: check the digits", "again later"];
    seen.push("not credited", "credited later", "again later", "locked for N min");
    assert.deepEqual(texts, seen);
    assert.deepEqual(
      table("Texts")
        .map((row) => row["text"]!)
        .sort(),
      [...new Set(seen)].sort(),
    );
  });

  it("are credited in the unit of their class, those that were stored after a restart", () => {
    const rig = new Rig();
    rig.type(code(1, 0, 1234));
    rig.type(code(2, 1, 8191));
    rig.credit = undefined;
    rig.type(code(3, 0, 5));
    assert.deepEqual(rig.credited, [1234 * 1000, 8191 * 100_000]);
    rig.credit = "\0";
    rig.restart();
    rig.seconds(1);
    assert.deepEqual(rig.credited, [1234 * 1000, 8191 * 100_000, 5000]);
    assert.equal(rig.type(code(3, 0, 5)), "wrong code");
  });

  it("may come in another order within 16, and 1024 ahead, each once", () => {
    const rig = new Rig();
    const typed = (...counters: number[]): string[] => counters.map((counter) => rig.type(code(counter)));
    const [good, bad] = ["credited", "wrong code"];
    assert.deepEqual(typed(17, 2, 2, 18), [good, good, bad, good]);
    assert.deepEqual(typed(2, 1, 3), [bad, bad, good]);
    assert.deepEqual(typed(18 + 1024, 1043), [good, good]);
    assert.deepEqual(typed(18, 1043 - 17, 1043 - 16, 1043 - 15), [bad, bad, bad, good]);
    assert.deepEqual(typed(1043 + 1025, 1043 + 1024), [bad, good]);
  });

  it("lock the port from the fifth wrong one in a row, for twice as long each time", () => {
    const rig = new Rig();
    lock(rig);
    for (let lockS = FIRST_LOCK_S; lockS < LONGEST_LOCK_S; lockS *= 2) {
      wait(rig, lockS);
      assert.equal(rig.type(code(1, 0, 100, 1)), "wrong code");
    }
    wait(rig, LONGEST_LOCK_S);
    assert.equal(rig.type(code(1, 0, 100, 1)), "wrong code");
    wait(rig, LONGEST_LOCK_S);
    assert.equal(rig.type(code(1)), "credited");
    lock(rig);
    wait(rig, FIRST_LOCK_S);
  });

  it("are locked out for the whole time after a restart, and mistyped ones do not count", () => {
    const rig = new Rig();
    for (let i = 0; i < 20; i++) assert.equal(rig.type(code(1).slice(1)), "no code: check the digits");
    lock(rig);
    rig.seconds(FIRST_LOCK_S - 1);
    rig.restart();
    rig.seconds(1);
    wait(rig, FIRST_LOCK_S);
    assert.equal(rig.type(code(1)), "credited");
  });
});
