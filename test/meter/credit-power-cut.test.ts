// A top-up that is sent until it is acknowledged counts once, wherever the supply is cut; all that is kept goes together.

import assert from "node:assert/strict";
import fc from "fast-check";
import { PROGRAM_SHAPES } from "../../bench/parts/nor-array.ts";
import type { NorSnapshot } from "../../bench/parts/nor-array.ts";
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
  const step = fc.record({
    amount: uint32,
    charge: fc.nat(100_000),
    isPrepaid: fc.boolean(),
    troubles: fc.array(after, { maxLength: 4 }),
  });

  it("credits each top-up once that is sent until it is acknowledged, and loses neither mode, balance nor debt", () => {
    let cuts = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), uint32, fc.nat(100), (steps, owed, percent) => {
        const meter = new CreditRig(array(1));
        let charged = 0;
        let balance = 0;
        let debt = owed;
        let mode = POSTPAID;
        let settled = 0;
        meter.setDebtTo(owed);
        meter.setDebt(0, percent);
        steps.forEach(({ amount, charge, isPrepaid, troubles }, index) => {
          const share = Math.min(debt, Number((BigInt(amount) * BigInt(percent)) / 100n));
          charged += charge;
          balance += amount - share - charge;
          debt -= share;
          meter.read({ charged });
          for (const trouble of [...troubles, "acknowledged"]) {
            if (typeof trouble !== "string") cuts += cutOff(meter, trouble.cut, () => meter.topUp(index + 1, amount));
            else {
              assert.deepEqual(meter.topUp(index + 1, amount), [RESULT_DONE, balance]);
              if (trouble === "restart") meter.restart();
              if (trouble === "reset") meter.reset();
            }
          }
          const isChange = isPrepaid !== (mode === PREPAID);
          if (isChange) settled = balance;
          if (isChange) balance = 0;
          mode = isPrepaid ? PREPAID : POSTPAID;
          for (const trouble of [...troubles, "acknowledged"]) {
            const change = (): [string, number?] => meter.order(isPrepaid ? ORDER_PREPAID_ON : ORDER_PREPAID_OFF);
            if (typeof trouble !== "string") cuts += cutOff(meter, trouble.cut, change);
            else assert.deepEqual(change(), [RESULT_DONE, settled]);
          }
          prepare(meter.values.ring);
          meter.reset();
          const told = meter.told()!;
          assert.deepEqual([told.mode, told.balance, told.debt], [mode, balance, debt]);
        });
      }),
      { numRuns: 150 },
    );
    assert.ok(cuts > 100, `${cuts} cuts`);
  });

  it("has all of before or all of after a cut at any program, and comes to the same once more", () => {
    let cuts = 0;
    let sectors = 0;
    for (const [name, work] of WORKS)
      for (const writes of WRITES_BEFORE) {
        const meter = ready(writes);
        const before = meter.array.snapshot();
        const { reading } = meter;
        const old = meter.stored();
        work(meter);
        const now = meter.stored();
        assert.notEqual(now, old, name);
        const most = programsOf(meter, before, reading, work);
        if (most > 3) sectors++;
        for (let event = 0; event < most; event++)
          for (const done of [0, 1, 20, 41, 62, 64])
            for (const shape of PROGRAM_SHAPES.keys()) {
              restore(meter, before, reading);
              cuts += cutOff(meter, { after: event, done, shape }, () => {
                work(meter);
              });
              const found = meter.stored();
              assert.ok(found === old || found === now, `${name}: program ${event}, ${done} bytes`);
              const told = meter.told();
              meter.reset();
              assert.equal(meter.stored(), found, "what was found is there for good");
              assert.deepEqual(meter.told(), told);
              work(meter);
              assert.equal(meter.stored(), now, "once more comes to the same");
              meter.reset();
              assert.equal(meter.stored(), now);
            }
      }
    assert.ok(cuts > 3000, `${cuts} cuts`);
    assert.ok(sectors >= WORKS.length, `${sectors} with a new sector`);
  });
});

type Work = (meter: CreditRig) => void;

/** A sector has 64 slots: with so many written before, the work finds room in it, fills it, or begins the next one. */
const WRITES_BEFORE = [0, 55, 56, 57];

/** What changes the value that is stored; done once more, it changes nothing. */
const WORKS: readonly (readonly [name: string, work: Work])[] = [
  ["a top-up of which a debt takes its share", (meter) => void meter.topUp(2, 500)],
  ["the change to postpaid", (meter) => void meter.order(ORDER_PREPAID_OFF)],
  ["a debt", (meter) => void meter.setDebtTo(77)],
  ["a day's recovery", (meter) => void meter.readOnDay(1)],
  ["the last of the credit", (meter) => void meter.read({ charged: 1000 })],
  ["emergency credit", (meter) => void meter.hold()],
];

/** Prepaid, with a debt that is being recovered and a balance at which emergency credit is offered. */
function ready(writes: number): CreditRig {
  const meter = new CreditRig(array(writes));
  meter.order(ORDER_PREPAID_ON);
  meter.topUp(1, 1000);
  for (let write = 0; write < writes; write++) meter.setDebtTo(300 + (write & 1));
  meter.setDebtTo(400);
  meter.setDebt(30, 10);
  meter.setCredit(500, 1000, 200);
  meter.read({ charged: 900 });
  prepare(meter.values.ring);
  prepare(meter.values.ring);
  meter.reset();
  return meter;
}

function restore(meter: CreditRig, snapshot: NorSnapshot, reading: CreditRig["reading"]): void {
  meter.array.restore(snapshot);
  meter.reading = reading;
  meter.reset();
}

/** How many programs it takes. */
function programsOf(meter: CreditRig, before: NorSnapshot, reading: CreditRig["reading"], work: Work): number {
  restore(meter, before, reading);
  const { programs } = meter.flash;
  work(meter);
  return meter.flash.programs - programs;
}

/** Does something until the supply is cut, and starts anew with the reading of before. 1: it was cut, 0: it was done before. */
function cutOff(meter: CreditRig, cut: Cut, work: () => void): number {
  const { reading } = meter;
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
    meter.reading = reading;
    meter.reset();
  }
}
