// A top-up that is sent until it is acknowledged counts once, wherever the supply is cut; mode, balance and number go together.

import assert from "node:assert/strict";
import fc from "fast-check";
import { PROGRAM_SHAPES } from "../../bench/parts/nor-array.ts";
import { ORDER_PREPAID_OFF, ORDER_PREPAID_ON, RESULT_DONE } from "../../firmware/messages/meter-order.ts";
import { POSTPAID, PREPAID } from "../../firmware/messages/credit.ts";
import { prepare } from "../../firmware/store/ring.ts";
import { uint32 } from "../messages/arbitrary.ts";
import { array, PowerCut } from "../store/rig.ts";
import { CreditRig } from "./credit-rig.ts";

interface Cut {
  /** Flash events until the cut. */
  readonly after: number;
  readonly done: number;
  readonly shape: number;
}

describe("orders to credit-balance and power cuts", () => {
  const cut = fc.record({ after: fc.nat(6), done: fc.nat(64), shape: fc.nat(PROGRAM_SHAPES.length - 1) });
  const after = fc.oneof(fc.record({ cut }), fc.constantFrom("acknowledged", "answer lost", "restart", "reset"));
  const topUps = fc.array(fc.tuple(uint32, fc.boolean(), fc.array(after, { maxLength: 4 })), {
    minLength: 1,
    maxLength: 8,
  });

  it("credits each top-up once that is sent until it is acknowledged, and loses neither mode nor balance", () => {
    let cuts = 0;
    fc.assert(
      fc.property(topUps, (sent) => {
        const meter = new CreditRig(array(1));
        let balance = 0;
        sent.forEach(([amount, isPrepaid, troubles], index) => {
          balance += amount;
          for (const trouble of [...troubles, "acknowledged"]) {
            if (typeof trouble !== "string") cuts += cutOff(meter, trouble.cut, () => meter.topUp(index + 1, amount));
            else {
              assert.deepEqual(meter.topUp(index + 1, amount), [RESULT_DONE, balance]);
              if (trouble === "restart") meter.restart();
              if (trouble === "reset") meter.reset();
            }
          }
          assert.deepEqual(meter.order(isPrepaid ? ORDER_PREPAID_ON : ORDER_PREPAID_OFF), [RESULT_DONE]);
          prepare(meter.values.ring);
          meter.reset();
          assert.deepEqual(meter.shown(), [isPrepaid ? PREPAID : POSTPAID, balance]);
        });
      }),
      { numRuns: 150 },
    );
    assert.ok(cuts > 100, `${cuts} cuts`);
  });

  it("has mode, balance and number of before or of after a cut, together", () => {
    for (let event = 0; event < 6; event++)
      for (let done = 0; done <= 56; done += 7)
        for (const shape of PROGRAM_SHAPES.keys()) {
          const meter = new CreditRig(array(event * 1000 + done * 10 + shape));
          meter.topUp(1, 100);
          const isCut = cutOff(meter, { after: event, done, shape }, () => meter.order(ORDER_PREPAID_ON)) === 1;
          const found = meter.shown()!;
          assert.equal(found[1], 100);
          if (!isCut) assert.equal(found[0], PREPAID);
          meter.reset();
          assert.deepEqual(meter.shown(), found);
          assert.deepEqual(meter.topUp(1, 100), [RESULT_DONE, 100]);
        }
  });
});

/** Does something until the supply is cut, and starts anew. 1: it was cut, 0: it was done before. */
function cutOff(meter: CreditRig, cut: Cut, work: () => void): number {
  let events = 0;
  meter.flash.before = (event) => {
    if (events++ < cut.after || event.kind === "erase") return;
    const done = Math.min(cut.done, event.bytes.length);
    meter.array.tearProgram(event.address, event.bytes, done, PROGRAM_SHAPES[cut.shape]!);
    throw new PowerCut();
  };
  try {
    work();
    return 0;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return 1;
  } finally {
    meter.reset();
  }
}
