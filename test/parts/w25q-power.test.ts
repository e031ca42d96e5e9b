// A W25Q32JV that loses power, and one that is not plugged in as it should be.
import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { ERASE_SHAPES } from "../../bench/parts/nor-array.ts";
import type { W25qPlug } from "../../bench/parts/w25q.ts";
import { address, W25qHost } from "./w25q-host.ts";

const page = Array.from({ length: 200 }, (_, i) => i);

function cutProgram(afterUs: number, program: "clean" | "subset" | "weak" | "mixed"): W25qHost {
  const host = new W25qHost();
  host.start(0x02, ...address(0), ...page);
  host.wait(afterUs);
  host.chip.powerOff(host.nowUs, { program });
  host.chip.powerOn(host.nowUs);
  host.wait(5_000);
  return host;
}

describe("W25Q32JV, loss of power", () => {
  it("Power-up Timing tVSL, 20 us: until then nothing is answered", () => {
    const host = new W25qHost();
    host.chip.powerOff(host.nowUs);
    assert.deepEqual(host.send([0x9f], 3), [0xff, 0xff, 0xff]);
    host.chip.powerOn(host.nowUs);
    host.wait(19);
    assert.deepEqual(host.send([0x9f], 3), [0xff, 0xff, 0xff]);
    host.wait(1);
    assert.deepEqual(host.send([0x9f], 3), [0xef, 0x40, 0x16]);
  });

  it("Power-up Timing tPUW, 5 ms: until then writes and Write Enable are ignored, reads are not", () => {
    const host = new W25qHost();
    host.program(0, 0x42);
    host.chip.powerOff(host.nowUs);
    host.chip.powerOn(host.nowUs);
    host.wait(4_999);
    assert.deepEqual(host.read(0, 1), [0x42]);
    host.send([0x06]);
    assert.equal(host.status(), 0);
    host.wait(1);
    host.send([0x06]);
    assert.equal(host.status(), 0x02);
  });

  it("power-up leaves the part write-disabled, awake and with nothing suspended", () => {
    const host = new W25qHost();
    host.start(0x20, ...address(0));
    host.wait(100);
    host.send([0x75]);
    host.wait(20);
    host.send([0x06]);
    host.send([0xb9]);
    host.chip.powerOff(host.nowUs);
    host.chip.powerOn(host.nowUs);
    host.wait(5_000);
    assert.deepEqual([host.status(0x05), host.status(0x35)], [0x00, 0x02]);
  });

  it("a program is torn in proportion to its time", () => {
    for (const [us, done] of [
      [0, 0],
      [100, 50],
      [200, 100],
      [399, 199],
    ] as const) {
      const host = cutProgram(us, "clean");
      assert.deepEqual(host.read(0, 200), [...page.slice(0, done), ...Array<number>(200 - done).fill(0xff)]);
    }
  });

  it("a program cut at a moment before it began, by a clock that is behind its master, is not begun", () => {
    assert.deepEqual(cutProgram(-50, "clean").read(0, 2), [0xff, 0xff]);
  });

  it("a program cut at its last microsecond is whole", () => {
    assert.deepEqual(cutProgram(400, "weak").read(0, 200), page);
  });

  it("a program torn with weak bits reads differently each time until it is programmed again", () => {
    const host = cutProgram(200, "weak");
    assert.deepEqual(host.read(0, 100), page.slice(0, 100));
    assert.notDeepEqual(host.read(100, 100), host.read(100, 100));
    host.program(0, ...page);
    assert.deepEqual([host.read(0, 200), host.chip.array.weakBits], [page, 0]);
  });

  it("the shape of a cut is left to chance: the same for the same seed, all shapes over many seeds", () => {
    const cut = (seed: number): number[] => {
      const host = new W25qHost({ random: new Random(seed) }, 0x1000);
      host.program(0, ...page);
      host.start(0x20, 0, 0, 0);
      host.wait(1_000);
      host.chip.powerOff(host.nowUs);
      return [...host.chip.array.cells];
    };
    assert.deepEqual(cut(3), cut(3));
    const outcomes = new Set(Array.from({ length: 60 }, (_, seed) => cut(seed).join()));
    assert.ok(outcomes.size >= ERASE_SHAPES.length - 2, `${outcomes.size} outcomes`);
  });

  it("an erase is torn as it is told to be", () => {
    const host = new W25qHost();
    host.program(0x1000, 0x12);
    host.program(0x1040, 0x34);
    host.start(0x20, ...address(0x1000));
    host.wait(1_000);
    host.chip.powerOff(host.nowUs, { erase: "header-only-left" });
    assert.deepEqual([host.chip.array.cells[0x1000], host.chip.array.cells[0x1040]], [0x12, 0xff]);
    assert.equal(host.chip.array.sectorErases[1], 1);
  });

  it("a suspended erase is torn, and so is the program beside it", () => {
    const host = new W25qHost();
    host.program(0x1fff, 0);
    host.start(0x20, ...address(0x1000));
    host.wait(1_000);
    host.send([0x75]);
    host.wait(20);
    host.start(0x02, ...address(0x3000), 1, 2, 3, 4);
    host.wait(200);
    host.chip.powerOff(host.nowUs, { erase: "half-reversed", program: "clean" });
    assert.equal(host.chip.array.cells[0x1fff], 0xff);
    assert.deepEqual([...host.chip.array.cells.subarray(0x3000, 0x3004)], [1, 2, 0xff, 0xff]);
  });

  it("a torn block erase tears each sector of the block", () => {
    const host = new W25qHost({}, 0x2_0000);
    host.start(0xd8, ...address(0x1_0000));
    host.wait(1_000);
    host.chip.powerOff(host.nowUs);
    assert.deepEqual([...host.chip.array.sectorErases], [...Array<number>(16).fill(0), ...Array<number>(16).fill(1)]);
  });

  it("power-off within a transaction loses it", () => {
    const host = new W25qHost();
    const { chip } = host;
    chip.select(host.nowUs);
    chip.exchange(0x06, host.nowUs);
    chip.powerOff(host.nowUs);
    chip.powerOn(host.nowUs);
    chip.deselect(host.nowUs);
    host.wait(5_000);
    assert.equal(host.status(), 0);
  });
});

describe("W25Q32JV, plugged in badly", () => {
  function plugged(plug: W25qPlug): W25qHost {
    const host = new W25qHost();
    host.program(0, 0x42);
    host.chip.plug = plug;
    return host;
  }

  it("missing: answers FFh, and no transaction reaches the part", () => {
    const host = plugged("missing");
    const before = host.chip.transactions;
    assert.deepEqual([host.send([0x9f], 3), host.read(0, 1)], [[0xff, 0xff, 0xff], [0xff]]);
    assert.equal(host.chip.transactions, before);
  });

  it("MISO held low: answers 00h, and executes what it hears", () => {
    const host = plugged("miso-low");
    assert.deepEqual(host.send([0x9f], 3), [0, 0, 0]);
    host.program(1, 0x24);
    host.chip.plug = "good";
    assert.deepEqual(host.read(0, 2), [0x42, 0x24]);
  });

  it("MISO floating: answers anything, and never twice the same", () => {
    const host = plugged("miso-floating");
    assert.notDeepEqual(host.send([0x9f], 16), host.send([0x9f], 16));
    host.program(1, 0x24);
    host.chip.plug = "good";
    assert.deepEqual(host.read(0, 2), [0x42, 0x24]);
  });

  it("MOSI open: hears ones only, answers FFh and changes nothing", () => {
    const host = plugged("mosi-open");
    const heard: number[] = [];
    host.chip.onCommand = (command) => heard.push(command);
    host.program(1, 0x24);
    assert.deepEqual(host.send([0x9f], 3), [0xff, 0xff, 0xff]);
    assert.deepEqual(heard, [0xff, 0xff, 0xff]);
    host.chip.plug = "good";
    assert.deepEqual(host.read(0, 2), [0x42, 0xff]);
  });

  it("another part: its own JEDEC ID and device ID", () => {
    const host = new W25qHost({ jedecId: 0xc22015 });
    assert.deepEqual(host.send([0x9f], 3), [0xc2, 0x20, 0x15]);
    assert.deepEqual(host.send([0x90, 0, 0, 0], 2), [0xc2, 0x14]);
    host.chip.jedecId = 0xef4017;
    assert.deepEqual(host.send([0x9f], 3), [0xef, 0x40, 0x17]);
  });

  it("always busy: BUSY stays set, and nothing is done", () => {
    const host = plugged("always-busy");
    host.program(1, 0x24);
    host.send([0x75]);
    assert.deepEqual([host.status(0x05), host.status(0x35)], [0x01, 0x02]);
    host.chip.plug = "good";
    assert.deepEqual(host.read(0, 2), [0x42, 0xff]);
  });

  it("write-protected: shows all blocks protected, and neither cells nor registers are written", () => {
    const host = plugged("write-protected");
    host.program(1, 0x24);
    host.eraseSector(0);
    host.writeStatus(0);
    assert.equal(host.status() & 0xfc, 0x9c);
    assert.deepEqual(host.read(0, 2), [0x42, 0xff]);
    host.chip.plug = "good";
    host.writeStatus(0);
    host.program(1, 0x24);
    assert.deepEqual(host.read(0, 2), [0x42, 0x24]);
  });

  it("a transaction under way when the plug changes is lost", () => {
    const host = new W25qHost();
    host.send([0x06]);
    host.chip.select(host.nowUs);
    for (const byte of [0x02, 0, 0, 0, 0]) host.chip.exchange(byte, host.nowUs);
    host.chip.plug = "missing";
    host.chip.deselect(host.nowUs);
    host.chip.plug = "good";
    assert.deepEqual([host.status() & 1, host.read(0, 1)], [0, [0xff]]);
  });
});
