// The limit on "off": whoever takes over one desk of the central system must not be able to darken a town. More than a few within a
// while need somebody else to confirm them, by name, soon and once. It decides and counts; the commands themselves are fleet.ts.
// That a name is who it says it is must be known to whoever calls: nothing here proves it.

import { randomBytes } from "node:crypto";
import type { OffLedger, OffRequest } from "./off-ledger.ts";

export interface OffRules {
  /** So many within the window need nobody else. */
  readonly mostAlone: number;
  readonly windowMs: number;
  /** A request that is as old as this is void. */
  readonly confirmWithinMs: number;
  /** So many requests wait at most. */
  readonly mostRequests: number;
}

export const OFF_RULES: OffRules = {
  mostAlone: 10,
  windowMs: 3_600_000,
  confirmWithinMs: 900_000,
  mostRequests: 100,
};

export type OffRefusal =
  "bad-name" | "no-meter" | "unknown-meter" | "too-many-requests" | "unknown-request" | "expired" | "same-person";

export const OFF_REFUSAL_SAYS: Readonly<Record<OffRefusal, string>> = {
  "bad-name": 'a name is 1 to 64 of the characters A to Z, a to z, 0 to 9 and "._@-"',
  "no-meter": "no meter was named",
  "unknown-meter": "a meter was named that is not in the fleet; none was switched",
  "too-many-requests": "too many requests wait for a confirmation already",
  "unknown-request": "there is no such request, or it was confirmed before",
  expired: "the request was not confirmed in time",
  "same-person": "a request is confirmed by somebody else than the one who made it",
};

export type OffDecision =
  /** In the ledger: may be sealed now, once. */
  | { readonly kind: "allowed"; readonly meterIds: readonly string[] }
  | { readonly kind: "to-confirm"; readonly request: OffRequest }
  | { readonly kind: "refused"; readonly why: OffRefusal };

const NAME = /^[A-Za-z0-9._@-]{1,64}$/;

export class OffLimit {
  readonly #ledger: OffLedger;
  readonly #rules: OffRules;
  readonly #makeId: () => string;
  readonly #refused = new Map<OffRefusal, number>();

  /** `makeId` gives an id that no request had before. */
  constructor(ledger: OffLedger, rules = OFF_RULES, makeId = (): string => randomBytes(8).toString("hex")) {
    this.#ledger = ledger;
    this.#rules = rules;
    this.#makeId = makeId;
  }

  /** A meter that is named twice is switched once. */
  request(meterIds: readonly string[], by: string, nowMs: number, isKnown: (meterId: string) => boolean): OffDecision {
    const ids = [...new Set(meterIds)];
    if (!NAME.test(by)) return this.#refuse("bad-name");
    if (ids.length === 0) return this.#refuse("no-meter");
    if (!ids.every(isKnown)) return this.#refuse("unknown-meter");
    const { mostAlone, windowMs, mostRequests } = this.#rules;
    if (this.#ledger.admit(ids.length, nowMs, nowMs - windowMs, mostAlone)) return { kind: "allowed", meterIds: ids };
    this.#discardExpired(nowMs);
    const request: OffRequest = { id: this.#makeId(), meterIds: ids, by, madeMs: nowMs };
    if (!this.#ledger.open(request, mostRequests)) return this.#refuse("too-many-requests");
    return { kind: "to-confirm", request };
  }

  /** A refusal leaves the request as it was, unless it is void. */
  confirm(id: string, by: string, nowMs: number): OffDecision {
    if (!NAME.test(by)) return this.#refuse("bad-name");
    const request = this.#ledger.requests().find((one) => one.id === id);
    if (!request) return this.#refuse("unknown-request");
    if (this.#isExpired(request, nowMs)) {
      this.#ledger.discard(id);
      return this.#refuse("expired");
    }
    if (request.by.toLowerCase() === by.toLowerCase()) return this.#refuse("same-person");
    if (!this.#ledger.confirm(id, nowMs)) return this.#refuse("unknown-request");
    return { kind: "allowed", meterIds: request.meterIds };
  }

  /** Those that wait and are not void, the oldest first. */
  waiting(nowMs: number): readonly OffRequest[] {
    return this.#ledger.requests().filter((request) => !this.#isExpired(request, nowMs));
  }

  get refused(): ReadonlyMap<OffRefusal, number> {
    return this.#refused;
  }

  // A request from the future is void, too: the clock was set back, and how old it is nobody knows.
  #isExpired({ madeMs }: OffRequest, nowMs: number): boolean {
    return nowMs < madeMs || nowMs - madeMs >= this.#rules.confirmWithinMs;
  }

  #discardExpired(nowMs: number): void {
    for (const request of this.#ledger.requests())
      if (this.#isExpired(request, nowMs)) this.#ledger.discard(request.id);
  }

  #refuse(why: OffRefusal): OffDecision {
    this.#refused.set(why, (this.#refused.get(why) ?? 0) + 1);
    return { kind: "refused", why };
  }
}
