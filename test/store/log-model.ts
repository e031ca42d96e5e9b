// What a log must hold, told from what was asked of it and from what its records say: marks, losses and counts are computed a second time.

import { readU32, u32 } from "../../firmware/messages/bytes.ts";
import {
  RECORD_ACKNOWLEDGED,
  RECORD_BEGIN,
  RECORD_DATA,
  RECORD_FILL,
  RECORD_MERGED,
} from "../../firmware/store/log.ts";
import type { ChainOracle } from "./chain-oracle.ts";
import { demand } from "./operation.ts";
import { SECTORS } from "./rig.ts";

const TAG_BYTES = 16;
const HEAD_BYTES = 6;
const TIME_BYTES = 4;

interface Pending {
  readonly entry: string;
  readonly count: number;
}

export class LogModel {
  /** Text and tag of each record, the first at 0. */
  records: string[] = [];
  /** Sequence numbers of the first records of the sectors. */
  begins: number[] = [];
  acknowledged = 0;
  /** What an acknowledgement that is under way would make of it. */
  acknowledging = 0;
  lost = 0;
  /** Entries that were given to the log and are in none of its records, by what makes them equal. */
  pending = new Map<string, Pending>();
  /** How many of them there are of each length: what is merged under no name is told by its length alone. */
  pendingOfLength = new Map<number, number>();
  /** Percentages of the records of fullness, in their order. */
  fills: number[] = [];

  copy(): LogModel {
    const copy = new LogModel();
    copy.records = this.records.slice();
    copy.begins = this.begins.slice();
    copy.acknowledged = this.acknowledged;
    copy.acknowledging = this.acknowledging;
    copy.lost = this.lost;
    copy.pending = new Map(this.pending);
    copy.pendingOfLength = new Map(this.pendingOfLength);
    copy.fills = this.fills.slice();
    return copy;
  }

  /** Sequence number of the oldest record that must be there: one sector is always given up. */
  get oldest(): number {
    return this.begins[Math.max(0, this.begins.length - (SECTORS - 1))] ?? 1;
  }

  await(entry: string, count: number): void {
    const kind = entry.slice(TIME_BYTES);
    this.pending.set(kind, { entry, count: count + (this.pending.get(kind)?.count ?? 0) });
    this.pendingOfLength.set(entry.length, count + (this.pendingOfLength.get(entry.length) ?? 0));
  }

  /** What was counted in memory alone is gone with it. */
  forget(): void {
    this.pending.clear();
    this.pendingOfLength.clear();
  }

  /** Takes the next record as read from the log. */
  accept(record: string, oracle: ChainOracle): void {
    const sequence = this.records.length + 1;
    demand(record !== "", `record ${sequence} is missing`);
    const text = record.slice(0, -TAG_BYTES);
    demand(readU32(text, 2) === sequence, `record ${sequence} bears the number ${readU32(text, 2)}`);
    demand(record.slice(-TAG_BYTES) === oracle.tag(sequence, text), `the tag of record ${sequence} is not its own`);
    const payload = text.slice(HEAD_BYTES, HEAD_BYTES + text.charCodeAt(1));
    this.#acceptPayload(text.charCodeAt(0), payload, sequence);
    this.records.push(record);
  }

  #acceptPayload(type: number, payload: string, sequence: number): void {
    if (type === RECORD_BEGIN) this.#begin(payload, sequence);
    else if (type === RECORD_DATA) this.#take(payload, 1);
    else if (type === RECORD_MERGED) this.#take(payload.slice(2), readU32("\0\0" + payload, 0));
    else if (type === RECORD_ACKNOWLEDGED) {
      demand(payload === u32(this.acknowledging) + u32(this.lost), `record ${sequence} has wrong marks`);
      this.acknowledged = this.acknowledging;
    } else if (type === RECORD_FILL) this.fills.push(payload.charCodeAt(0));
    else demand(false, `record ${sequence} has type ${type}`);
  }

  #take(entry: string, count: number): void {
    const kind = entry.slice(TIME_BYTES);
    const ofLength = this.pendingOfLength.get(entry.length) ?? 0;
    demand(ofLength >= count, "more entries than anybody gave");
    this.pendingOfLength.set(entry.length, ofLength - count);
    const pending = this.pending.get(kind);
    if (!pending && /^\0+$/.test(kind)) return;
    demand(pending !== undefined && pending.entry === entry && pending.count >= count, "an entry that nobody gave");
    if (pending.count === count) this.pending.delete(kind);
    else this.pending.set(kind, { entry, count: pending.count - count });
  }

  #begin(payload: string, sequence: number): void {
    const oldest = this.oldest;
    this.begins.push(sequence);
    const acknowledged = readU32(payload, 0);
    demand(
      acknowledged === this.acknowledged || acknowledged === this.acknowledging,
      `record ${sequence}: wrong marks`,
    );
    this.acknowledged = acknowledged;
    this.lost += Math.max(0, this.oldest - 1 - Math.max(acknowledged, oldest - 1));
    demand(
      readU32(payload, 4) === this.lost,
      `record ${sequence} counts ${readU32(payload, 4)} lost, not ${this.lost}`,
    );
  }
}
