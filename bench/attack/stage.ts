// Plays an attack on a living bench: its steps are a generator, which yields how many seconds it waits and returns its verdict.

import type { Bench, BoardName } from "../bench.ts";
import { UserError } from "../user-error.ts";
import type { Attack, Verdict } from "./attack.ts";
import { Scene } from "./scene.ts";

/** Yields seconds to wait. What it cannot be tried with it says at once, before the first of them, by a UserError. */
export type Steps<Result = Verdict> = Generator<number, Result, undefined>;

/** What an attack cannot do without: orders of the central system, a whole wire between the boards. */
type Need = "central" | "link";

interface About {
  readonly name: string;
  readonly threats: readonly string[];
  readonly does: string;
  readonly needs: readonly Need[];
}

const SAYS: Readonly<Record<BoardName, string>> = { meter: "meter board", offSwitch: "off-switch board" };

const UNDER_WAY: WeakMap<Bench, string> = new WeakMap();

function demand(bench: Bench, { name, needs }: About): void {
  const other = UNDER_WAY.get(bench);
  if (other !== undefined) throw new UserError(`${name}: ${other} is under way, and there is one attack at a time`);
  for (const board of ["meter", "offSwitch"] as const) {
    if (!bench[board].isPowered) throw new UserError(`${name}: the ${SAYS[board]} has no supply`);
    if (bench[board].global("hasm") === undefined) throw new UserError(`${name}: the ${SAYS[board]} did not start`);
  }
  if (needs.includes("central") && bench.centralIsOff)
    throw new UserError(`${name}: the central system of this meter is elsewhere`);
  if (needs.includes("link") && bench.link.isCut) throw new UserError(`${name}: the wire between the boards is cut`);
}

function play(bench: Bench, name: string, scene: Scene, run: Steps, done: (verdict: Verdict) => void): void {
  const leave = (): void => {
    scene.ears.end();
    UNDER_WAY.delete(bench);
  };
  const goOn = (): void => {
    let step: IteratorResult<number, Verdict>;
    try {
      step = run.next();
    } catch (error) {
      leave();
      throw error;
    }
    if (step.done !== true) bench.clock.at(bench.clock.nowUs + Math.round(step.value * 1e6), goOn);
    else {
      leave();
      done(step.value);
    }
  };
  UNDER_WAY.set(bench, name);
  goOn();
}

export function attackOf(about: About, steps: (scene: Scene, name: string) => Steps): Attack {
  const { name, threats, does } = about;
  return {
    name,
    threats,
    does,
    launch(bench, done) {
      demand(bench, about);
      const scene = new Scene(bench);
      play(bench, name, scene, steps(scene, name), done);
    },
  };
}
