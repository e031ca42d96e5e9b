// The whole year 2013 of test/london: a code every week whose amount comes from a seed (HASM_SEED), both clock changes, and weeks in which
// emergency credit is taken with and without light. Some minutes of processor.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Random } from "../../bench/engine/random.ts";
import { judge } from "../london/judge.ts";
import { LOAD } from "../london/rig.ts";

const SEED = Number(process.env["HASM_SEED"] ?? 1);
const DAYS = 365;
const LEAST_PENCE = 1200;
const MOST_PENCE = 4200;

describe("London: a year, prepaid", () => {
  before(function () {
    if (existsSync(LOAD)) return;
    console.log("    London load: skipped, there is no ../shared/data beside the repository");
    this.skip();
  });

  it("charges what the bill says and the arithmetic says, and is off exactly when it must be", async () => {
    const random = new Random(SEED);
    const pence = Array.from({ length: DAYS / 7 + 1 }, () => LEAST_PENCE + random.below(MOST_PENCE - LEAST_PENCE + 1));
    const { openings, closings, expiries, emergenciesTaken, pulses, charged1e5, balance1e5 } = await judge({
      fromS: Date.UTC(2013, 0, 1) / 1000,
      days: DAYS,
      seed: SEED,
      pence: (week) => pence[week]!,
      takesEmergency: (week) => week % 2 === 0,
      holdsMidweek: (week) => week % 3 === 0,
    });
    const postponed = openings.filter(({ isPostponed }) => isPostponed).length;
    const emergency = openings.filter(({ wasEmergency }) => wasEmergency).length;
    console.log(
      `    seed ${SEED}: ${pulses} pulses, charged ${charged1e5}, balance ${balance1e5}; off ${openings.length} times, ` +
        `${postponed} postponed, ${emergency} after emergency credit; on ${closings} times, ` +
        `after a call to the supplier ${expiries} times`,
    );
    assert.ok(postponed >= 5 && openings.length - postponed >= 5, "of each kind there are some");
    assert.ok(emergency >= 5 && emergenciesTaken > emergency && expiries > 0, "of each kind there are some");
  });
});
