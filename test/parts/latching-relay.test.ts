import assert from "node:assert/strict";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { LatchingRelay, USUAL_TIMES } from "../../bench/parts/latching-relay.ts";
import { inputPin, outputPin, pulseAt } from "./bench.ts";

function setUp(initiallyClosed: boolean) {
  const clock = new SimulationClock();
  const set = outputPin(clock, "B5");
  const reset = outputPin(clock, "B10");
  const { pin: feedback, changes } = inputPin(clock, "A8");
  const relay = new LatchingRelay(clock, { set, reset, feedback }, initiallyClosed);
  return { clock, set, reset, feedback, changes, relay };
}

describe("latching relay", () => {
  it("moves when a coil has been under power for the operate time, and stays without power", () => {
    const { clock, set, reset, changes, relay } = setUp(false);
    pulseAt(clock, set, 1_000, 50_000);
    clock.runUntil(20_999);
    assert.equal(relay.closed, false);
    clock.runUntil(1_000_000);
    assert.equal(relay.closed, true);
    pulseAt(clock, reset, 2_000_000, 50_000);
    clock.runUntil(3_000_000);
    assert.equal(relay.closed, false);
    assert.equal(relay.operations, 2);
    assert.deepEqual(changes, [
      { timeUs: 21_000, level: 0 },
      { timeUs: 2_020_000, level: 1 },
    ]);
    assert.deepEqual(relay.faults, []);
  });

  it("stays where it is after a pulse shorter than its operate time", () => {
    const { clock, set, relay } = setUp(false);
    pulseAt(clock, set, 0, USUAL_TIMES.operateUs - 1);
    clock.runUntil(1_000_000);
    assert.equal(relay.closed, false);
    assert.equal(relay.operations, 0);
  });

  it("does not count a pulse that sends it where it is", () => {
    const { clock, set, relay } = setUp(true);
    pulseAt(clock, set, 0, 50_000);
    clock.runUntil(1_000_000);
    assert.equal(relay.operations, 0);
  });

  it("records both coils at once as a fault and moves only when one is alone", () => {
    const { clock, set, reset, relay } = setUp(false);
    pulseAt(clock, set, 0, 40_000);
    pulseAt(clock, reset, 10_000, 15_000);
    clock.runUntil(44_000);
    assert.deepEqual(relay.faults, [{ timeUs: 10_000, kind: "both-coils" }]);
    assert.equal(relay.closed, false);
    clock.runUntil(1_000_000);
    assert.equal(relay.closed, false, "15 ms alone, twice, are not 20 ms");
  });

  it("records a coil that stays under power as a fault", () => {
    const { clock, set, relay } = setUp(false);
    pulseAt(clock, set, 0, 1_000_001);
    clock.runUntil(5_000_000);
    assert.deepEqual(relay.faults, [{ timeUs: 1_000_000, kind: "coil-overheated" }]);
  });

  it("welded closed, it does not open, and its feedback contact says so", () => {
    const { clock, reset, feedback, relay } = setUp(true);
    relay.weld();
    pulseAt(clock, reset, 0, 50_000);
    clock.runUntil(1_000_000);
    assert.equal(relay.closed, true);
    assert.equal(feedback.read(), 0);
    assert.equal(relay.operations, 0);
  });

  it("with a coil cut off, that coil moves nothing and the other one does", () => {
    const { clock, set, reset, relay } = setUp(false);
    relay.break("set-cut");
    pulseAt(clock, set, 0, 2_000_000);
    clock.runUntil(3_000_000);
    assert.deepEqual([relay.closed, relay.faults], [false, []]);
    relay.mend();
    pulseAt(clock, set, 4_000_000, 50_000);
    clock.runUntil(5_000_000);
    assert.equal(relay.closed, true);
    relay.break("reset-cut");
    pulseAt(clock, reset, 6_000_000, 50_000);
    clock.runUntil(7_000_000);
    assert.equal(relay.closed, true);
  });

  it("with its feedback cut or shorted, that says open or closed and the contact moves all the same", () => {
    const { clock, set, reset, feedback, relay } = setUp(true);
    relay.break("feedback-cut");
    assert.equal(feedback.read(), 1);
    pulseAt(clock, reset, 0, 50_000);
    clock.runUntil(1_000_000);
    assert.equal(relay.closed, false);
    relay.mend();
    relay.break("feedback-shorted");
    assert.equal(feedback.read(), 0);
    pulseAt(clock, set, 2_000_000, 50_000);
    clock.runUntil(3_000_000);
    assert.deepEqual([relay.closed, feedback.read()], [true, 0]);
    pulseAt(clock, reset, 4_000_000, 50_000);
    clock.runUntil(5_000_000);
    relay.mend();
    assert.deepEqual([relay.closed, feedback.read()], [false, 1]);
  });

  it("mended, a welded contact opens again", () => {
    const { clock, reset, relay } = setUp(true);
    relay.weld();
    relay.mend();
    pulseAt(clock, reset, 0, 50_000);
    clock.runUntil(1_000_000);
    assert.equal(relay.closed, false);
  });
});
