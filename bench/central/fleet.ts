// Many meters, each with a central system of its own and nothing shared: what one sends cannot touch another. The one thing that is
// about all of them is the limit on "off" (off-limit.ts), and there is no other way to "off" through here. What takes an "off" back is not
// limited, and needs no ledger that works.

import { CentralSystem } from "./central-system.ts";
import type { Sent } from "./central-system.ts";
import type { ChannelMemory } from "./memory.ts";
import { OFF_REFUSAL_SAYS, OFF_RULES, OffLimit } from "./off-limit.ts";
import type { OffDecision, OffRefusal, OffRules } from "./off-limit.ts";
import type { OffLedger, OffRequest } from "./off-ledger.ts";
import type { Processor } from "./order-names.ts";
import { cancel, off } from "./orders.ts";
import type { Order } from "./orders.ts";

/** What the caller did wrong. Nothing that a meter sends ends here. */
export type FleetErrorKind = "unknown-meter" | "known-meter" | "off-alone";

export class FleetError extends Error {
  override readonly name = "FleetError";
  readonly kind: FleetErrorKind;

  constructor(kind: FleetErrorKind, text: string) {
    super(text);
    this.kind = kind;
  }
}

/** One order to each of many meters. In `failed` is what a memory threw: that meter got none, and the others did. */
export interface SentToMany {
  readonly sent: ReadonlyMap<string, Sent>;
  readonly failed: ReadonlyMap<string, unknown>;
}

export type OffOutcome =
  | ({ readonly kind: "sent" } & SentToMany)
  | { readonly kind: "to-confirm"; readonly request: OffRequest }
  | { readonly kind: "refused"; readonly why: OffRefusal; readonly text: string };

/** What may be done with a single meter through the fleet. */
export type FleetMeter = Omit<CentralSystem, "command" | "receive">;

export class Fleet {
  readonly #meters = new Map<string, CentralSystem>();
  readonly #limit: OffLimit;
  #unknownMeters = 0;

  constructor(ledger: OffLedger, rules: OffRules = OFF_RULES, makeId?: () => string) {
    this.#limit = new OffLimit(ledger, rules, makeId);
  }

  /** Throws FleetError for a meter that is there, and ChannelError where its keys are not in the memory. */
  add(memory: ChannelMemory): void {
    const { meterId } = memory;
    if (this.#meters.has(meterId)) throw new FleetError("known-meter", `meter ${meterId} is in the fleet already`);
    this.#meters.set(meterId, new CentralSystem(memory));
  }

  get meterIds(): readonly string[] {
    return [...this.#meters.keys()];
  }

  /** Throws FleetError. */
  meter(meterId: string): FleetMeter {
    return this.#of(meterId);
  }

  /** Any order but "off". Throws FleetError and OrderError. */
  command(meterId: string, to: Processor, order: Order, nowMs: number): Sent {
    if (order.name === "off") throw new FleetError("off-alone", "meters are switched off by requestOff alone");
    return this.#of(meterId).command(to, order, nowMs);
  }

  /** Bytes from the WAN of a meter. False, and counted, where the meter is not in the fleet. */
  receive(meterId: string, bytes: string): boolean {
    const meter = this.#meters.get(meterId);
    if (meter) meter.receive(bytes);
    else this.#unknownMeters++;
    return meter !== undefined;
  }

  /** Switches off all of them, or none: where that is too many at once, somebody else has to `confirm` the request. */
  requestOff(meterIds: readonly string[], by: string, nowMs: number): OffOutcome {
    return this.#carryOut(
      this.#limit.request(meterIds, by, nowMs, (id) => this.#meters.has(id)),
      nowMs,
    );
  }

  /** `by` is another one than who made the request. */
  confirm(requestId: string, by: string, nowMs: number): OffOutcome {
    return this.#carryOut(this.#limit.confirm(requestId, by, nowMs), nowMs);
  }

  /** Takes back what `requestOff` or anybody else ordered, where it was not carried out yet. Throws FleetError, and then nothing was sent. */
  cancel(meterIds: readonly string[], nowMs: number): SentToMany {
    for (const meterId of meterIds) this.#of(meterId);
    return this.#orderAll(meterIds, cancel(), nowMs);
  }

  /** Requests that can be confirmed, the oldest first. */
  waitingRequests(nowMs: number): readonly OffRequest[] {
    return this.#limit.waiting(nowMs);
  }

  /** Exact sums over all meters. */
  get figures(): {
    readonly accepted: number;
    readonly rejected: number;
    /** Pieces of WAN that were said to be of a meter that is not in the fleet. */
    readonly unknownMeters: number;
    readonly refusedOffs: ReadonlyMap<OffRefusal, number>;
  } {
    const all = [...this.#meters.values()].map(({ figures }) => figures);
    return {
      accepted: all.reduce((sum, { accepted }) => sum + accepted, 0),
      rejected: all.reduce((sum, { rejected }) => sum + rejected, 0),
      unknownMeters: this.#unknownMeters,
      refusedOffs: this.#limit.refused,
    };
  }

  #of(meterId: string): CentralSystem {
    const meter = this.#meters.get(meterId);
    if (!meter) throw new FleetError("unknown-meter", `meter ${meterId} is not in the fleet`);
    return meter;
  }

  #carryOut(decision: OffDecision, nowMs: number): OffOutcome {
    if (decision.kind === "refused") return { ...decision, text: OFF_REFUSAL_SAYS[decision.why] };
    if (decision.kind === "to-confirm") return decision;
    return { kind: "sent", ...this.#orderAll(decision.meterIds, off(), nowMs) };
  }

  /** A meter that is named twice gets it once. */
  #orderAll(meterIds: readonly string[], order: Order, nowMs: number): SentToMany {
    const sent = new Map<string, Sent>();
    const failed = new Map<string, unknown>();
    for (const meterId of new Set(meterIds)) {
      try {
        sent.set(meterId, this.#of(meterId).command("off-switch", order, nowMs));
      } catch (error) {
        failed.set(meterId, error);
      }
    }
    return { sent, failed };
  }
}
