// Power-down, release and software reset of a W25Q32JV.
import assert from "node:assert/strict";
import { address, suspendedErase, W25qHost } from "./w25q-host.ts";

const T_SUS = 20;

describe("W25Q32JV, power-down and reset", () => {
  it("Power-down (B9h): every instruction but ABh is ignored, status reads too", () => {
    const host = new W25qHost();
    host.send([0xb9]);
    host.wait(3);
    assert.deepEqual([host.status(0x15), host.send([0x9f], 3)], [0xff, [0xff, 0xff, 0xff]]);
    host.send([0x66]);
    host.send([0x99]);
    assert.equal(host.status(0x15), 0xff);
    host.send([0xab]);
    host.wait(3);
    assert.equal(host.status(0x15), 0x60);
  });

  it("AC characteristics tDP, 3 us: a release that comes earlier is not heard", () => {
    const host = new W25qHost();
    host.send([0xb9]);
    host.wait(2);
    host.send([0xab]);
    host.wait(100);
    assert.equal(host.status(0x15), 0xff);
  });

  it("AC characteristics tRES1, 3 us: nothing is accepted until it is over", () => {
    const host = new W25qHost();
    host.send([0xb9]);
    host.wait(3);
    host.send([0xab]);
    host.wait(2);
    assert.equal(host.status(0x15), 0xff);
    host.wait(1);
    assert.equal(host.status(0x15), 0x60);
  });

  it("Release with ID read (ABh): gives the device ID and wakes the part", () => {
    const host = new W25qHost();
    host.send([0xb9]);
    host.wait(3);
    assert.deepEqual(host.send([0xab, 0, 0, 0], 1), [0x15]);
    host.wait(3);
    assert.equal(host.status(0x15), 0x60);
  });

  it("Enable Reset (66h) and Reset (99h): volatile registers, WEL and SUS are lost; tRST, 30 us, nothing is accepted", () => {
    const host = suspendedErase();
    host.wait(T_SUS);
    host.send([0x06]);
    host.send([0x66]);
    host.send([0x99]);
    host.wait(29);
    assert.equal(host.status(), 0xff);
    host.wait(1);
    assert.deepEqual([host.status(), host.status(0x35)], [0x00, 0x02]);
  });

  it("Reset: any other instruction between 66h and 99h disables it", () => {
    const host = new W25qHost();
    host.send([0x06]);
    host.send([0x99]);
    assert.equal(host.status(), 0x02, "no 66h");
    host.send([0x66]);
    host.status();
    host.send([0x99]);
    assert.equal(host.status(), 0x02, "05h between");
    host.send([0x66]);
    host.send([0x99]);
    host.wait(30);
    assert.equal(host.status(), 0x00);
  });

  it("Reset while an erase is under way or suspended is accepted, and the sector is torn", () => {
    for (const suspended of [false, true]) {
      const torn = new Set<boolean>();
      const host = new W25qHost();
      for (let i = 0; i < 20; i++) {
        host.program(0x1000, 0, 0);
        host.start(0x20, ...address(0x1000));
        host.wait(20_000);
        if (suspended) host.send([0x75]);
        host.wait(T_SUS);
        host.send([0x66]);
        host.send([0x99]);
        host.wait(30);
        assert.equal(host.status(), 0);
        torn.add(host.read(0x1000, 1)[0] !== 0xff);
      }
      assert.deepEqual([...torn].sort(), [false, true]);
      assert.equal(host.chip.array.sectorErases[1], 20);
    }
  });
});
