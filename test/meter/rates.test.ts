// The registers of the rates: each has the whole watt-hours that were counted while its rate was in force, all of them together are the import
// register, that is the pulses that were counted, and none of them ever falls; whatever the constants, the tariff and the resets.

import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeTariff } from "../../bench/tariff/image.ts";
import type { TariffFile } from "../../bench/tariff/tariff.ts";
import { halfHourAt } from "../../bench/tariff/timetable.ts";
import { zoneParameter } from "../../bench/tariff/zone.ts";
import { readU32, u16 } from "../../firmware/messages/bytes.ts";
import {
  PARAMETER_EXPORT_IMPULSES_PER_KWH,
  PARAMETER_IMPULSES_PER_KWH,
  PARAMETER_LOCAL_TIME,
} from "../../firmware/messages/parameters.ts";
import { readingExportWh, readingImportWh, readingLowWh } from "../../firmware/messages/reading.ts";
import { lendGet } from "../../firmware/store/lend.ts";
import { openValues } from "../../firmware/store/values.ts";
import { tariffFiles } from "../bench/tariff/arbitrary.ts";
import { array, ArrayFlash, registersOn } from "../store/rig.ts";
import { ComputationsRig } from "./rig.ts";
import { send } from "./tariff-rig.ts";

const START = Date.UTC(2026, 2, 27, 21, 50, 7) / 1000;
const RATES = 8;
const STORE_S = 60;

function metered({ tariff, version, zone }: TariffFile, importPerKwh: number, exportPerKwh: number): ComputationsRig {
  const meter = new ComputationsRig(array(1), 0);
  meter.setParameter(PARAMETER_LOCAL_TIME, zoneParameter(zone));
  meter.setParameter(PARAMETER_IMPULSES_PER_KWH, u16(importPerKwh));
  meter.setParameter(PARAMETER_EXPORT_IMPULSES_PER_KWH, u16(exportPerKwh));
  meter.utcSeconds = START;
  meter.reset();
  send(meter, { version, fromUtcSeconds: 0, body: encodeTariff(tariff) });
  meter.run(1);
  return meter;
}

/** Import and export register and what of the import was at low rates, as the display was told. */
function shown(meter: ComputationsRig): readonly number[] {
  meter.run(2);
  const reading = meter.toDisplay.at(-1)!;
  return [readingImportWh(reading), readingExportWh(reading), readingLowWh(reading)];
}

/** The registers of the rates as the memory holds them. */
function stored(meter: ComputationsRig): number[] {
  const values = registersOn(new ArrayFlash(meter.array));
  openValues(values);
  const value = lendGet(values, 0)(0);
  return Array.from({ length: RATES }, (_, rate) => readU32(value, 4 * rate));
}

const wholeWh = (pulses: number, perKwh: number): number => Number((BigInt(pulses) * 1000n) / BigInt(perKwh));

const constants = fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(1, 3, 640, 1000, 9999, 10_000));
const steps = fc.array(
  fc.record({
    seconds: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 4000 })),
    pulses: fc.oneof(fc.nat(20), fc.nat(5000)),
    generated: fc.oneof(fc.nat(20), fc.nat(5000)),
    then: fc.constantFrom("goes on", "restarts", "is cut off", "is cut off at once"),
    awayS: fc.nat(5000),
  }),
  { minLength: 1, maxLength: 12 },
);

describe("registers of the rates", () => {
  it("are together the import register and the pulses, each has its own, and none falls", () => {
    fc.assert(
      fc.property(tariffFiles, constants, constants, steps, (file, importPerKwh, exportPerKwh, work) => {
        const { tariff, zone } = file;
        const meter = metered(file, importPerKwh, exportPerKwh);
        const rates = new Array<number>(RATES).fill(0);
        let pulses = 0;
        let generated = 0;
        let before: readonly number[] = [0, 0, 0];
        const check = (): void => {
          const now = shown(meter);
          const low = tariff.rates.reduce((sum, rate, at) => sum + (rate.low ? rates[at]! : 0), 0);
          assert.deepEqual(now, [wholeWh(pulses, importPerKwh), wholeWh(generated, exportPerKwh), low]);
          assert.ok(now.every((wh, at) => wh >= before[at]!));
          before = now;
        };
        for (const { seconds, pulses: more, generated: moreGenerated, then, awayS } of work) {
          meter.run(seconds);
          const { rate } = halfHourAt(tariff, zone, meter.utcSeconds);
          meter.pulses += more;
          meter.exportPulses += moreGenerated;
          meter.run(1);
          rates[rate]! += wholeWh(pulses + more, importPerKwh) - wholeWh(pulses, importPerKwh);
          pulses += more;
          generated += moreGenerated;
          check();
          if (then === "is cut off") meter.run(STORE_S);
          if (then === "restarts") meter.restart();
          else if (then !== "goes on") {
            // What the inputs still keep is in no memory: less than a watt-hour of it.
            assert.equal(wholeWh(pulses - meter.pulses, importPerKwh), wholeWh(pulses, importPerKwh));
            pulses -= meter.pulses;
            generated -= meter.exportPulses;
            meter.utcSeconds += awayS;
            meter.reset();
          }
          check();
        }
        meter.run(STORE_S);
        assert.deepEqual(stored(meter), rates);
        assert.equal(
          rates.reduce((sum, wh) => sum + wh),
          wholeWh(pulses, importPerKwh),
        );
      }),
      { numRuns: 60 },
    );
  });
});
