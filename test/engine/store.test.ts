// The store on the STM32F405RG image, its part in the engine's heap: what it wrote is read back there, after a reset, and on the host; and what
// happens to it where the heap runs out.

import assert from "node:assert/strict";
import { arrayFlash, openDumpedLog } from "../../bench/flash-part.ts";
import { openHostValues } from "../../bench/cost/store-host.ts";
import { decodeLogFile, exportLog } from "../../bench/log-file.ts";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { readRecord, RECORD_DATA } from "../../firmware/store/log.ts";
import { getValue } from "../../firmware/store/values.ts";
import { FAULT_INTERRUPTED } from "../../firmware/kernel/partition.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { freshPart, JOURNAL, NUMBERS, runScribe, shortAtRead, shortOfHeap } from "./store-board.ts";
import { KEYS } from "./twins.ts";

/** The entries of a part's log, which has to be what the meter wrote. */
function entries(array: NorArray): string[] {
  const file = decodeLogFile(exportLog(openDumpedLog(array.cells, JOURNAL, KEYS.meterLogs)));
  assert.deepEqual(verifyLog(file, KEYS.meterLogs).verdict, { kind: "intact", restarts: [] });
  return file.records.flatMap(({ text }) =>
    text.charCodeAt(0) === RECORD_DATA ? [text.slice(6, 6 + text.charCodeAt(1))] : [],
  );
}

function values(array: NorArray): string[] {
  const open = openHostValues(arrayFlash(array), NUMBERS);
  return [getValue(open, 0), getValue(open, 1)];
}

const record = (array: NorArray, sequence: number): string =>
  readRecord(openDumpedLog(array.cells, JOURNAL, KEYS.meterLogs), sequence);

engineSuite("the store on the STM32F405RG image", "stm32", () => {
  it("mounts, appends, reads back and puts, and a second start goes on where the first ended", async () => {
    const first = await runScribe(freshPart(), 2.8);
    const begin = record(first.array, 1);
    assert.deepEqual(first.said, [
      "start ,",
      "appended a, put value a",
      `read ${begin}`,
      "appended b, put value b",
      `read ${record(first.array, 2)}`,
      "appended c, put value c",
      `read ${record(first.array, 3)}`,
    ]);
    assert.ok(record(first.array, 2).startsWith("\x81\x07\0\0\0\x02entry a\xff"));
    assert.deepEqual(entries(first.array), ["entry a", "entry b", "entry c"]);
    assert.deepEqual(values(first.array), ["value b", "value c"]);

    const second = await runScribe(first.array, 1.8);
    assert.deepEqual(second.said, [
      "start value b,value c",
      "appended a, put value a",
      `read ${begin}`,
      "appended b, put value b",
      `read ${record(first.array, 2)}`,
    ]);
    assert.deepEqual(entries(second.array), ["entry a", "entry b", "entry c", "entry a", "entry b"]);
    assert.deepEqual(values(second.array), ["value b", "value a"]);
    assert.deepEqual([...first.faults, ...second.faults], []);
  });

  /** What trouble with the heap must not do. Returns how many of the runs were out of memory. */
  async function survives(trouble: (how: number) => string, cases: readonly number[]): Promise<number> {
    let interrupted = 0;
    for (const how of cases) {
      const { said, array, faults, flags } = await runScribe(freshPart(), 6.8, trouble(how));
      if (flags.includes("MEMORY") && faults.length > 0) interrupted++;
      assert.ok(
        faults.every((kind) => kind === FAULT_INTERRUPTED),
        `${how}: ${faults.join()}`,
      );
      const acknowledged = said.flatMap((line) => /^appended (.),/.exec(line)?.[1] ?? []);
      // Two ticks before, and some after the partition was started anew.
      assert.ok(acknowledged.length >= 4, `${how}: ${said.join("; ")}`);
      const extra = entries(array).map((entry) => entry.slice("entry ".length));
      const all = extra.join("");
      for (const name of acknowledged) {
        const at = extra.indexOf(name);
        assert.ok(at >= 0, `${how}: entry ${name} of ${acknowledged.join("")} is not in ${all}`);
        extra.splice(at, 1);
      }
      assert.ok(extra.length <= 1, `${how}: ${extra.join("")} were never acknowledged`);
    }
    return interrupted;
  }

  it("an append without heap for its seal leaves a log that verifies, with every entry that was acknowledged", async () => {
    assert.equal(await survives((free) => shortOfHeap(free, 1.5), [160, 260]), 2);
  });

  it("so does one that runs out of heap while it writes, before and behind the commit", async () => {
    assert.equal(await survives((read) => shortAtRead(read, 1.5), [1, 3, 5]), 3);
  });
});
