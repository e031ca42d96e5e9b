// credit-balance against a model of its own: whatever is charged, topped up, owed, held, and however often the meter starts anew, the balance
// that it tells is the sum of a ledger in integers of any size, and supply is wanted off exactly when the rules say so.

import assert from "node:assert/strict";
import fc from "fast-check";
import { ORDER_PREPAID_OFF, ORDER_PREPAID_ON, RESULT_DONE } from "../../firmware/messages/meter-order.ts";
import { RATE_PROTECTED } from "../../firmware/messages/reading.ts";
import { uint32 } from "../messages/arbitrary.ts";
import { array } from "../store/rig.ts";
import { CreditRig, FIRST_DAY } from "./credit-rig.ts";

class Ledger {
  /** Whatever was credited, recovered or settled, each with its sign. */
  readonly #entries: bigint[] = [];
  charged = 0n;
  debt = 0n;
  aDay = 0n;
  percent = 0n;
  lowBelow = 0n;
  emergency = 0n;
  offeredBelow = 0n;
  isPrepaid = false;
  isProtected = false;
  isInUse = false;
  isOff = false;
  settled = 0n;
  readonly #paid = new Set<number>();
  #day = FIRST_DAY;

  get balance(): bigint {
    return this.#entries.reduce((sum, one) => sum + one, 0n) - this.charged;
  }

  topUp(number: number, amount: bigint): void {
    if (this.#paid.has(number)) return;
    this.#paid.add(number);
    const part = (amount * this.percent) / 100n;
    const share = part < this.debt ? part : this.debt;
    this.debt -= share;
    this.#entries.push(amount, -share);
  }

  dawn(day: number): void {
    while (this.#day < day) {
      this.#day++;
      const due = this.aDay < this.debt ? this.aDay : this.debt;
      this.debt -= due;
      this.#entries.push(-due);
    }
  }

  change(isPrepaid: boolean): void {
    if (this.isPrepaid === isPrepaid) return;
    this.isPrepaid = isPrepaid;
    this.settled = this.balance;
    this.#entries.push(-this.settled);
    this.isInUse = false;
    this.isOff = false;
  }

  get canBeTaken(): boolean {
    return this.isPrepaid && this.emergency > 0n && this.balance <= this.offeredBelow;
  }

  hold(): void {
    if (this.canBeTaken) this.isInUse = true;
  }

  weigh(): void {
    if (this.balance > this.offeredBelow) this.isInUse = false;
    const isCovered = this.balance > (this.isInUse ? -this.emergency : 0n);
    if (isCovered) this.isOff = false;
    else if (this.isPrepaid && !this.isProtected) this.isOff = true;
  }

  get flags(): number {
    const bits = [
      this.isPrepaid && this.balance <= this.lowBelow,
      this.canBeTaken && !this.isInUse,
      this.isInUse,
      this.isOff,
      this.isPrepaid && this.isProtected,
    ];
    return bits.reduce((sum, bit, place) => sum + (bit ? 1 << place : 0), 0);
  }
}

/** The meter and its ledger, and what can happen to both. */
class Household {
  readonly meter = new CreditRig(array(1));
  readonly ledger = new Ledger();
  #charged = 0;
  #stored = 0;
  #number = 0;
  #amount = 0;
  #seconds = FIRST_DAY * 86_400 + 43_200;

  charge(amount: number): void {
    this.#charged += amount;
    this.#read();
  }

  /** What is charged is there after a power cut. */
  store(): void {
    this.#stored = this.#charged;
  }

  cut(): void {
    this.#charged = this.#stored + Math.floor((this.#charged - this.#stored) / 3);
    this.meter.reading = { ...this.meter.reading, charged: this.#charged };
    this.meter.reset();
    this.#read();
  }

  restart(): void {
    this.meter.restart();
  }

  step(seconds: number, quarters: number): void {
    this.#seconds = Math.max(946_684_800, this.#seconds + seconds);
    this.meter.reading = { ...this.meter.reading, localQuarters: quarters };
    this.#read();
  }

  blind(): void {
    this.meter.read({ utcSeconds: 0 });
  }

  protect(isProtected: boolean): void {
    this.ledger.isProtected = isProtected;
    this.meter.reading = { ...this.meter.reading, rate: isProtected ? RATE_PROTECTED : 0 };
    this.#read();
  }

  topUp(amount: number): void {
    this.#number++;
    this.#amount = amount;
    this.topUpAgain();
  }

  topUpAgain(): void {
    if (this.#number === 0) return;
    this.ledger.topUp(this.#number, BigInt(this.#amount));
    const answer = this.meter.topUp(this.#number, this.#amount);
    assert.deepEqual(answer, [RESULT_DONE, Number(this.ledger.balance)]);
  }

  owe(amount: number): void {
    this.ledger.debt = BigInt(amount);
    assert.deepEqual(this.meter.setDebtTo(amount), [RESULT_DONE]);
  }

  change(isPrepaid: boolean): void {
    this.ledger.change(isPrepaid);
    const answer = this.meter.order(isPrepaid ? ORDER_PREPAID_ON : ORDER_PREPAID_OFF);
    assert.deepEqual(answer, [RESULT_DONE, Number(this.ledger.settled)]);
  }

  hold(): void {
    this.ledger.hold();
    this.meter.hold();
  }

  setDebt(aDay: number, percent: number): void {
    this.ledger.aDay = BigInt(aDay);
    this.ledger.percent = BigInt(percent);
    this.meter.setDebt(aDay, percent);
  }

  setCredit(lowBelow: number, emergency: number, offeredBelow: number): void {
    this.ledger.lowBelow = BigInt(lowBelow);
    this.ledger.emergency = BigInt(emergency);
    this.ledger.offeredBelow = BigInt(offeredBelow);
    this.meter.setCredit(lowBelow, emergency, offeredBelow);
  }

  check(): void {
    this.ledger.weigh();
    const { isPrepaid, balance, flags, debt, isOff } = this.ledger;
    const told = { mode: isPrepaid ? "\x01" : "\x00", balance: Number(balance), flags, debt: Number(debt) };
    // Whoever asks twice hears the same twice.
    assert.deepEqual(this.meter.told(), told);
    assert.deepEqual(this.meter.told(), told);
    assert.equal(this.meter.wished()![0], isOff ? 2 : 0);
  }

  #read(): void {
    this.ledger.charged = BigInt(this.#charged);
    const { localQuarters = 0 } = this.meter.reading;
    const local = new Date((this.#seconds + localQuarters * 900) * 1000);
    this.ledger.dawn(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) / 86_400_000);
    this.meter.read({ charged: this.#charged, utcSeconds: this.#seconds });
  }
}

describe("random lives of a household", () => {
  const small = fc.nat(3000);
  const amount = fc.oneof({ weight: 4, arbitrary: small }, uint32);
  const event = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant("charge" as const), fc.oneof(small, fc.nat(20))) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("charge" as const), fc.nat(2 ** 40)) },
    fc.tuple(fc.constantFrom("store" as const, "cut" as const, "restart" as const, "blind" as const)),
    fc.tuple(
      fc.constant("step" as const),
      fc.integer({ min: -300_000, max: 300_000 }),
      fc.integer({ min: -48, max: 56 }),
    ),
    { weight: 2, arbitrary: fc.tuple(fc.constant("step" as const), fc.nat(90_000), fc.constant(4)) },
    fc.tuple(fc.constant("protect" as const), fc.boolean()),
    { weight: 3, arbitrary: fc.tuple(fc.constant("topUp" as const), amount) },
    fc.tuple(fc.constantFrom("topUpAgain" as const, "hold" as const)),
    { weight: 2, arbitrary: fc.tuple(fc.constant("hold" as const)) },
    fc.tuple(fc.constant("owe" as const), amount),
    fc.tuple(fc.constant("change" as const), fc.boolean()),
    fc.tuple(fc.constant("setDebt" as const), fc.oneof(fc.constant(0), amount), fc.nat(100)),
    fc.tuple(fc.constant("setCredit" as const), small, fc.oneof(fc.constant(0), small), small),
  );

  it("come to the ledger's balance, flags and switch, step by step", () => {
    const seen = new Map<string, number>();
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 60, size: "max" }), (events) => {
        const household = new Household();
        household.change(true);
        household.check();
        for (const [what, ...given] of events) {
          (household[what] as (...given: readonly (number | boolean)[]) => void)(...given);
          household.check();
          const { flags, isOff, isInUse, isProtected, isPrepaid, balance } = household.ledger;
          for (let bit = 0; bit < 5; bit++) if (((flags >> bit) & 1) === 1) count(`flag ${bit}`);
          if (isOff && isInUse) count("emergency credit used up");
          if (isOff && isProtected) count("off, and protected");
          if (isPrepaid && !isOff && isProtected && balance <= 0n) count("on by protection");
        }
      }),
      { numRuns: 300 },
    );
    const met = ["flag 0", "flag 1", "flag 2", "flag 3", "flag 4"];
    met.push("emergency credit used up", "off, and protected", "on by protection");
    for (const what of met) assert.ok((seen.get(what) ?? 0) >= 20, `${what}: ${seen.get(what) ?? 0} times`);
  });
});
