// cs-security of the meter alone, at the port where codes are typed: a memory that outlives resets, a credit-balance that takes every top-up
// once, and the pseudo-random function of tweetnacl. No wire, no time but its ticks.

import assert from "node:assert/strict";
import nacl from "tweetnacl";
import { fromByteString, toByteString } from "../../bench/byte-string.ts";
import { makeTopUpCode } from "../../bench/top-up-code.ts";
import { readU32 } from "../../firmware/messages/bytes.ts";
import { RESULT_DONE } from "../../firmware/messages/meter-order.ts";
import { encodeOrderAnswer } from "../../firmware/messages/order.ts";
import { ROUTE_LINE } from "../../firmware/messages/route.ts";
import { csSecurity } from "../../firmware/meter/cs-security.ts";

type Stream = (to: Uint8Array, at: number, length: number, nonce: Uint8Array, key: Uint8Array) => number;

/** The package exports it; its types do not tell. */
const { lowlevel } = nacl as unknown as { readonly lowlevel: { readonly crypto_stream: Stream } };

const METER_ID = "HASM0001";
const SECRET = "top-up codes of this meter alone";
/** Number of the value with what is known of top-ups, and the place of the count of wrong codes in it. */
const TOP_UP = 13;
const WRONG_CODES_AT = 6;

export class TypedCodes {
  /** Amounts, in 1e-5 currency. */
  readonly credited: number[] = [];
  prfCalls = 0;
  /** The next code that is looked at is the last thing that happens before a reset. */
  dieAtPrf = false;
  readonly #values = new Map<number, string>();
  #lastNumber = 0;
  #said: string[] = [];
  #partition!: ReturnType<typeof csSecurity>;

  constructor() {
    this.reset();
  }

  /** The processor starts anew; what was stored is there. */
  reset(): void {
    const nothing = (): string => "";
    const orders: string[] = [];
    const put = (number: number, value: string): boolean => this.#values.set(number, value).size > 0;
    this.#partition = csSecurity(
      (message) => void this.#said.push(message),
      () => undefined,
      () => undefined,
      (order) => void orders.push(order),
      nothing,
      nothing,
      nothing,
      nothing,
      nothing,
      nothing,
      nothing,
      (input) => this.#prf(input),
      () => false,
      () => METER_ID,
      () => true,
      () => true,
      nothing,
      nothing,
      put,
      (number) => this.#values.get(number) ?? "",
    );
    this.#credit = () => {
      for (const order of orders.splice(0)) this.#apply(order);
    };
    this.tick(2);
  }

  /** So many seconds. */
  tick(seconds: number): void {
    for (let second = 0; second < seconds; second++) this.#partition.tick();
    this.#credit();
  }

  /** What the port says to a line. */
  type(line: string): string {
    this.#said = [];
    this.#partition.fromCommunications(ROUTE_LINE + line);
    this.#credit();
    assert.equal(this.#said.length, 1);
    return this.#said[0]!.slice(1);
  }

  /** The code of that number that was sold: as many hundredths as its number. */
  code(counter: number): string {
    return makeTopUpCode(SECRET, METER_ID, counter, 0, counter);
  }

  /** Takes the count of wrong codes out of the memory, as no attacker can. */
  forgetWrongCodes(): void {
    const known = this.#values.get(TOP_UP) ?? "";
    this.#values.set(TOP_UP, known.slice(0, WRONG_CODES_AT) + "\0" + known.slice(WRONG_CODES_AT + 1));
  }

  #credit: () => void = () => undefined;

  #apply(order: string): void {
    const number = readU32(order, 2);
    if (number > this.#lastNumber) this.credited.push(readU32(order, 6));
    this.#lastNumber = Math.max(this.#lastNumber, number);
    this.#partition.fromCreditBalance(encodeOrderAnswer(order.charAt(1), RESULT_DONE, ""));
  }

  #prf(input: string): string {
    this.prfCalls++;
    if (this.dieAtPrf) {
      this.dieAtPrf = false;
      throw new Error("the supply went");
    }
    const mac = new Uint8Array(4);
    lowlevel.crypto_stream(mac, 0, mac.length, fromByteString(input), fromByteString(SECRET));
    return toByteString(mac);
  }
}
