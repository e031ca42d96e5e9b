// The parts of the bench that are hand, eyes and clock at emulated boards, without an emulator.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { flowAfter, inputsOf, NO_FLOW, sourcesHand } from "../../bench/loop/hands.ts";
import type { LoopClock } from "../../bench/loop/clock.ts";
import { ChipClock } from "../../bench/loop/stand-in/chip-clock.ts";
import { PulseSource } from "../../bench/loop/stand-in/pulse-source.ts";

/** Rings when it is told to go on. */
class HandClock implements LoopClock {
  #nowMs = 0;
  readonly #alarms = new Set<{ readonly atMs: number; readonly ring: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  readonly setAlarm = (ms: number, ring: () => void): (() => void) => {
    const alarm = { atMs: this.#nowMs + ms, ring };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  };

  async goOn(ms: number): Promise<void> {
    for (const endMs = this.#nowMs + ms; this.#nowMs < endMs;) {
      this.#nowMs += 10;
      for (const alarm of this.#alarms) if (alarm.atMs <= this.#nowMs && this.#alarms.delete(alarm)) alarm.ring();
      await Promise.resolve();
    }
  }
}

describe("time of emulated boards", () => {
  it("is that of the board that is behind, over the end of its counter", async () => {
    const stepNs = 300_000_000;
    const counter = (factor: number): (() => Promise<number>) => {
      let ns = 2 ** 32 - stepNs;
      return () => Promise.resolve((ns = (ns + factor * stepNs) % 2 ** 32));
    };
    const clock = new ChipClock([counter(3), counter(1)], 5000);
    const rung: number[] = [];
    clock.setAlarm(600, () => rung.push(clock.nowMs()));
    const callOff = clock.setAlarm(600, () => rung.push(-1));
    callOff();
    while (rung.length === 0) await sleep(2);
    clock.stop();
    assert.deepEqual(rung, [5600]);
  });
});

describe("pulse source of an emulated board", () => {
  it("gives so many watts while the switch is closed, and counts what it gave", async () => {
    const clock = new HandClock();
    let [isOn, came] = [true, 0];
    const source = new PulseSource(
      clock,
      () => Promise.resolve(isOn),
      () => came++,
    );
    source.set(7200);
    await clock.goOn(10_000);
    assert.deepEqual([source.given, came], [20, 20]);
    isOn = false;
    await clock.goOn(10_000);
    isOn = true;
    source.set(0);
    await clock.goOn(10_000);
    assert.deepEqual([source.given, came, source.watts], [20, 20, 0]);
  });
});

describe("pulse sources at both inputs", () => {
  const flow = (loadW: number | undefined, sunW: number) => ({ loadW, sunW });

  it("are what is left of home and roof", () => {
    assert.deepEqual(inputsOf(flow(500, 2500)), { importW: 0, exportW: 2000 });
    assert.deepEqual(inputsOf(flow(3000, 2500)), { importW: 500, exportW: 0 });
    assert.deepEqual(inputsOf(NO_FLOW), { importW: undefined, exportW: 0 });
    assert.deepEqual(flowAfter({ kind: "load", watts: undefined }, NO_FLOW, 700), flow(700, 0));
    assert.equal(flowAfter({ kind: "sun", watts: undefined }, NO_FLOW, 700), undefined);
  });

  it("are asked for where they change", () => {
    assert.equal(
      sourcesHand(flow(500, 0), flow(500, 2500)),
      "Stop the pulse source at the import input (E7 of the meter board). " +
        "Set the pulse source at the export input (E8 of the meter board) to 2000 W: a pulse every 1.80 s",
    );
    assert.equal(sourcesHand(flow(500, 2500), flow(600, 2600)), "");
  });
});
