// Programs, erases and protection of a W25Q32JV, statement by statement from its data sheet.
import assert from "node:assert/strict";
import fc from "fast-check";
import { address, W25qHost } from "./w25q-host.ts";

const BUSY = 0x01;
const WEL = 0x02;

describe("W25Q32JV, program and erase", () => {
  it("Page Program (02h): bits go from 1 to 0, never back", () => {
    const host = new W25qHost();
    host.program(0x100, 0xf0, 0x0f);
    host.program(0x100, 0xcc, 0xff);
    assert.deepEqual(host.read(0x100, 3), [0xc0, 0x0f, 0xff]);
  });

  it("Page Program: a Write Enable must have been executed before", () => {
    const host = new W25qHost();
    host.send([0x02, ...address(0), 0x00]);
    assert.equal(host.status() & BUSY, 0);
    host.wait(3_000);
    assert.deepEqual(host.read(0, 1), [0xff]);
  });

  it("Page Program: begins when /CS goes high, and not without a data byte", () => {
    const host = new W25qHost();
    host.start(0x02, ...address(0));
    assert.equal(host.status(), WEL);
    host.chip.select(host.nowUs);
    for (const byte of [0x02, 0, 0, 0, 0x55]) host.chip.exchange(byte, host.nowUs);
    host.wait(3_000);
    host.chip.deselect(host.nowUs);
    assert.equal(host.status(), BUSY | WEL);
  });

  it("Page Program: past the end of the page, addressing wraps to its beginning", () => {
    const host = new W25qHost();
    host.program(0x1fe, 1, 2, 3, 4);
    assert.deepEqual(host.read(0x1fd, 4), [0xff, 1, 2, 0xff]);
    assert.deepEqual(host.read(0x100, 3), [3, 4, 0xff]);
  });

  it("Page Program: of more than 256 bytes, the earlier ones in the page are overwritten by the later", () => {
    const host = new W25qHost();
    const bytes = Array.from({ length: 300 }, (_, i) => i % 251);
    host.program(0x210, ...bytes);
    const expected = new Array<number>(256);
    bytes.forEach((byte, i) => (expected[(0x10 + i) % 256] = byte));
    assert.deepEqual(host.read(0x200, 256), expected);
  });

  it("WEL is cleared after Page Program, Sector Erase, Block Erase, Chip Erase and Write Status Register", () => {
    const host = new W25qHost({}, 0x2_0000);
    for (const bytes of [
      [0x02, 0, 0, 0, 0],
      [0x20, 0, 0, 0],
      [0x52, 0, 0, 0],
      [0xd8, 0, 0, 0],
      [0xc7],
      [0x60],
      [0x01, 0],
    ]) {
      host.start(...bytes);
      assert.equal(host.status(), BUSY | WEL, `${bytes[0]}`);
      host.wait(10_000_000);
      assert.equal(host.status(), 0, `${bytes[0]}`);
    }
  });

  it("Sector Erase (20h): all 4 KiB around the address become FFh, and no byte beside them", () => {
    const host = new W25qHost();
    for (const at of [0x0fff, 0x1000, 0x1fff, 0x2000]) host.program(at, 0);
    host.eraseSector(0x1234);
    assert.deepEqual(
      [0x0fff, 0x1000, 0x1fff, 0x2000].map((at) => host.read(at, 1)[0]),
      [0, 0xff, 0xff, 0],
    );
    assert.deepEqual([...host.chip.array.sectorErases.subarray(0, 3)], [0, 1, 0]);
  });

  it("Sector Erase: /CS must go high after the last address bit, or it is not executed", () => {
    const host = new W25qHost();
    for (const bytes of [
      [0x20, 0, 0],
      [0x20, 0, 0, 0, 0],
    ]) {
      host.start(...bytes);
      assert.equal(host.status(), WEL);
    }
  });

  it("32KB and 64KB Block Erase (52h, D8h) and Chip Erase (C7h, 60h) erase so many sectors", () => {
    const erased = (...bytes: number[]): number[] => {
      const host = new W25qHost({}, 0x4_0000);
      host.start(...bytes);
      host.wait(10_000_000);
      host.chip.settle(host.nowUs);
      return [...host.chip.array.sectorErases.entries()].filter(([, count]) => count === 1).map(([sector]) => sector);
    };
    const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
    assert.deepEqual(erased(0x52, ...address(0x1_9abc)), range(24, 8));
    assert.deepEqual(erased(0xd8, ...address(0x1_9abc)), range(16, 16));
    assert.deepEqual(erased(0xc7), range(0, 64));
    assert.deepEqual(erased(0x60), range(0, 64));
  });

  const TIMES: [string, number[], number, number][] = [
    ["tPP", [0x02, 0, 0, 0, 0], 400, 3_000],
    ["tSE", [0x20, 0, 0, 0], 45_000, 400_000],
    ["tBE1", [0x52, 0, 0, 0], 120_000, 1_600_000],
    ["tBE2", [0xd8, 0, 0, 0], 150_000, 2_000_000],
    ["tCE", [0xc7], 10_000_000, 50_000_000],
    ["tW", [0x01, 0], 10_000, 15_000],
  ];
  for (const [name, bytes, typicalUs, worstUs] of TIMES) {
    it(`AC characteristics ${name}: ${typicalUs / 1000} ms typical, ${worstUs / 1000} ms at most`, () => {
      for (const [timing, us] of [
        ["typical", typicalUs],
        ["worst", worstUs],
      ] as const) {
        const host = new W25qHost({ timing }, 0x1_0000);
        host.start(...bytes);
        host.wait(us - 1);
        assert.equal(host.status() & BUSY, BUSY);
        host.wait(1);
        assert.equal(host.status() & BUSY, 0);
      }
    });
  }

  it("BUSY: further instructions are ignored but Read Status Register and Suspend; what is read is undefined", () => {
    const host = new W25qHost();
    host.program(0x2000, 0);
    host.start(0x20, ...address(0x1000));
    host.send([0x04]);
    assert.equal(host.status(), BUSY | WEL);
    assert.equal(host.status(0x15), 0x60);
    const reads = [host.read(0x2000, 16), host.read(0x2000, 16)];
    assert.notDeepEqual(reads[0], reads[1]);
    assert.notDeepEqual(host.send([0x9f], 3), [0xef, 0x40, 0x16]);
    host.send([0x02, ...address(0x3000), 0]);
    host.send([0xb9]);
    host.wait(45_000);
    assert.equal(host.status(), 0);
    assert.deepEqual([host.read(0x2000, 1), host.read(0x3000, 1)], [[0], [0xff]]);
  });

  it("agrees with an array of numbers over any programs, erases and reads", () => {
    const at = fc.nat(0x3fff);
    const step = fc.oneof(
      fc.record({ at, bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
      fc.record({ at, length: fc.integer({ min: 1, max: 64 }) }),
      fc.record({ at, erase: fc.constant(true) }),
    );
    const property = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const host = new W25qHost({}, 0x4000);
      const expected = new Array<number>(0x4000).fill(0xff);
      for (const one of steps) {
        if ("bytes" in one) {
          const page = new Map<number, number>();
          one.bytes.forEach((byte, i) => page.set((one.at & ~0xff) + ((one.at + i) & 0xff), byte));
          for (const [cell, byte] of page) expected[cell]! &= byte;
          host.program(one.at, ...one.bytes);
        } else if ("erase" in one) {
          expected.fill(0xff, one.at & ~0xfff, (one.at & ~0xfff) + 0x1000);
          host.eraseSector(one.at);
        } else {
          const cells = Array.from({ length: one.length }, (_, i) => expected[(one.at + i) % 0x4000]);
          assert.deepEqual(host.read(one.at, one.length), cells);
        }
      }
      assert.deepEqual(host.read(0, 0x4000), expected);
    });
    fc.assert(property, { numRuns: 60 });
  });
});
