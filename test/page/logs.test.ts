// What the page is told of the logs: what stands in them, and whether their chains hold.

import assert from "node:assert/strict";
import { logEntries } from "../../bench/log-entries.ts";
import { decodeLogFile } from "../../bench/log-file.ts";
import { exportedLog } from "../../bench/meter-logs.ts";
import { LogWatch, logView } from "../../bench/page/log-watch.ts";
import { shown } from "./shown-rig.ts";

describe("page: the logs", () => {
  it("names the first record of a log that is not what the meter wrote, and says when it is again", async () => {
    const { bench } = await shown();
    bench.runTo(10);
    bench.central.switch("off");
    bench.runTo(20);
    const whole = logView(bench, "switch");
    assert.ok(whole.records >= 4);
    assert.deepEqual(
      [whole.intact, whole.verdict, whole.records],
      [true, `chain intact up to record ${whole.records}`, whole.records],
    );
    const file = decodeLogFile(exportedLog(bench, "switch"));
    const entries = logEntries(file);
    assert.deepEqual(
      whole.latest.map(({ record, text }) => [record, text]),
      entries.map(({ record, text }) => [record, text]).reverse(),
    );
    const { cells } = bench.offSwitchParts.memory.array;
    const at = Buffer.from(cells).indexOf(Buffer.from(file.records[1]!.text, "latin1")) + 8;
    const before = cells[at]!;
    cells[at] = before ^ 1;
    const edited = logView(bench, "switch");
    assert.equal(edited.intact, false);
    assert.equal(edited.verdict, "broken: record 2 is missing");
    assert.deepEqual(
      edited.latest.filter(({ verified }) => verified).map(({ record }) => record),
      [1],
    );
    cells[at] = before;
    assert.equal(logView(bench, "switch").intact, true);
  });

  it("reads a log again only where its part was written", async () => {
    const { bench } = await shown();
    bench.runTo(20);
    const watch = new LogWatch(bench);
    let nowMs = 0;
    const look = (times: number): void => {
      for (let i = 0; i < times; i++, nowMs += 10_000) watch.look(() => nowMs);
    };
    look(8);
    assert.deepEqual([watch.end, watch.since(0).length], [4, 4]);
    look(8);
    assert.equal(watch.end, 4);
    bench.runTo(1000);
    look(8);
    assert.ok(watch.since(4).some(({ name }) => name === "metrology"));
  });
});
