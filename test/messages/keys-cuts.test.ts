// Power cuts at every byte that the counters of the keys cost, within a sector of the memory and where one begins: no nonce is used twice,
// and a message is handed over once at most. Random cuts are in keys-lives.test.ts.

import assert from "node:assert/strict";
import { putValue } from "../../firmware/store/values.ts";
import type { NorSnapshot } from "../../bench/parts/nor-array.ts";
import { tears, tearText } from "../store/cut.ts";
import { Board, counterOf, loadBoard, Nonces, opened, plainOf, sealed } from "./keys-rig.ts";
import type { Life } from "./keys-rig.ts";

const BATCH = 64;
/** Sealed and opened before the cut. */
const BEFORE = 3;

/** Where the cut falls: a sector that has room, and one that is full but for so many slots that the change begins the next. */
const PLACES = ["within a sector", "where a sector begins"] as const;

/** A board that has sealed, opened and sealed a round, its memory as it then is, and every nonce so far. */
function prepared(place: (typeof PLACES)[number]): { board: Board; before: NorSnapshot } {
  const board = new Board();
  const life = board.boot();
  const seal = life.keys.seal(1);
  for (let i = 0; i < BEFORE; i++) assert.equal(counterOf(seal(plainOf(`${i}`))), i + 1);
  for (let i = 1; i <= BEFORE; i++) assert.notEqual(life.keys.open(1)(sealed(i)), "");
  assert.notEqual(life.keys.round(7)(BEFORE, plainOf("r")), "");
  if (place === "where a sector begins") while (life.counters.ring.slot < 128) putValue(life.counters, 40, "fill");
  return { board, before: board.array.snapshot() };
}

/**
 * Does `act` on a board that is cut at every byte of every flash event of it: it never comes back. Calls `check` behind each, with what starts
 * the board anew. Returns how many cuts there were.
 */
function everywhere(
  place: (typeof PLACES)[number],
  act: (life: Life) => void,
  check: (boot: () => Life, where: string) => void,
): number {
  const { board, before } = prepared(place);
  const life = board.boot();
  const events = board.watch(life, () => {
    act(life);
  });
  let cuts = 0;
  events.forEach((event, index) => {
    for (const tear of tears(event, index)) {
      board.array.restore(before);
      const one = board.boot();
      const struck = board.cut(
        one,
        index,
        () => tear,
        () => {
          act(one);
        },
      );
      assert.ok(struck, tearText(tear));
      check(() => board.boot(), `cut at ${tearText(tear)}`);
      cuts++;
    }
  });
  return cuts;
}

for (const place of PLACES)
  describe(`power cut at every byte, ${place}`, () => {
    before(loadBoard);
    /** Of a change 30 bytes and its mark; and a header and copies where a sector begins. */
    const atLeast = place === "within a sector" ? 32 : 150;

    it("sealing: the next counter is larger than any that left, and at most two batches are skipped", () => {
      const nexts = new Map<number, number>();
      const cuts = everywhere(
        place,
        ({ keys }) => keys.seal(1)(plainOf("cut")),
        (boot, where) => {
          for (let lives = 0; lives < 2; lives++) {
            const message = boot().keys.seal(1)(plainOf("x"));
            assert.equal(opened(message, 1), plainOf("x"), where);
            const next = counterOf(message);
            assert.ok(next > BEFORE, where);
            nexts.set(next, (nexts.get(next) ?? 0) + 1);
          }
        },
      );
      assert.ok(cuts >= atLeast, `${cuts}`);
      // The cut one had not stored its batch, or had: then one more is skipped. Each is followed by a reset.
      assert.deepEqual(
        [...nexts.keys()].sort((a, b) => a - b),
        [1, 2, 3].map((batch) => batch * BATCH + 1),
      );
    });

    it("sealing on, at the end of a batch: every nonce that left stays the only one", () => {
      const nonces = new Map<string, Nonces>();
      let lives = 0;
      const cuts = everywhere(
        place,
        ({ keys }) => {
          const one = new Nonces();
          nonces.set("this life", one);
          const seal = keys.seal(1);
          for (let i = 0; i <= 2 * BATCH; i++) one.take(seal(plainOf(`${i}`)), 1, plainOf(`${i}`));
        },
        (boot) => {
          const one = nonces.get("this life")!;
          const seal = boot().keys.seal(1);
          for (let i = 0; i < 3; i++) assert.ok(one.take(seal(plainOf("y")), 1, plainOf("y")) > BATCH);
          lives++;
        },
      );
      assert.ok(cuts >= 3 * 32 && lives === cuts, `${cuts}`);
    });

    it("opening: the message is handed over once at most, and none before it ever again", () => {
      let handedOver = 0;
      let lost = 0;
      const message = sealed(BEFORE + 1);
      const cuts = everywhere(
        place,
        ({ keys }) => keys.open(1)(message),
        (boot, where) => {
          let times = 0;
          for (let lives = 0; lives < 3; lives++) if (boot().keys.open(1)(message) !== "") times++;
          assert.ok(times <= 1, `${where}: ${times} times`);
          handedOver += times;
          lost += 1 - times;
          const { keys } = boot();
          for (let old = 1; old <= BEFORE + 1; old++) assert.equal(keys.open(1)(sealed(old)), "", where);
          assert.equal(keys.open(1)(sealed(BEFORE + 2)), plainOf(`order ${BEFORE + 2}`), where);
        },
      );
      assert.ok(cuts >= atLeast && handedOver >= 20 && lost >= 1, JSON.stringify({ cuts, handedOver, lost }));
    });

    it("a round: it is sealed once at most, and none before it ever again", () => {
      const sums = { sealed: 0, lost: 0 };
      everywhere(
        place,
        ({ keys }) => keys.round(7)(BEFORE + 1, plainOf("cut")),
        (boot, where) => {
          let times = 0;
          for (let lives = 0; lives < 3; lives++) if (boot().keys.round(7)(BEFORE + 1, plainOf("x")) !== "") times++;
          assert.ok(times <= 1, where);
          sums[times === 1 ? "sealed" : "lost"]++;
          assert.equal(boot().keys.round(7)(BEFORE, plainOf("r")), "", where);
          assert.equal(counterOf(boot().keys.round(7)(BEFORE + 2, plainOf("r"))), BEFORE + 2, where);
        },
      );
      assert.ok(sums.sealed >= 20 && sums.lost >= 1, JSON.stringify(sums));
    });
  });
