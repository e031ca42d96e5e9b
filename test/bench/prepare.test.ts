// How the switch of a bench waits where nobody said: as one that people look at, at once for scripts and where it is headless.

import assert from "node:assert/strict";
import { prepare } from "../../bench/bench-prepare.ts";
import { AT_ONCE, atOnceWithin, IN_SIGHT, POLICY, SWITCH_STATE } from "../../bench/switch-values.ts";
import { storedValues } from "../../bench/meter-values.ts";

describe("the switch of a bench", () => {
  for (const [what, options, policy] of [
    ["that people look at waits up to half a minute, and rests as long", {}, IN_SIGHT],
    ["that is headless opens at once", { headless: true }, AT_ONCE],
    ["that plays a script opens at once", { script: ["x.hasm"] }, AT_ONCE],
    ["has the window that was asked for", { window: "40s" }, atOnceWithin(40)],
  ] as const)
    it(what, async () => {
      const { feeder } = await prepare({ speed: "1", page: false, for: "1m", ...options });
      assert.equal(storedValues(feeder.first, "offSwitch", SWITCH_STATE).get(POLICY), policy);
    });
});
