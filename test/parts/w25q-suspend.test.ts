// Erase / Program Suspend (75h) and Resume (7Ah) of a W25Q32JV.
import assert from "node:assert/strict";
import { address, suspendedErase, W25qHost } from "./w25q-host.ts";

const BUSY = 0x01;
const SUS = 0x80;
const T_SE = 45_000;
const T_PP = 400;
const T_SUS = 20;

const isBusy = (host: W25qHost): boolean => (host.status() & BUSY) !== 0;
const isSuspended = (host: W25qHost): boolean => (host.status(0x35) & SUS) !== 0;

describe("W25Q32JV, suspend", () => {
  it("Suspend (75h): SUS is set at once, BUSY is cleared within tSUS, 20 us", () => {
    const host = suspendedErase();
    assert.deepEqual([isSuspended(host), isBusy(host)], [true, true]);
    host.wait(T_SUS - 1);
    assert.equal(isBusy(host), true);
    host.wait(1);
    assert.deepEqual([isSuspended(host), isBusy(host)], [true, false]);
  });

  it("Suspend: within tSUS reads are still ignored, after it other sectors are read", () => {
    const host = suspendedErase();
    assert.notDeepEqual(host.read(0x2000, 3), [0x12, 0x34, 0xff]);
    host.wait(T_SUS);
    assert.deepEqual(host.read(0x2000, 3), [0x12, 0x34, 0xff]);
  });

  it("Suspend: what is read of the suspended sector is undefined", () => {
    const host = suspendedErase();
    host.wait(T_SUS);
    assert.notDeepEqual(host.read(0x1000, 16), host.read(0x1000, 16));
    assert.deepEqual(host.read(0x1fff, 2)[1], 0x12);
  });

  it("Resume (7Ah): SUS is cleared, BUSY is set, and the erase takes what was left of its time", () => {
    const host = suspendedErase();
    host.wait(500_000);
    host.send([0x7a]);
    assert.deepEqual([isSuspended(host), isBusy(host)], [false, true]);
    host.wait(T_SE - 10_000 - T_SUS - 1);
    assert.equal(isBusy(host), true);
    host.wait(1);
    assert.equal(isBusy(host), false);
    assert.deepEqual(host.read(0x1000, 1), [0xff]);
    assert.equal(host.chip.array.sectorErases[1], 1);
  });

  it("Suspend: ignored where BUSY is 0, and where SUS is 1", () => {
    const host = new W25qHost();
    host.send([0x75]);
    assert.equal(isSuspended(host), false);
    const suspended = suspendedErase();
    suspended.wait(T_SUS);
    suspended.start(0x02, ...address(0x3000), 0);
    suspended.send([0x75]);
    suspended.wait(T_PP - 1);
    assert.equal(isBusy(suspended), true);
    suspended.wait(1);
    assert.equal(isBusy(suspended), false);
    assert.deepEqual(suspended.read(0x3000, 1), [0]);
  });

  it("Suspend: ignored during Chip Erase and Write Status Register", () => {
    for (const bytes of [[0xc7], [0x01, 0]]) {
      const host = new W25qHost();
      host.start(...bytes);
      host.send([0x75]);
      host.wait(T_SUS);
      assert.deepEqual([isSuspended(host), isBusy(host)], [false, true]);
    }
  });

  it("Suspend: not earlier than tSUS after a Resume", () => {
    const host = suspendedErase();
    host.wait(T_SUS);
    host.send([0x7a]);
    host.wait(T_SUS - 1);
    host.send([0x75]);
    assert.equal(isSuspended(host), false);
    host.wait(1);
    host.send([0x75]);
    assert.equal(isSuspended(host), true);
  });

  it("Suspend: an operation that ends within tSUS ends, and nothing is suspended", () => {
    const host = new W25qHost();
    host.start(0x20, ...address(0x1000));
    host.wait(T_SE - T_SUS);
    host.send([0x75]);
    assert.equal(isSuspended(host), false);
    host.wait(T_SUS);
    assert.deepEqual([isSuspended(host), isBusy(host)], [false, false]);
    assert.equal(host.chip.array.sectorErases[1], 1);
  });

  it("Resume: ignored where SUS is 0, and where BUSY is 1", () => {
    const host = new W25qHost();
    host.send([0x7a]);
    assert.equal(isBusy(host), false);
    const suspended = suspendedErase();
    suspended.wait(T_SUS - 1);
    suspended.send([0x7a]);
    assert.equal(isSuspended(suspended), true);
  });

  it("Erase Suspend: Page Program works in other sectors, after a Write Enable, and not in the suspended one", () => {
    const host = suspendedErase();
    host.wait(T_SUS);
    host.send([0x02, ...address(0x3000), 0x77]);
    assert.equal(isBusy(host), false, "no write enable");
    host.start(0x02, ...address(0x1004), 0x77);
    assert.equal(isBusy(host), false, "the suspended sector");
    host.start(0x02, ...address(0x0f00), 0x66);
    host.wait(T_PP);
    assert.deepEqual(host.read(0x0f00, 1), [0x66]);
    host.start(0x02, ...address(0x3000), 0x77);
    assert.deepEqual([isBusy(host), isSuspended(host)], [true, true]);
    host.wait(T_PP);
    assert.deepEqual(host.read(0x3000, 1), [0x77]);
    host.send([0x7a]);
    host.wait(T_SE);
    assert.deepEqual([isBusy(host), isSuspended(host)], [false, false]);
    assert.deepEqual(host.read(0x1000, 1), [0xff]);
  });

  it("Erase Suspend: erases and Write Status Register are not allowed", () => {
    const host = suspendedErase();
    host.wait(T_SUS);
    for (const bytes of [
      [0x20, ...address(0x3000)],
      [0x52, ...address(0x1_0000)],
      [0xd8, ...address(0x1_0000)],
      [0xc7],
      [0x01, 0x1c],
    ]) {
      host.start(...bytes);
      assert.equal(isBusy(host), false);
    }
    host.send([0x50]);
    host.send([0x01, 0x1c]);
    assert.equal(host.status() & 0x1c, 0);
  });

  it("Program Suspend: other pages are read, no program is begun, and Resume completes it", () => {
    const host = new W25qHost();
    host.program(0x300, 0x99);
    host.start(0x02, ...address(0x200), 0x55);
    host.wait(100);
    host.send([0x75]);
    host.wait(T_SUS);
    assert.deepEqual([isSuspended(host), isBusy(host)], [true, false]);
    assert.deepEqual(host.read(0x300, 1), [0x99]);
    host.start(0x02, ...address(0x400), 0);
    assert.equal(isBusy(host), false);
    host.send([0x7a]);
    host.wait(T_PP - 100 - T_SUS - 1);
    assert.equal(isBusy(host), true);
    host.wait(1);
    assert.deepEqual(host.read(0x200, 1), [0x55]);
  });
});
