// What arrives at the central system: each message counts once and for what it is, whoever sent it and in whatever pieces.

import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_PAYLOAD } from "../../../firmware/messages/frame.ts";
import { CentralSystem, MOST_REPORTS } from "../../../bench/central/central-system.ts";
import { volatileMemory } from "../../../bench/central/memory.ts";
import * as orders from "../../../bench/central/orders.ts";
import { REFUSAL_SAYS } from "../../../bench/central/refusals.ts";
import type { Refusal } from "../../../bench/central/refusals.ts";
import { frame } from "../../../bench/frame-receiver.ts";
import { byteString, chunks, cuts } from "../../messages/arbitrary.ts";
import { orderKinds } from "./order-kinds.ts";
import { filled, keysOf, ModelMeter, sealedUnder } from "./model-meter.ts";

const keys = keysOf("HASM0001");
const NOW = 1_700_000_000_000;
const READING = "n" + "\x68\0\0\0" + "\0\0\0\x05" + "\0\0\0\x06" + "1" + "\0\0\0\x07" + "\x01" + "\0".repeat(38);
const REPORT = "r" + READING.slice(1) + "\0\x01" + "\0\x02" + "\0\x03";

function rig(): { readonly central: CentralSystem; readonly meter: ModelMeter } {
  return { central: new CentralSystem(volatileMemory(keys)), meter: new ModelMeter(keys) };
}

function refusals(central: CentralSystem): Partial<Record<Refusal, number>> {
  return Object.fromEntries(Object.entries(central.figures.refused).filter(([, count]) => count > 0));
}

describe("central system: what arrives", () => {
  it("reports are taken once each, whatever pieces they come in", () => {
    fc.assert(
      fc.property(cuts, (places) => {
        const { central, meter } = rig();
        const wire = meter.say(1, REPORT) + meter.say(3, "m") + meter.say(1, REPORT.replace("1", "2"));
        for (const piece of chunks(wire, places)) central.receive(piece);
        const report = {
          ...{ endUtcSeconds: 0x68000000, importWh: 5, powerW: 6, intervalWh: 7, status: 1 },
          ...{ alarms: 0, exportWh: 0, exportPowerW: 0, rate: 0, isLowRate: false, isProtected: false, lowWh: 0 },
          ...{ price1e5: 0, charged1e5: 0, localQuarters: 0, isSummerTime: false, otherMedium: 0, otherLitres: 0 },
          ...{ otherUtcSeconds: 0, currency: "", faults: 1, refusedFrames: 2, refusedMessages: 3 },
        };
        assert.deepEqual(central.reports, [
          { ...report, switchState: "1" },
          { ...report, switchState: "2" },
        ]);
        const { accepted, rejected, passedBy, reports } = central.figures;
        assert.deepEqual([accepted, rejected, passedBy, reports], [2, 0, 1, 2]);
      }),
    );
  });

  it("the latest reports are kept, and all are counted", () => {
    const { central, meter } = rig();
    for (let i = 0; i < MOST_REPORTS + 2; i++)
      central.receive(meter.say(1, "r\0\0" + String.fromCharCode(i >> 8, i & 255) + REPORT.slice(5)));
    assert.equal(central.reports.length, MOST_REPORTS);
    assert.deepEqual([central.reports[0]!.endUtcSeconds, central.reports.at(-1)!.endUtcSeconds], [2, MOST_REPORTS + 1]);
    assert.equal(central.figures.reports, MOST_REPORTS + 2);
  });

  it("is refused, and counted for what it is", () => {
    const { central, meter } = rig();
    const other = new ModelMeter(keysOf("HASM0002"));
    const whole = meter.say(1, REPORT);
    const { frames } = central.command("meter", orders.query(), NOW);
    const cases: readonly (readonly [string, Refusal])[] = [
      [whole, "stale"],
      [other.say(1, REPORT, 9n), "not-authentic"],
      [frames[0], "stale"],
      [frame("\x01" + sealedUnder(keys.central, "HASM0001", 1, 1, 99n, filled(REPORT))), "not-authentic"],
      [frame("\x02" + sealedUnder(keys.central, "HASM0001", 2, 1, 99n, filled(REPORT))), "not-authentic"],
      [frame("\x01" + "short"), "wrong-size"],
      [frame("\x01" + sealedUnder(keys.central, "HASM0001", 2, 1, 99n, filled(REPORT)).slice(1)), "wrong-size"],
      [frame("\x04" + "gateway"), "wrong-route"],
      [meter.say(1, "x"), "wrong-class"],
      [meter.say(2, REPORT), "wrong-class"],
      [meter.say(1, REPORT + "x"), "wrong-padding"],
      [meter.say(1, REPORT.slice(0, 13) + "x"), "wrong-body"],
      [meter.say(1, "a\0" + "\0".repeat(7) + "\x63\0"), "unasked"],
      [meter.say(1, "a\0" + "\0".repeat(7) + "\x01\0"), "wrong-order"],
      [meter.say(1, "a\x05" + "\0".repeat(7) + "\x01\0"), "wrong-order"],
      [meter.say(1, "a\x01" + "\0".repeat(7) + "\x01\x09"), "wrong-result"],
    ];
    central.receive(whole);
    for (const [wire, why] of cases) {
      const before = central.figures.refused[why];
      const all = central.figures.rejected;
      central.receive(wire);
      assert.equal(central.figures.refused[why], before + 1, REFUSAL_SAYS[why]);
      assert.equal(central.figures.rejected, all + 1);
    }
    assert.equal(central.figures.accepted, 1);
    assert.deepEqual(central.takeEvents(), []);
    // The command is still waited for, and its answer still counts.
    meter.bodies.set(1, READING);
    central.receive(meter.take(frames[0]));
    assert.equal(central.takeEvents().length, 1);
  });

  it("an answer counts once, for its own command only", () => {
    const { central, meter } = rig();
    const first = central.command("off-switch", orders.off(), NOW);
    const second = central.command("off-switch", orders.on(), NOW);
    const answer = meter.take(first.frames[1]);
    central.receive(answer + answer);
    assert.deepEqual(refusals(central), { stale: 1 });
    central.receive(meter.say(2, "a\x10" + "\0".repeat(7) + "\x01\0" + meter.switchState));
    central.receive(meter.say(2, "a\x10" + "\0".repeat(7) + "\x02\0" + meter.switchState));
    assert.deepEqual(refusals(central), { stale: 1, unasked: 1, "wrong-order": 1 });
    central.receive(meter.take(second.frames[1]));
    assert.deepEqual(orderKinds(central), ["answer off done", "answer on done"]);
  });

  it("noise and frames of strangers neither throw nor count as anything but refused", () => {
    fc.assert(
      fc.property(
        fc.array(byteString(0, 250), { maxLength: 8 }),
        fc.array(byteString(1, MAX_PAYLOAD), { maxLength: 4 }),
        (noise, payloads) => {
          const { central, meter } = rig();
          for (const bytes of noise) central.receive(bytes);
          const before = central.figures;
          for (const payload of payloads) central.receive(frame(payload));
          const { accepted, rejected, passedBy } = central.figures;
          assert.equal(accepted, 0);
          assert.equal(rejected + passedBy - before.rejected - before.passedBy, payloads.length);
          central.receive(meter.say(1, REPORT));
          assert.equal(central.figures.accepted, 1);
        },
      ),
    );
  });
});
