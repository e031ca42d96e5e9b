// Attacks that a person launches on the page, one at a time, and their verdicts.

import type { Bench } from "../bench.ts";
import { quoted } from "../log-file.ts";
import { UserError } from "../user-error.ts";
import { Ring } from "./ring.ts";
import type { VerdictView } from "./shape.ts";
import type { AttackShape } from "./shape-about.ts";

export interface AttackOfPage extends AttackShape {
  /** Begins now and goes on by alarms of the bench's clock; calls `done` once. */
  launch(bench: Bench, done: (verdict: Omit<VerdictView, "number" | "utcMs" | "name">) => void): void;
}

const VERDICTS_KEPT = 100;

export class AttackDesk {
  readonly verdicts = new Ring<VerdictView>(VERDICTS_KEPT);
  readonly #bench: Bench;
  readonly #attacks: readonly AttackOfPage[];
  #running: string | null = null;

  constructor(bench: Bench, attacks: readonly AttackOfPage[]) {
    this.#bench = bench;
    this.#attacks = attacks;
  }

  get running(): string | null {
    return this.#running;
  }

  /** Throws UserError. */
  launch(name: string): void {
    const attack = this.#attacks.find((one) => one.name === name);
    if (attack === undefined) throw new UserError(`there is no attack ${quoted(name)}`);
    if (this.#running !== null) throw new UserError(`${this.#running} is under way: one attack at a time`);
    this.#running = name;
    try {
      attack.launch(this.#bench, ({ held, stoppedBy, evidence }) => {
        const utcMs = Math.floor(this.#bench.utcMs);
        this.verdicts.push({ number: this.verdicts.end + 1, utcMs, name, held, stoppedBy, evidence });
        this.#running = null;
      });
    } catch (error) {
      this.#running = null;
      throw error;
    }
  }
}
