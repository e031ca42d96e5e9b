// The off-switch partition between recorded endowments: its memory refuses, forgets and is away, its relay is stuck, its supply goes at any
// effect, and its sealed messages pass the keys as they are on the board. All that can be seen from outside becomes a row of tokens.

import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { isSwitchState } from "../../firmware/messages/switch-state.ts";
import type { offSwitchSecurity } from "../../firmware/off-switch/off-switch-security.ts";
import { CLOSED, decodeState, FIELDS, OBEYED, REASONS, WAIT } from "../../firmware/off-switch/switch.ts";
import * as token from "../../verify/tokens.ts";
import { counterBytes, readCounter, Receiver } from "./receiver.ts";

export type Security = typeof offSwitchSecurity;
export type Handlers = ReturnType<Security>;

/** The supply goes. */
class Reset extends Error {}

const STATE = 0;
const SEALED_ANSWER = "answer".padEnd(120);

export interface Start {
  readonly state: string;
  readonly policy: string;
  readonly contact: boolean;
  readonly isCut: boolean;
}

export class Partition {
  /** What was seen, in its order. */
  readonly row: number[] = [];
  handlers: Handlers;
  /** Counter of the last message that was taken. */
  taken = 0;
  readonly #security: Security;
  readonly #random: Random;
  readonly #receiver = new Receiver();
  readonly #values: Map<number, string>;
  readonly #isCut: boolean;
  #contact: boolean;
  #isAway = false;
  /** What a refused put may have left. */
  #there: string | undefined;
  /** Effects until the supply goes; below 0: it stays. */
  #left = -1;
  /** What the meter board said since it was last listened to; -1: nothing. */
  #wish = -1;
  /** Places in the row for answers that have not left, by counter. */
  readonly #asked = new Map<string, number>();

  constructor(security: Security, random: Random, start: Start) {
    this.#security = security;
    this.#random = random;
    this.#values = new Map([
      [STATE, start.state],
      [1, start.policy],
    ]);
    this.#contact = start.contact;
    this.#isCut = start.isCut;
    const isClosed = this.#decoded(start.state)[CLOSED]!;
    this.row.push(token.BEGIN + isClosed + (start.contact ? 2 : 0) + (start.isCut ? 4 : 0));
    this.#receiver.boot();
    this.handlers = this.#start();
  }

  /** A handler runs; with `left` effects done or to be done the supply goes. */
  run(act: (handlers: Handlers) => void, left = -1): void {
    this.#left = left;
    try {
      act(this.handlers);
    } catch (error) {
      if (!(error instanceof Reset)) throw error;
      this.reset();
    }
    this.#left = -1;
  }

  reset(): void {
    this.row.push(token.RESET);
    if (this.#there !== undefined) this.#values.set(STATE, this.#there);
    this.#there = undefined;
    if (this.#one(25)) this.#values.delete(STATE);
    this.#wish = -1;
    this.#asked.clear();
    this.#left = -1;
    this.#isAway = this.#one(5);
    this.#receiver.boot();
    this.handlers = this.#start();
  }

  tick(left = -1): void {
    if (this.#wish >= 0) this.row.push(token.LOCAL + this.#wish);
    this.row.push(token.TICK);
    this.run((handlers) => handlers.tick(), left);
    if (this.#isAway && this.#one(2)) this.#isAway = false;
  }

  /** `wish`: the class of what `message` says. */
  hear(message: string, wish: number): void {
    this.#wish = wish;
    this.run((handlers) => handlers.fromLink(message));
  }

  /** `seen`: what a fresh one looks like in the row. `isAnswered`: what its answer says is looked at. */
  deliver(message: string, counter: number, seen: number, isAnswered: boolean, left: number): void {
    this.row.push(counter > this.taken ? seen : token.STALE);
    const before = this.taken;
    this.#receiver.isStuck = this.#one(12);
    this.run((handlers) => {
      handlers.fromLink(message);
      if (this.taken === before) return;
      this.row.push(token.ANY_RESULT);
      if (isAnswered) this.#asked.set(counterBytes(counter), this.row.length - 1);
    }, left);
    this.#receiver.isStuck = false;
  }

  press(message: string, seen: number, left = -1): void {
    this.row.push(seen);
    this.run((handlers) => handlers.onButton(message), left);
  }

  #one(of: number): boolean {
    return this.#random.below(of) === 0;
  }

  #decoded(state: string): Uint32Array {
    const fields = new Uint32Array(FIELDS);
    decodeState(fields, state);
    return fields;
  }

  #effect(seen: () => number): void {
    this.#point();
    this.row.push(seen());
    this.#point();
  }

  #point(): void {
    if (this.#left === 0) throw new Reset();
    this.#left--;
  }

  #put(number: number, value: string): boolean {
    if (this.#isAway) return false;
    if (number !== STATE) {
      if (value !== "") this.#values.set(number, value);
      return true;
    }
    const isRefused = this.#one(12);
    this.#effect(() => {
      if (!isRefused) {
        this.#values.set(STATE, value);
        this.#there = undefined;
      } else if (this.#one(2)) this.#there = value;
      const s = this.#decoded(value);
      const content = (s[CLOSED]! ? 512 : 0) + (s[WAIT]! > 0 ? 256 : 0) + 16 * s[REASONS]! + s[OBEYED]!;
      return token.PUT + (isRefused ? 0 : 1024) + content;
    });
    return !isRefused;
  }

  #open(message: string): string {
    this.#point();
    const plain = this.#receiver.open(message);
    if (plain === "") return "";
    this.taken = readCounter(message);
    assert.equal(this.#receiver.stored(), this.taken, "a message was handed over before it was counted");
    this.row.push(token.COUNTED);
    this.#point();
    return plain;
  }

  #sealAnswer(plain: string): string {
    const place = this.#asked.get(plain.slice(2, 10));
    const results = ["\x00", "\x06", "\x04"];
    if (place !== undefined) {
      assert.ok(place < this.row.length - 2, "an answer leaves before two seconds have passed");
      this.row[place] = token.RESULT + results.indexOf(plain[10]!);
    }
    return SEALED_ANSWER;
  }

  #drive(closed: boolean): void {
    this.#effect(() => {
      if (!this.#one(8)) this.#contact = closed;
      return token.DRIVE + (closed ? 1 : 0) + (this.#contact ? 2 : 0);
    });
  }

  #say(message: string): void {
    if (!isSwitchState(message)) return;
    const state = Number(message[0]) * 256;
    this.#effect(() => token.REPORT + state + 16 * message.charCodeAt(1) + message.charCodeAt(2));
  }

  #start(): Handlers {
    return this.#security(
      (message) => this.#say(message),
      (message) => this.#open(message),
      (plain) => this.#sealAnswer(plain),
      () => this.#one(2),
      () => (this.#one(4) ? "" : this.#random.byteString(4)),
      (closed) => this.#drive(closed),
      () => this.#contact && !this.#isCut,
      () => !this.#one(3),
      () => !this.#one(3),
      () => this.#one(2),
      () => {
        this.#wish = -1;
        return "";
      },
      () => "",
      () => "",
      (number, value) => this.#put(number, value),
      (number) => (this.#isAway ? "" : (this.#values.get(number) ?? "")),
    );
  }
}
