// Keys that follow one another: the key of a channel under itself, agreed on only by its use, and other keys at once; with power cuts at every
// byte of both flashes on the way. Either end may be the one that did not hear: there is always a key that both hold.

import assert from "node:assert/strict";
import { tears } from "../store/cut.ts";
import { Cut, found, secretOf } from "./key-file-rig.ts";
import { Board, LETTERS, loadBoard, opened, plainOf, sealed } from "./keys-rig.ts";
import type { Life } from "./keys-rig.ts";

const START = "1a 2b 4d 7g 9i";
const under = (letter: string, counter: number): string => sealed(counter, { letter });
const change = (life: Life, number: number, letter: string): boolean =>
  life.keys.change([1, 4, 9])(number, secretOf(letter));

describe("change of a key", () => {
  before(loadBoard);

  it("of another key than the channel's own counts at once, and for good", () => {
    const board = new Board();
    const life = board.boot();
    const prf = life.keys.prf(9);
    const before = prf("i".repeat(24));
    assert.equal(life.keys.open(4)(sealed(1, { number: 4 })), plainOf("order 1"));
    assert.deepEqual([change(life, 4, "x"), change(life, 9, "y")], [true, true]);
    assert.equal(life.keys.open(4)(sealed(2, { number: 4 })), "");
    assert.equal(life.keys.open(4)(sealed(2, { number: 4, letter: "x" })), plainOf("order 2"));
    assert.equal(opened(life.keys.seal(4)(plainOf("answer")), 4, "x"), plainOf("answer"));
    assert.notEqual(prf("i".repeat(24)), before);
    assert.equal(found(board.storage), "1a 2b 4x 7g 9y");
    assert.equal(board.boot().keys.open(4)(sealed(2, { number: 4, letter: "x" })), "", "counters outlive the key");
  });

  it("of a key that is not in the list, or by another length, changes nothing and writes nothing", () => {
    const board = new Board();
    const life = board.boot();
    for (const number of [0, 2, 3, 7, 8, 65, 66, 255]) assert.equal(change(life, number, "x"), false, `${number}`);
    for (const length of [0, 31, 33]) assert.equal(life.keys.change([1, 4])(4, "x".repeat(length)), false);
    assert.deepEqual([found(board.storage), board.storage.programmedBytes], [START, 0]);
  });

  it("of the channel's own key waits until the new one is used; until then either opens and the old one seals", () => {
    const board = new Board();
    let life = board.boot();
    assert.equal(life.keys.open(1)(under("z", 1)), "");
    assert.equal(change(life, 1, "z"), true);
    assert.equal(found(board.storage), "1a 2b 4d 7g 9i 65z");
    assert.equal(opened(life.keys.seal(1)(plainOf("done")), 1, "a"), plainOf("done"));
    assert.equal(life.keys.open(1)(under("a", 2)), plainOf("order 2"));
    life = board.boot();
    assert.equal(opened(life.keys.seal(1)(plainOf("still")), 1, "a"), plainOf("still"));
    assert.equal(life.keys.open(1)(under("z", 3)), plainOf("order 3"));
    assert.equal(found(board.storage), "1z 2b 4d 7g 9i");
    assert.equal(opened(life.keys.seal(1)(plainOf("new")), 1, "z"), plainOf("new"));
    for (const one of [life, board.boot()]) {
      assert.equal(one.keys.open(1)(under("a", 9)), "");
      assert.equal(one.keys.open(1)(under("z", 3)), "");
    }
    assert.equal(board.boot().keys.open(1)(under("z", 4)), plainOf("order 4"));
  });

  it("sent again, as the same or as another key, is the latest; the one before it opens nothing", () => {
    const board = new Board();
    const life = board.boot();
    for (const letter of ["y", "y", "z"]) assert.equal(change(life, 1, letter), true);
    assert.equal(found(board.storage), "1a 2b 4d 7g 9i 65z");
    assert.equal(life.keys.open(1)(under("y", 5)), "");
    assert.equal(life.keys.open(1)(under("a", 5)), plainOf("order 5"));
    assert.equal(life.keys.open(1)(under("z", 6)), plainOf("order 6"));
  });

  it("opens under the new key in the right direction only, and no counter twice, whichever key took it", () => {
    const board = new Board();
    const life = board.boot();
    const open = life.keys.open(1);
    assert.equal(change(life, 1, "z"), true);
    assert.equal(open(under("a", 5)), plainOf("order 5"));
    assert.equal(open(under("z", 5)), "");
    assert.equal(open(sealed(6, { letter: "z", direction: "\x02" })), "");
    assert.equal(open(sealed(6, { letter: "z", number: 2 })), "");
    assert.equal(found(board.storage), "1a 2b 4d 7g 9i 65z");
  });

  it("is not begun without room for its second step: the old key stays", () => {
    const board = new Board(LETTERS, 1);
    const life = board.boot();
    assert.equal(change(life, 1, "z"), false);
    assert.equal(life.keys.open(1)(under("z", 1)), "");
    assert.equal(life.keys.open(1)(under("a", 1)), plainOf("order 1"));
    assert.deepEqual([found(board.storage), board.storage.programmedBytes], [START, 0]);
  });

  it("is completed in the last of the room, however often it was begun", () => {
    const board = new Board(LETTERS, 2);
    const life = board.boot();
    assert.deepEqual([change(life, 1, "z"), change(life, 1, "y"), change(life, 1, "z")], [true, false, false]);
    assert.equal(life.keys.open(1)(under("y", 1)), "");
    assert.equal(life.keys.open(1)(under("z", 1)), plainOf("order 1"));
    assert.equal(found(board.storage), "1z 2b 4d 7g 9i");
    assert.deepEqual([change(life, 1, "x"), change(life, 4, "x")], [false, false]);
    assert.equal(board.boot().keys.open(1)(under("z", 2)), plainOf("order 2"));
  });

  it("is not begun by a new key whose counter cannot be stored", () => {
    const board = new Board();
    const life = board.boot();
    assert.equal(change(life, 1, "z"), true);
    life.flash.isAway = true;
    assert.equal(life.keys.open(1)(under("z", 1)), "");
    assert.equal(found(board.storage), "1a 2b 4d 7g 9i 65z");
    life.flash.isAway = false;
    assert.equal(life.keys.open(1)(under("z", 1)), plainOf("order 1"));
    assert.equal(found(board.storage), "1z 2b 4d 7g 9i");
  });
});

describe("power cut in a change of the channel's own key", () => {
  before(loadBoard);
  const BYTES = 2 + 13 + 6 * 33 + 4;

  /** A board to which the new key was given, and which opened one message before. */
  function pending(): Board {
    const board = new Board();
    const life = board.boot();
    assert.notEqual(life.keys.open(1)(under("a", 1)), "");
    assert.equal(change(life, 1, "z"), true);
    return board;
  }

  /** What a central system does that heard nothing: it gives the key again under the old one, then uses the new one. */
  function mended(board: Board, counter: number, where: string): void {
    const life = board.boot();
    if (life.keys.open(1)(under("a", counter)) !== "") assert.equal(change(life, 1, "z"), true, where);
    assert.equal(life.keys.open(1)(under("z", counter + 1)), plainOf(`order ${counter + 1}`), where);
    assert.equal(found(board.storage), "1z 2b 4d 7g 9i", where);
    assert.equal(opened(life.keys.seal(1)(plainOf("x")), 1, "z"), plainOf("x"), where);
    assert.equal(board.boot().keys.open(1)(under("a", counter + 5)), "", where);
  }

  it("at any byte of the first step: the old key holds, and the new one can be given again", () => {
    const states = new Set<string>();
    for (let at = 0; at <= BYTES; at++) {
      const board = new Board();
      const life = board.boot();
      board.storage.cutAfter(at, () => (at * 89) & 255);
      assert.throws(() => change(life, 1, "z"), Cut);
      states.add(found(board.storage));
      const again = board.boot();
      assert.equal(opened(again.keys.seal(1)(plainOf("x")), 1, "a"), plainOf("x"));
      assert.equal(again.keys.open(1)(under("a", 2)), plainOf("order 2"));
      mended(board, 3, `byte ${at}`);
    }
    assert.deepEqual([...states], [START, "1a 2b 4d 7g 9i 65z"]);
  });

  it("at any byte of the second step: the message is not handed over, now or later, and the next one completes it", () => {
    const states = new Set<string>();
    const message = under("z", 2);
    const bytes = BYTES - 33;
    for (let at = 0; at <= bytes; at++) {
      const board = pending();
      const life = board.boot();
      board.storage.cutAfter(at, () => (at * 53) & 255);
      assert.throws(() => life.keys.open(1)(message), Cut);
      states.add(found(board.storage));
      assert.equal(board.boot().keys.open(1)(message), "", `byte ${at}`);
      mended(board, 3, `byte ${at}`);
    }
    assert.deepEqual([...states], ["1a 2b 4d 7g 9i 65z", "1z 2b 4d 7g 9i"]);
  });

  it("at any byte of the counter before it: the key does not change before its counter stands", () => {
    const board = pending();
    const before = board.array.snapshot();
    const first = board.boot();
    const message = under("z", 2);
    const events = board.watch(first, () => first.keys.open(1)(message));
    let changed = 0;
    events.forEach((event, index) => {
      for (const tear of tears(event, index)) {
        const one = pending();
        one.array.restore(before);
        const life = one.boot();
        assert.ok(
          one.cut(
            life,
            index,
            () => tear,
            () => life.keys.open(1)(message),
          ),
        );
        assert.equal(found(one.storage), "1a 2b 4d 7g 9i 65z");
        if (one.boot().keys.open(1)(message) !== "") changed++;
        mended(one, 3, `event ${index}, byte ${tear.byte}`);
      }
    });
    assert.ok(events.length >= 2 && changed >= 20, `${events.length} events, ${changed}`);
  });
});
