// A week of HAN telegrams around each change of the clocks, in both profiles: 60 480 each, and not one that a foreign reader refuses or that
// says anything else than the household knows by itself.

import assert from "node:assert/strict";
import { Home } from "../p1/home.ts";
import { Judge } from "../p1/judge.ts";
import { readsAsUtc } from "../p1/reader-zone.ts";

const HOURS = 7 * 24;
const TELEGRAMS = 60_480;
/** What no such week is without. */
const SEEN = [
  "CREDIT",
  "CREDIT LOW",
  "CREDIT LOW EMERGENCY IN USE",
  "CREDIT LOW EMERGENCY IN USE NOT CUT NOW",
  "CREDIT LOW EMERGENCY OFFERED NOT CUT NOW",
  "CREDIT LOW NOT CUT NOW",
  "S",
  "W",
  "breaker 0",
  "breaker 1",
  "breaker 2",
  "low",
  "normal",
  "power delivered",
  "power received",
];

describe("HAN telegram through a week", () => {
  readsAsUtc();

  for (const [change, from] of [
    ["March", Date.UTC(2026, 2, 25, 20)],
    ["October", Date.UTC(2026, 9, 21, 20)],
  ] as const)
    for (const profile of ["dutch", "belgian"] as const)
      it(`with the change of ${change} is true every ten seconds, in the ${profile} profile`, async () => {
        const home = await Home.of({ profile, fromS: from / 1000, hours: HOURS, seed: 1 });
        const judge = new Judge(home);
        home.run((moment) => {
          judge.see(moment);
        });
        assert.equal(judge.telegrams, TELEGRAMS);
        for (const fact of SEEN) assert.ok(judge.seen.has(fact), fact);
      });
});
