// Whoever has the central system's keys switches an appliance on and off in quick turns: a compressor that starts against its own pressure
// breaks. The second of two commands within the least time is refused.

import assert from "node:assert/strict";
import { applianceOn } from "./appliances.ts";
import { assertNoFaults, without } from "./rig.ts";

/** Off and on by turns, for ten minutes: as fast as the telegrams that tell of it. */
const TURNS = 60;
const APART = 10;

async function cycled(meter?: string): Promise<Awaited<ReturnType<typeof applianceOn>>> {
  const one = await applianceOn(meter);
  for (let turn = 0; turn < TURNS; turn++) one.command(turn % 2 === 1, APART);
  return one;
}

describe("attack: an appliance is cycled fast", function () {
  this.timeout(60_000);

  it("and stays as it is, for the least time is not over", async () => {
    const one = await cycled();
    assert.deepEqual(
      one.changes.map(({ isOn }) => isOn),
      [true],
    );
    assertNoFaults(one.bench, "meter");
  });

  it("and follows each command where that time is not looked at", async () => {
    const bare = await without(
      "meter",
      "cs-security",
      "applianceSwitched(stored, parametersGet(PARAMETER_LOAD), to, seconds)",
      "to + u32(seconds)",
    );
    assert.ok((await cycled(bare)).changes.length > TURNS / 2);
  });
});
