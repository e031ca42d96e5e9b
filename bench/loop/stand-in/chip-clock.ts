// Time as emulated boards have it, by the one that is behind: on a computer that is too slow for them, or busy, a second of theirs takes longer, and
// whatever is expected of them may take so long, too.

import { sinceNs } from "../../../tools/engine/chip-time.ts";
import type { SetAlarm } from "../../send/line.ts";
import type { LoopClock } from "../clock.ts";

interface Alarm {
  readonly atMs: number;
  readonly ring: () => void;
}

/** How often the board is asked. */
const LOOK_MS = 5;

type ReadNs = () => Promise<number | undefined>;

/** How far a board has come. */
class Chip {
  ms = 0;
  readonly #readNs: ReadNs;
  #lastNs: number | undefined;

  constructor(readNs: ReadNs) {
    this.#readNs = readNs;
  }

  async look(): Promise<void> {
    const ns = await this.#readNs();
    // A board that has ended has no time: whoever waits for it is told as the wall's passes.
    if (ns === undefined) this.ms += LOOK_MS;
    else if (this.#lastNs !== undefined) this.ms += sinceNs(this.#lastNs, ns) / 1e6;
    this.#lastNs = ns;
  }
}

export class ChipClock implements LoopClock {
  readonly #chips: readonly Chip[];
  readonly #alarms = new Set<Alarm>();
  readonly #startMs: number;
  #isStopped = false;

  /** `readers`: of the chips' clocks, from 0 again each 4.3 s. It begins at `startMs`, UTC. */
  constructor(readers: readonly ReadNs[], startMs: number) {
    this.#chips = readers.map((readNs) => new Chip(readNs));
    this.#startMs = startMs;
    void this.#run();
  }

  nowMs(): number {
    return this.#startMs + Math.min(...this.#chips.map(({ ms }) => ms));
  }

  readonly setAlarm: SetAlarm = (ms, ring) => {
    const alarm = { atMs: this.nowMs() + ms, ring };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  };

  stop(): void {
    this.#isStopped = true;
    this.#alarms.clear();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      await Promise.all(this.#chips.map((chip) => chip.look()));
      for (const alarm of this.#alarms) if (alarm.atMs <= this.nowMs() && this.#alarms.delete(alarm)) alarm.ring();
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}
