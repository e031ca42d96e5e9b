// A display that is missing, stuck, half plugged or something else: the exact fault, a bound on the time, and the right rows once it is back.

import assert from "node:assert/strict";
import { PCF8574_ADDRESS, Pcf8574Hd44780 } from "../../bench/parts/pcf8574-hd44780.ts";
import { PART_MISSING, PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { PLUG_FAULTS, PluggedDriver } from "./plugged.ts";

/** Setting up a display with its four rows, a row, and a look at what does not answer: at 100 kHz. */
const SET_UP_MS = 60;
const ROW_MS = 15;
const LOOK_MS = 3;

async function setUp() {
  return PluggedDriver.boot(
    "hd44780-pcf8574",
    { address: PCF8574_ADDRESS },
    PCF8574_ADDRESS,
    (driver) => new Pcf8574Hd44780(driver.clock),
  );
}

/** A display that has been found and set up, with four rows. */
async function ready() {
  const all = await setUp();
  all.on.driver.wait(100);
  for (const [row, text] of ["one", "one", "two", "three", "four"].entries()) {
    all.on.call("write", Math.max(0, row - 1), text);
    all.on.driver.wait(100);
  }
  assert.deepEqual(texts(all.chip), ["one", "two", "three", "four"]);
  return all;
}

const texts = (chip: Pcf8574Hd44780): string[] => chip.rows().map((row) => row.trimEnd());

/** Writes once a second until the display works again, 12 s at the most, and once more. */
function recover(on: PluggedDriver): void {
  for (let second = 0; second < 12 && on.fault !== PART_OK; second++) {
    on.driver.wait(1000);
    on.call("write", 0, "one");
  }
  assert.equal(on.fault, PART_OK);
  on.driver.wait(1000);
  on.call("write", 0, "one");
}

describe("hd44780-pcf8574 and its plug", () => {
  it("is no fault from the first write on where the display is there", async () => {
    const { on, chip } = await setUp();
    for (const text of ["first", "second", "third"]) {
      const { result, fault, busyMs } = on.timed("write", 0, text);
      assert.deepEqual([result, fault], [undefined, PART_OK], text);
      assert.ok(busyMs < SET_UP_MS, `${busyMs} ms`);
      on.driver.wait(100);
    }
    assert.equal(texts(chip)[0], "third");
    const row = on.timed("write", 0, "x".repeat(20));
    assert.ok(row.busyMs < ROW_MS, `${row.busyMs} ms`);
  });

  for (const [state, fault] of PLUG_FAULTS) {
    it(`${state}: fault ${fault}, at once, until it is plugged in again; then all rows`, async () => {
      const { on, chip } = await ready();
      on.plug.set(state);
      for (const [row, text] of ["1", "2", "3", "4"].entries()) {
        const write = on.timed("write", row, text);
        assert.deepEqual([write.result, write.fault], [undefined, fault]);
        assert.ok(write.busyMs < LOOK_MS, `${write.busyMs} ms`);
        on.driver.wait(1000);
      }
      assert.deepEqual(texts(chip), ["one", "two", "three", "four"]);
      on.plug.set("in");
      recover(on);
      assert.deepEqual(texts(chip), ["one", "2", "3", "4"]);
      assert.deepEqual(chip.faults, []);
      assert.equal(on.driver.board.console, "");
    });

    it(`${state} from the start: fault ${fault} with the first write`, async () => {
      const { on, chip } = await setUp();
      on.plug.set(state);
      assert.deepEqual([on.call("write", 1, "late"), on.fault], [undefined, fault]);
      on.plug.set("in");
      on.driver.wait(10_000);
      recover(on);
      assert.deepEqual(texts(chip), ["one", "late", "", ""]);
    });
  }

  it("without power, then with it: missing, then set up with all rows", async () => {
    const { on, chip } = await ready();
    on.plug.set("out");
    on.call("write", 3, "while away");
    assert.equal(on.fault, PART_MISSING);
    on.driver.wait(5000);
    chip.powerCycle();
    on.plug.set("in");
    recover(on);
    assert.deepEqual(texts(chip), ["one", "two", "three", "while away"]);
    assert.deepEqual(chip.faults, []);
  });

  it("noise: nonsense, for a bounded time, and the right rows afterwards", async () => {
    const { on, chip } = await ready();
    on.plug.set("noise");
    const seen = new Set<number>();
    for (let write = 0; write < 300; write++) {
      const { fault, busyMs } = on.timed("write", write & 3, `noise ${write}`);
      assert.ok(busyMs < SET_UP_MS, `${busyMs} ms`);
      seen.add(fault);
      if (write === 0) assert.equal(fault, PART_NONSENSE);
    }
    assert.ok(!seen.has(PART_STUCK));
    on.plug.set("in");
    recover(on);
    assert.deepEqual(texts(chip), ["one", "noise 297", "noise 298", "noise 299"]);
  });

  it("another chip that keeps its own port: nonsense, and it is not flooded", async () => {
    const writes: number[] = [];
    const { on } = await PluggedDriver.boot("hd44780-pcf8574", { address: PCF8574_ADDRESS }, PCF8574_ADDRESS, () => ({
      write: (bytes: Uint8Array) => writes.push(bytes.length) > 0,
      read: (count: number) => new Uint8Array(count).fill(0x5a),
    }));
    on.driver.wait(10_000);
    for (let second = 0; second < 35; second++) {
      on.call("write", 0, `${second}`);
      assert.equal(on.fault, PART_NONSENSE);
      on.driver.wait(1000);
    }
    assert.deepEqual(writes, [1, 1, 1, 1]);
  });
});

describe("hd44780-pcf8574 pulled in the middle of a row", () => {
  const changed = "FIVE five FIVE five!";

  it("at any half byte: a fault with that write, and the right rows once it is back", async function () {
    this.timeout(60_000);
    const { on, chip } = await ready();
    const before = on.plug.bits;
    on.call("write", 1, changed);
    const bits = on.plug.bits - before;
    assert.equal(bits, 8 * (1 + 1 + 4 + 1 + 80 + 1 + 1));
    for (let after = 0; after < bits; after += 4) {
      on.call("write", 1, "two");
      on.driver.wait(20_000);
      on.plug.pullAfter(after);
      on.call("write", 1, changed);
      assert.notEqual(on.fault, PART_OK, `after ${after} bits`);
      on.plug.set("in");
      recover(on);
      assert.deepEqual(texts(chip), ["one", changed, "three", "four"], `after ${after} bits`);
    }
  });
});

describe("hd44780-pcf8574 and the length of its transfers", () => {
  it("none has more than 16 bytes, so that a clock line that goes low within one costs less than a second", async () => {
    const { on, chip } = await setUp();
    const lengths: number[] = [];
    const write = chip.write.bind(chip);
    chip.write = (bytes, timeUs) => {
      lengths.push(bytes.length);
      return write(bytes, timeUs);
    };
    for (const text of ["first", "second", "x".repeat(20)]) {
      on.call("write", 0, text);
      on.driver.wait(100);
    }
    assert.equal(Math.max(...lengths), 16);
    assert.ok(lengths.length > 20);
  });

  it("a clock line that goes low between two of them ends the operation", async () => {
    const { on, chip } = await ready();
    const write = chip.write.bind(chip);
    chip.write = (bytes, timeUs) => {
      on.plug.set("scl low");
      return write(bytes, timeUs);
    };
    const { fault, busyMs } = on.timed("write", 0, "x".repeat(20));
    assert.equal(fault, PART_STUCK);
    assert.ok(busyMs < LOOK_MS, `${busyMs} ms`);
  });
});
