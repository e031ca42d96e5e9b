// The households of the bench: the built-in one repeats exactly and stays plausible, the one from a file is the file.

import assert from "node:assert/strict";
import { builtInHousehold, fromLoad } from "../../bench/household.ts";
import { PulseTrain } from "../../bench/load/pulse-train.ts";

const DAY_S = 86_400;
const FIRST_DAY = Date.UTC(2026, 0, 1) / 1000 / DAY_S;

function kwh(microjoules: bigint): number {
  return Number(microjoules) / 3.6e12;
}

describe("built-in household", () => {
  it("is plausible: each day of each seed", () => {
    for (let seed = 0; seed < 20; seed++) {
      const home = builtInHousehold(seed);
      for (let day = FIRST_DAY; day < FIRST_DAY + 14; day++) {
        const between = (fromHour: number, toHour: number): number =>
          kwh(home.energyUj(day * DAY_S + fromHour * 3600, day * DAY_S + toHour * 3600));
        const shown = `seed ${seed}, day ${day}`;
        const whole = between(0, 24);
        assert.ok(whole >= 8 && whole <= 15, `${shown}: ${whole} kWh`);
        const night = between(3, 5) / 2;
        assert.ok(night >= 0.17 && night <= 0.38, `${shown}: ${night} kW at night`);
        const evening = Math.max(...[17, 18, 19, 20, 21].map((hour) => between(hour, hour + 1)));
        assert.ok(evening >= 0.9 && evening <= 2.26, `${shown}: ${evening} kW in the evening`);
        const lowest = 2 * Math.min(...Array.from({ length: 48 }, (_, half) => between(half / 2, half / 2 + 0.5)));
        assert.ok(lowest >= 0.04 && lowest <= 0.23, `${shown}: ${lowest} kW in the lowest half hour`);
        const peak = Math.max(...Array.from({ length: 1440 }, (_, minute) => home.powerW(day * DAY_S + minute * 60)));
        assert.ok(peak >= 1000 && peak <= 7480, `${shown}: ${peak} W in the highest minute`);
      }
    }
  });

  it("has kettle, oven and fridge in it", () => {
    const home = builtInHousehold(3);
    const minutes = Array.from({ length: 30 * 1440 }, (_, minute) => home.powerW(FIRST_DAY * DAY_S + minute * 60));
    const jumps = minutes.map((watts, minute) => watts - (minutes[minute - 1] ?? watts));
    const nights = minutes.flatMap((watts, minute) => (minute % 1440 < 300 ? [watts] : []));
    assert.ok(jumps.filter((jump) => jump > 1700).length >= 30 * 4, "kettle and oven switch on several times a day");
    assert.ok(Math.max(...nights) - Math.min(...nights) >= 85, "the fridge runs at night");
    assert.ok(
      jumps.filter((jump, minute) => minute % 1440 < 300 && jump > 60).length >= 30 * 5,
      "and stops in between",
    );
  });

  it("does not stop at midnight: what runs, runs on into the next day", () => {
    const home = builtInHousehold(3);
    const midnights = Array.from({ length: 60 }, (_, day) => home.powerW((FIRST_DAY + day) * DAY_S));
    const withFridge = midnights.filter((watts) => watts > 215).length;
    assert.ok(withFridge >= 10 && withFridge <= 30, `the fridge runs at ${withFridge} of 60 midnights`);
  });

  it("is the same for the same seed, in whatever order the days are asked for", () => {
    const minutes = Array.from({ length: 10 * 24 }, (_, hour) => FIRST_DAY * DAY_S + hour * 3600 + hour * 7);
    const forward = builtInHousehold(7);
    const backward = builtInHousehold(7);
    const expected = minutes.map((atS) => forward.powerW(atS));
    const reversed = [...minutes].reverse().map((atS) => backward.powerW(atS));
    assert.deepEqual(reversed.reverse(), expected);
  });

  it("differs from seed to seed and from day to day", () => {
    const day = (seed: number, number: number): string => {
      const home = builtInHousehold(seed);
      return Array.from({ length: 1440 }, (_, minute) => home.powerW(number * DAY_S + minute * 60)).join();
    };
    const days = [day(1, FIRST_DAY), day(2, FIRST_DAY), day(1, FIRST_DAY + 1), day(2, FIRST_DAY + 1)];
    assert.equal(new Set(days).size, days.length);
  });

  it("has another home for another seed, the same home every day", () => {
    const baseOf = (seed: number, day: number): number => {
      const home = builtInHousehold(seed);
      const nightS = (FIRST_DAY + day) * DAY_S;
      return Math.min(...Array.from({ length: 300 }, (_, minute) => home.powerW(nightS + minute * 60)));
    };
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    assert.ok(new Set(seeds.map((seed) => baseOf(seed, 0))).size >= 4);
    for (const seed of seeds) assert.ok(Math.abs(baseOf(seed, 0) - baseOf(seed, 9)) <= 2);
  });

  it("has no beginning and no end", () => {
    const home = builtInHousehold(1);
    for (const year of [1960, 1970, 2100, 9999]) {
      const watts = home.powerW(Date.UTC(year, 5, 1, 19) / 1000);
      assert.ok(watts > 100 && watts < 8000, `${watts} W in ${year}`);
    }
  });

  it("has whole watts, minute steps, and energy that adds up", () => {
    const home = builtInHousehold(5);
    const fromS = FIRST_DAY * DAY_S - 3600;
    let sum = 0n;
    for (let atS = fromS; atS < fromS + 7200; atS += 60) {
      const step = home.stepAt(atS + 59.5);
      assert.deepEqual(step, { startS: atS, endS: atS + 60, powerUw: home.powerW(atS) * 1_000_000 });
      assert.ok(Number.isInteger(home.powerW(atS)));
      sum += BigInt(home.powerW(atS)) * 60_000_000n;
    }
    assert.equal(home.energyUj(fromS, fromS + 7200), sum);
    assert.equal(home.energyUj(fromS, fromS + 17) + home.energyUj(fromS + 17, fromS + 7200), sum);
  });

  it("drives pulses: a day of them is its energy", () => {
    const home = builtInHousehold(5);
    const originS = FIRST_DAY * DAY_S;
    const train = new PulseTrain(home, 1000, originS);
    while ((train.nextPulseUs() ?? Infinity) <= DAY_S * 1_000_000) train.take();
    assert.equal(train.generated, Number(home.energyUj(originS, originS + DAY_S) / 3_600_000_000n));
    assert.ok(train.generated > 8000);
  });
});

describe("household of a load file", () => {
  const home = fromLoad({ source: "load.txt", startS: 6000, intervalS: 60, powersUw: [500_000_000, 1_500_000] });

  it("has the power of the file, to its ends", () => {
    assert.equal(home.powerW(6000), 500);
    assert.equal(home.powerW(6059.999), 500);
    assert.equal(home.powerW(6060), 1.5);
    assert.equal(home.energyUj(6000, 6120), 60n * 501_500_000n);
    assert.deepEqual([home.startS, home.endS], [6000, 6120]);
  });

  it("has none beyond them", () => {
    assert.throws(() => home.powerW(5999), { name: "RangeError", message: "no load at 5999 s" });
    assert.throws(() => home.powerW(6120), { name: "RangeError", message: "no load at 6120 s" });
  });
});
