// Setting a DS3231: what its registers hold afterwards, what it refuses, and what an interruption at any byte leaves behind.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { I2cDevice } from "../../bench/engine/parts-api.ts";
import { Ds3231, DS3231_ADDRESS, REGISTER } from "../../bench/parts/ds3231.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { FIRST_UTC_SECONDS, LAST_UTC_SECONDS } from "../../hal/clock.ts";
import { PART_FORGOT, PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { PluggedDriver } from "./plugged.ts";

const seconds = (iso: string): number => Date.parse(iso) / 1000;
const OLD = seconds("2024-12-31T23:59:40Z");
const NEW = seconds("2025-06-15T12:34:56Z");
const TIME_REGISTERS = [0, 1, 2, 3, 4, 5, 6] as const;

const setUp = () => PluggedDriver.boot("ds3231", {}, DS3231_ADDRESS, (driver) => new Ds3231(driver.clock));

/** A chip whose `write` or `read` is not what it should be. */
const spoilt = (spoil: (chip: Ds3231) => Partial<I2cDevice>) =>
  PluggedDriver.boot("ds3231", {}, DS3231_ADDRESS, (driver) => {
    const chip = new Ds3231(driver.clock);
    const whole: I2cDevice = { write: (bytes) => chip.write(bytes), read: (count) => chip.read(count) };
    return { ...whole, ...spoil(chip) };
  });

describe("ds3231: setUtcSeconds", () => {
  it("sets any time of 2000 to 2099, day of the week and all, in 24-hour mode", async () => {
    const { on, chip } = await setUp();
    const expected = new Ds3231(new SimulationClock());
    const times = fc.integer({ min: FIRST_UTC_SECONDS, max: LAST_UTC_SECONDS });
    const corners =
      "2000-01-01T00:00:00Z 2000-02-29T23:59:59Z 2000-12-31T12:00:00Z 2001-01-01T00:00:00Z 2024-02-29T00:00:00Z";
    const more =
      "2023-02-28T23:59:59Z 2023-03-01T00:00:00Z 2003-12-31T23:59:59Z 2004-01-01T00:00:00Z 2099-12-31T23:59:59Z";
    const examples = `${corners} ${more}`.split(" ").map((iso): [number] => [seconds(iso)]);
    fc.assert(
      fc.property(times, (utcSeconds) => {
        assert.equal(on.call("setUtcSeconds", utcSeconds), true);
        expected.setUtc(utcSeconds);
        assert.deepEqual(
          TIME_REGISTERS.map((at) => chip.register(at)),
          TIME_REGISTERS.map((at) => expected.register(at)),
        );
        assert.equal(on.fault, PART_OK);
      }),
      { numRuns: 300, examples },
    );
  });

  it("writes the seven registers in one transfer, and lets the oscillator run on the battery, alone", async () => {
    const { on, chip } = await setUp();
    chip.write(Uint8Array.of(REGISTER.CONTROL, 0x9f));
    const writes: string[] = [];
    const write = chip.write.bind(chip);
    chip.write = (bytes) => {
      if (bytes.length > 1) writes.push(Buffer.from(bytes).toString("hex"));
      return write(bytes);
    };
    assert.equal(on.call("setUtcSeconds", NEW), true);
    assert.deepEqual(writes, ["0e84", "0056341207150625", "0e0400"]);
    assert.deepEqual([chip.register(REGISTER.CONTROL), chip.register(REGISTER.STATUS)], [0x04, 0x00]);
  });

  it("cuts fractions", async () => {
    const { on } = await setUp();
    assert.equal(on.call("setUtcSeconds", NEW + 0.999), true);
    assert.equal(on.call("utcSeconds"), NEW);
  });

  it("refuses a time outside 2000 to 2099 and does not touch the part", async () => {
    const { on, chip } = await setUp();
    chip.setUtc(OLD);
    const before = on.plug.bits;
    const wrong = [
      FIRST_UTC_SECONDS - 1,
      FIRST_UTC_SECONDS - 0.001,
      LAST_UTC_SECONDS + 1,
      0,
      -1,
      NaN,
      Infinity,
      -Infinity,
    ];
    for (const utcSeconds of wrong) assert.equal(on.call("setUtcSeconds", utcSeconds), false, `${utcSeconds}`);
    assert.equal(on.plug.bits, before);
    assert.equal(on.fault, PART_OK);
    assert.ok(Math.abs((on.call("utcSeconds") as number) - OLD) <= 1);
  });

  const repaired: readonly (readonly [string, readonly number[], number])[] = [
    ["a chip in 12-hour mode", [REGISTER.HOURS, 0x52], PART_NONSENSE],
    ["a chip without a time", [REGISTER.DATE, 0x00], PART_NONSENSE],
    ["a chip with the century bit", [REGISTER.MONTH_CENTURY, 0x86], PART_NONSENSE],
    ["a chip with EOSC", [REGISTER.CONTROL, 0x84], PART_STUCK],
  ];
  for (const [name, bytes, fault] of repaired) {
    it(`repairs ${name}`, async () => {
      const { on, chip } = await setUp();
      chip.setUtc(OLD);
      chip.write(Uint8Array.from(bytes));
      assert.deepEqual([on.call("utcSeconds"), on.fault], [0, fault]);
      assert.deepEqual([on.call("setUtcSeconds", NEW), on.fault], [true, PART_OK]);
      assert.equal(on.call("utcSeconds"), NEW);
    });
  }
});

describe("ds3231: setUtcSeconds of a part that does not do as told", () => {
  it("refuses one that does not take EOSC, before it writes a time", async () => {
    const written: number[] = [];
    const { on } = await spoilt((chip) => ({
      write(bytes) {
        if (bytes.length > 1) written.push(bytes[0]!);
        return chip.write(bytes.subarray(0, 1));
      },
    }));
    assert.deepEqual([on.call("setUtcSeconds", NEW), on.fault], [false, PART_NONSENSE]);
    assert.deepEqual(written, [REGISTER.CONTROL]);
  });

  it("refuses one that does not take the time, and leaves it unset", async () => {
    const { on } = await spoilt((chip) => {
      chip.setUtc(OLD);
      return { write: (bytes) => chip.write(bytes.length === 8 ? bytes.subarray(0, 1) : bytes) };
    });
    assert.deepEqual([on.call("setUtcSeconds", NEW), on.fault], [false, PART_NONSENSE]);
    assert.deepEqual([on.call("utcSeconds"), on.fault], [0, PART_STUCK]);
  });

  it("refuses one that keeps OSF", async () => {
    const { on } = await spoilt((chip) => ({
      write: (bytes) => chip.write(bytes.length === 3 ? bytes.subarray(0, 2) : bytes),
    }));
    assert.deepEqual([on.call("setUtcSeconds", NEW), on.fault], [false, PART_FORGOT]);
  });
});

type Interruption = "unplugged" | "reset" | "power cut";

/** What a look says after setting the clock was interrupted, at each byte: once each, in the order in which they come. */
async function outcomes(interruption: Interruption, wasSet: boolean): Promise<string[]> {
  const { on, chip } = await setUp();
  const bitsBefore = on.plug.bits;
  assert.equal(on.call("setUtcSeconds", NEW), true);
  const bits = on.plug.bits - bitsBefore;
  const seen: string[] = [];
  // Every half byte: a byte that is being written when it happens is lost.
  for (let after = 0; after <= bits; after += 4) {
    chip.powerCycle();
    if (wasSet) chip.setUtc(OLD);
    on.plug.pullAfter(after);
    const result = on.call("setUtcSeconds", NEW);
    if (interruption === "power cut") {
      chip.cutSupply();
      on.driver.wait(5000);
      chip.restoreSupply();
    }
    if (interruption !== "unplugged") on.driver.boot();
    on.plug.set("in");
    const read = on.call("utcSeconds") as number;
    const name = nameOf(read, on.fault);
    if (result === true) assert.equal(name, "new", `set, interrupted after ${after} bits`);
    if (seen.at(-1) !== name) seen.push(name);
  }
  return seen;
}

function nameOf(utcSeconds: number, fault: number): string {
  if (utcSeconds === 0) return `fault ${fault}`;
  assert.equal(fault, PART_OK);
  for (const [name, time] of [["old", OLD] as const, ["new", NEW] as const])
    if (utcSeconds >= time && utcSeconds <= time + 6) return name;
  return `wrong: ${new Date(utcSeconds * 1000).toISOString()}`;
}

describe("ds3231: setUtcSeconds interrupted at every half byte", () => {
  const stuck = `fault ${PART_STUCK}`;
  const forgot = `fault ${PART_FORGOT}`;
  const expected: readonly (readonly [Interruption, boolean, readonly string[]])[] = [
    ["unplugged", true, ["old", stuck, "new"]],
    ["reset", true, ["old", stuck, "new"]],
    ["power cut", true, ["old", forgot, "new"]],
    ["unplugged", false, [forgot, "new"]],
    ["reset", false, [forgot, "new"]],
    ["power cut", false, [forgot, "new"]],
  ];
  for (const [interruption, wasSet, names] of expected) {
    it(`${interruption}, a clock that was ${wasSet ? "right" : "never set"}: ${names.join(", ")}; never a wrong time`, async function () {
      this.timeout(60_000);
      assert.deepEqual(await outcomes(interruption, wasSet), names);
    });
  }
});
