// Block protection and the writing of the status registers of a W25Q32JV.
import assert from "node:assert/strict";
import { address, W25qHost } from "./w25q-host.ts";

const K = 1024;
const SIZE = 4096 * K;

/** The first byte and the byte after the last that a program is ignored at; undefined where none is. Probes each sector's first byte. */
function protectedRange(host: W25qHost): readonly [number, number] | undefined {
  const refused: number[] = [];
  for (let at = 0; at < SIZE; at += 4 * K) {
    host.program(at, 0);
    host.chip.settle(host.nowUs);
    if (host.chip.array.cells[at] !== 0) refused.push(at);
  }
  if (refused.length === 0) return undefined;
  assert.equal(refused.at(-1)! - refused[0]!, (refused.length - 1) * 4 * K, "one range");
  return [refused[0]!, refused.at(-1)! + 4 * K];
}

describe("W25Q32JV, protection", () => {
  /** SEC, TB, BP2, BP1, BP0 in bits 6 to 2; then the range. */
  const TABLE: [string, number, readonly [number, number] | undefined][] = [
    ["X X 0 0 0: none", 0b11_000, undefined],
    ["0 0 0 0 1: upper 64 KB", 0b00_001, [SIZE - 64 * K, SIZE]],
    ["0 0 0 1 0: upper 128 KB", 0b00_010, [SIZE - 128 * K, SIZE]],
    ["0 0 0 1 1: upper 256 KB", 0b00_011, [SIZE - 256 * K, SIZE]],
    ["0 0 1 0 0: upper 512 KB", 0b00_100, [SIZE - 512 * K, SIZE]],
    ["0 0 1 0 1: upper 1 MB", 0b00_101, [SIZE - 1024 * K, SIZE]],
    ["0 0 1 1 0: upper 2 MB", 0b00_110, [SIZE - 2048 * K, SIZE]],
    ["0 1 0 0 1: lower 64 KB", 0b01_001, [0, 64 * K]],
    ["0 1 1 1 0: lower 2 MB", 0b01_110, [0, 2048 * K]],
    ["X X 1 1 1: all", 0b00_111, [0, SIZE]],
    ["1 0 0 0 1: upper 4 KB", 0b10_001, [SIZE - 4 * K, SIZE]],
    ["1 0 0 1 0: upper 8 KB", 0b10_010, [SIZE - 8 * K, SIZE]],
    ["1 0 0 1 1: upper 16 KB", 0b10_011, [SIZE - 16 * K, SIZE]],
    ["1 0 1 0 X: upper 32 KB", 0b10_100, [SIZE - 32 * K, SIZE]],
    ["1 0 1 0 X: upper 32 KB, the other X", 0b10_101, [SIZE - 32 * K, SIZE]],
    ["1 1 0 1 1: lower 16 KB", 0b11_011, [0, 16 * K]],
  ];
  for (const [name, bits, range] of TABLE) {
    it(`Status Register Memory Protection (CMP = 0), SEC TB BP2 BP1 BP0 = ${name}`, () => {
      const host = new W25qHost();
      host.writeStatus(bits << 2);
      assert.deepEqual(protectedRange(host), range);
    });
  }

  it("Status Register Memory Protection (CMP = 1): the rest of the memory, all for 0 0 0 and none for 1 1 1", () => {
    const complement = (bits: number): readonly [number, number] | undefined => {
      const host = new W25qHost();
      host.writeStatus(bits << 2, 0x40);
      return protectedRange(host);
    };
    assert.deepEqual(complement(0b00_001), [0, SIZE - 64 * K]);
    assert.deepEqual(complement(0b01_110), [2048 * K, SIZE]);
    assert.deepEqual(complement(0b00_000), [0, SIZE]);
    assert.deepEqual(complement(0b00_111), undefined);
  });

  it("an erase of a region that contains a protected portion is ignored; Chip Erase, if any block is protected", () => {
    const host = new W25qHost();
    host.writeStatus(0b10_001 << 2);
    for (const bytes of [
      [0xc7],
      [0xd8, ...address(0x3f_0000)],
      [0x52, ...address(0x3f_8000)],
      [0x20, ...address(0x3f_f000)],
    ]) {
      host.start(...bytes);
      assert.equal(host.status() & 1, 0);
    }
    host.start(0x20, ...address(0x3f_e000));
    assert.equal(host.status() & 1, 1);
  });

  it("Write Status Register (01h): BUSY and WEL are not writable, and one byte leaves register 2 as it was", () => {
    const host = new W25qHost();
    host.writeStatus(0xff, 0xff);
    assert.deepEqual([host.status(0x05), host.status(0x35)], [0xfc, 0x42]);
    host.writeStatus(0x00);
    assert.deepEqual([host.status(0x05), host.status(0x35)], [0x00, 0x42]);
  });

  it("Write Status Register-2 and -3 (31h, 11h) write theirs; quad enable stays set", () => {
    const host = new W25qHost();
    host.start(0x31, 0x40);
    host.wait(10_000);
    host.start(0x11, 0x00);
    host.wait(10_000);
    assert.deepEqual([host.status(0x35), host.status(0x15)], [0x42, 0x00]);
  });

  it("Write Status Register: not without Write Enable", () => {
    const host = new W25qHost();
    host.send([0x01, 0x1c]);
    host.wait(15_000);
    assert.equal(host.status(), 0);
  });

  it("Write Enable for Volatile Status Register (50h): at once, without BUSY or WEL, once, and lost with power", () => {
    const host = new W25qHost();
    host.send([0x50]);
    assert.equal(host.status(), 0);
    host.send([0x01, 0x1c]);
    assert.equal(host.status(), 0x1c);
    host.send([0x01, 0x00]);
    assert.equal(host.status(), 0x1c);
    host.chip.powerOff(host.nowUs);
    host.chip.powerOn(host.nowUs);
    host.wait(5_000);
    assert.equal(host.status(), 0);
  });

  it("non-volatile bits outlast the loss of power", () => {
    const host = new W25qHost();
    host.writeStatus(0x1c);
    host.chip.powerOff(host.nowUs);
    host.chip.powerOn(host.nowUs);
    host.wait(5_000);
    assert.equal(host.status(), 0x1c);
  });

  it("a cut in Write Status Register leaves the old value or the new one", () => {
    const host = new W25qHost();
    const seen = new Set<number>();
    for (let i = 0; i < 40; i++) {
      host.start(0x01, i % 2 === 0 ? 0x04 : 0x08);
      host.wait(5_000);
      host.chip.powerOff(host.nowUs);
      host.chip.powerOn(host.nowUs);
      host.wait(5_000);
      seen.add(host.status());
    }
    assert.deepEqual([...seen].filter((value) => value !== 0).sort(), [0x04, 0x08]);
  });
});
