// What the idle moments of the processor may do to a ring: prepare the sector ahead, and never touch one that still counts.
import assert from "node:assert/strict";
import { u32 } from "../../firmware/messages/bytes.ts";
import { chainStep } from "../../firmware/store/chain.ts";
import {
  appendEntry,
  nextText,
  openLog,
  provision,
  putRecord,
  RECORD_DATA,
  readRecord,
} from "../../firmware/store/log.ts";
import { prepare, slotCount, STORE_FOREIGN } from "../../firmware/store/ring.ts";
import { openValues, putValue } from "../../firmware/store/values.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { array, ArrayFlash, crc32, FIRST_KEY, logOn, ROOT, segmentAddress, valuesOn } from "./rig.ts";

const SECTORS_FILLED = 6;

describe("store, idle moments", () => {
  it("between the text of a sector's first record and its writing erase nothing", () => {
    const flash = new ArrayFlash(array(1));
    const log = logOn(flash, "metrology");
    openLog(log);
    assert.ok(provision(log, FIRST_KEY));
    for (let index = 0; log.ring.sequence < SECTORS_FILLED || log.ring.slot < slotCount(log.ring); index++) {
      assert.ok(appendEntry(log, `entry ${index}`, 1));
      prepare(log.ring);
      prepare(log.ring);
    }
    const oldest = log.oldest;
    const text = nextText(log, RECORD_DATA, "late");
    const { erases } = flash;
    for (let calls = 0; calls < 6; calls++) prepare(log.ring);
    assert.deepEqual([flash.erases, flash.erasing], [erases, -1]);

    // The supply goes here: the sector that was to be given up is there as ever.
    const cut = logOn(flash, "metrology");
    assert.ok(openLog(cut));
    assert.equal(cut.oldest, oldest);
    for (let sequence = oldest; sequence <= cut.ring.record; sequence++) assert.notEqual(readRecord(cut, sequence), "");

    assert.ok(putRecord(log, text, chainStep(ROOT, 1, log.key, log.ring.record + 1, text)));
    for (let calls = 0; calls < 2; calls++) prepare(log.ring);
    assert.equal(flash.erases, erases + 1);
  });

  it("erase no sector that another format wrote meanwhile", () => {
    const part = array(2);
    const flash = new ArrayFlash(part);
    const values = valuesOn(flash, "credit");
    openValues(values);
    assert.ok(putValue(values, 0, "a value"));
    const text = "HS" + String.fromCharCode(9, 5, 64, 255, 255, 255) + u32(5);
    part.program(segmentAddress("credit") + SECTOR_BYTES, Buffer.from(text + u32(crc32(text)), "latin1"));
    const { erases } = flash;
    for (let calls = 0; calls < 4; calls++) prepare(values.ring);
    assert.deepEqual([values.ring.fault, flash.erases, flash.erasing], [STORE_FOREIGN, erases, -1]);
  });
});
