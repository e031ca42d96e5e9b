// A DS3231 that is missing, stuck, half plugged, another chip or asleep: the exact fault, no wrong time, no long wait, and a clock that
// works again once its part does.

import assert from "node:assert/strict";
import { Ds3231, DS3231_ADDRESS, REGISTER } from "../../bench/parts/ds3231.ts";
import { PART_FORGOT, PART_MISSING, PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { PLUG_FAULTS, PluggedDriver } from "./plugged.ts";

const NOON = Date.parse("2025-06-15T12:00:00Z") / 1000;
/** A look at the part takes this long at 100 kHz, setting it four of them and more. */
const LOOK_MS = 3;
const SET_MS = 12;
/** Pointer and eleven registers, pointer and control. */
const LOOK_BITS = 8 + 88 + 8 + 8;

const setUp = async () => {
  const { on, chip } = await PluggedDriver.boot("ds3231", {}, DS3231_ADDRESS, (driver) => new Ds3231(driver.clock));
  chip.setUtc(NOON);
  return { on, chip };
};

/** A part that answers with fixed registers. */
class Registers {
  readonly #bytes: Uint8Array;
  #pointer = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  write(bytes: Uint8Array): boolean {
    this.#pointer = bytes[0] ?? 0;
    return true;
  }

  read(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#bytes[this.#pointer++ % this.#bytes.length]!);
  }
}

/** The registers of a DS3231 that was set, with some of them changed. */
function registersWith(changes: Readonly<Record<number, number>>): Uint8Array {
  const bytes = Uint8Array.of(0, 0, 0x12, 7, 0x15, 6, 0x25, 0, 0, 0, 0, 0, 0, 0, 0x04, 0, 0, 25, 0x40);
  for (const [at, value] of Object.entries(changes)) bytes[Number(at)] = value;
  return bytes;
}

describe("ds3231 and its plug", () => {
  for (const [state, fault] of PLUG_FAULTS) {
    it(`${state}: fault ${fault}, at once, until it is plugged in again`, async () => {
      const { on } = await setUp();
      assert.deepEqual([on.call("utcSeconds"), on.fault], [NOON, PART_OK]);
      on.plug.set(state);
      const read = on.timed("utcSeconds");
      assert.deepEqual([read.result, read.fault], [0, fault]);
      const set = on.timed("setUtcSeconds", NOON + 1e6);
      assert.deepEqual([set.result, set.fault], [false, fault]);
      assert.ok(read.busyMs < LOOK_MS, `${read.busyMs} ms to read`);
      assert.ok(set.busyMs < LOOK_MS, `${set.busyMs} ms to set`);
      on.plug.set("in");
      const again = on.call("utcSeconds") as number;
      assert.ok(again === NOON || again === NOON + 1, `${again}`);
      assert.equal(on.fault, PART_OK);
      assert.equal(on.driver.board.console, "");
    });
  }

  it("costs no more than some milliseconds when all is well", async () => {
    const { on } = await setUp();
    const read = on.timed("utcSeconds");
    const set = on.timed("setUtcSeconds", NOON);
    assert.ok(read.busyMs < LOOK_MS, `${read.busyMs} ms to read`);
    assert.ok(set.busyMs < SET_MS, `${set.busyMs} ms to set`);
  });

  it("noise: never a time, and nonsense for all that is not ones", async () => {
    const { on } = await setUp();
    on.plug.set("noise");
    const seen = new Map<number, number>();
    for (let look = 0; look < 200; look++) {
      const { result, fault } = on.timed("utcSeconds");
      assert.equal(result, 0);
      seen.set(fault, (seen.get(fault) ?? 0) + 1);
    }
    assert.equal(seen.get(PART_OK), undefined);
    assert.ok(seen.get(PART_NONSENSE)! > 190, JSON.stringify([...seen]));
    assert.equal(on.call("setUtcSeconds", NOON), false);
    on.plug.set("in");
    assert.ok((on.call("utcSeconds") as number) >= NOON);
    assert.equal(on.fault, PART_OK);
  });

  it("pulled at any bit of a look: the right time, or none and a part that is missing", async () => {
    const { on, chip } = await setUp();
    const before = on.plug.bits;
    on.call("utcSeconds");
    assert.equal(on.plug.bits - before, LOOK_BITS);
    for (let bits = 0; bits <= LOOK_BITS; bits++) {
      chip.setUtc(NOON + bits);
      on.plug.pullAfter(bits);
      const isWhole = bits > LOOK_BITS - 8;
      assert.equal(on.call("utcSeconds"), isWhole ? NOON + bits : 0, `after ${bits} bits`);
      assert.equal(on.fault, isWhole ? PART_OK : PART_MISSING, `after ${bits} bits`);
    }
  });

  it("stuck when a line goes low between the transfers of a look", async () => {
    const { on, chip } = await setUp();
    const read = chip.read.bind(chip);
    chip.read = (count) => {
      const bytes = read(count);
      on.plug.set("scl low");
      return bytes;
    };
    const look = on.timed("utcSeconds");
    assert.deepEqual([look.result, look.fault], [0, PART_STUCK]);
    assert.ok(look.busyMs < LOOK_MS, `${look.busyMs} ms`);
  });

  it("without supply and battery it is missing, afterwards it has forgotten, until it is set", async () => {
    const { on, chip } = await setUp();
    on.plug.set("out");
    assert.deepEqual([on.call("utcSeconds"), on.fault], [0, PART_MISSING]);
    chip.powerCycle();
    on.plug.set("in");
    assert.deepEqual([on.call("utcSeconds"), on.fault], [0, PART_FORGOT]);
    assert.deepEqual([on.call("setUtcSeconds", NOON), on.fault], [true, PART_OK]);
    assert.deepEqual([on.call("utcSeconds"), on.fault], [NOON, PART_OK]);
  });

  it("with its battery it keeps the time", async () => {
    const { on, chip } = await setUp();
    chip.cutSupply();
    on.driver.wait(600_000);
    chip.restoreSupply();
    assert.deepEqual([on.call("utcSeconds"), on.fault], [NOON + 600, PART_OK]);
  });
});

describe("ds3231 and a chip that is something else", () => {
  const images: readonly (readonly [string, Readonly<Record<number, number>>, number])[] = [
    ["itself", {}, PART_OK],
    ["85 degrees", { [REGISTER.TEMPERATURE_MSB]: 85 }, PART_OK],
    ["86 degrees", { [REGISTER.TEMPERATURE_MSB]: 86 }, PART_NONSENSE],
    ["-40 degrees", { [REGISTER.TEMPERATURE_MSB]: 256 - 40 }, PART_OK],
    ["-41 degrees", { [REGISTER.TEMPERATURE_MSB]: 256 - 41 }, PART_NONSENSE],
    ["a sixth bit of temperature", { [REGISTER.TEMPERATURE_LSB]: 0x60 }, PART_NONSENSE],
    ["status bit 4", { [REGISTER.STATUS]: 0x10 }, PART_NONSENSE],
    ["status bit 6, stopped too", { [REGISTER.STATUS]: 0xc0 }, PART_NONSENSE],
    ["stopped, and no time", { [REGISTER.STATUS]: 0x80, [REGISTER.DATE]: 0 }, PART_FORGOT],
    ["stopped, and EOSC", { [REGISTER.STATUS]: 0x80, [REGISTER.CONTROL]: 0x84 }, PART_FORGOT],
    ["EOSC", { [REGISTER.CONTROL]: 0x84 }, PART_STUCK],
    ["no time", { [REGISTER.DATE]: 0 }, PART_NONSENSE],
  ];
  for (const [name, changes, fault] of images) {
    it(`${name}: fault ${fault}`, async () => {
      const make = () => new Registers(registersWith(changes));
      const { on } = await PluggedDriver.boot("ds3231", {}, DS3231_ADDRESS, make);
      assert.deepEqual([on.call("utcSeconds"), on.fault], [fault === PART_OK ? NOON : 0, fault]);
    });
  }

  it("registers at random: no time from any of 300 chips", async () => {
    let image = registersWith({});
    let seed = 1;
    const device = {
      pointer: 0,
      write(bytes: Uint8Array) {
        this.pointer = bytes[0]!;
        return true;
      },
      read(count: number) {
        return Uint8Array.from({ length: count }, () => image[this.pointer++ % 19]!);
      },
    };
    const { on } = await PluggedDriver.boot("ds3231", {}, DS3231_ADDRESS, () => device);
    assert.equal(on.call("utcSeconds"), NOON);
    const next = () => (seed = (seed * 48_271) % 2_147_483_647) >> 8;
    for (let chip = 0; chip < 300; chip++) {
      image = Uint8Array.from({ length: 19 }, next);
      const isMissing = image[REGISTER.CONTROL] === 0xff;
      const looksLikeOne = (image[REGISTER.STATUS]! & 0x70) === 0 && (image[REGISTER.TEMPERATURE_LSB]! & 0x3f) === 0;
      assert.equal(on.call("utcSeconds"), 0, image.toString());
      if (!looksLikeOne) assert.equal(on.fault, isMissing ? PART_MISSING : PART_NONSENSE, image.toString());
      else assert.notEqual(on.fault, PART_OK, image.toString());
    }
  });
});

describe("ds3231 that stands still", () => {
  it("is stuck once two looks 2 s apart are equal, and has forgotten when it goes on, until it is set", async () => {
    const { on, chip } = await setUp();
    assert.equal(on.call("utcSeconds"), NOON);
    chip.freeze();
    on.driver.wait(1500);
    assert.deepEqual([on.call("utcSeconds"), on.fault], [NOON, PART_OK]);
    on.driver.wait(600);
    assert.deepEqual([on.call("utcSeconds"), on.fault], [0, PART_STUCK]);
    chip.startOscillator();
    on.driver.wait(1100);
    assert.deepEqual([on.call("utcSeconds"), on.fault], [0, PART_FORGOT]);
    assert.deepEqual([on.call("setUtcSeconds", NOON), on.fault], [true, PART_OK]);
    on.driver.wait(3000);
    assert.deepEqual([on.call("utcSeconds"), on.fault], [NOON + 3, PART_OK]);
  });

  it("is not stuck when it is set to the time that it had", async () => {
    const { on } = await setUp();
    assert.equal(on.call("utcSeconds"), NOON);
    for (let second = 0; second < 5; second++) {
      on.driver.wait(900);
      assert.deepEqual([on.call("setUtcSeconds", NOON), on.fault], [true, PART_OK]);
    }
  });

  it("with EOSC left at 1 it is stuck, and sound when it is at 0 again", async () => {
    const { on, chip } = await setUp();
    chip.write(Uint8Array.of(REGISTER.CONTROL, 0x9c));
    assert.deepEqual([on.call("utcSeconds"), on.fault], [0, PART_STUCK]);
    chip.write(Uint8Array.of(REGISTER.CONTROL, 0x1c));
    assert.deepEqual([on.call("utcSeconds"), on.fault], [NOON, PART_OK]);
  });
});
