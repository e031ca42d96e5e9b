// A meter without its display: everything else goes on as if nothing were missing, and the display shows all of it once it is back.

import assert from "node:assert/strict";
import type { PlugState } from "../../bench/parts/i2c-plug.ts";
import { STATUS_PARTIAL, STATUS_POWER_FAIL } from "../../firmware/messages/reading.ts";
import { newBench } from "../bundles.ts";
import { assertIntact, events, plugOf, reported, telegrams } from "./missing-parts-rig.ts";

const HOURS_S = 3 * 3600;

describe("a meter without its display", () => {
  it("sends the telegrams and reports of a whole meter, byte for byte, and says what is missing", async () => {
    const whole = await newBench();
    const bench = await newBench();
    plugOf(whole, "lcd");
    const plug = plugOf(bench, "lcd");
    const [expected, got] = [telegrams(whole), telegrams(bench)];
    whole.runTo(HOURS_S);
    bench.runTo(600);
    plug.set("out");
    bench.runTo(HOURS_S);
    assert.equal(got.length, HOURS_S / 10);
    assert.deepEqual(got, expected);
    assert.deepEqual(reported(bench), reported(whole));
    assert.deepEqual(events(bench, "metrology"), events(whole, "metrology"));
    assert.deepEqual(events(whole, "security"), ["00:00:09Z started"]);
    assert.deepEqual(events(bench, "security"), ["00:00:09Z started", "00:09:59Z lcd is missing"]);
    assertIntact(bench);
  });

  it("shows all four rows once it is back, and says so", async () => {
    const bench = await newBench();
    const plug = plugOf(bench, "lcd");
    bench.runTo(600);
    plug.set("out");
    bench.runTo(1200);
    plug.set("in");
    bench.meterParts.lcd.powerCycle();
    bench.runTo(1260);
    assert.deepEqual(bench.meterParts.lcd.rows(), [
      "        0.096 kWh   ",
      "          158 W     ",
      "Switch: on          ",
      "Refused: 0          ",
    ]);
    assert.deepEqual(bench.meterParts.lcd.faults, []);
    assert.deepEqual(events(bench, "security"), [
      "00:00:09Z started",
      "00:09:59Z lcd is missing",
      "00:19:59Z lcd works again",
    ]);
  });

  it("starts without it, switches on command, and is a meter all the same", async () => {
    const bench = await newBench();
    plugOf(bench, "lcd").set("out");
    bench.meter.reset();
    bench.runTo(1000);
    bench.central.switch("off");
    bench.runTo(1010);
    assert.equal(bench.offSwitchParts.relay.closed, false);
    assert.deepEqual(reported(bench), [["00:15", 74, STATUS_PARTIAL | STATUS_POWER_FAIL]]);
    assert.deepEqual(events(bench, "security"), ["- lcd is missing", "00:00:09Z started"]);
    assertIntact(bench);
  });

  for (const [state, lcd, clock] of [
    ["sda low", "is stuck", "is stuck"],
    ["scl low", "is stuck", "is stuck"],
  ] as const satisfies readonly (readonly [PlugState, string, string])[])
    it(`whose bus it holds (${state}) loses its clock with it, and counts, answers and comes back`, async () => {
      const bench = await newBench();
      const plug = plugOf(bench, "lcd");
      bench.runTo(1000);
      plug.set(state);
      bench.runTo(1800);
      bench.central.switch("off");
      bench.runTo(1810);
      assert.equal(bench.offSwitchParts.relay.closed, false);
      plug.set("in");
      bench.runTo(1900);
      assert.deepEqual(bench.meter.resets, { watchdog: 0, software: 0, external: 0 });
      assert.deepEqual(events(bench, "security"), [
        "00:00:09Z started",
        `00:16:39Z clock ${clock}`,
        `00:16:39Z lcd ${lcd}`,
        "- clock works again",
        "- lcd works again",
      ]);
      bench.finish();
      assert.equal(bench.meterParts.lcd.rows()[2], "Switch: off         ");
      assertIntact(bench);
    });
});
