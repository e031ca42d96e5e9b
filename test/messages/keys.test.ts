// Sealed messages, rounds and the pseudo-random function: the board's keys.ts beside peers that have the whole of tweetnacl. A counter that is not
// larger, and a key, direction or meter that is another are all refused. Resets and the memory are in keys-counters.test.ts.

import assert from "node:assert/strict";
import fc from "fast-check";
import { hex, toByteString } from "../../bench/byte-string.ts";
import { counterBytes, FROM_METER } from "../../bench/central/channel.ts";
import { keyFile } from "../../bench/key-file.ts";
import { openKeyFile } from "../../firmware/keys/key-file.ts";
import { encodeRound, maskNonce } from "../../firmware/messages/round.ts";
import { topUpNonce } from "../../firmware/messages/top-up-code.ts";
import { byteString } from "./arbitrary.ts";
import { processorOn, storageOf } from "./key-file-rig.ts";
import { Board, counterOf, loadBoard, opened, plainOf, sealed } from "./keys-rig.ts";
import type { Message } from "./keys-rig.ts";
import type { LentKeys } from "./lent-keys.ts";

const LARGEST = (1n << 64n) - 1n;

describe("sealing on the board", () => {
  before(loadBoard);

  it("gives what the whole of tweetnacl opens, 120 bytes, with a counter that begins at 1 and grows by one", () => {
    const seal = new Board().boot().keys.seal(1);
    let expected = 0;
    fc.assert(
      fc.property(byteString(96, 96), (plain) => {
        const message = seal(plain);
        assert.equal(message.length, 120);
        assert.equal(counterOf(message), ++expected);
        assert.equal(opened(message, 1), plain);
      }),
      { numRuns: 150 },
    );
  });

  it("gives nothing for a text of another length, and neither counts nor stores anything for it", () => {
    const { keys, flash } = new Board().boot();
    const seal = keys.seal(1);
    for (const length of [0, 1, 95, 97, 120]) assert.equal(seal("x".repeat(length)), "");
    assert.equal(flash.programs, 0);
    assert.equal(counterOf(seal(plainOf("x"))), 1);
  });

  it("counts for each key by itself", () => {
    const { keys } = new Board().boot();
    const [one, two] = [keys.seal(1), keys.seal(2)];
    const messages = [one(plainOf("a")), one(plainOf("b")), two(plainOf("c")), one(plainOf("d"))];
    assert.deepEqual(messages.map(counterOf), [1, 2, 1, 3]);
    assert.equal(opened(messages[2]!, 2), plainOf("c"));
  });
});

describe("opening on the board", () => {
  before(loadBoard);

  it("gives what the whole of tweetnacl sealed, under any counter but 0", () => {
    fc.assert(
      fc.property(byteString(96, 96), fc.bigInt({ min: 1n, max: LARGEST }), (plain, counter) => {
        assert.equal(new Board().boot().keys.open(1)(sealed(counter, { plain })), plain);
      }),
      { numRuns: 100 },
    );
    assert.equal(new Board().boot().keys.open(1)(sealed(0)), "");
  });

  it("takes a counter only if it is larger than the largest it took, whatever their order", () => {
    const anyCounter = fc.oneof(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt({ min: 0n, max: LARGEST }));
    fc.assert(
      fc.property(fc.array(anyCounter, { minLength: 1, maxLength: 8 }), (counters) => {
        const open = new Board().boot().keys.open(1);
        let largest = 0n;
        for (const counter of counters) {
          assert.equal(open(sealed(counter)), counter > largest ? plainOf(`order ${counter}`) : "");
          if (counter > largest) largest = counter;
        }
      }),
      { numRuns: 50 },
    );
  });

  it("takes the counters of each key by themselves", () => {
    const { keys } = new Board().boot();
    assert.equal(keys.open(1)(sealed(9)), plainOf("order 9"));
    assert.equal(keys.open(2)(sealed(3, { number: 2 })), plainOf("order 3"));
    assert.equal(keys.open(1)(sealed(4)), "");
  });

  it("spends no cryptography and no write on a replay, and no write on a forgery", () => {
    const board = new Board();
    const { keys, flash } = board.boot();
    const open = keys.open(1);
    assert.notEqual(open(sealed(5)), "");
    const { programs } = flash;
    const { conversions } = board;
    for (const counter of [5, 4, 0]) assert.equal(open(sealed(counter)), "");
    assert.equal(board.conversions, conversions);
    assert.equal(open(counterBytes(LARGEST) + sealed(6).slice(8)), "");
    assert.ok(board.conversions > conversions);
    assert.equal(flash.programs, programs);
    assert.equal(open(sealed(6)), plainOf("order 6"));
  });

  for (const [title, change] of [
    ["another secret", { letter: "b" }],
    ["another key number", { number: 2, letter: "a" }],
    ["the other direction", { direction: FROM_METER }],
    ["another meter id", { meterId: "HASM0002" }],
    ["a plain text too short", { plain: "x".repeat(95) }],
    ["a plain text too long", { plain: "x".repeat(97) }],
  ] as const satisfies readonly (readonly [string, Message])[]) {
    it(`refuses ${title}`, () => {
      const open = new Board().boot().keys.open(1);
      assert.equal(open(sealed(5, change)), "");
      assert.equal(open(sealed(5)), plainOf("order 5"));
    });
  }

  it("refuses what it sealed itself: nothing can be sent back to the meter", () => {
    const { keys } = new Board().boot();
    const message = keys.seal(1)(plainOf("report"));
    assert.equal(keys.open(1)(message), "");
    assert.equal(opened(message, 1), plainOf("report"));
  });

  it("refuses any one bit changed, any cut, and any bytes", () => {
    const open = new Board().boot().keys.open(1);
    const whole = sealed(5);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const at = bit >>> 3;
      const changed = String.fromCharCode(whole.charCodeAt(at) ^ (1 << (bit & 7)));
      assert.equal(open(whole.slice(0, at) + changed + whole.slice(at + 1)), "", `bit ${bit}`);
    }
    for (let length = 0; length < whole.length; length++) assert.equal(open(whole.slice(0, length)), "");
    fc.assert(
      fc.property(fc.oneof(byteString(0, 130), byteString(120, 120)), (bytes) => {
        assert.equal(open(bytes), "");
      }),
    );
    assert.equal(open(whole), plainOf("order 5"));
  });
});

describe("sealing a round on the board", () => {
  before(loadBoard);

  it("seals under the round's own number", () => {
    const seal = new Board().boot().keys.round(7);
    const plain = encodeRound(1_963_856, 123, 4_000_000_000);
    const message = seal(1_963_856, plain);
    assert.equal(counterOf(message), 1_963_856);
    assert.equal(opened(message, 7), plain);
  });

  it("seals each round once, and none before it", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(6), fc.nat(4_294_967_295)), { minLength: 1, maxLength: 10 }), (rounds) => {
        const seal = new Board().boot().keys.round(7);
        let latest = 0;
        for (const round of rounds) {
          const message = seal(round, plainOf(`round ${round}`));
          if (round > latest) assert.equal(opened(message, 7), plainOf(`round ${round}`));
          else assert.equal(message, "");
          latest = Math.max(latest, round);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives nothing for a text of another length, and the round is still to be had", () => {
    const seal = new Board().boot().keys.round(7);
    for (const length of [0, 95, 97]) assert.equal(seal(3, "x".repeat(length)), "");
    assert.equal(opened(seal(3, plainOf("x")), 7), plainOf("x"));
  });
});

describe("pseudo-random function on the board", () => {
  /** Keys of a meter whose key 8 and 9 are the bytes given. */
  async function keysOf(mask: string, codes: string, meterId = "HASM0001"): Promise<LentKeys> {
    const { lentKeys } = await loadBoard();
    const processor = processorOn(
      storageOf(
        keyFile(meterId, 1, [
          [8, mask],
          [9, codes],
        ]),
        "",
      ),
    );
    const file = openKeyFile(processor, [8, 9]);
    assert.ok(file);
    return lentKeys(processor, file, new Board().boot().counters);
  }
  before(loadBoard);

  it("is the MAC of top-up codes: XSalsa20 under key and nonce, its first four bytes", async () => {
    const key = toByteString(Uint8Array.from(Array(32).keys()));
    const prf = (await keysOf("m".repeat(32), key)).prf(9);
    const meterId = "\x11\x22\x33\x44\x55\x66\x77\x88";
    assert.equal(hex(prf(topUpNonce(meterId, 1, 1234))), "3e97a524");
    assert.equal(hex(prf(topUpNonce(meterId, 1025, 8192 + 50))), "04fab08a");
  });

  it("is the mask of a round", async () => {
    for (const [meter, mask] of [
      [1, "f6f5e5ff"],
      [2, "d9c38634"],
      [3, "1d4ed58d"],
    ] as const) {
      const keys = await keysOf(String.fromCharCode(meter).repeat(32), "c".repeat(32));
      assert.equal(hex(keys.prf(8)(maskNonce(meter, 7))), mask);
    }
  });

  it("says the same each time, and stores nothing", () => {
    const { keys, flash } = new Board().boot();
    const prf = keys.prf(9);
    const input = "i".repeat(24);
    assert.equal(prf(input), prf(input));
    assert.notEqual(prf(input), prf("j" + input.slice(1)));
    assert.equal(flash.programs, 0);
  });
});
