// What a W25Q32JV says of itself, and the instructions that change no cell: identity, registers, write enable, reads.
import assert from "node:assert/strict";
import { address, W25qHost } from "./w25q-host.ts";

describe("W25Q32JV, identity and reads", () => {
  it("Read JEDEC ID (9Fh): EFh, 40h, 16h", () => {
    assert.deepEqual(new W25qHost().send([0x9f], 3), [0xef, 0x40, 0x16]);
  });

  it("Read Manufacturer / Device ID (90h): EFh and 15h by turns; from address 000001h, the device ID first", () => {
    const host = new W25qHost();
    assert.deepEqual(host.send([0x90, 0, 0, 0], 4), [0xef, 0x15, 0xef, 0x15]);
    assert.deepEqual(host.send([0x90, 0, 0, 1], 3), [0x15, 0xef, 0x15]);
  });

  it("Release Power-down / Device ID (ABh): the device ID after three dummy bytes, for as long as it is clocked", () => {
    assert.deepEqual(new W25qHost().send([0xab, 0, 0, 0], 3), [0x15, 0x15, 0x15]);
  });

  it("Status Registers: as shipped, nothing is protected, quad is enabled (ordering option IQ), output strength 25 %", () => {
    const host = new W25qHost();
    assert.deepEqual([host.status(0x05), host.status(0x35), host.status(0x15)], [0x00, 0x02, 0x60]);
  });

  it("Write Enable (06h) sets WEL; Write Disable (04h) clears it", () => {
    const host = new W25qHost();
    host.send([0x06]);
    assert.equal(host.status(), 0x02);
    host.send([0x04]);
    assert.equal(host.status(), 0x00);
  });

  it("Write Enable (06h): /CS must go high after the eighth bit, or it is not executed", () => {
    const host = new W25qHost();
    host.send([0x06, 0x00]);
    assert.equal(host.status(), 0x00);
  });

  it("Read Status Register: can be read continuously, and each byte is the state of its moment", () => {
    const host = new W25qHost();
    host.start(0x02, ...address(0), 0);
    const { chip } = host;
    chip.select(host.nowUs);
    chip.exchange(0x05, host.nowUs);
    const seen = [399, 400].map((us) => chip.exchange(0, host.nowUs + us));
    chip.deselect(host.nowUs + 400);
    assert.deepEqual(seen, [0x03, 0x00]);
  });

  it("Read Data (03h): goes on to the next higher address, and from the last of the memory to the first", () => {
    const host = new W25qHost();
    host.program(0x3f_fffe, 0x11, 0x22);
    host.program(0, 0x33);
    assert.deepEqual(host.read(0x3f_fffe, 4), [0x11, 0x22, 0x33, 0xff]);
  });

  it("Fast Read (0Bh): as Read Data, after eight dummy clocks", () => {
    const host = new W25qHost();
    host.program(0x01_0203, 0x5a, 0xa5);
    assert.deepEqual(host.send([0x0b, ...address(0x01_0203), 0xff], 2), [0x5a, 0xa5]);
  });

  it("an address beyond the memory counts modulo its size: A23 and A22 are don't care", () => {
    const host = new W25qHost();
    host.program(0xc0_0010, 0x42);
    assert.deepEqual(host.read(0x10, 1), [0x42]);
    assert.deepEqual(host.read(0x80_0010, 1), [0x42]);
  });

  it("an unknown instruction is ignored, and answers nothing", () => {
    const host = new W25qHost();
    assert.deepEqual(host.send([0x13, 0, 0, 0], 2), [0xff, 0xff]);
  });

  it("counts each transaction with a byte, and reports its instruction and its address if that was sent in full", () => {
    const host = new W25qHost();
    const seen: (number | undefined)[][] = [];
    host.chip.onCommand = (command, at) => seen.push([command, at]);
    host.send([]);
    host.send([0x9f], 3);
    host.read(0x12_3456, 2);
    host.send([0x03, 0x12, 0x34]);
    host.send([0x20, ...address(0x1000)]);
    assert.deepEqual(seen, [
      [0x9f, undefined],
      [0x03, 0x12_3456],
      [0x03, undefined],
      [0x20, 0x1000],
    ]);
    assert.equal(host.chip.transactions, 4);
  });
});
