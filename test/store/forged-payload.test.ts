// Content that looks like the store's own marks stays content: slots have fixed places, so no payload can be parsed as one.
import assert from "node:assert/strict";
import { u32 } from "../../firmware/messages/bytes.ts";
import { appendEntry, openLog, payloadBytes as entryBytes, provision, readRecord } from "../../firmware/store/log.ts";
import { prepare } from "../../firmware/store/ring.ts";
import { getValue, openValues, payloadBytes, putValue } from "../../firmware/store/values.ts";
import { ImagesSubject } from "./images-subject.ts";
import { array, ArrayFlash, crc32, FIRST_KEY, logOn, valuesOn } from "./rig.ts";

/** Each begins with what the store writes itself, of a later sequence. */
function forgeries(longest: number): string[] {
  const ring = "HS" + String.fromCharCode(1, 3, 128, 255, 255, 255) + u32(4000);
  const header = ring + u32(crc32(ring));
  const image = "HI\x01\x04" + u32(9999) + u32(0) + u32(1) + u32(0);
  const body = "\x81\x04" + u32(0xfffffff0) + "fake";
  const slot = "\xff\x00" + body + u32(crc32(body));
  const all = [
    header + header,
    image + u32(crc32(image)) + "\xff\x00",
    slot,
    "\xff\xf0" + body,
    "\0\0\0\0",
    "\xff\xff\xff\xff",
  ];
  return [...all, "\0".repeat(longest), "\xff".repeat(longest), ""].map((text) => text.slice(0, longest));
}

describe("store, payloads that look like the store's marks", () => {
  it("in a log", () => {
    const flash = new ArrayFlash(array(8));
    let log = logOn(flash, "offSwitch");
    openLog(log);
    assert.ok(provision(log, FIRST_KEY));
    const written = new Map<number, string>();
    for (let turn = 0; turn < 12; turn++) {
      for (const forgery of forgeries(entryBytes(128))) {
        assert.ok(appendEntry(log, forgery, 1));
        written.set(log.ring.record, forgery);
        prepare(log.ring);
        const { record } = log.ring;
        log = logOn(flash, "offSwitch");
        assert.ok(openLog(log));
        assert.equal(log.ring.record, record);
        log.ring.busy = true;
        prepare(log.ring);
      }
    }
    for (const [sequence, payload] of written) {
      if (sequence < log.oldest) continue;
      const text = readRecord(log, sequence);
      assert.equal(text.slice(6, 6 + text.charCodeAt(1)), payload);
    }
    assert.equal(log.ring.damaged, 0);
  });

  it("in values", () => {
    for (const name of ["credit", "parameters"] as const) {
      const flash = new ArrayFlash(array(9));
      let values = valuesOn(flash, name);
      openValues(values);
      for (let turn = 0; turn < 40; turn++) {
        for (const forgery of forgeries(payloadBytes(values.ring.slotBytes))) {
          assert.ok(putValue(values, turn % 2, forgery));
          values = valuesOn(flash, name);
          assert.ok(openValues(values));
          assert.equal(getValue(values, turn % 2), forgery);
        }
      }
      assert.equal(values.ring.damaged, 0);
    }
  });

  it("in an image, each page one", () => {
    const subject = new ImagesSubject();
    const flash = new ArrayFlash(array(10));
    subject.open(flash);
    for (const place of [0, 1, 0]) {
      subject.perform({ kind: "begin", place });
      for (const forgery of forgeries(256))
        subject.perform({ kind: "write", page: (forgery || "x").padEnd(256, forgery || "x") });
      subject.perform({ kind: "commit", version: 5 + place, fromUtcSeconds: 1 });
      subject.open(flash);
      subject.check();
    }
  });
});
