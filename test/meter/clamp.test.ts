// The clamp beside the pulses: an hour in which they contradict each other raises the alarm, in readings and in the log; one in which they
// agree takes it back. What a household does all day raises none.

import assert from "node:assert/strict";
import { u16 } from "../../firmware/messages/bytes.ts";
import { PARAMETER_EXPORT_IMPULSES_PER_KWH, PARAMETER_MAINS_VOLTS } from "../../firmware/messages/parameters.ts";
import {
  ALARM_BYPASS,
  ALARM_PHANTOM,
  ALARM_REVERSED,
  READING_INTERVAL,
  readingAlarms,
} from "../../firmware/messages/reading.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { array } from "../store/rig.ts";
import { ComputationsRig } from "./rig.ts";

const START = 1_768_500_000;
const HOUR = 3600;

interface Hour {
  /** Imported and exported, Wh, evenly over the hour. */
  readonly importWh?: number;
  readonly exportWh?: number;
  readonly milliamperes: number;
}

function live(meter: ComputationsRig, { importWh = 0, exportWh = 0, milliamperes }: Hour): number {
  meter.milliamperes = milliamperes;
  for (let second = 1; second <= HOUR; second++) {
    const until = (wh: number): number => Math.floor((wh * second) / HOUR) - Math.floor((wh * (second - 1)) / HOUR);
    meter.pulses += until(importWh);
    meter.exportPulses += until(exportWh);
    meter.run(1);
  }
  return readingAlarms(meter.toDisplay.at(-1)!);
}

const meterOf = (): ComputationsRig => new ComputationsRig(array(1), START);

describe("the clamp and the pulses", () => {
  it("agree on a load at its power factor, and on none", () => {
    const meter = meterOf();
    assert.equal(live(meter, { importWh: 2300, milliamperes: 10_000 }), 0);
    assert.equal(live(meter, { importWh: 1200, milliamperes: 10_000 }), 0);
    assert.equal(live(meter, { milliamperes: 0 }), 0);
    assert.equal(live(meter, { milliamperes: 45 }), 0);
  });

  it("know a bypass, and its end", () => {
    const meter = meterOf();
    assert.equal(live(meter, { importWh: 100, milliamperes: 4000 }), ALARM_BYPASS);
    assert.equal(live(meter, { importWh: 920, milliamperes: 4000 }), 0);
  });

  it("know pulses without a current", () => {
    assert.equal(live(meterOf(), { importWh: 500, milliamperes: 0 }), ALARM_PHANTOM);
  });

  it("contradict each other beyond the tolerance of both: three times and 300 Wh, and twice and 300 Wh", () => {
    // 230 Wh are seen at 1 A.
    assert.equal(live(meterOf(), { importWh: 100, milliamperes: 2609 }), 0);
    assert.equal(live(meterOf(), { importWh: 100, milliamperes: 2614 }), ALARM_BYPASS);
    assert.equal(live(meterOf(), { importWh: 760, milliamperes: 1000 }), 0);
    assert.equal(live(meterOf(), { importWh: 761, milliamperes: 1000 }), ALARM_PHANTOM);
  });

  it("know a meter that runs backwards where nothing generates", () => {
    const meter = meterOf();
    assert.equal(live(meter, { exportWh: 920, milliamperes: 4000 }), ALARM_REVERSED);
    meter.setParameter(PARAMETER_EXPORT_IMPULSES_PER_KWH, u16(1000));
    meter.restart();
    assert.equal(live(meter, { exportWh: 920, milliamperes: 4000 }), 0);
  });

  it("go by the volts of the parameter, and by none where there is no clamp", () => {
    const meter = meterOf();
    meter.setParameter(PARAMETER_MAINS_VOLTS, u16(110));
    assert.equal(live(meter, { importWh: 200, milliamperes: 7900 }), 0);
    assert.equal(live(meter, { importWh: 200, milliamperes: 8400 }), ALARM_BYPASS);
    meter.setParameter(PARAMETER_MAINS_VOLTS, u16(0));
    assert.equal(live(meter, { importWh: 5000, milliamperes: 0 }), 0);
  });

  it("say nothing of an hour in which the clamp cannot", () => {
    const meter = meterOf();
    assert.equal(live(meter, { importWh: 100, milliamperes: 4000 }), ALARM_BYPASS);
    assert.equal(live(meter, { importWh: 5000, milliamperes: -1 }), ALARM_BYPASS);
  });

  it("stand in the report of an interval and in the log", () => {
    const meter = meterOf();
    live(meter, { importWh: 100, milliamperes: 4000 });
    live(meter, { importWh: 100, milliamperes: 4000 });
    const report = meter.toCs.filter((one) => one[0] === READING_INTERVAL).at(-1)!;
    assert.equal(readingAlarms(report), ALARM_BYPASS);
    assert.equal(meter.entries.at(-1)!.charCodeAt(15), ALARM_BYPASS);
  });

  it("agree on every hour of a household", () => {
    const meter = meterOf();
    const home = builtInHousehold(7);
    let restWs = 0;
    for (let second = 0; second < 3 * 24 * HOUR; second++) {
      const powerW = home.powerW(START + second);
      meter.milliamperes = Math.round((1000 * powerW) / 230);
      restWs += powerW;
      meter.pulses += Math.floor(restWs / HOUR);
      restWs %= HOUR;
      meter.run(1);
      assert.equal(readingAlarms(meter.toDisplay.at(-1) ?? "\0".repeat(57)), 0, `after ${second} s`);
    }
  });
});
