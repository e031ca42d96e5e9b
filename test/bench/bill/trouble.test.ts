// What a bill says of a log that is not as it should be, and where nothing is billed: to the character.

import assert from "node:assert/strict";
import { billOf } from "../../../bench/bill/bill.ts";
import type { Bill } from "../../../bench/bill/bill.ts";
import { entriesOf } from "../../../bench/bill/entries.ts";
import { UserError } from "../../../bench/user-error.ts";
import { bill, entryBytes, logOf, LONDON, record, utc, version, WEDNESDAY } from "./log.ts";

const says = ({ remarks }: Bill): string[] => remarks.map((one) => one.says);
const refuses = (run: () => unknown, message: string): void => {
  assert.throws(run, new UserError(message));
};

describe("a bill says of the entries", () => {
  it("which have status and alarm bits, those in a row at once", () => {
    const marked = WEDNESDAY.map((one, at) => ({ ...one, status: at === 0 ? 63 : 1, alarms: at === 0 ? 0x8f : 0 }));
    const { remarks } = bill(marked, {}, 7);
    assert.deepEqual(remarks, [
      {
        first: 8,
        last: 10,
        entries: 3,
        fromUtcSeconds: utc("2013-01-02T06:30"),
        toUtcSeconds: utc("2013-01-03T00:00"),
        says: "a part",
      },
    ]);
    assert.deepEqual(says(bill(marked)), [
      "a part, no clock, no memory, clock set, supply failed, a test, a current without pulses, " +
        "generation where there is none, pulses without a current, another utility's meter that cannot be the bound one, alarm bit 7",
      "a part",
    ]);
    assert.deepEqual(says(bill([{ ...WEDNESDAY[0]!, status: 0xc0 }])), ["status bit 6, status bit 7"]);
  });

  it("which are at another rate than the timetable's, and where register or time went back", () => {
    const all = [
      { at: utc("2013-01-02T06:30"), wh: 1000, rate: 1 },
      { at: utc("2013-01-02T06:15"), wh: 1001, rate: 0 },
      { at: utc("2013-01-02T17:00"), wh: 990, rate: 1 },
      { at: utc("2013-01-02T17:15"), wh: 991, rate: 2, tariff: 1 },
    ];
    const made = bill(all);
    assert.deepEqual(says(made), [
      "at rate 2, where the timetable has rate 1",
      "the time went back",
      "the register went back",
    ]);
    assert.deepEqual(
      made.energy.map(({ wh }) => wh),
      [1, 1000, 1],
    );
    assert.equal(bill(all.map((one) => ({ ...one, tariff: 0 }))).freeWh, 1002);
  });

  it("that some are missing, and what its edges are", () => {
    const numbers = [3, 4, 6, 9];
    const log = entriesOf(WEDNESDAY.map((one, at) => record(numbers[at]!, entryBytes(one))));
    const order = { log, tariffs: [LONDON] };
    assert.deepEqual(says(billOf(order)), [
      "record 5 is missing: its energy is billed as that of record 6",
      "records 7 to 8 are missing: their energy is billed as that of record 9",
    ]);
    const [fromUtcSeconds, toUtcSeconds] = [utc("2013-01-02T16:00"), utc("2013-01-02T23:00")];
    const cut = billOf({ ...order, fromUtcSeconds, toUtcSeconds });
    assert.deepEqual([cut.begin.utcSeconds, cut.end.utcSeconds], [utc("2013-01-02T06:30"), utc("2013-01-02T20:00")]);
    assert.deepEqual(says(cut), [
      "no entry ends when the bill is to begin: it begins with the one before",
      "no entry ends when the bill is to end: it ends with the one before",
      "record 5 is missing: its energy is billed as that of record 6",
    ]);
    const exact = { fromUtcSeconds: utc("2013-01-02T17:00"), toUtcSeconds: utc("2013-01-02T20:00") };
    assert.deepEqual(says(billOf({ ...order, log: logOf(WEDNESDAY), ...exact })), []);
  });
});

describe("nothing is billed", () => {
  it("without the tariff, or at a rate that it does not have", () => {
    const other = [{ ...WEDNESDAY[0]!, tariff: 7 }];
    refuses(() => bill(other), "record 1 is at a tariff whose version ends in byte 7: none is given");
    refuses(() => bill([{ ...WEDNESDAY[0]!, rate: 3 }]), "record 1 is at rate 4, which tariff 1 does not have");
    refuses(() => bill(WEDNESDAY, { tariffs: [] }), "a bill takes a tariff");
  });

  it("at tariffs that a log cannot tell, in different currencies or zones", () => {
    const with_ = (tariff: typeof LONDON) => () => bill(WEDNESDAY, { tariffs: [LONDON, tariff] });
    refuses(with_(version(257)), "tariffs 1 and 257 are the same to a log: it has the low byte only");
    refuses(with_(version(2, { currency: "EUR" })), "tariffs 1 and 2 are in different currencies");
    refuses(
      with_({ ...version(2), zone: { standardQuarters: 0, summer: undefined } }),
      "tariffs 1 and 2 are in different zones",
    );
  });

  it("of a log that has no entry, or none in that time", () => {
    refuses(() => bill([]), "the log has no entry");
    refuses(() => bill(WEDNESDAY.slice(0, 1), {}, 2), "the log has no entry in that time");
    refuses(() => bill(WEDNESDAY, { fromUtcSeconds: utc("2013-01-03T00:00") }), "the log has no entry in that time");
  });

  it("of records that are no entries, or out of order", () => {
    const [first, second] = WEDNESDAY.map(entryBytes);
    refuses(() => entriesOf([record(3, "x".repeat(14))]), "record 3 is no entry of a metrology log");
    refuses(
      () => entriesOf([record(3, first!), record(3, second!)]),
      "record 3 stands behind record 3: this cannot be billed",
    );
    refuses(
      () => entriesOf([record(3, first!), record(2, second!)]),
      "record 2 stands behind record 3: this cannot be billed",
    );
  });

  it("but of records that the log makes for itself nothing is said", () => {
    const [first, second] = WEDNESDAY.map(entryBytes);
    const { entries, fromTheBeginning, missing } = entriesOf([
      record(1, "\0".repeat(8), 128),
      record(2, first!),
      record(3, "\x4b", 131),
      record(4, "\0\x02" + second!, 130),
    ]);
    assert.deepEqual([entries.map(({ record: number }) => number), fromTheBeginning, missing], [[2, 4], true, []]);
    assert.equal(entries[1]!.importWh, 4500);
  });
});
