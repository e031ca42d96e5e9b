// A small part of each of the store's tests, for the search for seeded bugs: seconds in all. Bundled with the mutated store and given to mocha.
import assert from "node:assert/strict";
import "./port.test.ts";
import "./refusals.test.ts";
import "./merge.test.ts";
import "./idle.test.ts";
import "./weak-cells.test.ts";
import "./forged-payload.test.ts";
import "./properties.test.ts";
import "./bad-cells.test.ts";
import "./boot-storm.test.ts";
import { runSweep } from "./sweep.ts";
import "./flips.test.ts";
import "./images.test.ts";

describe("store, a sample of cuts", () => {
  it("keeps every promise", () => {
    assert.deepEqual(runSweep({ share: 0, shares: 1, stride: 71, secondOneIn: 4 }).failures, []);
  }).timeout(120_000);
});
