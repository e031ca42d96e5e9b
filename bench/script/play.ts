// Plays a script on a stage, of which it knows no more than stage.ts says. Each step is taken at its moment; what fails is noted and the script
// goes on, so that one run tells everything.

import { isoStamp } from "../load/load.ts";
import { UserError } from "../user-error.ts";
import { isLook } from "./script.ts";
import type { Look, Script, Step, When } from "./script.ts";
import type { Stage } from "./stage.ts";
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

const DAY_S = 86_400;
/** How often something is looked at that is expected for a time. */
const LOOK_S = 1;

/** As a line: "FILE:LINE: what was expected and found, at the moment". */
export function failureLine(file: string, { line, says, at }: Failure): string {
  return `${file}:${line}: ${says}, at ${at}`;
}

/** Throws UserError where the stage cannot do, or show, what a step asks for. */
function demandAble({ file, steps }: Script, stage: Stage): void {
  for (const { line, does } of steps) {
    const ability = isLook(does) ? stage.toSee(does.expectation.sight) : stage.toDo(does);
    if (ability.kind === "no") throw new UserError(`${file}:${line}: ${ability.why}`);
  }
}

class Player {
  readonly failed: Failure[] = [];
  passed = 0;
  readonly #stage: Stage;
  readonly #startS: number;
  readonly #tell: (line: string) => void;

  constructor(stage: Stage, tell: (line: string) => void) {
    this.#stage = stage;
    this.#startS = stage.nowS;
    this.#tell = tell;
  }

  /** False: the run was ended. */
  async take(step: Step): Promise<boolean> {
    const momentS = this.#momentOf(step.when);
    if (momentS < this.#stage.nowS) {
      this.#fail(step, `${isoStamp(momentS)} is over when the step before is done`);
      return true;
    }
    if (!(await this.#stage.until(momentS))) {
      this.#fail(step, `the run ended before ${step.text}`);
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
      this.passed++;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#fail(step, `${text} cannot be done: ${error.message}`);
    }
    return true;
  }

  async #expect(step: Step, { expectation, how, seconds }: Look): Promise<boolean> {
    const { sight, wanted, text } = expectation;
    const endS = this.#stage.nowS + seconds;
    for (;;) {
      const seen = await this.#stage.look(sight);
      const isMet = meets(seen, wanted);
      const isLast = this.#stage.nowS >= endS;
      const isOver = how === "for" ? !isMet || isLast : isMet || isLast;
      if (isOver) {
        if (isMet) this.passed++;
        else this.#fail(step, `expected ${text}${this.#timeWords(how, seconds)}, found ${seenWords(seen, wanted)}`);
        return true;
      }
      if (await this.#stage.until(Math.min(this.#stage.nowS + LOOK_S, endS))) continue;
      this.#fail(step, `the run ended before it was known whether ${text}`);
      return false;
    }
  }

  #timeWords(how: Look["how"], seconds: number): string {
    return how === "now" ? "" : ` ${how} ${seconds} s`;
  }

  #fail({ line, text }: Step, says: string): void {
    this.failed.push({ line, at: this.#now, step: text, says });
  }
}

/** `tell` gets a line for each step and for what came of each act. Throws UserError where the stage is not able to. */
export async function play(script: Script, stage: Stage, tell: (line: string) => void): Promise<Played> {
  demandAble(script, stage);
  const player = new Player(stage, tell);
  for (const step of script.steps) if (!(await player.take(step))) break;
  const { passed, failed } = player;
  return { file: script.file, steps: script.steps.length, passed, failed };
}
