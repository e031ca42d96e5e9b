// The flash part of the off-switch processor with its two segments, made small: what it holds stays when the processor starts anew, and the
// supply can go in any write of it.

import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { provisionedPart } from "../../bench/flash-part.ts";
import type { PartSegment } from "../../bench/flash-part.ts";
import { NorArray, PROGRAM_SHAPES } from "../../bench/parts/nor-array.ts";
import { installed, POLICY, STATE, SWITCH_STATE } from "../../bench/switch-values.ts";
import { KERNEL_VALUES } from "../../firmware/kernel/description.ts";
import { CLOSED, decodeState, FIELDS } from "../../firmware/off-switch/switch.ts";
import { lendGet, lendPut, lendReadLog, openSegments, storeWork } from "../../firmware/store/lend.ts";
import type { Log } from "../../firmware/store/log.ts";
import { RECORD_DATA, RECORD_MERGED } from "../../firmware/store/log.ts";
import { logState, openMedium, valuesState } from "../../firmware/store/store.ts";
import type { Values } from "../../firmware/store/values.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { LooseFlash } from "../meter/rig.ts";
import { FIRST_KEY, PowerCut, PROCESSOR, ROOT } from "../store/rig.ts";
import type { FlashEvent } from "../store/rig.ts";

const SECTORS = 4;
export const LOG: PartSegment = {
  ...{ name: "switch-log", number: 1, kind: "log", baseAddress: 0 },
  ...{ bytes: SECTORS * SECTOR_BYTES, slotBytes: 64, values: 0 },
};
const VALUES: PartSegment = {
  ...{ name: SWITCH_STATE, number: 2, kind: "values", baseAddress: SECTORS * SECTOR_BYTES },
  ...{ bytes: SECTORS * SECTOR_BYTES, slotBytes: 32, values: KERNEL_VALUES + 4 },
};
const PART_BYTES = 2 * SECTORS * SECTOR_BYTES;
const LOG_KEYS = { meterId: ROOT.meterId, root: ROOT.root, firstKeys: new Map([[LOG.number, FIRST_KEY]]) };
const parts = new Map<string, Uint8Array>();

/** Cells of a part as it leaves provisioning: the same for all meters of a test. */
function provisioned(closed: boolean, policy: string): Uint8Array {
  const name = `${closed} ${policy}`;
  const cells =
    parts.get(name) ?? provisionedPart(PART_BYTES, [LOG, VALUES], LOG_KEYS, installed(closed, policy)).cells;
  parts.set(name, cells);
  return cells;
}

export class SwitchPart {
  readonly array: NorArray;
  readonly random: Random;
  flash: LooseFlash;
  log!: Log;
  values!: Values;
  merger!: { log: Log; kinds: [] };
  /** Programs and erases until the supply goes. */
  cutAfter = Number.POSITIVE_INFINITY;

  constructor(closed: boolean, policy: string, seed: number) {
    this.random = new Random(seed);
    this.array = new NorArray(PART_BYTES, () => this.random.uint32());
    this.array.cells.set(provisioned(closed, policy));
    this.flash = new LooseFlash(this.array);
  }

  /** The processor starts. Throws PowerCut, as all that writes. */
  open(): void {
    this.flash = new LooseFlash(this.array);
    this.flash.before = (event) => {
      this.#strike(event);
    };
    const medium = openMedium(PROCESSOR, this.flash);
    const { number, baseAddress, bytes, slotBytes } = LOG;
    this.log = logState(medium, number, baseAddress, bytes, slotBytes, ROOT);
    this.values = valuesState(medium, VALUES.number, VALUES.baseAddress, VALUES.bytes, VALUES.slotBytes, VALUES.values);
    this.merger = { log: this.log, kinds: [] };
    openSegments([this.log], [this.values]);
  }

  /** What the store does in each cycle. */
  work(nowMs: number): void {
    storeWork([this.log], [this.values], [this.merger], nowMs);
  }

  /** What is stored of the switch, by place (firmware/off-switch/switch.ts). */
  stored(): Uint32Array {
    const state = new Uint32Array(FIELDS);
    decodeState(state, this.value(STATE));
    return state;
  }

  /** Whether the store says that the switch is closed. */
  isStoredClosed(): boolean {
    return this.stored()[CLOSED] === 1;
  }

  policy(): string {
    return this.value(POLICY);
  }

  value(number: number): string {
    return lendGet(this.values, 0)(number);
  }

  setValue(number: number, value: string): void {
    assert.ok(lendPut(this.values, 0)(number, value));
  }

  /** Payloads of the switch log, oldest first: entries, or a count and an entry. */
  entries(): string[] {
    const all: string[] = [];
    for (let number = 1; number <= this.log.ring.record; number++) {
      const record = lendReadLog([this.log])(LOG.number, number);
      if ([RECORD_DATA, RECORD_MERGED].includes(record.charCodeAt(0)))
        all.push(record.slice(6, 6 + record.charCodeAt(1)));
    }
    return all;
  }

  /** What, number and kind of each entry, without times, counts and states. */
  logged(): string[] {
    return this.entries().map((one) => {
      const entry = one.length === 8 ? one : one.slice(2);
      return `${entry.charAt(4)} ${entry.charCodeAt(5)} ${entry.charCodeAt(6)}`;
    });
  }

  #strike(event: FlashEvent): void {
    if (this.cutAfter-- > 0) return;
    if (event.kind === "erase") this.array.tearErase(event.address, "random");
    else {
      const done = this.random.below(event.bytes.length + 1);
      this.array.tearProgram(event.address, event.bytes, done, PROGRAM_SHAPES[this.random.below(4)]!);
    }
    throw new PowerCut();
  }
}
