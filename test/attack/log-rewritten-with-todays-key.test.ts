// Somebody takes the meter over at some record: he reads the root, the whole part and the chain key of the record to come, and writes a
// past that suits him. His records carry the best tags that he can make.

import assert from "node:assert/strict";
import type { LogFile } from "../../bench/log-file.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { NO_KEY, RECORD_BEGIN, RECORD_DATA, RECORD_RESTART } from "../../firmware/store/log.ts";
import { exported, forge, forgeClosing, KEYS, partWith, SECURITY } from "../log-rig.ts";

const WRITTEN = 50;
const MARKS = "\0".repeat(8);
const { log } = partWith(WRITTEN);
const file = exported(log);
const todaysKey = log.key;

/** Records `from` to `to` in a chain that begins with `chainKey`, and the key that follows. */
function forgeRun(from: number, to: number, chainKey: string): { records: LogFile["records"]; key: string } {
  const records = [];
  let key = chainKey;
  for (let sequence = from; sequence <= to; sequence++) {
    const restarts = sequence === from && chainKey === NO_KEY;
    const type = restarts ? RECORD_RESTART : sequence === 1 ? RECORD_BEGIN : RECORD_DATA;
    const payload = type === RECORD_DATA ? "all is well" : MARKS;
    const { record, next } = forge(SECURITY, { type, sequence, payload, chainKey: key });
    records.push(record);
    key = next;
  }
  return { records, key };
}

describe("attack: a log is written anew with the key of today", () => {
  it("one record before today, each of them: it is named", () => {
    for (let record = 2; record <= WRITTEN; record++) {
      const [forged] = forgeRun(record, record, todaysKey).records;
      const changed = { ...file, records: file.records.with(record - 1, forged!) };
      assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "edited", record });
    }
  });

  it("everything from some record on, with a closing tag to it: the first forged one is named", () => {
    for (let record = 2; record <= WRITTEN; record++) {
      const { records, key } = forgeRun(record, WRITTEN, todaysKey);
      const all = [...file.records.slice(0, record - 1), ...records];
      for (const closing of [file.closing, forgeClosing(SECURITY, WRITTEN, key)])
        assert.deepEqual(verifyLog({ ...file, records: all, closing }, KEYS).verdict, { kind: "edited", record });
    }
  });

  it("the whole log: nothing in it was made under the first key, unless the closing tag is left", () => {
    const { records, key } = forgeRun(1, WRITTEN, todaysKey);
    const closing = forgeClosing(SECURITY, WRITTEN, key);
    assert.deepEqual(verifyLog({ ...file, records, closing }, KEYS).verdict, { kind: "wrong-keys" });
    assert.deepEqual(verifyLog({ ...file, records }, KEYS).verdict, { kind: "edited", record: 1 });
  });

  it("as a chain that begins anew, which needs the root alone: the restart is named", () => {
    for (const record of [1, 2, 20, WRITTEN]) {
      const { records, key } = forgeRun(record, WRITTEN, NO_KEY);
      const all = [...file.records.slice(0, record - 1), ...records];
      const closing = forgeClosing(SECURITY, WRITTEN, key);
      assert.deepEqual(verifyLog({ ...file, records: all, closing }, KEYS).verdict, {
        kind: "begins-anew",
        record,
        restarts: [record],
        after: undefined,
      });
    }
  });

  it("without the root, even a restart cannot be forged", () => {
    const { records } = forgeRun(20, WRITTEN, NO_KEY);
    const other = { ...KEYS, root: "another root ...", firstKeys: KEYS.firstKeys };
    assert.deepEqual(verifyLog({ ...file, records: [...file.records.slice(0, 19), ...records] }, other).verdict, {
      kind: "wrong-keys",
    });
  });

  it("not promised: what the meter writes from today on is the attacker's", () => {
    const { records, key } = forgeRun(WRITTEN + 1, WRITTEN + 10, todaysKey);
    const closing = forgeClosing(SECURITY, WRITTEN + 10, key);
    const { verdict } = verifyLog({ ...file, records: [...file.records, ...records], closing }, KEYS);
    assert.deepEqual(verdict, { kind: "intact", restarts: [] });
  });
});
