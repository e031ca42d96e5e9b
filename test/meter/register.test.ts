// The import register and the impulses per kWh: exact under one constant, carried over to another, never lower than it was.

import assert from "node:assert/strict";
import fc from "fast-check";
import { u16, u32 } from "../../firmware/messages/bytes.ts";
import { PARAMETER_IMPULSES_PER_KWH } from "../../firmware/messages/parameters.ts";
import {
  readingImportWh,
  readingIntervalWh,
  readingPowerW,
  readingStatus,
  STATUS_NO_MEMORY,
} from "../../firmware/messages/reading.ts";
import { array } from "../store/rig.ts";
import { ComputationsRig, LooseFlash } from "./rig.ts";

const START = 1_768_500_000;

function meterWith(impulses?: number): ComputationsRig {
  const meter = new ComputationsRig(array(1), START);
  if (impulses !== undefined) meter.setParameter(PARAMETER_IMPULSES_PER_KWH, u16(impulses));
  meter.reset();
  return meter;
}

/** What the display was told last. */
function shown(meter: ComputationsRig): { wh: number; intervalWh: number; powerW: number; memory: boolean } {
  const reading = meter.toDisplay.at(-1)!;
  return {
    wh: readingImportWh(reading),
    intervalWh: readingIntervalWh(reading),
    powerW: readingPowerW(reading),
    memory: (readingStatus(reading) & STATUS_NO_MEMORY) === 0,
  };
}

const constants = fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(1, 3, 640, 1000, 9999, 10_000));

describe("register of computations", () => {
  it("counts 1000 impulses per kWh where none are set, or none that can be", () => {
    for (const value of ["", "\0\0", u16(10_001), u16(65_535), "\x03", "\0\x03\xe8"]) {
      const meter = meterWith();
      meter.setParameter(PARAMETER_IMPULSES_PER_KWH, value);
      meter.reset();
      meter.pulses = 1234;
      meter.spacingMs = 500;
      meter.run(2);
      assert.deepEqual([shown(meter).wh, shown(meter).powerW], [1234, 7200]);
    }
  });

  it("is exact however the pulses are split, stored and recalled", () => {
    const steps = fc.array(fc.tuple(fc.nat(5000), fc.constantFrom("run", "restart", "reset")), { maxLength: 12 });
    fc.assert(
      fc.property(constants, steps, (impulses, work) => {
        const meter = meterWith(impulses);
        let total = 0;
        for (const [pulses, then] of work) {
          meter.pulses += pulses;
          total += pulses;
          if (then === "restart") meter.restart();
          else {
            meter.run(60);
            assert.equal(meter.pulses, 0);
            if (then === "reset") meter.reset();
          }
          meter.run(2);
          assert.equal(shown(meter).wh, Number((BigInt(total) * 1000n) / BigInt(impulses)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("has the power of the constant in force", () => {
    const meter = meterWith(800);
    meter.spacingMs = 900;
    meter.run(2);
    assert.equal(shown(meter).powerW, 5000);
  });

  it("stays where it was when the constant changes, then counts by the new one, and loses less than a Wh", () => {
    const changes = fc.array(fc.tuple(constants, fc.nat(20_000), fc.boolean()), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, (work) => {
        const meter = meterWith();
        let exactWh = 0;
        let latestWh = 0;
        let inForce = 1000;
        for (const [impulses, pulses, isReset] of work) {
          meter.setParameter(PARAMETER_IMPULSES_PER_KWH, u16(impulses));
          meter.pulses += pulses;
          exactWh += (pulses * 1000) / inForce;
          // Without a reset what waits was counted under the former constant.
          if (isReset) meter.run(60);
          if (isReset) meter.reset();
          else meter.restart();
          if (impulses !== inForce) assert.equal(meter.pulses, 0);
          inForce = impulses;
          meter.run(2);
          const { wh } = shown(meter);
          assert.ok(wh >= latestWh);
          assert.ok(wh <= exactWh + 1e-6 && wh > exactWh - 1 - work.length, `${wh} of ${exactWh}`);
          latestWh = wh;
        }
      }),
      { numRuns: 100 },
    );
  });

  it("shows the same before and after a change of the constant, with the interval's energy", () => {
    const meter = meterWith();
    meter.run(2);
    meter.pulses = 777;
    meter.run(2);
    assert.deepEqual([shown(meter).wh, shown(meter).intervalWh], [777, 777]);
    meter.setParameter(PARAMETER_IMPULSES_PER_KWH, u16(10_000));
    meter.run(120);
    assert.equal(shown(meter).wh, 777);
    meter.pulses = 5;
    meter.restart();
    meter.run(2);
    assert.equal(shown(meter).wh, 782);
    meter.pulses += 9;
    meter.run(2);
    assert.equal(shown(meter).wh, 782);
    meter.pulses += 1;
    meter.run(2);
    assert.equal(shown(meter).wh, 783);
  });

  it("of a meter that stored pulses goes on", () => {
    const meter = meterWith();
    meter.setRegister(u32(3_000_000_000));
    meter.reset();
    meter.pulses = 1;
    meter.run(60);
    assert.equal(shown(meter).wh, 3_000_000_001);
    meter.reset();
    meter.run(2);
    assert.equal(shown(meter).wh, 3_000_000_001);
  });

  it("is not taken for 0, nor the constant for 1000, where the memory is away at the start", () => {
    const meter = meterWith(10_000);
    meter.pulses = 20_000;
    meter.run(60);
    const flash = new LooseFlash(meter.array);
    flash.away = true;
    meter.reset(flash);
    meter.run(2);
    meter.pulses = 50;
    meter.run(60);
    assert.deepEqual([shown(meter).wh, shown(meter).memory], [50, false]);
    flash.away = false;
    meter.run(60);
    assert.deepEqual(
      [shown(meter).wh, shown(meter).intervalWh, shown(meter).memory, meter.pulses],
      [2005, 50, true, 0],
    );
    meter.reset();
    meter.run(2);
    assert.equal(shown(meter).wh, 2005);
  });

  it("goes on under the former constant where the new one cannot be stored, until it can", () => {
    const meter = meterWith(1000);
    meter.pulses = 60;
    meter.run(60);
    meter.setParameter(PARAMETER_IMPULSES_PER_KWH, u16(500));
    meter.flash.programsLeft = 0;
    meter.pulses = 40;
    meter.restart();
    meter.run(2);
    assert.deepEqual([shown(meter).wh, shown(meter).memory], [100, false]);
    meter.flash.programsLeft = Number.POSITIVE_INFINITY;
    meter.reset();
    meter.pulses = 1;
    meter.run(2);
    assert.equal(shown(meter).wh, 62);
  });
});
