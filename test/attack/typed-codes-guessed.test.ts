// A consumer types codes that he made up, many, at any pace, and switches the meter off and on to be rid of the lock; and one that he bought, with the
// power cut while it is taken. cs-security runs alone for the many, and the whole meter for the cuts.

import assert from "node:assert/strict";
import { madeUpCode } from "../../bench/attack/tools.ts";
import { Random } from "../../bench/engine/random.ts";
import { makeTopUpCode } from "../../bench/top-up-code.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { TypedCodes } from "./code-rig.ts";
import { balanceOf, cutAtProgram } from "./cuts.ts";
import { target, wait, without } from "./rig.ts";
import type { Bench } from "../../bench/bench.ts";

const CODES = 100_000;
const TICKS_PER_MIN = 60;
const HUNDREDTH = 1000;

/** Types a line at the port of a whole meter. What it says to it. */
function type(bench: Bench, line: string): string {
  let said = "";
  const uart = bench.meter.uart(portOf(meterBoard, "topUp"));
  uart.onSent((bytes) => (said += bytes));
  uart.receive(line + "\r");
  wait(bench, 4);
  return said;
}

describe("attack: codes are guessed", () => {
  it(`takes none of ${CODES} with the right check digit, even if the lock-out is forgotten after each`, () => {
    const meter = new TypedCodes();
    const random = new Random(1);
    // Behind the latest code lie others that were not used: a made-up one may be either.
    assert.equal(meter.type(meter.code(600)), "credited");
    for (let guess = 0; guess < CODES; guess++) {
      assert.equal(meter.type(madeUpCode(random)), "wrong code");
      meter.forgetWrongCodes();
    }
    assert.deepEqual([meter.credited.length, meter.prfCalls > CODES], [1, true]);
  });

  it("locks after the fifth wrong code for 10 min, then 20, 40 and so on up to a week, and reads none while it is locked", () => {
    const meter = new TypedCodes();
    const random = new Random(2);
    for (let guess = 1; guess < 5; guess++) assert.equal(meter.type(madeUpCode(random)), "wrong code");
    let lockedMin = 10;
    for (let doubling = 0; doubling < 12; doubling++) {
      assert.equal(meter.type(madeUpCode(random)), "wrong code");
      const { prfCalls } = meter;
      assert.equal(meter.type(meter.code(1)), `locked for ${lockedMin} min`);
      meter.tick(lockedMin * TICKS_PER_MIN - 1);
      assert.equal(meter.type(meter.code(1)), "locked for 1 min");
      assert.equal(meter.prfCalls, prfCalls);
      meter.tick(1);
      lockedMin = Math.min(2 * lockedMin, 10 * 2 ** 10);
    }
    assert.equal(meter.type(meter.code(1)), "credited");
    assert.equal(meter.type(madeUpCode(random)), "wrong code");
    assert.equal(meter.type(meter.code(2)), "credited");
  });

  it("locks anew for the whole time after a reset, so that a reset is no way around it", () => {
    const meter = new TypedCodes();
    const random = new Random(3);
    for (let guess = 1; guess <= 6; guess++) {
      meter.type(madeUpCode(random));
      if (guess === 5) meter.tick(10 * TICKS_PER_MIN);
    }
    for (let reset = 0; reset < 5; reset++) {
      meter.tick(19 * TICKS_PER_MIN);
      meter.reset();
      assert.equal(meter.type(meter.code(1)), "locked for 20 min");
    }
    meter.tick(20 * TICKS_PER_MIN);
    assert.equal(meter.type(meter.code(1)), "credited");
  });

  it("counts a guess before it looks: a reset in that moment does not give the guess back", () => {
    const meter = new TypedCodes();
    const random = new Random(4);
    for (let guess = 0; guess < 5; guess++) {
      meter.dieAtPrf = true;
      assert.throws(() => meter.type(madeUpCode(random)), /^Error: the supply went$/);
      meter.reset();
    }
    assert.equal(meter.type(meter.code(1)), "locked for 10 min");
  });

  it("takes each code that was sold once, in any order within sixteen, and none again after a reset", () => {
    const meter = new TypedCodes();
    const order = [3, 1, 2, 5, 4, 12, 6, 11, 10, 9, 8, 7];
    for (const counter of order) assert.equal(meter.type(meter.code(counter)), "credited", `code ${counter}`);
    for (const counter of order) {
      meter.reset();
      assert.equal(meter.type(meter.code(counter)), "wrong code", `code ${counter} again`);
      meter.forgetWrongCodes();
    }
    assert.deepEqual(
      meter.credited,
      order.map((counter) => counter * HUNDREDTH),
    );
  });

  it("succeeds where the MAC of a code is not looked at", async () => {
    const careless = await without("meter", "cs-security", "readU32(mac, 0) !== readU32(fields, 5)", "false");
    const bench = await target({ meter: careless });
    wait(bench, 10);
    assert.equal(type(bench, madeUpCode(new Random(5))), "credited\r\n");
    assert.ok(balanceOf(bench) > 0);
  });
});

describe("attack: the power is cut while a code is taken", () => {
  it("counts it once, whichever write is cut, and always where the port had said so", async () => {
    const bench = await target();
    const random = new Random(6);
    wait(bench, 12);
    let balance = 0;
    let late = 0;
    let n = 0;
    for (let fired = true; fired;) {
      const code = makeTopUpCode(bench.keys.topUpCode, bench.meterId, ++n, 0, n);
      const hasFired = cutAtProgram(bench, "meter", n, random);
      const said = type(bench, code);
      fired = hasFired();
      wait(bench, 15);
      const isThere = balanceOf(bench) === balance + n * HUNDREDTH;
      assert.ok(isThere || !said.includes("credited"), `cut ${n}: credited and lost`);
      assert.equal(type(bench, code), isThere ? "wrong code\r\n" : "credited\r\n", `cut ${n}`);
      late += isThere ? 0 : 1;
      wait(bench, 12);
      balance += n * HUNDREDTH;
      assert.equal(balanceOf(bench), balance, `cut ${n}`);
    }
    assert.ok(late > 1 && n - late > 5, `${n} cuts, ${late} before it was stored`);
  });

  it("keeps it where the cut comes as soon as the port has said so", async () => {
    const bench = await target();
    wait(bench, 12);
    for (let n = 1; n <= 5; n++) {
      bench.meter.uart(portOf(meterBoard, "topUp")).onSent((bytes) => {
        if (bytes.includes("ited") && bench.meter.isPowered) bench.cutPower("meter", bench.clock.nowUs + n, 100_000);
      });
      const code = makeTopUpCode(bench.keys.topUpCode, bench.meterId, n, 0, 1);
      assert.match(type(bench, code), /^credited/);
      wait(bench, 12);
      assert.equal(balanceOf(bench), n * HUNDREDTH);
    }
  });
});
