// The whole path on virtual boards: from the household's load to pulse, register, telegram, display and sealed report, and from the central
// system's command to the relay and back to the button.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Bench } from "../../bench/bench.ts";
import { fromLoad } from "../../bench/household.ts";
import { readLoadFile, window } from "../../bench/load/load-file.ts";
import { benchReport, partitionRows } from "../../bench/report.ts";
import { IN_THE_FIELD } from "../../bench/switch-values.ts";
import { newBench } from "../bundles.ts";
import { dsmr } from "../dsmr.ts";

const UCI = fileURLToPath(new URL("../../../shared/data/uci-household-1min.txt", import.meta.url));
const START_S = Date.UTC(2007, 1, 1) / 1000;
const DAY_S = 86400;

function assertSpotless(bench: Bench): void {
  for (const row of partitionRows(bench)) {
    assert.deepEqual(
      { name: row.name, faults: row.faults, restarts: row.restarts, dropped: row.dropped },
      {
        name: row.name,
        faults: 0,
        restarts: 0,
        dropped: 0,
      },
    );
  }
  assert.deepEqual(bench.meterParts.lcd.faults, []);
  assert.deepEqual(bench.offSwitchParts.relay.faults, []);
}

describe("two days of a real household", function () {
  it("counts 58 208 pulses of 58 208, and every telegram is one", async function () {
    if (!existsSync(UCI)) {
      console.log("real load skipped: no ../shared/data beside the repository");
      this.skip();
    }
    const profile = window(readLoadFile(readFileSync(UCI, "utf8"), "uci"), START_S, 2 * DAY_S);
    const bench = await newBench({ household: fromLoad(profile), startS: START_S });
    const registers: number[] = [];
    bench.onTelegram.push((telegram) => {
      registers.push(Math.round(1000 * Number(dsmr.parse(telegram).objects["electricity delivered tariff 1"])));
    });
    bench.runTo(2 * DAY_S);
    assert.equal(registers.length, (2 * DAY_S) / 10);
    bench.finish();
    const { importWh, pulses } = benchReport(bench, 0).meters[0]!;
    assert.deepEqual(pulses, { generated: 58208, counted: 58208 });
    assert.equal(importWh, 58208);
    assert.ok(registers.every((register, i) => i === 0 || register >= registers[i - 1]!));
    // The last interval ends with the run, and is reported while it is finished.
    assert.equal(bench.central.reports.length, 2 * 96);
    const whole = bench.central.reports.filter((report) => report.status === 0);
    assert.ok(whole.every((report, i) => i === 0 || report.importWh - whole[i - 1]!.importWh === report.intervalWh));
    assertSpotless(bench);
  });
});

describe("switching", () => {
  const closed = (bench: Bench): boolean => bench.offSwitchParts.relay.closed;

  it("opens on a remote off, arms on a remote on, and closes on the button", async () => {
    const bench = await newBench();
    bench.runTo(20);
    bench.pressButton(2.5);
    bench.runTo(23);
    assert.equal(closed(bench), true);
    bench.central.switch("off");
    bench.runTo(24);
    assert.equal(closed(bench), false);
    assert.equal(bench.powerW(), 0);
    bench.pressButton(2.5);
    bench.runTo(27);
    assert.equal(closed(bench), false);
    bench.central.switch("on");
    bench.runTo(30);
    assert.equal(closed(bench), false);
    assert.equal(benchReport(bench, 0).meters[0]!.switch, "ready");
    // It is drawn every two seconds.
    bench.runTo(30.1);
    assert.match(bench.meterParts.lcd.rows()[2]!, /^Off, hold button 2 s/);
    bench.pressButton(2.5);
    bench.runTo(40);
    assert.equal(closed(bench), true);
    assert.equal(bench.offSwitchParts.relay.operations, 2);
    assert.match(bench.han.last, /0-0:96\.3\.10\(1\)/);
    assertSpotless(bench);
  });

  it("opens within the window of its policy, and not where the off is taken back before", async () => {
    const bench = await newBench({ switchPolicy: IN_THE_FIELD });
    const state = () => {
      const { switch: is, switchReasons } = benchReport(bench, 0).meters[0]!;
      return [closed(bench), is, switchReasons];
    };
    bench.runTo(20);
    bench.central.switch("off");
    bench.runTo(23);
    assert.deepEqual(state(), [true, "connected", ["remote"]]);
    assert.match(bench.meterParts.lcd.rows()[2]!, /^On, will go off/);
    bench.central.switch("cancel");
    bench.runTo(1000);
    assert.deepEqual(state(), [true, "connected", []]);
    assert.match(bench.meterParts.lcd.rows()[2]!, /^Switch: on/);
    bench.central.switch("off");
    bench.runTo(1003);
    assert.equal(closed(bench), true);
    bench.runTo(1000 + 902);
    assert.deepEqual(state(), [false, "disconnected", ["remote"]]);
    bench.central.switch("cancel");
    bench.runTo(1910);
    assert.deepEqual(state(), [false, "disconnected", ["remote"]]);
    assert.equal(bench.offSwitchParts.relay.operations, 1);
    assertSpotless(bench);
  });

  it("says that the off-switch processor is silent, and moves nothing, when the wire between the boards is cut", async () => {
    const bench = await newBench();
    bench.runTo(20);
    bench.link.cut();
    bench.central.switch("off");
    bench.runTo(60);
    assert.equal(closed(bench), true);
    assert.match(bench.meterParts.lcd.rows()[2]!, /^Switch: no answer/);
    bench.link.mend();
    bench.runTo(80);
    assert.match(bench.meterParts.lcd.rows()[2]!, /^Switch: on/);
    assert.equal(closed(bench), true);
  });
});

describe("a run", () => {
  it("is the same, byte for byte, with the same seed, and another with another", async () => {
    const trace = async (seed: number): Promise<string> => {
      const bench = await newBench({ seed });
      const bytes: string[] = [];
      bench.link.onBytes((direction, chunk, timeUs) => void bytes.push(`${timeUs} ${direction} ${chunk}`));
      bench.onWan((direction, chunk) => void bytes.push(`${bench.clock.nowUs} ${direction} ${chunk}`));
      bench.onTelegram.push((telegram) => void bytes.push(`${bench.clock.nowUs} ${telegram}`));
      bench.runTo(1900);
      return bytes.join("\n") + JSON.stringify(benchReport(bench, 0));
    };
    assert.equal(await trace(7), await trace(7));
    assert.notEqual(await trace(7), await trace(8));
  });
});
