// credit-balance on the store itself, below the kernel.

import assert from "node:assert/strict";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { ORDER_TOP_UP } from "../../firmware/messages/meter-order.ts";
import { readBalance } from "../../firmware/messages/credit.ts";
import { orderAnswerBody, orderAnswerResult } from "../../firmware/messages/order.ts";
import { creditBalance } from "../../firmware/meter/credit-balance.ts";
import { lendGet, lendPut } from "../../firmware/store/lend.ts";
import { openValues } from "../../firmware/store/values.ts";
import type { Values } from "../../firmware/store/values.ts";
import { valuesOn } from "../store/rig.ts";
import { ask, LooseFlash } from "./rig.ts";

export class CreditRig {
  readonly array: NorArray;
  flash!: LooseFlash;
  values!: Values;
  readonly toCs: string[] = [];
  readonly toDisplay: string[] = [];
  readonly toLink: string[] = [];
  partition!: ReturnType<typeof creditBalance>;

  constructor(cells: NorArray) {
    this.array = cells;
    this.reset();
  }

  reset(flash = new LooseFlash(this.array)): void {
    this.flash = flash;
    this.values = valuesOn(flash, "credit");
    openValues(this.values);
    this.restart();
  }

  restart(): void {
    this.partition = creditBalance(
      (message) => void this.toCs.push(message),
      (message) => void this.toDisplay.push(message),
      (message) => void this.toLink.push(message),
      lendPut(this.values, 0),
      lendGet(this.values, 0),
    );
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

  /** The reasons that the switch is wanted open for, and whether current flows, as the link is told with the next tick. */
  wished(): readonly [reasons: number, flows: number] | undefined {
    this.toLink.length = 0;
    this.partition.tick();
    const [wish] = this.toLink;
    return wish === undefined ? undefined : [wish.charCodeAt(0), wish.charCodeAt(1)];
  }

  /** Mode and balance as the display is told with the next tick. */
  shown(): [mode: string, balance: number] | undefined {
    this.toDisplay.length = 0;
    this.partition.tick();
    const [state] = this.toDisplay;
    return state === undefined ? undefined : [state.slice(0, 1), readBalance(state, 1)];
  }
}
