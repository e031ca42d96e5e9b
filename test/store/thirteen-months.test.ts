// Thirteen months of quarter hours in the metrology log, as large as it is on the meter and written by the store itself, and what the meter
// writes into it in a day.

import assert from "node:assert/strict";
import fc from "fast-check";
import { openLogOn, provisionedPart } from "../../bench/flash-part.ts";
import { encodeTariff } from "../../bench/tariff/image.ts";
import { zoneParameter } from "../../bench/tariff/zone.ts";
import { readU32, u32 } from "../../firmware/messages/bytes.ts";
import { PARAMETER_LOCAL_TIME } from "../../firmware/messages/parameters.ts";
import { system } from "../../firmware/meter/system.ts";
import { appendEntry, readRecord } from "../../firmware/store/log.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { tariffFiles } from "../bench/tariff/arbitrary.ts";
import { KEYS } from "../log-rig.ts";
import { ComputationsRig } from "../meter/rig.ts";
import { send } from "../meter/tariff-rig.ts";
import { array } from "./rig.ts";

const DAY_S = 86_400;
const QUARTER_HOURS = 96;
const DAYS = 396;
/** Entries a day beside those of quarter hours: after a power cut, or where the clock was set or a tariff begins within one. */
const OTHERS = 3;
/** Type, length and number stand before the payload of a record. */
const PAYLOAD = 6;

describe("metrology log", () => {
  const segment = system.segments.find(({ name }) => name === "metrology-log")!;

  it("holds thirteen months of quarter hours, and three entries more a day, whenever one looks", function () {
    this.timeout(240_000);
    const part = provisionedPart(system.flashBytes, [segment], KEYS);
    const log = openLogOn(part, segment, KEYS);
    const slots = SECTOR_BYTES / segment.slotBytes;
    const all = (segment.bytes / SECTOR_BYTES) * slots;
    /** Record of each entry, and the first entry that the log still has. */
    const records: number[] = [];
    let first = 0;
    let fewest = Number.POSITIVE_INFINITY;
    // Beyond the first turn by two sectors: there all is as it will always be.
    for (let entry = 0; entry < all + 2 * slots; entry++) {
      assert.ok(appendEntry(log, u32(entry).padEnd(16, "\0"), 1));
      records.push(log.ring.record);
      while (records[first]! < log.oldest) first++;
      if (first === 0) continue;
      if (entry - first < fewest) assert.equal(readU32(readRecord(log, records[first]!), PAYLOAD), first);
      fewest = Math.min(fewest, entry + 1 - first);
    }
    assert.ok(first > slots, "the oldest fell off");
    assert.ok(fewest >= DAYS * (QUARTER_HOURS + OTHERS), `${fewest} entries`);
  });

  it("gets one entry each quarter of an hour, whatever rates, days and block periods a tariff has", () => {
    const starts = fc.integer({ min: Date.UTC(2026, 0, 1) / DAY_S / 1000, max: Date.UTC(2027, 0, 1) / DAY_S / 1000 });
    fc.assert(
      fc.property(tariffFiles, starts, (file, day) => {
        const meter = new ComputationsRig(array(1), 0);
        meter.setParameter(PARAMETER_LOCAL_TIME, zoneParameter(file.zone));
        meter.utcSeconds = day * DAY_S;
        meter.restart();
        send(meter, { version: file.version, fromUtcSeconds: 0, body: encodeTariff(file.tariff) });
        meter.run(1000);
        meter.entries.length = 0;
        meter.run(DAY_S);
        assert.equal(meter.entries.length, QUARTER_HOURS);
        for (const entry of meter.entries) assert.equal(readU32(entry, 0) % 900, 0);
      }),
      { numRuns: 10 },
    );
  });
});
