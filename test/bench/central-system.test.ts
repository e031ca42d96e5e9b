// The central system trusts nothing that arrives: it never throws, counts what it refuses, and takes each report once.

import assert from "node:assert/strict";
import fc from "fast-check";
import nacl from "tweetnacl";
import { encodeReport } from "../../firmware/messages/report.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { fromByteString, toByteString } from "../../bench/byte-string.ts";
import { CentralSystem, counterBytes, nonce } from "../../bench/central-system.ts";
import { frame, FrameReceiver } from "../../bench/frame-receiver.ts";
import { KEY_CENTRAL, KEY_OFF_SWITCH, makeKeys } from "../../bench/key-file.ts";
import { byteString, chunks, cuts, readingFields, readingOf } from "../messages/arbitrary.ts";

const FROM_METER = "\x02";
const keys = makeKeys("HASM0001", (count) => "k".repeat(count - 1) + "!");

interface Rig {
  readonly central: CentralSystem;
  readonly sent: string[];
  nowMs: number;
}

function rig(): Rig {
  const sent: string[] = [];
  const one: Rig = {
    sent,
    nowMs: 1_000_000,
    central: new CentralSystem(
      keys,
      () => one.nowMs,
      (bytes) => sent.push(bytes),
    ),
  };
  return one;
}

/** A frame as the meter sends it. */
function reportFrame(counter: bigint, plain: string, route = ROUTE_CS, number = KEY_CENTRAL): string {
  const place = nonce(keys.meterId, FROM_METER, number, counterBytes(counter));
  const box = nacl.secretbox(fromByteString(plain), place, fromByteString(keys.central));
  return frame(route + counterBytes(counter) + toByteString(box));
}

const PLAIN = encodeReport(
  readingOf({ kind: "i", utcSeconds: 900, importWh: 5, powerW: 6, switchState: "1", intervalWh: 4, status: 0 }),
  1,
  2,
);

describe("central system", () => {
  it("never throws and never believes random bytes, and counts every frame among them", () => {
    fc.assert(
      fc.property(
        fc.array(byteString(0, 250), { maxLength: 8 }),
        fc.array(byteString(1, 200), { maxLength: 4 }),
        (noise, payloads) => {
          const { central } = rig();
          for (const bytes of noise) central.receive(bytes);
          const before = central.rejected;
          for (const payload of payloads) central.receive(frame(payload));
          assert.deepEqual([central.accepted, central.reports.length], [0, 0]);
          assert.equal(central.rejected - before, payloads.length);
        },
      ),
    );
  });

  it("takes a frame with any one byte changed for none, and the whole one after it", () => {
    fc.assert(
      fc.property(readingFields, fc.nat(), fc.integer({ min: 1, max: 255 }), cuts, (fields, at, flip, places) => {
        const { central } = rig();
        const whole = reportFrame(7n, encodeReport(readingOf(fields), 0, 0));
        const place = at % whole.length;
        const changed = String.fromCharCode(whole.charCodeAt(place) ^ flip);
        for (const piece of chunks(whole.slice(0, place) + changed + whole.slice(place + 1), places))
          central.receive(piece);
        const outer = place === 0 || place === whole.length - 1;
        if (!outer) assert.deepEqual([central.accepted, central.rejected], [0, 0]);
        if (!outer) assert.ok(central.refusedFrames >= 1);
        central.receive("\xc0");
        central.receive(whole);
        assert.equal(central.accepted, 1);
      }),
      { numRuns: 300 },
    );
  });

  it("rejects a sealed message with any one bit changed, under a CRC that is right", () => {
    const { central } = rig();
    const sealed =
      counterBytes(7n) +
      toByteString(
        nacl.secretbox(
          fromByteString(PLAIN),
          nonce(keys.meterId, FROM_METER, KEY_CENTRAL, counterBytes(7n)),
          fromByteString(keys.central),
        ),
      );
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const at = bit >>> 3;
      const changed = String.fromCharCode(sealed.charCodeAt(at) ^ (1 << (bit & 7)));
      central.receive(frame(ROUTE_CS + sealed.slice(0, at) + changed + sealed.slice(at + 1)));
    }
    assert.deepEqual([central.accepted, central.rejected], [0, sealed.length * 8]);
    central.receive(frame(ROUTE_CS + sealed));
    assert.deepEqual([central.accepted, central.rejected], [1, sealed.length * 8]);
  });

  it("takes a report once, and none with a counter that is not larger", () => {
    const { central } = rig();
    for (const counter of [5n, 5n, 4n, 0n, 6n, 6n, 1n << 63n, 7n]) central.receive(reportFrame(counter, PLAIN));
    assert.deepEqual([central.accepted, central.rejected], [3, 5]);
  });

  for (const [title, sent] of [
    ["another key number", reportFrame(7n, PLAIN, ROUTE_CS, KEY_OFF_SWITCH)],
    ["another route", reportFrame(7n, PLAIN, ROUTE_OFF_SWITCH)],
    ["no route", reportFrame(7n, PLAIN, "")],
    ["a report that is a byte short", reportFrame(7n, PLAIN.slice(0, -1))],
    ["a report that is a byte long", reportFrame(7n, `${PLAIN}\0`)],
    ["another kind", reportFrame(7n, `s${PLAIN.slice(1)}`)],
    ["padding that is not zero", reportFrame(7n, `${PLAIN.slice(0, -1)}\x01`)],
    ["an empty seal", frame(ROUTE_CS + counterBytes(7n))],
  ] as const) {
    it(`rejects ${title}`, () => {
      const { central } = rig();
      central.receive(sent);
      assert.deepEqual([central.accepted, central.rejected, central.refusedFrames], [0, 1, 0]);
    });
  }

  it("gives every order a larger counter, and the time where it can, even while time stands still or goes back", () => {
    const one = rig();
    const counters: bigint[] = [];
    const receiver = new FrameReceiver((payload) => {
      counters.push(Buffer.from(payload.slice(1, 9), "latin1").readBigUInt64BE());
    });
    for (const nowMs of [1000, 1000, 900.5, 5000.75, 5000]) {
      one.nowMs = nowMs;
      one.central.switch("off");
    }
    for (const bytes of one.sent) receiver.receive(bytes);
    assert.deepEqual(counters, [1000n, 1001n, 1002n, 5000n, 5001n]);
  });

  it("sends orders of one length, on and off alike", () => {
    const { central } = rig();
    const lengths = new Set<number>();
    const receiver = new FrameReceiver((payload) => lengths.add(payload.length));
    for (let i = 0; i < 10; i++) for (const order of ["off", "on"] as const) receiver.receive(central.command(order));
    assert.deepEqual([...lengths], [1 + 8 + 16 + 16]);
  });
});
