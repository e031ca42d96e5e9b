// Key changes: whatever is lost on the way, the two ends never lose each other, and in the end both have the new key or both the old.

import assert from "node:assert/strict";
import { CentralSystem } from "../../../bench/central/central-system.ts";
import type { Sent } from "../../../bench/central/central-system.ts";
import { volatileMemory } from "../../../bench/central/memory.ts";
import type { ChannelMemory } from "../../../bench/central/memory.ts";
import { orderKinds } from "./order-kinds.ts";
import { cover, query } from "../../../bench/central/orders.ts";
import { keysOf, ModelMeter } from "./model-meter.ts";

const keys = keysOf("HASM0001");
const FRESH = "f".repeat(32);
/** So many messages of the changed channel, in either direction, can be lost at will. */
const LOSABLE = 6;
const MOST_TRIES = 12;
const READING = "n" + "\0".repeat(12) + "1" + "\0".repeat(5);
const REPORT = "r" + READING.slice(1);

class Line {
  readonly memory: ChannelMemory = volatileMemory(keys);
  readonly meter = new ModelMeter(keys);
  central = new CentralSystem(this.memory);
  /** Messages of the watched channel so far, lost ones among them. */
  passed = 0;
  readonly #place: 0 | 1;
  readonly #lost: number;
  readonly #restartAfter: number;
  readonly #key: number;

  /** Bit n of `lost`: message n does not arrive. The central system forgets all but its memory after so many messages. */
  constructor(key: number, lost: number, restartAfter = -1) {
    this.#key = key;
    this.#place = key === 2 ? 1 : 0;
    this.#lost = lost;
    this.#restartAfter = restartAfter;
    this.meter.bodies.set(1, READING);
  }

  /** Carries a command to the meter and the answer back. */
  carry({ frames }: Sent): void {
    if (this.arrives()) {
      const answer = this.meter.take(frames[this.#place]);
      this.checkAgreement();
      if (answer !== "" && this.arrives()) this.central.receive(answer);
    }
    this.checkAgreement();
    this.central.receive(this.meter.take(frames[1 - this.#place]!));
  }

  arrives(): boolean {
    if (this.passed === this.#restartAfter) this.central = new CentralSystem(this.memory);
    const isLost = (this.#lost >> this.passed) & 1;
    this.passed++;
    return isLost === 0;
  }

  /** What the meter seals with, the central system can open at any moment. */
  checkAgreement(): void {
    const ours = [this.memory.secret(this.#key), this.memory.successor(this.#key)];
    const theirs = this.meter.secrets.get(this.#key);
    assert.ok(ours.includes(theirs), "the meter is under a key that is not known here");
    const pending = this.meter.successors.get(this.#key);
    assert.ok(pending === undefined || ours.includes(pending), "the meter waits for a key that is not known here");
  }

  /** Until both are through. How often something was sent. */
  change(): number {
    this.carry(this.central.changeKey(this.#key, () => FRESH, 0));
    for (let tries = 1; ; tries++) {
      const next = this.central.continueKeyChange(this.#key, 0);
      if (next === undefined) return tries;
      assert.ok(tries < MOST_TRIES, "the change does not end");
      this.carry(next);
    }
  }

  /** Whether an ordinary command is answered. */
  isAnswered(): boolean {
    this.central.takeEvents();
    const { frames, asked } = this.central.command(this.#key === 2 ? "off-switch" : "meter", query(), 0);
    this.central.receive(this.meter.take(frames[this.#place]));
    return this.central.takeEvents().some((event) => event.kind === "answer" && event.counter === asked.counter);
  }
}

describe("key change", () => {
  for (const key of [1, 2])
    it(`of key ${key}: KEY under the old one, a cover under the new one, and then the new one alone`, () => {
      const line = new Line(key, 0);
      assert.equal(line.central.keyChange(key), "none");
      const place = key === 2 ? 1 : 0;
      const first = line.central.changeKey(key, () => FRESH, 0);
      assert.equal(line.central.keyChange(key), "proposed");
      line.central.receive(line.meter.take(first.frames[place]));
      assert.equal(line.central.keyChange(key), "taken");
      assert.deepEqual(orderKinds(line.central), ["answer key done", `key-taken ${key}`]);
      assert.equal(line.meter.secrets.get(key), key === 1 ? keys.central : keys.offSwitch);
      const second = line.central.continueKeyChange(key, 0)!;
      line.central.receive(line.meter.take(second.frames[place]));
      assert.equal(line.central.keyChange(key), "none");
      assert.deepEqual(orderKinds(line.central), [`key-agreed ${key}`, "answer cover done"]);
      assert.deepEqual(
        line.meter.acts.map(({ order }) => order),
        [2, 0],
      );
      assert.deepEqual([line.memory.secret(key), line.meter.secrets.get(key)], [FRESH, FRESH]);
      assert.equal(line.central.continueKeyChange(key, 0), undefined);
    });

  for (const key of [4, 5, 6, 9])
    it(`of key ${key}: it is the key at once when the meter says so`, () => {
      const line = new Line(key, 0);
      const { frames } = line.central.changeKey(key, () => FRESH, 0);
      assert.equal(line.central.keyChange(key), "proposed");
      line.central.receive(line.meter.take(frames[0]));
      assert.deepEqual(orderKinds(line.central), ["answer key done", `key-agreed ${key}`]);
      assert.equal(line.central.keyChange(key), "none");
      assert.deepEqual([line.memory.secret(key), line.meter.secrets.get(key)], [FRESH, FRESH]);
    });

  it("of other keys, and to the key that is there, is refused", () => {
    const { central, memory } = new Line(1, 0);
    for (const key of [0, 3, 7, 8, 65])
      assert.throws(() => central.changeKey(key, () => FRESH, 0), {
        name: "OrderError",
        kind: "out-of-range",
        message: `key ${key} is not one of 1, 2, 4, 5, 6, 9`,
      });
    assert.throws(() => central.changeKey(1, () => keys.central, 0), {
      name: "OrderError",
      kind: "out-of-range",
      message: "the new key 1 is the old one",
    });
    assert.equal(memory.successor(1), undefined);
  });

  it("that the meter refuses leaves both with the old key, and may be tried again", () => {
    for (const key of [1, 2, 4]) {
      const line = new Line(key, 0);
      line.meter.results.set(2, 4);
      line.carry(line.central.changeKey(key, () => FRESH, 0));
      assert.equal(line.central.keyChange(key), "proposed");
      assert.ok(line.isAnswered());
      assert.equal(line.meter.secrets.get(key), line.memory.secret(key));
      line.meter.results.clear();
      line.change();
      assert.deepEqual([line.memory.secret(key), line.meter.secrets.get(key)], [FRESH, FRESH]);
    }
  });

  it("goes on with the key that was proposed first, whatever is asked for meanwhile", () => {
    const line = new Line(1, 0b1);
    line.carry(line.central.changeKey(1, () => FRESH, 0));
    line.carry(
      line.central.changeKey(
        1,
        () => {
          throw new RangeError("no fresh key is wanted");
        },
        0,
      ),
    );
    assert.equal(line.meter.successors.get(1), FRESH);
  });

  it("begins anew after one that ended: KEY until it is answered, and nothing under a key that the meter does not have", () => {
    const line = new Line(1, 0);
    line.central.receive(line.meter.take(line.central.changeKey(1, () => FRESH, 0).frames[0]));
    line.meter.take(line.central.continueKeyChange(1, 0)!.frames[0]);
    // A step that was not needed any more, and then the change ends with a report.
    line.central.continueKeyChange(1, 0);
    line.central.receive(line.meter.say(1, REPORT));
    const tries = [1, 2, 3].map(() => line.central.changeKey(1, () => "g".repeat(32), 0).asked.order);
    assert.deepEqual(tries, ["key", "key", "key"]);
  });

  it("a report under the new key ends it as well as an answer does", () => {
    const line = new Line(1, 0);
    line.central.receive(line.meter.take(line.central.changeKey(1, () => FRESH, 0).frames[0]));
    line.meter.take(line.central.continueKeyChange(1, 0)!.frames[0]);
    line.central.takeEvents();
    line.central.receive(line.meter.say(1, REPORT));
    assert.deepEqual(orderKinds(line.central), ["key-agreed 1"]);
    assert.equal(line.memory.secret(1), FRESH);
  });

  it("a late answer to an earlier change says nothing of the next", () => {
    const line = new Line(1, 0);
    const late = line.central.changeKey(1, () => FRESH, 0);
    const answer = line.meter.take(late.frames[0]);
    const counter = late.asked.counter;
    // The change ends without that answer ever arriving.
    line.change();
    line.central.takeEvents();
    assert.notEqual(answer, "");
    line.meter.results.set(2, 4);
    line.carry(line.central.changeKey(1, () => "g".repeat(32), 0));
    const said = "a\x02" + "\0".repeat(7) + String.fromCharCode(Number(counter)) + "\0";
    line.central.receive(line.meter.say(1, said));
    assert.equal(line.central.keyChange(1), "proposed");
    assert.ok(line.isAnswered());
  });
});

describe("key change with losses", () => {
  for (const key of [1, 2, 4])
    it(`of key ${key} ends with the new key on both sides, whichever of ${LOSABLE} messages are lost`, () => {
      let most = 0;
      for (let lost = 0; lost < 1 << LOSABLE; lost++) {
        const line = new Line(key, lost);
        most = Math.max(most, line.change());
        assert.deepEqual([line.memory.secret(key), line.meter.secrets.get(key)], [FRESH, FRESH], `lost ${lost}`);
        assert.ok(line.isAnswered());
        if (key === 4) assert.equal(line.meter.refused, 0);
      }
      assert.ok(most > 3, "nothing was ever lost");
    });

  for (const key of [1, 2, 4])
    it(`of key ${key} ends so even where the central system forgets everything but its memory in between`, () => {
      for (let restart = 0; restart <= LOSABLE; restart++)
        for (let lost = 0; lost < 1 << LOSABLE; lost++) {
          const line = new Line(key, lost, restart);
          line.change();
          assert.deepEqual([line.memory.secret(key), line.meter.secrets.get(key)], [FRESH, FRESH], `lost ${lost}`);
          assert.ok(line.isAnswered());
        }
    });

  for (const key of [1, 2])
    it(`of key ${key} lets ordinary commands through at every step, whatever was lost before`, () => {
      for (let lost = 0; lost < 1 << LOSABLE; lost++) {
        const line = new Line(key, lost);
        line.carry(line.central.changeKey(key, () => FRESH, 0));
        while (line.passed < LOSABLE) {
          const next = line.central.continueKeyChange(key, 0);
          if (next === undefined) break;
          line.carry(next);
          assert.ok(line.isAnswered(), `lost ${lost}`);
        }
      }
    });

  it("given up half-way, both ends go on: under the old key where no KEY arrived, else under either", () => {
    for (const key of [1, 2])
      for (let lost = 0; lost < 4; lost++) {
        const line = new Line(key, lost);
        line.carry(line.central.changeKey(key, () => FRESH, 0));
        assert.ok(line.isAnswered());
        const hasArrived = (lost & 1) === 0;
        assert.equal(line.meter.successors.has(key) || line.meter.secrets.get(key) === FRESH, hasArrived);
        if (!hasArrived) assert.equal(line.meter.secrets.get(key), line.memory.secret(key));
      }
  });

  it("covers of the other processor are under its own key all the while", () => {
    const line = new Line(1, 0);
    line.change();
    line.carry(line.central.command("off-switch", cover(), 0));
    assert.equal(line.meter.refused, 0);
  });
});
