// The HAN telegram over the nights in which the clocks change, in both profiles: each of them, as the built meter sends it, is one to a foreign
// reader and says what the household knows by itself. The whole weeks around these nights are in test/deep.

import assert from "node:assert/strict";
import { Home } from "./home.ts";
import { Judge } from "./judge.ts";
import { readsAsUtc } from "./reader-zone.ts";

const HOURS = 13;
/** A telegram every ten seconds. */
const TELEGRAMS = HOURS * 360;
/** What a weekend with a change of the clocks has in it. */
const SEEN = [
  "CREDIT LOW NOT CUT NOW",
  "CREDIT NOT CUT NOW",
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

describe("HAN telegram over a change of the clocks", function () {
  this.timeout(240_000);
  readsAsUtc();

  for (const [change, from] of [
    ["March", Date.UTC(2026, 2, 28, 20)],
    ["October", Date.UTC(2026, 9, 24, 20)],
  ] as const)
    for (const profile of ["dutch", "belgian"] as const)
      it(`of ${change} is true every ten seconds, in the ${profile} profile`, async () => {
        const home = await Home.of({ profile, fromS: from / 1000, hours: HOURS, seed: 1 });
        const judge = new Judge(home);
        home.run((moment) => {
          judge.see(moment);
        });
        assert.equal(judge.telegrams, TELEGRAMS);
        assert.deepEqual([...judge.seen].sort(), SEEN);
      });
});
