// The meter board's end of the handover: its partition, and its off-switch log on a part that can be away and whose supply can go in a write.

import assert from "node:assert/strict";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import { encodeSwitchWish } from "../../firmware/messages/local.ts";
import { offSwitchLink } from "../../firmware/meter/off-switch-link.ts";
import { lendAppend, lendLatest, lendReadLog } from "../../firmware/store/lend.ts";
import { openLog, provision, RECORD_DATA } from "../../firmware/store/log.ts";
import type { Log } from "../../firmware/store/log.ts";
import { prepare, wantsSpare } from "../../firmware/store/ring.ts";
import { LooseFlash } from "../meter/rig.ts";
import { array, crc32, FIRST_KEY, logOn, PowerCut } from "../store/rig.ts";

export class MeterSide {
  readonly cells: NorArray = array(3);
  flash!: LooseFlash;
  log!: Log;
  partition!: ReturnType<typeof offSwitchLink>;
  cutAfter = Number.POSITIVE_INFINITY;
  wish = encodeSwitchWish(0, false);
  readonly #toWire: (bytes: string) => void;

  constructor(toWire: (bytes: string) => void) {
    this.#toWire = toWire;
    this.boot();
    assert.ok(provision(this.log, FIRST_KEY));
  }

  boot(): void {
    const flash = new LooseFlash(this.cells);
    this.flash = flash;
    flash.before = (event) => {
      if (this.cutAfter-- > 0) return;
      if (event.kind === "program")
        this.cells.tearProgram(event.address, event.bytes, event.bytes.length >> 1, "mixed");
      throw new PowerCut();
    };
    this.log = logOn(flash, "offSwitch");
    openLog(this.log);
    this.partition = offSwitchLink(
      () => undefined,
      () => undefined,
      () => undefined,
      () => undefined,
      this.#toWire,
      crc32,
      lendAppend(this.log),
      lendLatest(this.log),
    );
    this.partition.fromCreditBalance(encodeSwitchWish(0, false));
  }

  /** The supply may go in what `act` does. */
  alive(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.cutAfter = Number.POSITIVE_INFINITY;
      this.boot();
    }
  }

  tick(): void {
    this.alive(() => {
      if (wantsSpare(this.log.ring)) prepare(this.log.ring);
      this.partition.fromCreditBalance(this.wish);
      this.partition.tick();
    });
  }

  /** The records of the other side, in the order in which they were stored. */
  records(): string[] {
    const found: string[] = [];
    for (let number = 1; number <= this.log.ring.record; number++) {
      const record = lendReadLog([this.log])(this.log.ring.number, number);
      if (record.charCodeAt(0) === RECORD_DATA) found.push(record.slice(6, 6 + record.charCodeAt(1)));
    }
    return found;
  }
}
