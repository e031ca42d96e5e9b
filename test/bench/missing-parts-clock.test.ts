// A meter whose clock is missing, has stopped or lost its time: it counts on, marks what it says, ends no interval of which nobody knows
// when it ended, and goes on by itself where the clock knows the time again.

import assert from "node:assert/strict";
import { STATUS_PARTIAL, STATUS_POWER_FAIL } from "../../firmware/messages/reading.ts";
import type { Bench } from "../../bench/bench.ts";
import { newBench } from "../bundles.ts";
import { assertIntact, events, plugOf, registerWh, reported, steady, telegrams } from "./missing-parts-rig.ts";

const GONE_S = 2100;
const BACK_S = 3600 + 300;
const END_S = 3600 + 1800 + 60;

const NO_TIME = /^0-0:1\.0\.0\(/m;

interface Away {
  /** What the log says between the start and the return; a part that says something else each time may say it so often. */
  readonly says: readonly string[] | number;
  readonly away: (bench: Bench) => void;
  readonly back: (bench: Bench) => void;
}

function plugged(away: "out" | "noise"): Omit<Away, "says"> {
  return {
    away: (bench) => {
      const plug = plugOf(bench, "clock");
      plug.set(away);
      plugs.set(bench, plug);
    },
    back: (bench) => plugs.get(bench)?.set("in"),
  };
}
const plugs = new WeakMap<Bench, ReturnType<typeof plugOf>>();

function setAgain(bench: Bench): void {
  bench.meterParts.clock.setUtc(Math.round(bench.utcMs / 1000));
}

const CASES: Readonly<Record<string, Away>> = {
  "is missing": { says: ["00:34:59Z clock is missing"], ...plugged("out") },
  "has a loose contact": { says: 100, ...plugged("noise") },
  "was without power": {
    says: ["00:34:59Z clock has forgotten"],
    away: (bench) => {
      bench.meterParts.clock.powerCycle();
    },
    back: setAgain,
  },
  "has stopped": {
    says: ["00:34:59Z clock has forgotten"],
    away: (bench) => {
      bench.meterParts.clock.stopOscillator();
    },
    back: setAgain,
  },
};

/** Of the interval in which the meter started. */
const FIRST = STATUS_PARTIAL | STATUS_POWER_FAIL;

describe("a meter whose clock", () => {
  for (const [name, { says, away, back }] of Object.entries(CASES))
    it(`${name}: marks its readings, seals no interval, says so, and goes on when the clock is back`, async () => {
      const bench = await newBench({ household: steady(3600, 4) });
      const all = telegrams(bench);
      bench.runTo(GONE_S);
      const before = all.length;
      away(bench);
      bench.runTo(BACK_S);
      const during = all.slice(before + 1);
      assert.ok(during.length > 150 && during.every((telegram) => !NO_TIME.test(telegram)));
      assert.ok(all.slice(0, before).every((telegram) => NO_TIME.test(telegram)));
      assert.equal(registerWh(bench.han.last), bench.pulses.generated - 2);
      assert.deepEqual(reported(bench), [
        ["00:15", 899, FIRST],
        ["00:30", 900, 0],
      ]);
      back(bench);
      bench.runTo(END_S);
      assert.deepEqual(reported(bench).slice(2), [
        ["01:15", 600, 1],
        ["01:30", 900, 0],
      ]);
      assert.deepEqual(
        events(bench, "metrology").map((event) => event.slice(0, 6)),
        ["00:00:", "00:15:", "00:30:", "01:15:", "01:30:"],
      );
      const said = events(bench, "security");
      assert.deepEqual([said[0], said.at(-1)], ["00:00:09Z started", "- clock works again"]);
      if (typeof says === "number") assert.ok(said.length > 2 && said.length <= 2 + says, `${said.length}`);
      else assert.deepEqual(said.slice(1, -1), says);
      bench.finish();
      assert.equal(registerWh(bench.han.last), bench.pulses.generated);
      assertIntact(bench);
    });

  it("stands still without saying so is noticed, and believed again only after a reset", async () => {
    const bench = await newBench({ household: steady(3600, 4) });
    bench.runTo(GONE_S);
    bench.meterParts.clock.freeze();
    bench.runTo(3600);
    setAgain(bench);
    bench.runTo(7200);
    assert.deepEqual(reported(bench), [
      ["00:15", 899, FIRST],
      ["00:30", 900, 0],
    ]);
    bench.meter.reset();
    bench.runTo(7200 + 1810);
    assert.deepEqual(
      reported(bench)
        .slice(2)
        .map(([end, , status]) => [end, status]),
      [
        ["02:15", FIRST],
        ["02:30", 0],
      ],
    );
    assert.deepEqual(events(bench, "security"), [
      "00:00:09Z started",
      "00:34:59Z clock is stuck",
      "- clock has forgotten",
      "02:00:09Z started",
    ]);
    assertIntact(bench);
  });

  it("is away for a moment within an interval loses nothing of it", async () => {
    const bench = await newBench({ household: steady(3600, 1) });
    bench.runTo(1000);
    const plug = plugOf(bench, "clock");
    plug.set("out");
    bench.runTo(1100);
    plug.set("in");
    bench.runTo(1810);
    assert.deepEqual(reported(bench), [
      ["00:15", 899, FIRST],
      ["00:30", 900, 0],
    ]);
  });

  it("is away while an interval ends does not end it later", async () => {
    const bench = await newBench({ household: steady(3600, 1) });
    bench.runTo(1780);
    const plug = plugOf(bench, "clock");
    plug.set("out");
    bench.runTo(1830);
    plug.set("in");
    bench.runTo(3610);
    assert.deepEqual(reported(bench), [
      ["00:15", 899, FIRST],
      ["00:45", 870, 1],
      ["01:00", 900, 0],
    ]);
  });

  it("is set forward by half an hour ends no interval that it leaps over", async () => {
    const bench = await newBench({ household: steady(3600, 2) });
    bench.runTo(1000);
    bench.meterParts.clock.setUtc(bench.startS + 2800);
    bench.runTo(1910);
    assert.deepEqual(reported(bench), [
      ["00:15", 899, FIRST],
      ["01:00", 800, 1],
    ]);
  });

  it("is missing from the start seals nothing and counts all the same", async () => {
    const bench = await newBench({ household: steady(3600, 2) });
    plugOf(bench, "clock").set("out");
    bench.meter.reset();
    bench.runTo(3600);
    assert.deepEqual([bench.central.accepted, events(bench, "metrology")], [0, []]);
    assert.deepEqual(events(bench, "security"), ["- clock is missing", "- started"]);
    bench.central.switch("off");
    bench.runTo(3610);
    assert.equal(bench.offSwitchParts.relay.closed, false);
    bench.finish();
    assert.equal(registerWh(bench.han.last), bench.pulses.generated);
  });
});
