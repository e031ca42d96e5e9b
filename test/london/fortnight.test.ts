// Two weeks of a real household on prepaid supply, from both boards' bundles to the bill: Good Friday and Easter Monday of 2013 and the night on
// which summer time began are among them. The whole year: test/deep/london.test.ts.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { judge } from "./judge.ts";
import { LOAD } from "./rig.ts";

const PENCE = [1300, 1600];

describe("London: two weeks, prepaid", function () {
  this.timeout(1_800_000);

  before(function () {
    if (existsSync(LOAD)) return;
    console.log("    London load: skipped, there is no ../shared/data beside the repository");
    this.skip();
  });

  it("charges what the bill says and the arithmetic says, and is off exactly when it must be", async () => {
    const { openings, closings, emergenciesTaken } = await judge({
      fromS: Date.UTC(2013, 2, 25) / 1000,
      days: 14,
      seed: 1,
      pence: (week) => PENCE[week]!,
      takesEmergency: (week) => week === 0,
      holdsMidweek: (week) => week === 1,
    });
    assert.deepEqual(
      openings.map(({ isPostponed, wasEmergency }) => ({ isPostponed, wasEmergency })),
      [
        { isPostponed: true, wasEmergency: false },
        { isPostponed: false, wasEmergency: true },
        { isPostponed: true, wasEmergency: false },
      ],
    );
    assert.deepEqual([closings, emergenciesTaken], [2, 1]);
  });
});
