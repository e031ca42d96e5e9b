// Plays a script on a stage, of which it knows no more than stage.ts says. Each step is taken at its moment; what fails is noted and the script
// goes on, so that one run tells everything.

import { isoStamp } from "../load/load.ts";
import { UserError } from "../user-error.ts";
import { isLook } from "./script.ts";
import type { Look, Script, Step, When } from "./script.ts";
import { Skipped } from "./stage.ts";
import type { Able, Stage } from "./stage.ts";
import { meets, seenWords } from "./wanted.ts";

export interface Failure {
  readonly line: number;
  /** Simulated moment, ISO 8601. */
  readonly at: string;
  /** As it is typed. */
  readonly step: string;
  readonly says: string;
}

export interface Played {
  readonly file: string;
  readonly steps: number;
  readonly passed: number;
  readonly failed: readonly Failure[];
}

/** A step that is over. */
export interface Taken {
  readonly line: number;
  /** Its moment, ISO 8601. */
  readonly at: string;
  readonly step: string;
  /** "not taken": the run ended before it was known; the script has failed. */
  readonly outcome: "passed" | "failed" | "skipped" | "not taken";
  /** Of an expectation. */
  readonly expected?: string;
  readonly found?: string;
  /** Why it failed or was skipped. */
  readonly says?: string;
}

const DAY_S = 86_400;
/** How often something is looked at that is expected for a time. */
const LOOK_S = 1;

/** As a line: "FILE:LINE: what was expected and found, at the moment". */
export function failureLine(file: string, { line, says, at }: Failure): string {
  return `${file}:${line}: ${says}, at ${at}`;
}

/** Throws UserError where the stage cannot do, or show, what a step asks for. */
export function demandAble({ file, steps }: Script, stage: Able): void {
  for (const { line, does } of steps) {
    const ability = isLook(does) ? stage.toSee(does.expectation.sight) : stage.toDo(does);
    if (ability.kind === "no") throw new UserError(`${file}:${line}: ${ability.why}`);
  }
}

function expectedWords({ expectation: { text }, how, seconds }: Look): string {
  return how === "now" ? text : `${text} ${how} ${seconds} s`;
}

class Player {
  readonly failed: Failure[] = [];
  passed = 0;
  readonly #stage: Stage;
  readonly #startS: number;
  readonly #tell: (line: string) => void;
  readonly #note: (taken: Taken) => void;

  constructor(stage: Stage, tell: (line: string) => void, note: (taken: Taken) => void) {
    this.#stage = stage;
    this.#startS = stage.nowS;
    this.#tell = tell;
    this.#note = note;
  }

  /** False: the run was ended. */
  async take(step: Step): Promise<boolean> {
    const momentS = this.#momentOf(step.when);
    if (momentS < this.#stage.nowS) {
      this.#fail(step, `${isoStamp(momentS)} is over when the step before is done`);
      return true;
    }
    if (!(await this.#stage.until(momentS))) {
      this.#fail(step, `the run ended before ${step.text}`, {}, "not taken");
      return false;
    }
    this.#tell(`${this.#now}  ${step.text}`);
    return isLook(step.does) ? this.#expect(step, step.does) : this.#perform(step);
  }

  get #now(): string {
    return isoStamp(Math.floor(this.#stage.nowS));
  }

  #momentOf(when: When): number {
    const { nowS } = this.#stage;
    if (when.kind === "now") return nowS;
    if (when.kind === "after") return nowS + when.seconds;
    const { day, daySeconds } = when;
    const firstS = Math.floor((day === undefined ? nowS : this.#startS) / DAY_S) * DAY_S;
    if (day !== undefined) return firstS + (day - 1) * DAY_S + daySeconds;
    const todayS = firstS + daySeconds;
    return todayS < nowS ? todayS + DAY_S : todayS;
  }

  async #perform(step: Step): Promise<boolean> {
    if (isLook(step.does)) return true;
    const { text } = step.does;
    try {
      await this.#stage.perform(step.does, (line) => {
        this.#tell(`${this.#now}  ${text}: ${line}`);
      });
      this.#pass(step);
    } catch (error) {
      this.#giveUp(step, `${text} cannot be done`, error);
    }
    return true;
  }

  async #expect(step: Step, look: Look): Promise<boolean> {
    try {
      const { sight } = look.expectation;
      if (this.#stage.witness === undefined || this.#stage.toSee(sight).kind !== "hand")
        return await this.#look(step, look);
      const { isMet, found } = await this.#stage.witness(look);
      if (isMet) this.#meet(step, look, found);
      else this.#miss(step, look, found);
    } catch (error) {
      this.#giveUp(step, `whether ${look.expectation.text} cannot be seen`, error);
    }
    return true;
  }

  async #look(step: Step, look: Look): Promise<boolean> {
    const { expectation, how, seconds } = look;
    const { sight, wanted, text } = expectation;
    const endS = this.#stage.nowS + seconds;
    for (;;) {
      const seen = await this.#stage.look(sight);
      const isMet = meets(seen, wanted);
      const isLast = this.#stage.nowS >= endS;
      const isOver = how === "for" ? !isMet || isLast : isMet || isLast;
      if (isOver) {
        const found = seenWords(seen, wanted);
        if (isMet) this.#meet(step, look, found);
        else this.#miss(step, look, found);
        return true;
      }
      if (await this.#stage.until(Math.min(this.#stage.nowS + LOOK_S, endS))) continue;
      this.#fail(step, `the run ended before it was known whether ${text}`, {}, "not taken");
      return false;
    }
  }

  #meet(step: Step, look: Look, found: string): void {
    this.#pass(step, { expected: expectedWords(look), found });
  }

  #pass({ line, text }: Step, seen: Pick<Taken, "expected" | "found"> = {}): void {
    this.passed++;
    this.#note({ line, at: this.#now, step: text, outcome: "passed", ...seen });
  }

  #miss(step: Step, look: Look, found: string): void {
    const expected = expectedWords(look);
    this.#fail(step, `expected ${expected}, found ${found}`, { expected, found });
  }

  #fail(
    { line, text }: Step,
    says: string,
    seen: Pick<Taken, "expected" | "found"> = {},
    outcome: "failed" | "not taken" = "failed",
  ): void {
    const failure = { line, at: this.#now, step: text, says };
    this.failed.push(failure);
    this.#note({ ...failure, outcome, ...seen });
  }

  /** What is nobody's fault but that of the stage, or of whoever stands at it. */
  #giveUp(step: Step, what: string, error: unknown): void {
    if (error instanceof UserError) this.#fail(step, `${what}: ${error.message}`);
    else if (error instanceof Skipped) {
      const { line, text } = step;
      this.#tell(`${this.#now}  ${text}: skipped, ${error.message}`);
      this.#note({ line, at: this.#now, step: text, outcome: "skipped", says: error.message });
    } else throw error;
  }
}

/**
 * `tell` gets a line for each step and for what came of each act, `note` each step that is over. A step that was skipped has neither passed nor
 * failed. Throws UserError where the stage is not able to.
 */
export async function play(
  script: Script,
  stage: Stage,
  tell: (line: string) => void,
  note: (taken: Taken) => void = () => undefined,
): Promise<Played> {
  demandAble(script, stage);
  const player = new Player(stage, tell, note);
  for (const step of script.steps) if (!(await player.take(step))) break;
  const { passed, failed } = player;
  return { file: script.file, steps: script.steps.length, passed, failed };
}
