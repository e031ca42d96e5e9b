// The central system towards one meter: commands to its two processors, answers, reports and key changes. Every command is two frames
// of which one is a cover, so that the wire does not tell which processor is meant. It trusts nothing that arrives, not even what the
// meter sealed: everything is counted, nothing throws and what is kept of it is bounded. Time is what the caller says it is.

import { ROUTE_CS, ROUTE_DC, ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { FrameReceiver } from "../frame-receiver.ts";
import { KEY_CENTRAL, KEY_OFF_SWITCH } from "../key-file.ts";
import type { Under } from "./channel.ts";
import { Exchange } from "./exchange.ts";
import type { Answered, Asked, Outgoing, Taken } from "./exchange.ts";
import { KeyChange, proposeKey } from "./key-change.ts";
import type { KeyChangeState } from "./key-change.ts";
import type { ChannelMemory } from "./memory.ts";
import { decodeReport } from "./messages.ts";
import type { IntervalReport } from "./messages.ts";
import type { Processor } from "./order-names.ts";
import { cover, demandChangeableKey, key, OrderError } from "./orders.ts";
import type { Order } from "./orders.ts";
import { Tally } from "./refusals.ts";
import type { Figures } from "./refusals.ts";

/** The latest reports are kept, so many: ten days of quarter hours. */
export const MOST_REPORTS = 960;
/** So many events wait for whoever takes them; the oldest give way and are counted. */
export const MOST_EVENTS = 256;

export type CentralEvent =
  | ({ readonly kind: "answer" } & Answered)
  /** More commands went out than answers are waited for. */
  | ({ readonly kind: "given-up" } & Asked)
  /** The meter has the new key: `continueKeyChange` now. */
  | { readonly kind: "key-taken"; readonly key: number }
  /** The new key is the key. */
  | { readonly kind: "key-agreed"; readonly key: number };

/** A command on its way. */
export interface Sent {
  /** The frame for cs-security, then that for the off-switch processor. */
  readonly frames: readonly [string, string];
  /** The real one of the two. */
  readonly asked: Asked;
}

export class CentralSystem {
  /** The latest, the oldest first. */
  readonly reports: IntervalReport[] = [];
  readonly #memory: ChannelMemory;
  readonly #exchanges: Readonly<Record<Processor, Exchange>>;
  readonly #changes: Readonly<Record<Processor, KeyChange>>;
  readonly #tally = new Tally();
  readonly #receiver = new FrameReceiver((payload) => {
    this.#take(payload);
  });
  #events: CentralEvent[] = [];
  #eventsLost = 0;
  #reportsTaken = 0;
  #passedBy = 0;

  /** The memory holds keys 1 and 2; else ChannelError. What it throws comes through: it is no message's fault. */
  constructor(memory: ChannelMemory) {
    this.#memory = memory;
    this.#exchanges = {
      meter: new Exchange(memory, KEY_CENTRAL, ROUTE_CS, "meter"),
      "off-switch": new Exchange(memory, KEY_OFF_SWITCH, ROUTE_OFF_SWITCH, "off-switch"),
    };
    this.#changes = {
      meter: new KeyChange(memory, this.#exchanges.meter.channel),
      "off-switch": new KeyChange(memory, this.#exchanges["off-switch"].channel),
    };
  }

  get meterId(): string {
    return this.#memory.meterId;
  }

  /** Throws OrderError where the order is not for that processor, or is a key: for that `changeKey`. */
  command(to: Processor, order: Order, nowMs: number): Sent {
    if (order.name === "key") throw new OrderError("not-a-command", "a key is changed by changeKey alone");
    return this.#send(to, order, nowMs);
  }

  /**
   * Sends a new key, or the one of a change that is under way. `makeSecret` gives 32 fresh random bytes and is called only where none is.
   * Throws OrderError for a key that a meter does not change.
   */
  changeKey(number: number, makeSecret: () => string, nowMs: number): Sent {
    demandChangeableKey(number);
    const to = number === KEY_OFF_SWITCH ? "off-switch" : "meter";
    if (!this.#isOwn(number)) return this.#send(to, key(number, proposeKey(this.#memory, number, makeSecret)), nowMs);
    const secret = this.#changes[to].begin(makeSecret);
    const under = this.#changes[to].next();
    return this.#send(to, under === "key" ? key(number, secret) : cover(), nowMs, under);
  }

  /** The next message of a change that is under way: after "key-taken", and whenever no answer came. */
  continueKeyChange(number: number, nowMs: number): Sent | undefined {
    const secret = this.#memory.successor(number);
    return secret === undefined ? undefined : this.changeKey(number, () => secret, nowMs);
  }

  keyChange(number: number): KeyChangeState {
    if (this.#isOwn(number)) return this.#changes[number === KEY_OFF_SWITCH ? "off-switch" : "meter"].state;
    return this.#memory.successor(number) === undefined ? "none" : "proposed";
  }

  /** Bytes from the meter's WAN, in any pieces. */
  receive(bytes: string): void {
    this.#receiver.receive(bytes);
  }

  /** Commands that were sent `afterMs` ago or earlier and are not answered, covers among them. */
  overdue(nowMs: number, afterMs: number): readonly Asked[] {
    return Object.values(this.#exchanges)
      .flatMap((exchange) => exchange.pending)
      .filter(({ sentMs }) => nowMs - sentMs >= afterMs);
  }

  /** Waits for this answer no longer. Whether it was waited for. */
  giveUp({ to, counter }: Pick<Asked, "to" | "counter">): boolean {
    return this.#exchanges[to].giveUp(counter);
  }

  /** What happened since this was last called. */
  takeEvents(): readonly CentralEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Exact, however much of it is kept. */
  get figures(): Figures & {
    readonly reports: number;
    readonly eventsLost: number;
    /** Messages for the data concentrator. */
    readonly passedBy: number;
    /** Stretches of the WAN that were no frame. */
    readonly refusedFrames: number;
  } {
    return {
      ...this.#tally.figures(),
      reports: this.#reportsTaken,
      eventsLost: this.#eventsLost,
      passedBy: this.#passedBy,
      refusedFrames: this.#receiver.refused,
    };
  }

  #isOwn(number: number): boolean {
    return number === KEY_CENTRAL || number === KEY_OFF_SWITCH;
  }

  #send(to: Processor, order: Order, nowMs: number, under?: Under): Sent {
    this.#exchanges[to].demandOrder(order.name);
    const ask = (processor: Processor): Outgoing =>
      processor === to
        ? this.#exchanges[processor].ask(order, nowMs, false, under)
        : this.#exchanges[processor].ask(cover(), nowMs, true);
    const both = [ask("meter"), ask("off-switch")] as const;
    for (const { givenUp } of both) if (givenUp) this.#tell({ kind: "given-up", ...givenUp });
    return { frames: [both[0].frame, both[1].frame], asked: both[to === "meter" ? 0 : 1].asked };
  }

  #take(payload: string): void {
    const route = payload.charAt(0);
    if (route === ROUTE_DC) this.#passedBy++;
    else if (route === ROUTE_CS) this.#takeFrom("meter", payload.slice(1));
    else if (route === ROUTE_OFF_SWITCH) this.#takeFrom("off-switch", payload.slice(1));
    else this.#tally.refuse("wrong-route");
  }

  #takeFrom(processor: Processor, sealed: string): void {
    const exchange = this.#exchanges[processor];
    const taken = exchange.take(sealed);
    if (taken.agreed) this.#tell({ kind: "key-agreed", key: exchange.channel.key });
    if (taken.kind === "answer") this.#takeAnswer(processor, taken);
    else if (taken.kind === "refused") this.#tally.refuse(taken.why);
    else if (processor === "meter") this.#takeReport(taken.plain);
    else this.#tally.refuse("wrong-class");
  }

  #takeReport(plain: string): void {
    const decoded = decodeReport(plain);
    if ("wrong" in decoded) {
      this.#tally.refuse(decoded.wrong);
      return;
    }
    this.#tally.accept();
    this.#reportsTaken++;
    this.reports.push(decoded.message);
    if (this.reports.length > MOST_REPORTS) this.reports.shift();
  }

  #takeAnswer(processor: Processor, { answered, command }: Taken & { readonly kind: "answer" }): void {
    this.#tally.accept();
    this.#tell({ kind: "answer", ...answered });
    if (answered.order !== "key" || answered.result !== "done") return;
    const number = command.body.charCodeAt(0);
    // An answer to an earlier change says nothing of this one.
    if (this.#memory.successor(number) !== command.body.slice(1)) return;
    if (this.#isOwn(number)) {
      this.#changes[processor].taken();
      this.#tell({ kind: "key-taken", key: number });
    } else {
      this.#memory.agreed(number);
      this.#tell({ kind: "key-agreed", key: number });
    }
  }

  #tell(event: CentralEvent): void {
    this.#events.push(event);
    if (this.#events.length <= MOST_EVENTS) return;
    this.#events.shift();
    this.#eventsLost++;
  }
}
