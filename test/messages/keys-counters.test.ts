// The counters of the keys over resets, and with a memory that fails, is away or belongs to another meter: no nonce is used twice, no message
// acts twice, and what cannot be remembered is neither sealed nor handed over. Cuts at every byte are
// in keys-cuts.test.ts, random lives in keys-lives.test.ts.

import assert from "node:assert/strict";
import { slotOffset } from "../../firmware/store/ring.ts";
import { getValue, putValue } from "../../firmware/store/values.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { LETTERS, loadBoard, Nonces, opened, plainOf, sealed, Board, counterOf } from "./keys-rig.ts";
import type { Life } from "./keys-rig.ts";

const BATCH = 64;

describe("counters over resets", () => {
  before(loadBoard);

  it("are reserved by 64: a reset skips what is left, and never goes back", () => {
    const board = new Board();
    const counters: number[] = [];
    for (const messages of [1, 63, 64, 65, 0, 2]) {
      const seal = board.boot().keys.seal(1);
      for (let i = 0; i < messages; i++) counters.push(counterOf(seal(plainOf("x"))));
    }
    const run = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
    assert.deepEqual(counters, [1, ...run(65, 63), ...run(129, 64), ...run(193, 65), ...run(321, 2)]);
  });

  it("cost one write for 64 messages sealed and one for each opened", () => {
    const board = new Board();
    const life = board.boot();
    // The very first use of the memory costs two more: that it takes a value, and whose it is. A forgery costs none.
    life.keys.open(1)(sealed(1));
    const writes = (act: () => void): number => {
      const before = life.counters.ring.record;
      act();
      return life.counters.ring.record - before;
    };
    const seal = life.keys.seal(2);
    assert.equal(
      writes(() => seal(plainOf("x"))),
      1,
    );
    assert.equal(
      writes(() => {
        for (let i = 1; i < BATCH; i++) assert.notEqual(seal(plainOf("x")), "");
      }),
      0,
    );
    assert.equal(
      writes(() => seal(plainOf("x"))),
      1,
    );
    assert.equal(
      writes(() => life.keys.open(1)(sealed(2))),
      1,
    );
  });

  it("of what was opened and of rounds are there after each", () => {
    const board = new Board();
    const took = sealed(7);
    assert.notEqual(board.boot().keys.open(1)(took), "");
    assert.equal(board.boot().keys.open(1)(took), "");
    assert.equal(board.boot().keys.open(1)(sealed(6)), "");
    assert.equal(board.boot().keys.open(1)(sealed(8)), plainOf("order 8"));
    assert.notEqual(board.boot().keys.round(7)(500, plainOf("r")), "");
    for (const round of [500, 499, 0]) assert.equal(board.boot().keys.round(7)(round, plainOf("s")), "");
    assert.notEqual(board.boot().keys.round(7)(501, plainOf("s")), "");
  });

  it("are shared by nobody, also where a key is lent twice", () => {
    const { keys } = new Board().boot();
    const nonces = new Nonces();
    const both = [keys.seal(1), keys.seal(1)] as const;
    for (let i = 0; i < 300; i++) nonces.take(both[i % 2]!(plainOf(`${i}`)), 1, plainOf(`${i}`));
    assert.equal(nonces.count, 300);
  });
});

describe("counters whose memory fails", () => {
  before(loadBoard);

  for (const trouble of ["isStuck", "isAway"] as const) {
    it(`${trouble}: nothing is sealed, handed over or spent, and all goes on when it works again`, () => {
      for (const used of [false, true]) {
        const board = new Board();
        const life = board.boot();
        const { keys, flash } = life;
        const [seal, open, round] = [keys.seal(1), keys.open(1), keys.round(7)];
        if (used) {
          for (let i = 0; i < BATCH; i++) seal(plainOf("x"));
          open(sealed(1));
          round(10, plainOf("r"));
        }
        flash[trouble] = true;
        for (let i = 0; i < 3; i++) {
          assert.deepEqual([seal(plainOf("a")), open(sealed(2)), round(11, plainOf("r"))], ["", "", ""]);
          assert.equal(open(sealed(1)), "");
        }
        flash[trouble] = false;
        const back = trouble === "isAway" ? life : board.boot();
        const again =
          trouble === "isAway"
            ? ([seal, open, round] as const)
            : ([back.keys.seal(1), back.keys.open(1), back.keys.round(7)] as const);
        const next = counterOf(again[0](plainOf("a")));
        assert.ok(next > (used ? BATCH : 0) && next <= 3 * BATCH, `${next}`);
        assert.deepEqual([again[1](sealed(2)), again[1](sealed(1))], [plainOf("order 2"), ""]);
        assert.equal(opened(again[2](11, plainOf("r")), 7), plainOf("r"));
      }
    });
  }

  it("goes on with what is left of a batch while the memory is away, and no further", () => {
    const { keys, flash } = new Board().boot();
    const seal = keys.seal(1);
    for (let i = 1; i <= 10; i++) assert.equal(counterOf(seal(plainOf("x"))), i);
    flash.isAway = true;
    for (let i = 11; i <= BATCH; i++) assert.equal(counterOf(seal(plainOf("x"))), i);
    for (let i = 0; i < 3; i++) assert.equal(seal(plainOf("x")), "");
    flash.isAway = false;
    assert.equal(counterOf(seal(plainOf("x"))), BATCH + 1);
  });

  it("is away at boot and comes back: no counter falls", () => {
    const board = new Board();
    const first = board.boot().keys;
    assert.notEqual(first.open(1)(sealed(9)), "");
    assert.equal(counterOf(first.seal(1)(plainOf("x"))), 1);
    assert.notEqual(first.round(7)(100, plainOf("r")), "");
    const { keys, flash, isOwn } = board.boot(true);
    assert.equal(isOwn, true);
    const [seal, open, round] = [keys.seal(1), keys.open(1), keys.round(7)];
    assert.deepEqual([seal(plainOf("x")), open(sealed(10)), round(101, plainOf("r"))], ["", "", ""]);
    flash.isAway = false;
    assert.equal(open(sealed(9)), "");
    assert.equal(round(100, plainOf("r")), "");
    assert.equal(counterOf(seal(plainOf("x"))), BATCH + 1);
    assert.equal(open(sealed(10)), plainOf("order 10"));
    assert.notEqual(round(101, plainOf("r")), "");
  });
});

describe("counters in cells that rot", () => {
  before(loadBoard);

  /** One bit of the slot in which a value stands goes wrong. */
  function rot(board: Board, { counters }: Life, number: number): void {
    const at = slotOffset(counters.ring, counters.ring.sequence, counters.slots[number]!);
    board.array.cells[at + 12]! ^= 4;
  }

  it("seal and open nothing under a counter that can no longer be read", () => {
    const board = new Board();
    const life = board.boot();
    assert.notEqual(life.keys.open(1)(sealed(9)), "");
    assert.notEqual(life.keys.seal(1)(plainOf("x")), "");
    assert.notEqual(life.keys.round(7)(100, plainOf("r")), "");
    for (const number of [1, 16 + 1, 16 + 7]) rot(board, life, number);
    const { keys } = life;
    assert.deepEqual([keys.open(1)(sealed(9)), keys.open(1)(sealed(10))], ["", ""]);
    assert.deepEqual([keys.seal(1)(plainOf("x")), keys.round(7)(101, plainOf("r"))], ["", ""]);
    assert.equal(keys.open(2)(sealed(1, { number: 2 })), plainOf("order 1"));
  });

  it("seal under no number twice where a reset finds the value before it", () => {
    const board = new Board();
    const nonces = new Nonces();
    const life = board.boot();
    const seal = life.keys.seal(1);
    for (let i = 0; i < 3 * BATCH; i++) nonces.take(seal(plainOf("x")), 1, plainOf("x"));
    rot(board, life, 16 + 1);
    for (let lives = 0; lives < 2; lives++) {
      const again = board.boot().keys.seal(1);
      for (let i = 0; i < 2 * BATCH; i++) nonces.take(again(plainOf("y")), 1, plainOf("y"));
    }
    assert.equal(nonces.count, 7 * BATCH);
  });
});

describe("memory of a meter", () => {
  before(loadBoard);

  it("is its own when it is new, and from the first counter on nobody else's", () => {
    const array = new NorArray(4 * 4096, () => 0);
    const of = (id: string): Life => new Board(LETTERS, 16, array, id).boot();
    assert.equal(of("HASM0001").isOwn, true);
    assert.equal(of("HASM0002").isOwn, true);
    assert.notEqual(of("HASM0001").keys.open(1)(sealed(1)), "");
    assert.equal(getValue(of("HASM0001").counters, 0), "HASM0001");
    assert.deepEqual([of("HASM0001").isOwn, of("HASM0002").isOwn], [true, false]);
  });

  it("is not made its own where it is another's and was away at boot", () => {
    const array = new NorArray(4 * 4096, () => 0);
    const other = new Board(LETTERS, 16, array, "HASM0002").boot();
    assert.notEqual(other.keys.open(1)(sealed(1, { meterId: "HASM0002" })), "");
    assert.notEqual(other.keys.seal(1)(plainOf("x")), "");
    const { keys, flash } = new Board(LETTERS, 16, array).boot(true);
    const [open, seal, round] = [keys.open(1), keys.seal(1), keys.round(7)];
    flash.isAway = false;
    for (let i = 0; i < 3; i++)
      assert.deepEqual([open(sealed(3)), seal(plainOf("x")), round(5, plainOf("r"))], ["", "", ""], `time ${i}`);
    assert.equal(getValue(new Board(LETTERS, 16, array).boot().counters, 0), "HASM0002");
  });

  it("is another's whatever else stands in it", () => {
    for (const owner of ["HASM0002", "HASM000", "\0\0\0\0\0\0\0\0", "HASM00011"]) {
      const board = new Board();
      assert.ok(putValue(board.boot().counters, 0, owner));
      assert.equal(board.boot().isOwn, false);
    }
  });
});
