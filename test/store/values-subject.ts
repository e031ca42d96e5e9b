// A segment of values under test, beside what each of them must be.

import { prepare } from "../../firmware/store/ring.ts";
import { getValue, openValues, putValue } from "../../firmware/store/values.ts";
import type { Values } from "../../firmware/store/values.ts";
import { demand } from "./operation.ts";
import type { Operation, Subject } from "./operation.ts";
import { CREDIT_COUNT, VALUE_COUNT, valuesOn } from "./rig.ts";
import type { ArrayFlash, ValuesName } from "./rig.ts";

export class ValuesSubject implements Subject {
  readonly name: ValuesName;
  readonly held: string[];
  /** What each value was before, newest last. */
  readonly earlier: string[][];
  #flight: { readonly number: number; readonly value: string } | undefined;
  #values: Values | undefined;

  constructor(name: ValuesName, from?: ValuesSubject) {
    this.name = name;
    this.held = from ? from.held.slice() : new Array<string>(name === "credit" ? CREDIT_COUNT : VALUE_COUNT).fill("");
    this.earlier = from ? from.earlier : this.held.map(() => []);
    this.#flight = from ? from.#flight : undefined;
  }

  get values(): Values {
    return this.#values!;
  }

  fork(): ValuesSubject {
    return new ValuesSubject(this.name, this);
  }

  open(flash: ArrayFlash): void {
    this.#values = valuesOn(flash, this.name);
    demand(openValues(this.#values), `the values do not open, fault ${this.#values.ring.fault}`);
  }

  perform(operation: Operation): void {
    if (operation.kind !== "put") throw new TypeError(`values do not ${operation.kind}`);
    this.#flight = operation;
    demand(
      putValue(this.values, operation.number, operation.value),
      `a put is refused, fault ${this.values.ring.fault}`,
    );
    this.earlier[operation.number]!.push(this.held[operation.number]!);
    this.held[operation.number] = operation.value;
    this.#flight = undefined;
  }

  idle(): void {
    prepare(this.values.ring);
  }

  check(): void {
    demand(this.values.ring.damaged === 0, `${this.values.ring.damaged} slots count as damaged`);
    for (let number = 0; number < this.held.length; number++) {
      const value = getValue(this.values, number);
      if (this.#flight?.number === number && value === this.#flight.value) this.held[number] = value;
      demand(value === this.held[number], `value ${number} is neither the old one nor the one in flight`);
    }
    this.#flight = undefined;
  }

  refused(): number {
    return this.values.ring.medium.refused;
  }
}
