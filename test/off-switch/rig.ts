// The off-switch's partition on the store itself, below the kernel: orders go in sealed by nothing but a secret that no test's attacker has,
// answers come out, the relay is a contact that remembers when it was driven. The part keeps what it holds when the processor starts anew,
// and the supply can go in any write of it, and between a write and the coil. Its time is whole seconds, one tick each.

import assert from "node:assert/strict";
import { IN_THE_FIELD } from "../../bench/switch-values.ts";
import { KERNEL_VALUES } from "../../firmware/kernel/description.ts";
import { readU32 } from "../../firmware/messages/bytes.ts";
import { ANSWER, encodeCommand, ORDER_QUERY } from "../../firmware/messages/command.ts";
import { encodeLocal, encodeSwitchWish, isEvent } from "../../firmware/messages/local.ts";
import { PLAIN_BYTES, SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { isSwitchState } from "../../firmware/messages/switch-state.ts";
import { offSwitchSecurity } from "../../firmware/off-switch/off-switch-security.ts";
import { lendAcknowledge, lendAppend, lendCloseLog, lendGet, lendMerge } from "../../firmware/store/lend.ts";
import { lendNext, lendPut, lendReadLog } from "../../firmware/store/lend.ts";
import { PowerCut, PROCESSOR } from "../store/rig.ts";
import { SwitchPart } from "./part.ts";
import { FROM_SWITCH, prf, sealed, TO_SWITCH } from "./seal.ts";

export type Endowments = Parameters<typeof offSwitchSecurity>;
export type Partition = ReturnType<typeof offSwitchSecurity>;

/** Number of the value that holds the counter of the last order, among the kernel's own. */
const COUNTER = 0;
/** An answer leaves with the second tick. */
const ANSWER_SECONDS = 2;

export interface Drive {
  readonly atSecond: number;
  readonly closed: boolean;
  /** Whether the contact followed: it was elsewhere before. */
  readonly moved: boolean;
}

export interface Answer {
  /** A result of messages/command.ts. */
  readonly result: string;
  /** All that stands behind it. */
  readonly body: string;
}

export interface SwitchRigOptions {
  readonly policy?: string;
  readonly closed?: boolean;
  readonly seed?: number;
  /** What the delays are drawn with; default: one for each seed. */
  readonly delayKey?: string;
  /** In place of the source. */
  readonly make?: (...endowments: Endowments) => Partition;
}

export class SwitchRig extends SwitchPart {
  second = 0;
  /** Where the contact is, and what keeps it there. */
  closed: boolean;
  isStuck = false;
  /** What the feedback contact says where it does not follow the main one. */
  feedback: boolean | undefined;
  readonly drives: Drive[] = [];
  /** Input of each delay that was drawn. */
  readonly drawn: { readonly atSecond: number; readonly random: number }[] = [];
  readonly states: string[] = [];
  readonly events: string[] = [];
  /** By the counter of the order. */
  readonly answers = new Map<number, Answer>();
  sealed = 0;
  /** Whether the kernel can make one; else it says "". */
  hasRandom = true;
  /** Where the supply goes around the coil. */
  cutAtCoil: "before" | "after" | undefined;
  cuts = 0;
  partition!: Partition;
  onDrive: ((drive: Drive) => void) | undefined;
  /** Hears all that is said to the link, as it is said. */
  onSaid: ((message: string) => void) | undefined;
  #orders = 0;
  readonly #key: string;
  readonly #make: (...endowments: Endowments) => Partition;

  constructor(options: SwitchRigOptions = {}) {
    const { policy = IN_THE_FIELD, closed = true, seed = 1, delayKey = `delay key ${seed}` } = options;
    super(closed, policy, seed);
    this.#key = delayKey;
    this.#make = options.make ?? offSwitchSecurity;
    this.closed = closed;
    this.boot();
  }

  /** The processor starts: what was not stored is gone. It says nothing before its first tick. */
  boot(): void {
    this.#alive(() => {
      this.open();
      this.partition = this.#make(...this.#endowments());
    });
  }

  /** So many seconds pass. */
  run(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.second++;
      this.#alive(() => {
        this.work(this.second * 1000);
        this.partition.tick();
      });
    }
  }

  /** Gives an order, as the central system seals it. Returns its counter. */
  give(order: string, body = ""): number {
    const counter = ++this.#orders;
    this.say(this.seal(counter, encodeCommand(order, body)));
    return counter;
  }

  /** Counter of the last order. */
  orders(): number {
    return this.#orders;
  }

  /** Counters up to this one are used. */
  skip(counter: number): void {
    this.#orders = Math.max(this.#orders, counter);
  }

  /** Gives an order and waits for its answer; undefined: there is none. */
  ask(order: string, body = ""): Answer | undefined {
    const counter = this.give(order, body);
    this.run(ANSWER_SECONDS);
    return this.answers.get(counter);
  }

  /** The result of an order that is answered. */
  result(order: string, body = ""): string {
    const answer = this.ask(order, body);
    assert.ok(answer, "no answer");
    return answer.result;
  }

  /** The state that a query answers with. */
  query(): string {
    const answer = this.ask(ORDER_QUERY);
    assert.ok(answer, "no answer");
    return answer.body;
  }

  /** As the central system seals: who has not its secret cannot make it, alter it, or send an answer back. */
  seal(counter: number, plain: string): string {
    return sealed(TO_SWITCH, counter, plain);
  }

  /** Something comes from the link. */
  say(message: string): void {
    this.#alive(() => {
      this.partition.fromLink(message);
    });
  }

  /** What the meter board says every 5 s. `stored`: number of the last event that it has. */
  local(wanted: number, flows = false, stored = 0): void {
    this.say(encodeLocal(encodeSwitchWish(wanted, flows), stored));
  }

  buttonDown(): void {
    this.#alive(() => {
      this.partition.onButton("\x01");
    });
  }

  buttonUp(heldTenths: number): void {
    this.#alive(() => {
      this.partition.onButton("\0" + String.fromCharCode(heldTenths));
    });
  }

  press(heldTenths = 25): void {
    this.buttonDown();
    this.buttonUp(heldTenths);
  }

  /** The supply may go in what `act` does: then the processor starts anew. */
  #alive(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.cutAfter = Number.POSITIVE_INFINITY;
      this.cutAtCoil = undefined;
      this.cuts++;
      this.boot();
    }
  }

  #drive(closed: boolean): void {
    if (this.cutAtCoil === "before") throw new PowerCut();
    const moved = this.closed !== closed && !this.isStuck;
    if (moved) this.closed = closed;
    const drive = { atSecond: this.second, closed, moved };
    this.drives.push(drive);
    this.onDrive?.(drive);
    if (this.cutAtCoil === "after") throw new PowerCut();
  }

  #open(message: string): string {
    const counter = message.slice(4, 8);
    const plain = message.slice(8, 8 + PLAIN_BYTES);
    if (message.length !== SEALED_BYTES || sealed(TO_SWITCH, readU32(counter, 0), plain) !== message) return "";
    const last = lendGet(this.values, 0)(COUNTER);
    if (last !== "" && readU32(counter, 0) <= readU32(last, 0)) return "";
    return lendPut(this.values, 0)(COUNTER, counter) ? plain : "";
  }

  #hear(message: string): void {
    this.onSaid?.(message);
    if (isSwitchState(message)) this.states.push(message);
    else if (isEvent(message)) this.events.push(message);
    else {
      const plain = message.slice(8, 8 + PLAIN_BYTES);
      assert.equal(message, sealed(FROM_SWITCH, this.sealed, plain));
      assert.equal(plain[0], ANSWER);
      this.answers.set(readU32(plain, 6), { result: plain.charAt(10), body: plain.slice(11) });
    }
  }

  #endowments(): Endowments {
    const { log, values } = this;
    return [
      (message) => {
        this.#hear(message);
      },
      (message) => this.#open(message),
      (plain) => sealed(FROM_SWITCH, ++this.sealed, plain),
      (number, key) => number === 2 && key.length === 32,
      (input) => {
        if (!this.hasRandom) return "";
        const random = prf(this.#key, input);
        this.drawn.push({ atSecond: this.second, random: readU32(random, 0) });
        return random;
      },
      (closed) => {
        this.#drive(closed);
      },
      () => this.feedback ?? this.closed,
      lendAppend(log),
      lendMerge(this.merger, { ...PROCESSOR, nowMs: () => this.second * 1000 }),
      lendAcknowledge(log),
      lendNext(log),
      lendReadLog([log]),
      lendCloseLog([log]),
      lendPut(values, KERNEL_VALUES),
      lendGet(values, KERNEL_VALUES),
    ];
  }
}
