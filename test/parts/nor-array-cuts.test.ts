// What a program or an erase of NOR cells leaves behind when it is cut, shape by shape.
import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { ERASE_SHAPES, NorArray, PROGRAM_SHAPES } from "../../bench/parts/nor-array.ts";
import type { EraseShape, ProgramShape } from "../../bench/parts/nor-array.ts";

const SECTOR = 4096;

function make(seed = 1, sizeBytes = 4 * SECTOR): NorArray {
  const random = new Random(seed);
  return new NorArray(sizeBytes, () => random.uint32());
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** For each byte, the bits that were 1 in some read and those that were 1 in all of `reads`. */
function observe(array: NorArray, address: number, length: number, reads = 64): { ever: number[]; always: number[] } {
  const ever = new Array<number>(length).fill(0);
  const always = new Array<number>(length).fill(0xff);
  for (let i = 0; i < reads; i++) {
    array.read(address, length).forEach((byte, at) => {
      ever[at]! |= byte;
      always[at]! &= byte;
    });
  }
  return { ever, always };
}

describe("NOR array, a program cut short", () => {
  const data = Uint8Array.from({ length: 64 }, (_, i) => i * 3);

  function torn(shape: ProgramShape, done: number, seed = 1): NorArray {
    const array = make(seed);
    array.program(10, bytes(0x7f));
    array.tearProgram(0, data, done, shape);
    return array;
  }

  it("in every shape at every byte: what is done is firm, what was 0 stays 0, and no 1 of the data is cleared", () => {
    for (const shape of PROGRAM_SHAPES) {
      for (let done = 0; done <= data.length; done++) {
        const array = torn(shape, done, done + 1);
        const { ever, always } = observe(array, 0, data.length + 1, 8);
        for (let i = 0; i < data.length; i++) {
          const before = i === 10 ? 0x7f : 0xff;
          if (i < done) assert.deepEqual([always[i], ever[i]], [data[i]! & before, data[i]! & before]);
          assert.equal(ever[i]! & ~before, 0, "a firm zero");
          assert.equal(always[i]! & data[i]!, data[i]! & before, "a one of the data");
        }
        assert.equal(always[data.length], 0xff, "beyond the data");
        assert.deepEqual([array.programs, array.programmedBytes], [2, 65]);
      }
    }
  });

  it("weak bits show where a byte is read alone, whichever became weak first, and nothing else is said to have some", () => {
    for (const order of [
      [40, 10, 70],
      [70, 40, 10],
      [10, 70, 40],
    ]) {
      const array = make();
      for (const address of order) array.tearProgram(address, bytes(0, 0), 0, "weak");
      const saved = array.snapshot();
      for (const again of [false, true]) {
        if (again) array.restore(saved);
        for (const address of order.flatMap((first) => [first, first + 1])) {
          const { ever, always } = observe(array, address, 1);
          assert.ok(array.mayBeWeak(address, 1) && ever[0] !== always[0], `${address} of ${order.join(", ")}`);
        }
        for (const [address, length] of [
          [0, 10],
          [72, 100],
        ] as const)
          assert.ok(!array.mayBeWeak(address, length), `${address}`);
        assert.ok(array.mayBeWeak(0, 11) && array.mayBeWeak(71, 100));
        array.erase(0);
        assert.ok(!array.mayBeWeak(0, SECTOR));
        array.tearProgram(SECTOR, bytes(0), 0, "weak");
        assert.ok(!array.mayBeWeak(0, SECTOR) && array.mayBeWeak(SECTOR, 1));
      }
    }
  });

  it("clean: nothing is begun", () => {
    const array = torn("clean", 20);
    assert.deepEqual([...array.read(20, 44)], Array<number>(44).fill(0xff));
    assert.equal(array.weakBits, 0);
  });

  it("subset: some zeros of the next byte, firm, and differently each time", () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const array = torn("subset", 20, seed);
      seen.add(array.byteAt(20));
      assert.deepEqual([array.byteAt(21), array.weakBits], [0xff, 0]);
    }
    assert.ok(seen.size > 8, `${seen.size} subsets`);
  });

  it("weak: some zeros of all remaining bytes, and every one of them reads as either", () => {
    const array = torn("weak", 20);
    const { ever, always } = observe(array, 20, 44, 200);
    let unstable = 0;
    ever.forEach((bits, i) => {
      for (let left = bits & ~always[i]!; left > 0; left &= left - 1) unstable++;
      assert.equal(bits, 0xff, "no firm zero");
    });
    assert.equal(unstable, array.weakBits);
    assert.ok(unstable > 40, `${unstable} weak bits`);
  });

  it("mixed: firm zeros, weak bits and bits not begun", () => {
    const { ever, always } = observe(torn("mixed", 20), 20, 44, 200);
    const zeros = [...data.subarray(20)].map((byte) => ~byte & 0xff);
    assert.ok(
      zeros.some((bits, i) => (bits & ~ever[i]!) !== 0),
      "firm",
    );
    assert.ok(
      zeros.some((bits, i) => (bits & ever[i]! & ~always[i]!) !== 0),
      "weak",
    );
    assert.ok(
      zeros.some((bits, i) => (bits & always[i]!) !== 0),
      "not begun",
    );
  });

  it("a weak bit is firm once it is programmed to 0 or erased, and stays weak when it is programmed with 1", () => {
    const array = torn("weak", 0);
    const weak = array.weakBits;
    array.program(0, new Uint8Array(64).fill(0xff));
    assert.equal(array.weakBits, weak);
    array.program(0, data);
    assert.equal(array.weakBits, 0);
    assert.deepEqual([...array.read(0, 10)], [...data.subarray(0, 10)]);
    const other = torn("weak", 0);
    other.erase(0);
    assert.equal(other.weakBits, 0);
    assert.deepEqual([...other.read(0, 64)], Array<number>(64).fill(0xff));
  });
});

describe("NOR array, an erase cut short", () => {
  const content = Uint8Array.from({ length: 256 }, (_, i) => (i * 37) & 0xfe);

  function torn(shape: EraseShape, seed = 1): NorArray {
    const array = make(seed);
    for (let at = 0; at < 3 * SECTOR; at += 256) array.program(at, content);
    array.tearErase(SECTOR, shape);
    return array;
  }
  const asItWas = (at: number): number => content[at % 256]!;

  /** Bytes of the sector that read as `expected` says, at each of some reads. */
  function assertSector(array: NorArray, expected: (at: number) => number): void {
    for (let i = 0; i < 3; i++)
      assert.deepEqual(
        [...array.read(SECTOR, SECTOR)],
        Array.from({ length: SECTOR }, (_, at) => expected(at)),
      );
    assert.equal(array.weakBits, 0);
  }

  it("in every shape: the neighbours are as they were, wear counts, and an erase makes all good", () => {
    for (const shape of ERASE_SHAPES) {
      const array = torn(shape);
      for (const at of [0, 2 * SECTOR]) assert.deepEqual([...array.read(at, 256)], [...content]);
      assert.deepEqual([...array.sectorErases], [0, 1, 0, 0]);
      array.erase(SECTOR);
      assertSector(array, () => 0xff);
    }
  });

  it("untouched, half, half-reversed, header-only-left, header-only-gone", () => {
    assertSector(torn("untouched"), asItWas);
    assertSector(torn("half"), (at) => (at < 2048 ? 0xff : asItWas(at)));
    assertSector(torn("half-reversed"), (at) => (at < 2048 ? asItWas(at) : 0xff));
    assertSector(torn("header-only-left"), (at) => (at < 64 ? asItWas(at) : 0xff));
    assertSector(torn("header-only-gone"), (at) => (at < 64 ? 0xff : asItWas(at)));
  });

  it("stripes: every other page, from the first or from the second", () => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 12; seed++) {
      const array = torn("stripes", seed);
      const even = array.byteAt(SECTOR) === 0xff ? 0 : 1;
      firsts.add(even);
      assertSector(array, (at) => ((at >> 8) % 2 === even ? 0xff : asItWas(at)));
    }
    assert.equal(firsts.size, 2);
  });

  it("stuck-zeros: one to eight zeros of before are left, firm", () => {
    for (let seed = 0; seed < 20; seed++) {
      const array = torn("stuck-zeros", seed);
      let zeros = 0;
      array.read(SECTOR, SECTOR).forEach((byte, at) => {
        for (let left = ~byte & 0xff; left > 0; left &= left - 1) zeros++;
        assert.equal(~byte & asItWas(at) & 0xff, 0);
      });
      assert.ok(zeros >= 1 && zeros <= 8, `${zeros} zeros`);
      assert.equal(array.weakBits, 0);
    }
  });

  it("blank-weak: every zero of before is weak, and most bytes read as erased at most times", () => {
    const array = torn("blank-weak");
    const zeros = Array.from({ length: SECTOR }, (_, at) => ~asItWas(at) & 0xff);
    const counted = zeros.reduce((sum, bits) => sum + bits.toString(2).replaceAll("0", "").length, 0);
    assert.equal(array.weakBits, counted);
    const first = array.read(SECTOR, SECTOR);
    const blank = first.filter((byte) => byte === 0xff).length;
    assert.ok(blank > SECTOR * 0.97 && blank < SECTOR, `${blank} blank bytes`);
    assert.notDeepEqual(array.read(SECTOR, SECTOR), first);
    first.forEach((byte, at) => assert.equal(~byte & ~zeros[at]! & 0xff, 0));
  });

  it("random: of the zeros of before some stay, some are erased, some are weak; ones stay ones", () => {
    const { ever, always } = observe(torn("random"), SECTOR, SECTOR, 40);
    const counts = { stay: 0, erased: 0, weak: 0 };
    for (let at = 0; at < SECTOR; at++) {
      assert.equal(always[at]! & asItWas(at), asItWas(at));
      for (let bit = 1; bit < 256; bit <<= 1) {
        if ((asItWas(at) & bit) !== 0) continue;
        counts[(ever[at]! & bit) === 0 ? "stay" : (always[at]! & bit) === 0 ? "weak" : "erased"]++;
      }
    }
    for (const [kind, count] of Object.entries(counts)) assert.ok(count > 1000, `${kind}: ${count}`);
  });

  it("random, over weak bits: an erased one is firm, and so is every bit once the erase succeeds", () => {
    const array = make();
    array.tearProgram(0, new Uint8Array(256), 0, "weak");
    array.tearErase(0, "random");
    const { ever, always } = observe(array, 0, 256, 100);
    const unstable = ever.reduce(
      (sum, bits, i) => sum + (bits & ~always[i]!).toString(2).replaceAll("0", "").length,
      0,
    );
    assert.equal(unstable, array.weakBits);
    array.erase(0);
    assert.equal(array.weakBits, 0);
  });

  it("pre-programmed: the first bytes are zeros, the rest as it was", () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 12; seed++) {
      const array = torn("pre-programmed", seed);
      const sector = array.read(SECTOR, SECTOR);
      const end = sector.findIndex((byte, at) => byte !== 0 && at > 0);
      lengths.add(end);
      assertSector(array, (at) => (at < end || end === -1 ? 0 : asItWas(at)));
    }
    assert.ok(lengths.size > 8, `${lengths.size} lengths`);
  });
});
