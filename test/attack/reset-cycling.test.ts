// The off-switch processor is reset again and again: to have an opening sooner than its delay, a move sooner than its rest or beyond its cap,
// an arming for longer than its time. What counts down lies on the flash part, and a reset takes nothing off a wait.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { Random } from "../../bench/engine/random.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { ARMED, DISCONNECTED } from "../../firmware/messages/switch-state.ts";
import { delaySeconds } from "../../firmware/off-switch/switch.ts";
import { drawnOn, fieldMeter, order } from "./field.ts";
import type { FieldOptions } from "./field.ts";
import { isClosed, wait, without } from "./rig.ts";

const DAY = 86_400;
const WINDOW = 900;
const SECURITY = ["off-switch", "off-switch-security"] as const;
/** Where a start takes up what was stored. */
const RECALLED = "rules.decodeState(s, stored);\n      // Where the relay";

function movesUs(bench: Bench): number[] {
  const times: number[] = [];
  bench.offSwitchParts.relay.onMove((_, timeUs) => times.push(timeUs));
  return times;
}

/** Goes on for so long, with a reset every so often, by the reset pin or by the supply. */
function cycle(bench: Bench, random: Random, seconds: number, mostBetween: number): void {
  for (const end = bench.elapsedS + seconds; bench.elapsedS < end;) {
    wait(bench, 0.2 + random.unit() * mostBetween);
    if (random.chance(0.5)) bench.offSwitch.reset();
    else bench.cutPower("offSwitch");
    wait(bench, 1.3);
  }
}

/** Seconds from an off to the opening under resets, and the delay that was drawn. */
async function delayed(seed: number, mostBetween: number, options: FieldOptions = {}): Promise<[number, number]> {
  const bench = await fieldMeter({ ...options, policy: encodePolicy(WINDOW, 0, 24, DAY), seed });
  const times = movesUs(bench);
  const random = new Random(seed);
  const from = bench.elapsedS;
  order(bench, "off");
  wait(bench, 1);
  bench.meter.powerOff();
  for (let tries = 0; isClosed(bench) && tries < 1000; tries++) cycle(bench, random, 20, mostBetween);
  assert.equal(isClosed(bench), false);
  return [times[0]! / 1e6 - from, delaySeconds(WINDOW, drawnOn(bench.keys.delay, 1))];
}

/** Off, on, the button and a reset, over and over. Returns the operations in so many rounds. */
async function swung(rounds: number, options: FieldOptions = {}): Promise<number> {
  const bench = await fieldMeter({ ...options, policy: encodePolicy(0, 0, 6, DAY) });
  for (let round = 0; round < rounds; round++) {
    order(bench, "off");
    wait(bench, 2);
    bench.offSwitch.reset();
    wait(bench, 2);
    order(bench, "on");
    wait(bench, 2);
    bench.pressButton(2.5);
    wait(bench, 4);
    bench.offSwitch.reset();
    wait(bench, 2);
  }
  return bench.offSwitchParts.relay.operations;
}

describe("attack: resets without end", function () {
  this.timeout(120_000);

  it("bring no opening forward: none comes sooner than its delay", async () => {
    for (const seed of [2, 4, 10]) {
      const [seconds, delay] = await delayed(seed, 200);
      assert.ok(seconds >= delay, `${seconds} s where ${delay} were drawn`);
    }
  });

  it("give no more moves than the cap, and none within the rest", async () => {
    assert.ok((await swung(20)) <= 6);
    const bench = await fieldMeter({ policy: encodePolicy(0, 600, 24, DAY) });
    const times = movesUs(bench);
    order(bench, "off");
    wait(bench, 2);
    order(bench, "on");
    wait(bench, 2);
    const random = new Random(5);
    while (!isClosed(bench)) {
      cycle(bench, random, 60, 60);
      order(bench, "on");
      wait(bench, 2);
      bench.pressButton(2.5);
      wait(bench, 4);
    }
    assert.ok(times[1]! - times[0]! >= 599e6, `${(times[1]! - times[0]!) / 1e6} s`);
  });

  it("keep no switch armed for longer than its time", async () => {
    const bench = await fieldMeter({ policy: encodePolicy(0, 0, 24, 600) });
    order(bench, "off");
    wait(bench, 2);
    order(bench, "on");
    wait(bench, 6);
    assert.equal(bench.switchReport.charAt(0), ARMED);
    bench.meter.powerOff();
    cycle(bench, new Random(6), 600, 50);
    wait(bench, 6);
    assert.equal(bench.switchReport.charAt(0), DISCONNECTED);
    bench.pressButton(2.5);
    wait(bench, 5);
    assert.equal(isClosed(bench), false);
  });

  it("succeed where a start forgets what counted down", async () => {
    const forgetful = await without(
      ...SECURITY,
      RECALLED,
      "rules.decodeState(s, stored);\n      s[WAIT] = s[REST] = s[WEAR] = 0;\n      // Where the relay",
    );
    const [seconds, delay] = await delayed(10, 200, { offSwitch: forgetful });
    assert.ok(seconds < delay, `${seconds} s where ${delay} were drawn`);
    assert.ok((await swung(10, { offSwitch: forgetful })) > 6);
  });

  it("not promised: one whose processor is reset more often than once a minute is not switched off", async () => {
    const bench = await fieldMeter({ policy: encodePolicy(120, 0, 24, DAY), seed: 10 });
    assert.ok(delaySeconds(120, drawnOn(bench.keys.delay, 1)) > 60);
    order(bench, "off");
    wait(bench, 2);
    bench.meter.powerOff();
    cycle(bench, new Random(7), 600, 40);
    assert.equal(isClosed(bench), true);
    wait(bench, 121);
    assert.equal(isClosed(bench), false);
  });
});
