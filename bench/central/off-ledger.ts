// What the limit on "off" must remember: how many were given when, and which batches wait for a second person. Whoever keeps it on disk
// makes each operation one durable step, also against another process on the same disk: an "off" is in the ledger before it is sealed.
// A stop between the two leaves one counted that never went out, never the other way round.

/** A batch that waits for its confirmation. */
export interface OffRequest {
  readonly id: string;
  readonly meterIds: readonly string[];
  /** Who asked. */
  readonly by: string;
  readonly madeMs: number;
}

export interface OffLedger {
  /** Adds `count` at `atMs`, if with those given after `sinceMs` they are not more than `most`; else nothing. Whether it did. */
  admit(count: number, atMs: number, sinceMs: number, most: number): boolean;
  /** Keeps a request, if not more than `most` are kept then; else nothing. Whether it did. */
  open(request: OffRequest, most: number): boolean;
  /** All that are kept, the oldest first. */
  requests(): readonly OffRequest[];
  /** Takes a request out and adds its commands at `atMs`. False where it is not there any more: then nothing. */
  confirm(id: string, atMs: number): boolean;
  /** Takes a request out. */
  discard(id: string): void;
}

/** A ledger that is gone with the process: for the bench. */
export class VolatileOffLedger implements OffLedger {
  #given: { readonly atMs: number; readonly count: number }[] = [];
  readonly #requests = new Map<string, OffRequest>();

  admit(count: number, atMs: number, sinceMs: number, most: number): boolean {
    // Those in the future count as well: a clock that was set back gives nobody a new window.
    this.#given = this.#given.filter((one) => one.atMs > sinceMs);
    const given = this.#given.reduce((sum, one) => sum + one.count, 0);
    if (given + count > most) return false;
    this.#given.push({ atMs, count });
    return true;
  }

  open(request: OffRequest, most: number): boolean {
    if (this.#requests.size >= most) return false;
    this.#requests.set(request.id, request);
    return true;
  }

  requests(): readonly OffRequest[] {
    return [...this.#requests.values()];
  }

  confirm(id: string, atMs: number): boolean {
    const request = this.#requests.get(id);
    if (!request) return false;
    this.#requests.delete(id);
    this.#given.push({ atMs, count: request.meterIds.length });
    return true;
  }

  discard(id: string): void {
    this.#requests.delete(id);
  }
}
