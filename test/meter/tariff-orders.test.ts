// A tariff as cs-security hands it to computations, piece by piece, down to the cells: what is refused and why, and what is given up for it.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ORDER_TARIFF_COMMIT,
  ORDER_TARIFF_PIECE,
  RESULT_ABSENT,
  RESULT_BUSY,
  RESULT_DONE,
  RESULT_OUT_OF_RANGE,
  RESULT_PART_FAILED,
} from "../../firmware/messages/meter-order.ts";
import { Random } from "../../bench/engine/random.ts";
import { array } from "../store/rig.ts";
import { ComputationsRig, LooseFlash, commitBody, pieceBody } from "./rig.ts";
import { held, image, MOST_COUNTS, send, sendPieces, tariff } from "./tariff-rig.ts";
import type { Counts } from "./tariff-rig.ts";

const NOW = 1_768_500_000;

const meterNow = (): ComputationsRig => new ComputationsRig(array(1), NOW);

const pieceLengths = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 9 });
const counts = fc.tuple(fc.integer({ min: 1, max: 16 }), fc.nat(64), fc.integer({ min: 1, max: 32 }));
const images = fc.tuple(fc.nat(), counts).map(([seed, of]) => image(new Random(seed), of));

const FOREIGN_FORMATS = ["HT\0", "HT\x02", "HU\x01", "ht\x01"];
const FOREIGN_COUNTS: readonly Counts[] = [
  [0, 0, 1],
  [17, 0, 1],
  [1, 65, 1],
  [1, 0, 0],
  [1, 0, 33],
  [255, 255, 255],
];

interface Malformed {
  readonly why: string;
  readonly body: string;
}

const GOOD = tariff(2, NOW).body;
const ofFormat = (format: string): Malformed => ({ why: JSON.stringify(format), body: format + GOOD.slice(3) });
/** As long as its counts say, or a well-formed one with other counts in its head. */
const ofCounts = (foreign: Counts): Malformed => {
  const whole = image(new Random(1), foreign);
  return {
    why: `counts ${foreign.join(", ")}`,
    body: whole.length <= 2128 ? whole : GOOD.slice(0, 189) + String.fromCharCode(...foreign) + GOOD.slice(192),
  };
};
const cutTo = (length: number): Malformed => ({ why: `${length} bytes`, body: (GOOD + "\0").slice(0, length) });
const EACH_MALFORMED = [
  ...FOREIGN_FORMATS.map(ofFormat),
  ...FOREIGN_COUNTS.map(ofCounts),
  ...[1, 3, 191, 192, 200, 201, GOOD.length - 1, GOOD.length + 1].map(cutTo),
];
const malformed = fc.oneof(
  fc.constantFrom(...EACH_MALFORMED),
  fc.nat(GOOD.length - 2).map((length) => cutTo(length + 1)),
);

describe("orders to computations: a tariff", () => {
  it("is stored as it was sent, whatever its length and its pieces, and is there after a reset", () => {
    fc.assert(
      fc.property(images, pieceLengths, (body, lengths) => {
        const meter = meterNow();
        assert.equal(meter.begin(), RESULT_DONE);
        meter.erase();
        sendPieces(meter, body, lengths);
        assert.equal(meter.commit(7, NOW - 1, body), RESULT_DONE);
        meter.reset();
        assert.deepEqual(held(meter.images), [{ version: 7, fromUtcSeconds: NOW - 1, body }]);
      }),
      { numRuns: 60 },
    );
  });

  it("is 2128 bytes at the most", () => {
    const meter = meterNow();
    const body = image(new Random(1), MOST_COUNTS);
    assert.equal(body.length, 2128);
    assert.equal(meter.begin(), RESULT_DONE);
    meter.erase();
    sendPieces(meter, body.slice(0, 2127), [64]);
    assert.equal(meter.piece(2127, "ab"), RESULT_OUT_OF_RANGE);
    assert.equal(meter.piece(2127, body.slice(2127)), RESULT_DONE);
    assert.equal(meter.piece(2128, "a"), RESULT_OUT_OF_RANGE);
    assert.equal(meter.commit(1, NOW, body), RESULT_DONE);
    assert.deepEqual(held(meter.images), [{ version: 1, fromUtcSeconds: NOW, body }]);
  });

  it("is refused where it is none: another format, counts that there are not, or a length that they do not have", () => {
    const old = tariff(1, NOW - 9);
    fc.assert(
      fc.property(malformed, pieceLengths, ({ body }, lengths) => {
        const meter = meterNow();
        send(meter, old);
        assert.equal(meter.begin(), RESULT_DONE);
        meter.erase();
        sendPieces(meter, body, lengths);
        assert.equal(meter.commit(2, NOW - 1, body), RESULT_OUT_OF_RANGE);
        assert.deepEqual(held(meter.images), [old]);
        meter.reset();
        assert.deepEqual(held(meter.images), [old]);
        send(meter, tariff(2, NOW - 1));
        assert.deepEqual(held(meter.images), [old, tariff(2, NOW - 1)]);
      }),
      { numRuns: 60, examples: EACH_MALFORMED.map((one) => [one, [64]]) },
    );
  });

  it("is as long as the counts of its own head say, not as those of one that was begun before", () => {
    const meter = meterNow();
    const [short, long] = [tariff(1, NOW, 1), tariff(2, NOW, 3)];
    meter.begin();
    meter.erase();
    sendPieces(meter, short.body, [64]);
    assert.equal(meter.begin(), RESULT_DONE);
    meter.erase();
    sendPieces(meter, long.body.slice(0, short.body.length), [64]);
    assert.equal(meter.commit(2, NOW, long.body.slice(0, short.body.length)), RESULT_OUT_OF_RANGE);
    for (let at = short.body.length; at < long.body.length; at += 48)
      assert.equal(meter.piece(at, long.body.slice(at, at + 48)), RESULT_DONE);
    assert.equal(meter.commit(2, NOW, long.body), RESULT_DONE);
    assert.deepEqual(held(meter.images), [long]);
  });

  it("takes no piece before it was begun, nor after a reset or a restart in the middle", () => {
    const meter = meterNow();
    assert.equal(meter.piece(0, "a"), RESULT_ABSENT);
    assert.equal(meter.commit(1, NOW, "a"), RESULT_ABSENT);
    for (const again of [() => meter.reset(), () => meter.restart()]) {
      assert.equal(meter.begin(), RESULT_DONE);
      meter.erase();
      assert.equal(meter.piece(0, "a"), RESULT_DONE);
      again();
      assert.equal(meter.piece(1, "b"), RESULT_ABSENT);
      assert.equal(meter.piece(0, "a"), RESULT_ABSENT);
      assert.equal(meter.commit(1, NOW, "a"), RESULT_ABSENT);
      send(meter, tariff(meter.images.headers.filter((header) => header !== "").length + 1, NOW, 2));
    }
  });

  it("is busy while it erases, and takes the piece then", () => {
    const meter = meterNow();
    meter.flash.erasePolls = 2;
    assert.equal(meter.begin(), RESULT_DONE);
    let waits = 0;
    const { body } = tariff(1, NOW);
    for (; meter.piece(0, body.slice(0, 64)) === RESULT_BUSY; waits++) meter.run(1);
    assert.equal(waits, 8);
    sendPieces(meter, body, [64]);
    assert.equal(meter.commit(1, NOW, body), RESULT_DONE);
  });

  it("takes pieces in their order, the latest of them twice without effect", () => {
    const meter = meterNow();
    const { body } = tariff(1, NOW, 2);
    assert.equal(meter.begin(), RESULT_DONE);
    meter.erase();
    const programs = meter.flash.programs;
    assert.equal(meter.piece(1, body.slice(1, 65)), RESULT_OUT_OF_RANGE);
    for (let at = 0; at < 256; at += 64) {
      const piece = body.slice(at, at + 64);
      for (let times = 0; times < 3; times++) assert.equal(meter.piece(at, piece), RESULT_DONE);
      assert.equal(meter.piece(at, piece.slice(1)), RESULT_OUT_OF_RANGE);
      assert.equal(meter.piece(at + 128, piece), RESULT_OUT_OF_RANGE);
      assert.equal(meter.piece(at, piece), RESULT_DONE);
    }
    assert.equal(meter.flash.programs, programs + 1);
    assert.equal(meter.piece(0, body.slice(0, 64)), RESULT_OUT_OF_RANGE);
    assert.equal(meter.piece(256, body.slice(256)), RESULT_DONE);
    assert.equal(meter.commit(1, NOW, body), RESULT_DONE);
    assert.equal(meter.commit(1, NOW, body), RESULT_DONE);
    assert.equal(meter.piece(256, body.slice(256)), RESULT_ABSENT);
    assert.deepEqual(held(meter.images), [{ version: 1, fromUtcSeconds: NOW, body }]);
  });

  it("takes pieces of 1 to 64 bytes that are there", () => {
    const meter = meterNow();
    meter.begin();
    meter.erase();
    for (const body of [
      "",
      "\0",
      "\0\0",
      "\0\0\x01",
      "\0\0\x00a",
      "\0\0\x41" + "a".repeat(65),
      "\0\0\x40" + "a".repeat(63),
    ])
      assert.equal(meter.order(ORDER_TARIFF_PIECE, body), RESULT_OUT_OF_RANGE);
    const { body } = tariff(1, NOW);
    assert.equal(meter.order(ORDER_TARIFF_PIECE, "\0\0\x01" + body[0]!), RESULT_DONE);
    assert.equal(meter.order(ORDER_TARIFF_PIECE, pieceBody(1, body.slice(1, 3)) + "\0".repeat(27)), RESULT_DONE);
    for (let at = 3; at < body.length; at += 64) assert.equal(meter.piece(at, body.slice(at, at + 64)), RESULT_DONE);
    assert.equal(meter.commit(1, NOW, body), RESULT_DONE);
    assert.deepEqual(held(meter.images), [tariff(1, NOW)]);
  });

  it("is refused where length or CRC are others, and can be completed then", () => {
    const meter = meterNow();
    const { body } = tariff(1, NOW);
    const last = body.length - 1;
    const other = String.fromCharCode(body.charCodeAt(last) ^ 1);
    meter.begin();
    assert.equal(meter.commit(1, NOW, ""), RESULT_OUT_OF_RANGE);
    meter.erase();
    sendPieces(meter, body.slice(0, last), [64]);
    for (const said of [body.slice(0, last), body]) assert.equal(meter.commit(1, NOW, said), RESULT_OUT_OF_RANGE);
    assert.equal(meter.piece(last, body.slice(last)), RESULT_DONE);
    for (const said of [body.slice(0, last), body.slice(0, last) + other, body + "d", ""])
      assert.equal(meter.commit(1, NOW, said), RESULT_OUT_OF_RANGE);
    assert.equal(meter.order(ORDER_TARIFF_COMMIT, "\0\0\0\x01"), RESULT_OUT_OF_RANGE);
    const right = commitBody(1, NOW, body);
    assert.equal(meter.order(ORDER_TARIFF_COMMIT, right.slice(0, 9) + "\x04" + right.slice(10)), RESULT_OUT_OF_RANGE);
    assert.deepEqual(held(meter.images), []);
    assert.equal(meter.order(ORDER_TARIFF_COMMIT, right), RESULT_DONE);
    assert.deepEqual(held(meter.images), [{ version: 1, fromUtcSeconds: NOW, body }]);
  });

  it("has a version above that of the newest, else it can be committed under another", () => {
    const meter = meterNow();
    send(meter, tariff(5, NOW - 1));
    meter.begin();
    meter.erase();
    const { body } = tariff(6, NOW);
    sendPieces(meter, body, [64]);
    for (const version of [0, 1, 4, 5]) assert.equal(meter.commit(version, NOW, body), RESULT_OUT_OF_RANGE);
    assert.equal(meter.commit(6, NOW, body), RESULT_DONE);
    assert.deepEqual(
      held(meter.images).map(({ version }) => version),
      [5, 6],
    );
  });

  it("makes room by giving up what is not in force: the one to come, or the one of before", () => {
    const meter = meterNow();
    const [first, next, other, last] = [tariff(1, NOW - 9), tariff(2, NOW + 99), tariff(3, NOW + 99), tariff(4, NOW)];
    send(meter, first);
    send(meter, next);
    assert.deepEqual(held(meter.images), [first, next]);
    assert.equal(meter.begin(), RESULT_DONE);
    assert.deepEqual(held(meter.images), [first]);
    send(meter, other);
    assert.deepEqual(held(meter.images), [first, other]);
    meter.utcSeconds = NOW + 99;
    assert.equal(meter.begin(), RESULT_DONE);
    assert.deepEqual(held(meter.images), [other]);
    send(meter, last);
    assert.deepEqual(held(meter.images), [other, last]);
  });

  it("gives nothing up without a clock, and erases nothing twice for an order that is given twice", () => {
    const meter = meterNow();
    send(meter, tariff(1, NOW - 9));
    meter.utcSeconds = 0;
    assert.equal(meter.begin(), RESULT_PART_FAILED);
    assert.deepEqual(held(meter.images), [tariff(1, NOW - 9)]);
    meter.utcSeconds = NOW;
    assert.equal(meter.begin(), RESULT_DONE);
    meter.erase();
    const erases = meter.flash.erases;
    meter.piece(0, "lost");
    assert.equal(meter.begin(), RESULT_DONE);
    assert.deepEqual([meter.piece(0, "lost"), meter.piece(4, "too")], [RESULT_DONE, RESULT_DONE]);
    send(meter, tariff(2, NOW, 2));
    assert.equal(meter.flash.erases, erases);
  });

  it("says that the part failed where a page, the end or the place cannot be written, and has to be begun again", () => {
    const { body } = tariff(2, NOW, 4);
    let failures = 0;
    for (let programs = 0; ; programs++) {
      const meter = meterNow();
      send(meter, tariff(1, NOW - 9));
      meter.flash.programsLeft = programs;
      const results = [meter.begin()];
      meter.erase();
      for (let at = 0; at < body.length; at += 64) results.push(meter.piece(at, body.slice(at, at + 64)));
      results.push(meter.commit(2, NOW, body));
      meter.flash.programsLeft = Number.POSITIVE_INFINITY;
      if (results.every((result) => result === RESULT_DONE)) break;
      failures++;
      const failed = results.findIndex((result) => result !== RESULT_DONE);
      assert.equal(results[failed], RESULT_PART_FAILED);
      if (failed < 8) assert.equal(results.at(-1), RESULT_ABSENT);
      for (let at = 0; at < body.length; at += 64)
        assert.equal(meter.piece(at, body.slice(at, at + 64)), RESULT_ABSENT);
      assert.equal(held(meter.images)[0]?.version, 1);
      send(meter, { version: 3, fromUtcSeconds: NOW, body });
      assert.deepEqual(held(meter.images).at(-1)?.body, body);
    }
    assert.ok(failures >= 6);
  });

  it("is not taken for lost where the part was away at the start or in the middle", () => {
    const meter = meterNow();
    send(meter, tariff(1, NOW - 9));
    const flash = new LooseFlash(meter.array);
    flash.away = true;
    meter.reset(flash);
    assert.equal(meter.begin(), RESULT_PART_FAILED);
    flash.away = false;
    assert.equal(meter.begin(), RESULT_DONE);
    flash.away = true;
    meter.erase();
    assert.equal(meter.piece(0, "a"), RESULT_BUSY);
    flash.away = false;
    imageWorkAway(meter, flash);
    assert.equal(meter.piece(0, "a"), RESULT_PART_FAILED);
    flash.away = false;
    send(meter, tariff(2, NOW));
    assert.deepEqual(held(meter.images), [tariff(1, NOW - 9), tariff(2, NOW)]);
  });
});

/** The part goes while a sector that was erased is being proved blank. */
function imageWorkAway(meter: ComputationsRig, flash: LooseFlash): void {
  meter.run(1);
  flash.away = true;
  meter.run(1);
}
