// Whoever holds the WAN sends what is no message at all: random bytes, half frames, frames too long, endless talk without a delimiter.
// All of it is counted, none of it is kept, and a good command right behind it acts.

import assert from "node:assert/strict";
import { noises } from "../../bench/attack/noise-on-the-wan.ts";
import type { Bench } from "../../bench/bench.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { assertNoFaults, commands, isClosed, queued, target, wait, without } from "./rig.ts";

const BYTES = 100_000;
const LONGEST_KEPT = 408;
const NOISES = noises(BYTES);

/** 100 s with the noise, a good command directly behind it, and then a report. Returns how many frames the report says were refused. */
async function refusedAfter(noise: string, meter?: string): Promise<{ bench: Bench; refused: number }> {
  const bench = await target({ startS: DEFAULT_START_S - 90, ...(meter === undefined ? {} : { meter }) });
  wait(bench, 10);
  bench.toWan(noise + bench.central.command("off"));
  for (let second = 0; second < 60; second++) {
    wait(bench, 1);
    const { messages, bytes } = queued(bench, "meter");
    assert.ok(messages < 32 && bytes < 6000, `${messages} messages, ${bytes} bytes wait`);
  }
  wait(bench, 25);
  return { bench, refused: bench.central.reports.at(-1)!.refusedFrames };
}

describe("attack: noise on the WAN", () => {
  for (const [name, noise] of Object.entries(NOISES)) {
    it(`${name}: counted and dropped, and the command behind it acts`, async () => {
      const { bench, refused } = await refusedAfter(noise);
      if (name === "nothing but delimiters") assert.equal(refused, 0);
      else assert.ok(refused > BYTES / 1000, `${refused} refused`);
      assertNoFaults(bench, "meter", "offSwitch");
      assert.equal(commands(bench).accepted, 1);
      assert.equal(isClosed(bench), false);
      assert.equal(bench.han.telegrams, 9);
    });
  }

  it("keeps endless talk whole where nobody looks at its length", async () => {
    const talk = "U".repeat(BYTES);
    const bounded = await refusedAfter(talk);
    assert.ok(bounded.refused > BYTES / (2 * LONGEST_KEPT), `${bounded.refused} refused`);
    const unbounded = await refusedAfter(
      talk,
      await without("meter", "communications", "isOverlong(rest)", "isOverlong('')"),
    );
    assert.equal(unbounded.refused, 1);
  });
});
