// credit-balance on the store itself, below the kernel: the test says what computations, cs-security and the button say.

import assert from "node:assert/strict";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import { readU32, u32 } from "../../firmware/messages/bytes.ts";
import { creditFlags, encodeBalance, isCredit, POSTPAID, readBalance } from "../../firmware/messages/credit.ts";
import { ORDER_DEBT, ORDER_PREPAID_ON, ORDER_TOP_UP } from "../../firmware/messages/meter-order.ts";
import { orderAnswerBody, orderAnswerResult } from "../../firmware/messages/order.ts";
import { PARAMETER_CREDIT, PARAMETER_DEBT } from "../../firmware/messages/parameters.ts";
import { DISCONNECTED, encodeSwitchState } from "../../firmware/messages/switch-state.ts";
import { creditBalance } from "../../firmware/meter/credit-balance.ts";
import { lendGet, lendPut } from "../../firmware/store/lend.ts";
import { openValues } from "../../firmware/store/values.ts";
import type { Values } from "../../firmware/store/values.ts";
import { readingBytes } from "../messages/reading-bytes.ts";
import type { ReadingFields } from "../messages/reading-bytes.ts";
import { array, valuesOn } from "../store/rig.ts";
import { ask, LooseFlash } from "./rig.ts";

/** What the display and the consumer's port are told. */
export interface Told {
  readonly mode: string;
  readonly balance: number;
  readonly flags: number;
  readonly debt: number;
}

const DAY_SECONDS = 86_400;
/** 2026-01-05, in days since 1970-01-01. */
export const FIRST_DAY = 20_458;

export class CreditRig {
  readonly array: NorArray;
  flash!: LooseFlash;
  values!: Values;
  readonly parameters = new Map<number, string>();
  /** The next reading: noon of the first day, nothing metered. */
  reading: Partial<ReadingFields> = { utcSeconds: FIRST_DAY * DAY_SECONDS + DAY_SECONDS / 2, localQuarters: 4 };
  readonly toCs: string[] = [];
  readonly toDisplay: string[] = [];
  readonly toLink: string[] = [];
  partition!: ReturnType<typeof creditBalance>;
  #holds = 0;

  constructor(cells: NorArray) {
    this.array = cells;
    this.reset();
  }

  /** Power comes back, and with it the first reading. */
  reset(flash = new LooseFlash(this.array)): void {
    this.flash = flash;
    this.values = valuesOn(flash, "credit");
    openValues(this.values);
    this.restart();
  }

  /** The partition alone starts anew, and hears the next reading. */
  restart(): void {
    this.start();
    this.read();
  }

  /** It starts anew and hears nothing. */
  start(): void {
    this.partition = creditBalance(
      (message) => void this.toCs.push(message),
      (message) => void this.toDisplay.push(message),
      (message) => void this.toLink.push(message),
      lendPut(this.values, 0),
      lendGet(this.values, 0),
      (number) => this.parameters.get(number) ?? "",
    );
  }

  /** A reading like the one before, but for `changes`. */
  read(changes: Partial<ReadingFields> = {}): void {
    this.reading = { ...this.reading, ...changes };
    this.partition.fromComputations(readingBytes(this.reading));
  }

  /** A reading at a quarter past midnight, in local time, so many days behind the first. */
  readOnDay(day: number, changes: Partial<ReadingFields> = {}): void {
    const quarters = this.reading.localQuarters ?? 0;
    this.read({ utcSeconds: (FIRST_DAY + day) * DAY_SECONDS - quarters * 900 + 900, ...changes });
  }

  /** Amounts in 1e-5 currency. */
  setCredit(lowBelow: number, emergency: number, offeredBelow: number): void {
    this.parameters.set(PARAMETER_CREDIT, u32(lowBelow) + u32(emergency) + u32(offeredBelow) + u32(0));
  }

  setDebt(aDay: number, percent: number): void {
    this.parameters.set(PARAMETER_DEBT, u32(aDay) + String.fromCharCode(percent));
  }

  /** Result, and the balance where the answer has one. */
  order(order: string, body = ""): [result: string, balance?: number] {
    const answer = ask(this.partition, this.toCs, order, body);
    const balance = orderAnswerBody(answer);
    assert.ok(balance === "" || balance.length === 6);
    return balance === "" ? [orderAnswerResult(answer)] : [orderAnswerResult(answer), readBalance(balance, 0)];
  }

  topUp(number: number, amount: number): [string, number?] {
    return this.order(ORDER_TOP_UP, u32(number) + u32(amount));
  }

  setDebtTo(amount: number): [string, number?] {
    return this.order(ORDER_DEBT, u32(amount));
  }

  /** The off-switch processor says how often the button was held. */
  report(holds: number): void {
    this.#holds = holds;
    this.partition.fromOffSwitchLink(encodeSwitchState(DISCONNECTED, 2, 2, 0, 0, 0, 0, 0, 0, holds));
  }

  /** The button is held, between two reports. */
  hold(): void {
    this.report(this.#holds);
    this.report((this.#holds + 1) & 255);
  }

  /** The reasons that the switch is wanted open for, and whether current flows, as the link is told with the next reading. */
  wished(): readonly [reasons: number, flows: number] | undefined {
    this.toLink.length = 0;
    this.read();
    const wish = this.toLink.at(-1);
    return wish === undefined ? undefined : [wish.charCodeAt(0), wish.charCodeAt(1)];
  }

  /** What is told with the next reading, alike to both who hear it. */
  told(): Told | undefined {
    this.toDisplay.length = 0;
    this.toCs.length = 0;
    this.read();
    assert.deepEqual(this.toCs, this.toDisplay);
    const state = this.toDisplay.at(-1);
    return state === undefined ? undefined : toldOf(state);
  }

  /** Mode and balance of the same. */
  shown(): [mode: string, balance: number] | undefined {
    const told = this.told();
    return told && [told.mode, told.balance];
  }

  /** Balance, flags, and reasons that the switch is wanted open for, once so much was charged. */
  at(charged: number): [balance: number, flags: number, reasons: number] {
    this.read({ charged });
    const { balance, flags } = this.told()!;
    return [balance, flags, this.wished()![0]];
  }

  /** The value in the memory. */
  stored(): string {
    return lendGet(this.values, 0)(0);
  }

  store(fields: Partial<Stored>): void {
    assert.ok(lendPut(this.values, 0)(0, storedBytes(fields)));
  }
}

/** Prepaid, with so much to begin with. */
export function prepaid(credited: number): CreditRig {
  const meter = new CreditRig(array(1));
  meter.order(ORDER_PREPAID_ON);
  meter.topUp(1, credited);
  return meter;
}

export function toldOf(state: string): Told {
  assert.ok(isCredit(state));
  return {
    mode: state.slice(0, 1),
    balance: readBalance(state, 1),
    flags: creditFlags(state),
    debt: readU32(state, 8),
  };
}

interface Stored {
  readonly mode: string;
  readonly credited: number;
  readonly number: number;
  readonly debt: number;
  readonly day: number;
  readonly flags: number;
  readonly settled: number;
}

/** What is not given is as in a new meter, but for the day: it is the first. */
function storedBytes(fields: Partial<Stored>): string {
  const { mode = POSTPAID, credited = 0, number = 0, debt = 0, day = FIRST_DAY, flags = 0, settled = 0 } = fields;
  const amounts = encodeBalance(credited) + u32(number) + u32(debt) + u32(day);
  return mode + amounts + String.fromCharCode(flags) + encodeBalance(settled);
}
