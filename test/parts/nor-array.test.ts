// The cells below the W25Q model: programs, erases, defects and snapshots.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../bench/engine/random.ts";
import { ERASE_SHAPES, NorArray, PROGRAM_SHAPES } from "../../bench/parts/nor-array.ts";

const SECTOR = 4096;

function make(seed = 1, sizeBytes = 4 * SECTOR): NorArray {
  const random = new Random(seed);
  return new NorArray(sizeBytes, () => random.uint32());
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe("NOR array", () => {
  it("is erased when new, whatever its size", () => {
    for (const size of [SECTOR, 192 * 1024, 4 * 1024 * 1024]) {
      const array = make(1, size);
      assert.deepEqual([array.cells.length, array.sectorErases.length], [size, size / SECTOR]);
      assert.ok(array.cells.every((cell) => cell === 0xff));
    }
  });

  it("programs ones to zeros, erases whole sectors and counts both", () => {
    const array = make();
    array.program(SECTOR, bytes(0xf0, 0x0f));
    array.program(SECTOR, bytes(0xaa));
    assert.deepEqual([...array.read(SECTOR - 1, 4)], [0xff, 0xa0, 0x0f, 0xff]);
    assert.deepEqual([array.programs, array.programmedBytes], [2, 3]);
    array.program(2 * SECTOR, bytes(0));
    array.erase(SECTOR + 77);
    assert.deepEqual([...array.read(SECTOR, 2), array.byteAt(2 * SECTOR)], [0xff, 0xff, 0]);
    assert.deepEqual([...array.sectorErases], [0, 1, 0, 0]);
  });

  it("a read is a copy", () => {
    const array = make();
    array.read(0, 4).fill(0);
    assert.equal(array.byteAt(0), 0xff);
  });

  it("refuses what no part could do", () => {
    const array = make();
    const refused = (act: () => void, message: string): void => assert.throws(act, new RangeError(message));
    refused(() => new NorArray(5000, () => 0), "a size is a multiple of 4096 bytes, not 5000");
    refused(() => array.read(4 * SECTOR - 1, 2), "no 2 bytes at 16383 in 16384");
    refused(() => array.erase(4 * SECTOR), "no 1 bytes at 16384 in 16384");
    refused(() => array.program(-1, bytes(0)), "no 1 bytes at -1 in 16384");
    refused(() => array.program(255, bytes(0, 0)), "2 bytes at 255 leave the page");
    refused(() => array.tearProgram(0, bytes(0), 2, "clean"), "of 1 bytes, 2 cannot be done");
    refused(() => array.restore(make(1, SECTOR).snapshot()), "a snapshot of 4096 bytes does not fit 16384");
  });

  it("agrees with an array of numbers over any programs and erases", () => {
    const step = fc.oneof(
      fc.record({ at: fc.nat(2 * SECTOR - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 256 }) }),
      fc.record({ at: fc.nat(2 * SECTOR - 1), erase: fc.constant(true) }),
    );
    const property = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const array = make(1, 2 * SECTOR);
      const expected = new Array<number>(2 * SECTOR).fill(0xff);
      for (const one of steps) {
        if ("bytes" in one) {
          const inPage = one.bytes.slice(0, 256 - (one.at % 256));
          array.program(one.at, inPage);
          inPage.forEach((byte, i) => (expected[one.at + i]! &= byte));
        } else {
          const from = one.at - (one.at % SECTOR);
          array.erase(one.at);
          expected.fill(0xff, from, from + SECTOR);
        }
      }
      assert.deepEqual([...array.read(0, 2 * SECTOR)], expected);
    });
    fc.assert(property, { numRuns: 100 });
  });
});

describe("NOR array, bad cells and snapshots", () => {
  it("a bit stuck at 0 survives no erase, one stuck at 1 no program", () => {
    const array = make();
    array.stickAtZero(5, 0x01);
    array.stickAtOne(6, 0x80);
    assert.equal(array.byteAt(5), 0xfe);
    array.program(5, bytes(0xf0, 0x00));
    assert.deepEqual([...array.read(5, 2)], [0xf0, 0x80]);
    array.erase(0);
    assert.deepEqual([...array.read(5, 2)], [0xfe, 0xff]);
    array.tearErase(0, "pre-programmed");
    array.tearProgram(0, new Uint8Array(16), 16, "clean");
    assert.deepEqual([...array.read(4, 3)], [0x00, 0x00, 0x80]);
  });

  it("a worn sector erases as often as it was told, and from then on leaves some zeros", () => {
    const array = make();
    array.erase(SECTOR);
    array.wearOut(SECTOR, 2);
    const outcomes = Array.from({ length: 4 }, () => {
      array.program(SECTOR, new Uint8Array(256));
      array.erase(SECTOR);
      return array.read(SECTOR, 256).every((byte) => byte === 0xff);
    });
    assert.deepEqual(outcomes, [true, true, false, false]);
    assert.equal(array.sectorErases[1], 5);
    array.program(0, bytes(0));
    array.erase(0);
    assert.equal(array.byteAt(0), 0xff);
  });

  it("restore brings back cells, weak bits and counters, however often", () => {
    const array = make();
    array.program(0, bytes(1, 2, 3));
    array.tearProgram(SECTOR, new Uint8Array(100), 10, "weak");
    array.erase(2 * SECTOR);
    const saved = array.snapshot();
    const view = (): unknown[] => [
      [...array.cells],
      [...array.sectorErases],
      array.weakBits,
      array.programs,
      array.programmedBytes,
    ];
    const before = view();
    for (let i = 0; i < 2; i++) {
      array.erase(0);
      array.erase(SECTOR);
      array.tearProgram(0, new Uint8Array(50), 0, "mixed");
      assert.notDeepEqual(view(), before);
      array.restore(saved);
      assert.deepEqual(view(), before);
    }
    assert.notDeepEqual(array.read(SECTOR, 100), array.read(SECTOR, 100));
  });

  it("the same seed gives the same cells after any cuts", () => {
    const run = (): number[] => {
      const array = make(99);
      PROGRAM_SHAPES.forEach((shape, i) => array.tearProgram(i * 256, new Uint8Array(256), 7, shape));
      ERASE_SHAPES.forEach((shape) => array.tearErase(0, shape));
      return [...array.read(0, SECTOR)];
    };
    assert.deepEqual(run(), run());
  });
});
