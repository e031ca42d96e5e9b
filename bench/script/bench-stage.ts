// The bench as a stage: acts are done by the bench's own central system, gateway and technician and on its virtual parts. Everything happens in
// simulated time, so that it is the same however fast it goes.

import { resolve } from "node:path";
import { OrderError } from "../central/orders.ts";
import { SendError } from "../send/outcome.ts";
import type { Outcome } from "../send/outcome.ts";
import type { Bench } from "../bench.ts";
import { UserError } from "../user-error.ts";
import type { Act } from "./act.ts";
import { BenchOrders, isOrder } from "./bench-orders.ts";
import { lookAt } from "./bench-sights.ts";
import { BenchWorld, isWorld } from "./bench-world.ts";
import type { Seen, Sight } from "./sight.ts";
import type { Ability, Stage } from "./stage.ts";

/** Of an attack, and what of it held. */
export interface Verdict {
  readonly held: boolean;
  readonly stoppedBy: string;
  readonly evidence: readonly string[];
}

export interface LaunchedAttack {
  readonly name: string;
  launch(bench: Bench, done: (verdict: Verdict) => void): void;
}

export interface BenchStageOptions {
  /** Where files that acts name are looked for; default: where the program was started. */
  readonly folder?: string;
  readonly attacks?: readonly LaunchedAttack[];
  /** 32 fresh bytes for a new key, or why keys are not changed here. */
  readonly makeSecret?: (() => string) | string;
  /** Goes on to a second of the run; false: the run was ended before. Default: at once, as fast as it goes. */
  readonly run?: (elapsedS: number) => Promise<boolean>;
}

const NO_KEYS = "keys are not changed on this stage";

function outcomeOfVerdict({ held, stoppedBy, evidence }: Verdict): Outcome {
  const says = held ? `held: ${stoppedBy}` : "BROKEN";
  return { ending: held ? "done" : "refused", lines: [says, ...evidence], data: { verdict: held ? "held" : "broken" } };
}

export class BenchStage implements Stage {
  /** Of the latest act that has an answer; undefined: it is waited for, or there was none. */
  answer: Outcome | undefined;
  /** Whether one is waited for. */
  isWaiting = false;
  readonly bench: Bench;
  readonly #orders: BenchOrders;
  readonly #world: BenchWorld;
  readonly #options: BenchStageOptions;
  #asked = 0;

  constructor(bench: Bench, options: BenchStageOptions = {}) {
    this.bench = bench;
    this.#options = options;
    const fileOf = (name: string): string => resolve(options.folder ?? "", name);
    this.#orders = new BenchOrders(bench, { fileOf, makeSecret: options.makeSecret ?? NO_KEYS });
    this.#world = new BenchWorld(bench);
  }

  get nowS(): number {
    return this.bench.utcMs / 1000;
  }

  toDo({ deed }: Act): Ability {
    const why =
      deed.kind === "attack" ? this.#whyNoAttack(deed.name) : isOrder(deed) ? this.#orders.refusal(deed) : undefined;
    return why === undefined ? { kind: "by-itself" } : { kind: "no", why };
  }

  toSee(): Ability {
    return { kind: "by-itself" };
  }

  perform(act: Act, told: (line: string) => void): void {
    const ability = this.toDo(act);
    if (ability.kind === "no") throw new UserError(ability.why);
    try {
      this.#begin(act, told);
    } catch (error) {
      if (error instanceof OrderError || error instanceof SendError) throw new UserError(error.message);
      throw error;
    }
  }

  look(sight: Sight): Seen {
    return lookAt(this, sight);
  }

  until(utcS: number): Promise<boolean> {
    const elapsedS = utcS - this.bench.startS;
    if (this.#options.run) return this.#options.run(elapsedS);
    if (elapsedS > this.bench.elapsedS) this.bench.runTo(elapsedS);
    return Promise.resolve(true);
  }

  #whyNoAttack(name: string): string | undefined {
    const names = (this.#options.attacks ?? []).map((attack) => attack.name);
    if (names.includes(name)) return undefined;
    return `there is no attack ${name}${names.length === 0 ? " on this stage" : `: ${names.join(", ")}`}`;
  }

  #begin({ deed }: Act, told: (line: string) => void): void {
    if (isWorld(deed)) {
      told(this.#world.perform(deed));
      return;
    }
    const asked = ++this.#asked;
    const before = { answer: this.answer, isWaiting: this.isWaiting };
    const ended = (outcome: Outcome): void => {
      if (asked === this.#asked) {
        this.answer = outcome;
        this.isWaiting = false;
      }
      for (const line of outcome.lines) told(line);
      if (outcome.trouble !== undefined) told(outcome.trouble);
    };
    this.answer = undefined;
    this.isWaiting = true;
    try {
      if (deed.kind !== "attack") this.#orders.perform(deed, ended);
      else
        this.#options
          .attacks!.find(({ name }) => name === deed.name)!
          .launch(this.bench, (verdict) => {
            ended(outcomeOfVerdict(verdict));
          });
    } catch (error) {
      Object.assign(this, before);
      throw error;
    }
  }
}
