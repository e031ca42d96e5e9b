// What computations charges, against two others: a bill made from its own log by code that shares nothing with it, and sums over each watt-hour
// in whole numbers of any size.

import assert from "node:assert/strict";
import fc from "fast-check";
import { billOf } from "../../bench/bill/bill.ts";
import { entriesOf } from "../../bench/bill/entries.ts";
import { encodeTariff } from "../../bench/tariff/image.ts";
import type { TariffFile } from "../../bench/tariff/tariff.ts";
import { halfHourAt } from "../../bench/tariff/timetable.ts";
import { localDay, zoneParameter } from "../../bench/tariff/zone.ts";
import { PARAMETER_INTERVAL, PARAMETER_LOCAL_TIME } from "../../firmware/messages/parameters.ts";
import { readU32 } from "../../firmware/messages/bytes.ts";
import { NO_CURRENCY, readingCharged, readingCurrency, readingImportWh } from "../../firmware/messages/reading.ts";
import { record } from "../bench/bill/log.ts";
import { tariffFiles } from "../bench/tariff/arbitrary.ts";
import { array } from "../store/rig.ts";
import { ComputationsRig } from "./rig.ts";
import { send } from "./tariff-rig.ts";

const START = Date.UTC(2026, 1, 27, 21, 50, 7) / 1000;

function metered(file: TariffFile, minutes = 15, atSeconds = START, fromUtcSeconds = 0): ComputationsRig {
  const meter = new ComputationsRig(array(1), 0);
  meter.setParameter(PARAMETER_LOCAL_TIME, zoneParameter(file.zone));
  meter.setParameter(PARAMETER_INTERVAL, String.fromCharCode(minutes));
  // The day on which the meter begins is over without a tariff: nobody is charged for it.
  meter.utcSeconds = atSeconds;
  meter.restart();
  send(meter, { version: file.version, fromUtcSeconds, body: encodeTariff(file.tariff) });
  return meter;
}

/** To the end of an interval: all that was metered is in the log then. */
function close(meter: ComputationsRig): void {
  const before = meter.toDc.length;
  for (let second = 0; meter.toDc.length === before && second < 7300; second++) meter.run(1);
}

function logged(meter: ComputationsRig): ReturnType<typeof entriesOf> {
  return entriesOf(meter.entries.map((entry, at) => record(at + 1, entry)));
}

function sameAsBill(meter: ComputationsRig, tariffs: readonly TariffFile[]): void {
  close(meter);
  const closed = meter.toDc.at(-1)!;
  const bill = billOf({ log: logged(meter), tariffs });
  assert.equal(bill.end.importWh, readingImportWh(closed));
  assert.equal(bill.total1e5, BigInt(readingCharged(closed)));
}

const steps = fc.array(
  fc.record({
    seconds: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 4000 })),
    pulses: fc.oneof(fc.nat(20), fc.nat(30_000)),
    then: fc.constantFrom("goes on", "goes on", "restarts", "is cut off", "is put right", "is set"),
    /** By so much the clock is set, or so long the supply is away. */
    byS: fc.oneof(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 500_000 })),
    isBack: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

describe("what computations charges", () => {
  it("is nothing under a tariff whose quarter hour has not begun, and then what the bill of the log says", () => {
    fc.assert(
      fc.property(tariffFiles, fc.integer({ min: -2000, max: 2000 }), fc.nat(5000), (file, inSeconds, pulses) => {
        const meter = metered(file, 15, START, START + inSeconds);
        const isInForce = (): boolean => readingCurrency(meter.toDisplay.at(-1)!) !== NO_CURRENCY;
        for (let left = 2100; left > 0; left -= 2) {
          meter.pulses += pulses;
          meter.run(2);
          const quarterS = meter.utcSeconds - (meter.utcSeconds % 900);
          assert.equal(isInForce(), quarterS >= START + inSeconds);
          if (!isInForce()) assert.equal(readingCharged(meter.toDisplay.at(-1)!), 0);
        }
        sameAsBill(meter, [file]);
      }),
      { numRuns: 20 },
    );
  });

  it("is what the bill of its log says, however it is split, cut off, started anew and its clock set", () => {
    fc.assert(
      fc.property(tariffFiles, fc.constantFrom(5, 10, 15, 20, 30, 60), steps, (file, minutes, work) => {
        const meter = metered(file, minutes);
        for (const { seconds, pulses, then, byS, isBack } of work) {
          meter.pulses += pulses;
          meter.run(seconds);
          const toSeconds = meter.utcSeconds + (isBack ? -byS : byS);
          if (then === "restarts") meter.restart();
          else if (then === "is cut off") {
            meter.utcSeconds += byS;
            meter.reset();
          } else if (then === "is set") meter.setClock(Math.max(START, toSeconds), true);
          else if (then === "is put right") meter.setClock(meter.utcSeconds + (isBack ? -9 : 9), false);
        }
        meter.pulses += 1000;
        sameAsBill(meter, [file]);
      }),
      { numRuns: 60 },
    );
  });

  it("is the sum over each watt-hour at the price of its second, and of each day's standing charge", () => {
    const parts = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(3000)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(tariffFiles, parts, (file, work) => {
        const { tariff, zone } = file;
        const meter = metered(file);
        meter.run(1);
        let sum1e8 = 0n;
        let usedWh = 0;
        let period = "";
        const days = new Set([localDay(zone, meter.utcSeconds)]);
        for (const [seconds, pulses] of work) {
          for (let second = 0; second < seconds; second++) {
            meter.run(1);
            days.add(localDay(zone, meter.utcSeconds));
          }
          // Counted with the next second, at what was in force up to now.
          const now = halfHourAt(tariff, zone, meter.utcSeconds);
          const day = new Date(localDay(zone, meter.utcSeconds) * 86_400_000).toISOString();
          const periodNow = tariff.blocks === undefined ? "" : day.slice(0, tariff.blocks.period === "day" ? 10 : 7);
          if (periodNow !== period) usedWh = 0;
          period = periodNow;
          for (let wh = 0; wh < pulses; wh++, usedWh++) {
            const block = tariff.blocks?.thresholdsWh.filter((threshold) => threshold <= usedWh).length ?? 0;
            sum1e8 += BigInt(tariff.prices1e5[block]![now.rate]!);
          }
          meter.pulses += pulses;
          meter.run(1);
          days.add(localDay(zone, meter.utcSeconds));
        }
        meter.run(20);
        const last = meter.toCs.filter((message) => message.length > 20).at(-1)!;
        days.add(localDay(zone, readU32(last, 1)));
        const standing = BigInt(tariff.standingCharge1e5) * BigInt(days.size - 1);
        assert.equal(BigInt(readingCharged(last)), sum1e8 / 1000n + standing);
      }),
      { numRuns: 40 },
    );
  });
});
