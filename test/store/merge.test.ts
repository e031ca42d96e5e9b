// Bursts of equal entries: what comes in is in the log, count by count, in far fewer records.
import assert from "node:assert/strict";
import { LogSubject } from "./log-subject.ts";
import { array, ArrayFlash } from "./rig.ts";

const DAY_MS = 86_400_000;

function burst(kinds: number, calls: number): LogSubject {
  const one = new LogSubject("offSwitch");
  one.open(new ArrayFlash(array(1)));
  one.perform({ kind: "provision" });
  for (let call = 0; call < calls; call++) {
    const nowMs = call * 1000;
    one.perform({ kind: "merge", entry: `${1000 + (call % 9000)}kind ${call % kinds}`, nowMs });
    one.perform({ kind: "flush", nowMs });
    one.idle();
  }
  for (let day = 1; day <= 3; day++) one.perform({ kind: "flush", nowMs: calls * 1000 + day * DAY_MS });
  return one;
}

describe("store, bursts of equal entries", () => {
  for (const kinds of [1, 3, 11, 14]) {
    it(`of ${kinds} kinds: each call is counted, and most make no record`, () => {
      const calls = 2000;
      const one = burst(kinds, calls);
      const left = [...one.model.pendingOfLength.values()].reduce((sum, count) => sum + count, 0);
      assert.equal(left, 0);
      assert.ok(
        one.model.records.length > kinds / 2 && one.model.records.length < 100,
        `${one.model.records.length} records`,
      );
    });
  }
});
