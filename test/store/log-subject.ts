// A log under test: the store's log beside its model, with the keys that must be gone.

import { readU32 } from "../../firmware/messages/bytes.ts";
import { acknowledge, appendEntry, closing, openLog, provision, readRecord } from "../../firmware/store/log.ts";
import type { Log } from "../../firmware/store/log.ts";
import { flushMerged, mergeEntry } from "../../firmware/store/merge.ts";
import type { Merger } from "../../firmware/store/merge.ts";
import { prepare } from "../../firmware/store/ring.ts";
import { ChainOracle } from "./chain-oracle.ts";
import { LogModel } from "./log-model.ts";
import { demand } from "./operation.ts";
import type { Operation, Subject } from "./operation.ts";
import { FIRST_KEY, logOn, segmentAddress, segmentNumber, SEGMENT_BYTES } from "./rig.ts";
import type { ArrayFlash, LogName } from "./rig.ts";

const KEY_BYTES = 16;
const LAST_RECORDS = 3;

export class LogSubject implements Subject {
  readonly name: LogName;
  readonly model: LogModel;
  readonly #oracle: ChainOracle;
  /** Records that stood when the supply went. */
  #standing: number;
  #performing = false;
  #log: Log | undefined;
  #merger: Merger | undefined;

  constructor(name: LogName, from?: LogSubject) {
    this.name = name;
    this.model = from ? from.model.copy() : new LogModel();
    this.#oracle = from ? from.#oracle : new ChainOracle(segmentNumber(name));
    this.#standing = from ? from.standing : 0;
  }

  get log(): Log {
    return this.#log!;
  }

  get standing(): number {
    return this.#performing ? this.log.ring.record : this.#standing;
  }

  fork(): LogSubject {
    return new LogSubject(this.name, this);
  }

  open(flash: ArrayFlash): void {
    this.#performing = false;
    this.#log = logOn(flash, this.name);
    this.#merger = { log: this.#log, kinds: [] };
    demand(openLog(this.#log), `the log does not open, fault ${this.#log.ring.fault}`);
  }

  perform(operation: Operation): void {
    // A log that lost its supply while it was being provisioned.
    if (operation.kind !== "provision" && this.log.ring.record === 0) this.perform({ kind: "provision" });
    this.#performing = true;
    demand(this.#try(operation), `${operation.kind} is refused, fault ${this.log.ring.fault}`);
    this.#absorb();
    this.#performing = false;
    if (operation.kind === "append") demand(!this.#isPending(operation.entry), "an acknowledged entry is not there");
  }

  #isPending(entry: string): boolean {
    return this.model.pending.has(entry.slice(4));
  }

  #try(operation: Operation): boolean {
    const log = this.log;
    if (operation.kind === "provision") return provision(log, FIRST_KEY);
    if (operation.kind === "append") {
      this.model.await(operation.entry, operation.count);
      return appendEntry(log, operation.entry, operation.count);
    }
    if (operation.kind === "merge") {
      this.model.await(operation.entry, 1);
      return mergeEntry(this.#merger!, operation.entry, operation.nowMs);
    }
    if (operation.kind === "flush") {
      flushMerged(this.#merger!, operation.nowMs);
      return true;
    }
    if (operation.kind !== "acknowledge") return false;
    this.model.acknowledging = Math.max(this.model.acknowledged, log.ring.record - operation.behind);
    return acknowledge(log, this.model.acknowledging);
  }

  #absorb(): void {
    const { model, log } = this;
    while (model.records.length < log.ring.record)
      model.accept(readRecord(log, model.records.length + 1), this.#oracle);
    model.acknowledging = model.acknowledged;
    this.#standing = log.ring.record;
  }

  idle(): void {
    prepare(this.log.ring);
  }

  check(whole: boolean, pick: number): void {
    const { log, model } = this;
    const found = log.ring.record;
    demand(
      found === this.#standing || found === this.#standing + 1,
      `${this.#standing} records stood, ${found} are there`,
    );
    demand(log.ring.damaged === 0, `${log.ring.damaged} slots count as damaged`);
    this.#absorb();
    model.forget();
    demand(log.oldest === model.oldest, `the oldest record is ${model.oldest}, not ${log.oldest}`);
    demand(log.acknowledged === model.acknowledged, `acknowledged is ${model.acknowledged}, not ${log.acknowledged}`);
    demand(log.lost === model.lost, `lost are ${model.lost}, not ${log.lost}`);
    for (
      let sequence = whole ? model.oldest : Math.max(model.oldest, found - LAST_RECORDS);
      sequence <= found;
      sequence++
    )
      this.#demandRecord(sequence);
    if (found > 0) {
      this.#demandRecord(model.oldest + (pick % (found + 1 - model.oldest)));
      demand(closing(log) === this.#oracle.closing(found), "the closing tag is not that of the last record");
    }
    demand(
      readRecord(log, found + 1) === "" && readRecord(log, model.oldest - 1) === "",
      "a record that is not there is read",
    );
  }

  #demandRecord(sequence: number): void {
    const record = readRecord(this.log, sequence);
    demand(record === this.model.records[sequence - 1], `record ${sequence} reads otherwise than it was written`);
    demand(readU32(record, 2) === sequence, `record ${sequence} bears another number`);
  }

  /** No key of a record that is written is found anywhere. `everywhere`: at any offset, else where slots keep keys. */
  demandKeysGone(flash: ArrayFlash, everywhere: boolean): void {
    const cells = flash.read(segmentAddress(this.name), SEGMENT_BYTES);
    const slotBytes = this.log.ring.slotBytes;
    const first = everywhere ? 0 : slotBytes - KEY_BYTES - 4;
    for (let at = first; at + KEY_BYTES <= cells.length; at += everywhere ? 1 : slotBytes) {
      const record = this.#oracle.recordAt(cells, at);
      demand(record === 0 || record > this.log.ring.record, `the key of record ${record} is still there`);
    }
  }

  refused(): number {
    return this.log.ring.medium.refused;
  }
}
