// What the central system remembers, without a disk: counters that never repeat, key changes that lose no key, and what is refused.

import assert from "node:assert/strict";
import fc from "fast-check";
import { freshState, KeptMemory, volatileMemory, volatileMemoryOf } from "../../../bench/central/memory.ts";
import type { ChannelMemory, MemoryState } from "../../../bench/central/memory.ts";
import { FIXED_KEYS } from "../../../bench/key-file.ts";

const ID = "HASM0001";
const ONE = "1".repeat(32);
const NEW = "n".repeat(32);

const fresh = (): ChannelMemory => volatileMemoryOf(ID, new Map([[1, ONE]]));
const refused = (run: () => unknown, message: string): void => assert.throws(run, { name: "RangeError", message });

describe("memory of the central system", () => {
  it("holds every key of a meter's channels, and none of its logs", () => {
    const memory = volatileMemory(FIXED_KEYS);
    assert.equal(memory.meterId, ID);
    const { central, offSwitch, topUp, maintenance, consumer, concentrator, mask, topUpCode } = FIXED_KEYS;
    const expected = [undefined, central, offSwitch, undefined, topUp, maintenance, consumer, concentrator, mask];
    const found = [...expected, topUpCode, undefined].map((_, key) => memory.secret(key));
    assert.deepEqual(found, [...expected, topUpCode, undefined]);
  });

  it("begins with counter 1 under each key, and with top-up 1 and code 1", () => {
    const memory = volatileMemory(FIXED_KEYS);
    assert.deepEqual([memory.nextCounter(1), memory.nextCounter(1), memory.nextCounter(2)], [1n, 2n, 1n]);
    assert.deepEqual([memory.lastReceived(1), memory.successor(1)], [0n, undefined]);
    assert.deepEqual([memory.nextTopUpNumber(), memory.nextTopUpNumber()], [1, 2]);
    assert.deepEqual([memory.nextCodeCounter(), memory.nextCodeCounter()], [1, 2]);
  });

  it("keeps a batch of 64 counters before the first of it is returned", () => {
    const kept: bigint[] = [];
    const memory = new KeptMemory(
      freshState(ID, new Map([[1, ONE]])),
      ({ keys }) => void kept.push(keys.get(1)!.sentBound),
    );
    for (let counter = 1n; counter <= 129n; counter++) {
      assert.equal(memory.nextCounter(1), counter);
      assert.ok(kept.at(-1)! >= counter);
    }
    assert.deepEqual(kept, [64n, 128n, 192n]);
  });

  it("skips what an earlier life reserved", () => {
    const states: MemoryState[] = [];
    const keep = (state: MemoryState): unknown => states.push(state);
    assert.equal(new KeptMemory(freshState(ID, new Map([[1, ONE]])), keep).nextCounter(1), 1n);
    assert.equal(new KeptMemory(states.at(-1)!, keep).nextCounter(1), 65n);
  });

  it("takes only a larger counter", () => {
    const memory = fresh();
    memory.received(1, 5n);
    for (const counter of [5n, 4n, 0n, -1n])
      refused(() => memory.received(1, counter), `counter ${counter} cannot follow 5 under key 1`);
    const last = (1n << 64n) - 1n;
    refused(() => memory.received(1, last + 1n), `counter ${last + 1n} cannot follow 5 under key 1`);
    memory.received(1, last);
    assert.equal(memory.lastReceived(1), last);
  });

  it("changes a key when the meter has used the new one, not before", () => {
    const memory = fresh();
    refused(() => memory.agreed(1), "key 1 has no successor");
    memory.propose(1, NEW);
    memory.propose(1, NEW);
    assert.deepEqual([memory.secret(1), memory.successor(1)], [ONE, NEW]);
    refused(() => memory.propose(1, "m".repeat(32)), "key 1 has another successor already");
    memory.agreed(1);
    assert.deepEqual([memory.secret(1), memory.successor(1)], [NEW, undefined]);
    refused(() => memory.agreed(1), "key 1 has no successor");
  });

  it("goes on with its counters over a key change", () => {
    const memory = fresh();
    memory.received(1, 9n);
    assert.equal(memory.nextCounter(1), 1n);
    memory.propose(1, NEW);
    memory.agreed(1);
    assert.deepEqual([memory.nextCounter(1), memory.lastReceived(1)], [2n, 9n]);
  });

  it("refuses a key that it does not hold, and one of another size", () => {
    const memory = fresh();
    for (const run of [
      () => memory.nextCounter(2),
      () => memory.lastReceived(2),
      () => memory.received(2, 1n),
      () => memory.propose(2, NEW),
      () => memory.agreed(2),
    ])
      refused(run, "key 2 is not held here");
    assert.deepEqual([memory.secret(2), memory.successor(2)], [undefined, undefined]);
    for (const secret of ["", NEW.slice(1), NEW + "n"]) refused(() => memory.propose(1, secret), "a key is 32 bytes");
  });

  it("ends where there are no more numbers", () => {
    const last = (1n << 64n) - 1n;
    const keys = new Map([[1, { secret: ONE, successor: undefined, sentBound: last - 2n, received: 0n }]]);
    const state = { meterId: ID, keys, topUpNumber: 4_294_967_294, codeCounter: 4_294_967_294 };
    const memory = new KeptMemory(state, () => undefined);
    assert.deepEqual([memory.nextCounter(1), memory.nextCounter(1)], [last - 1n, last]);
    refused(() => memory.nextCounter(1), "no counter is left under key 1");
    assert.deepEqual([memory.nextTopUpNumber(), memory.nextCodeCounter()], [4_294_967_295, 4_294_967_295]);
    refused(() => memory.nextTopUpNumber(), "no number is left for a top-up");
    refused(() => memory.nextCodeCounter(), "no counter is left for a top-up code");
  });

  it("is as it was where a change could not be kept", () => {
    let fails = false;
    const keep = (): void => {
      if (fails) throw new Error("disk full");
    };
    const memory = new KeptMemory(freshState(ID, new Map([[1, ONE]])), keep);
    const facts = (): unknown => [memory.secret(1), memory.successor(1), memory.lastReceived(1)];
    const changes: readonly (() => unknown)[] = [
      () => memory.nextCounter(1),
      () => memory.received(1, 7n),
      () => memory.propose(1, NEW),
      () => memory.agreed(1),
      () => memory.nextTopUpNumber(),
      () => memory.nextCodeCounter(),
    ];
    const results = changes.map((change) => {
      const before = facts();
      fails = true;
      assert.throws(change, { message: "disk full" });
      assert.deepEqual(facts(), before);
      fails = false;
      return change();
    });
    assert.deepEqual(results, [1n, undefined, undefined, undefined, 1, 1]);
    assert.deepEqual(facts(), [NEW, undefined, 7n]);
  });

  it("returns no counter twice over any restarts", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 }), (lives) => {
        let state = freshState(ID, new Map([[1, ONE]]));
        let last = 0n;
        for (const draws of lives) {
          const memory = new KeptMemory(state, (next) => void (state = next));
          for (let i = 0; i < draws; i++) {
            const counter = memory.nextCounter(1);
            assert.ok(counter > last);
            last = counter;
          }
        }
      }),
    );
  });
});
