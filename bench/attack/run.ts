// Tries attacks one after the other, each on a fresh bench: a meter as it hangs in the field, in time that is simulated. What came of them is
// put together by threat.

import { buildBoard } from "../../tools/build/build.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { Bench } from "../bench.ts";
import type { BenchOptions } from "../bench.ts";
import { builtInHousehold } from "../household.ts";
import { quoted } from "../log-file.ts";
import { IN_THE_FIELD } from "../switch-values.ts";
import { UserError } from "../user-error.ts";
import { ATTACKS } from "./attack.ts";
import type { Attack, Verdict } from "./attack.ts";
import { ELSEWHERE, THREATS } from "./threats.ts";
import type { Threat } from "./threats.ts";

/** In the evening, in the middle of a billing interval. */
const START_S = Date.UTC(2026, 0, 15, 18, 5) / 1000;
/** The boards have started and the meter has said its first reading. */
const BEGINS_S = 15;
/** No attack takes so long. */
const LATEST_S = 4 * 3600;

export interface Tried {
  readonly attack: Attack;
  readonly verdict: Verdict;
  readonly simulatedSeconds: number;
}

/** What came of a threat; `attacks`: those that were tried, by name. */
export interface ThreatTried extends Threat {
  readonly threat: string;
  /** null: nothing was tried. */
  readonly held: boolean | null;
  readonly attacks: readonly string[];
}

/** What the words of a person name, attacks and threats by turns. */
export interface Chosen {
  readonly attacks: readonly Attack[];
  readonly threats: readonly string[];
}

/** Nothing named: all. Throws UserError. */
export function choose(names: readonly string[]): Chosen {
  if (names.length === 0) return { attacks: ATTACKS, threats: Object.keys(THREATS) };
  for (const name of names)
    if (THREATS[name] === undefined && !ATTACKS.some((attack) => attack.name === name))
      throw new UserError(`no attack and no threat is called ${quoted(name)}: hasm attack --list names them`);
  const attacks = ATTACKS.filter(
    ({ name, threats }) => names.includes(name) || threats.some((one) => names.includes(one)),
  );
  const meant = new Set(
    attacks.flatMap(({ name, threats }) => threats.filter((one) => names.includes(name) || names.includes(one))),
  );
  return { attacks, threats: Object.keys(THREATS).filter((threat) => meant.has(threat) || names.includes(threat)) };
}

export async function builtBundles(): Promise<BenchOptions["bundles"]> {
  return { meter: (await buildBoard(meterBoard)).text, offSwitch: (await buildBoard(offSwitchBoard)).text };
}

/** Tries one on a bench of its own. */
export function tryFresh(attack: Attack, seed: number, bundles: BenchOptions["bundles"]): Tried {
  const household = builtInHousehold(seed);
  const bench = new Bench({ household, startS: START_S, seed, bundles, switchPolicy: IN_THE_FIELD });
  bench.runTo(BEGINS_S);
  let verdict: Verdict | undefined;
  attack.launch(bench, (found) => (verdict = found));
  const isOver = (): boolean => verdict !== undefined;
  while (!isOver() && bench.elapsedS < LATEST_S) bench.runTo(bench.elapsedS + 1);
  if (verdict === undefined) throw new RangeError(`${attack.name} came to no verdict within ${LATEST_S} s`);
  return { attack, verdict, simulatedSeconds: bench.elapsedS - BEGINS_S };
}

export function byThreat(all: readonly Tried[], threats: readonly string[]): readonly ThreatTried[] {
  return threats.map((threat) => {
    const tried = all.filter(({ attack }) => attack.threats.includes(threat));
    const held = tried.length === 0 ? null : tried.every(({ verdict }) => verdict.held);
    return { threat, ...THREATS[threat]!, held, attacks: tried.map(({ attack }) => attack.name) };
  });
}

const BROKEN = "BROKEN";

/** 0: all held. */
export function exitStatus(all: readonly Tried[]): 0 | 1 {
  return all.every(({ verdict }) => verdict.held) ? 0 : 1;
}

function word(held: boolean): string {
  return held ? "held" : BROKEN;
}

/** A line for an attack; where it succeeded, or `isLong`, its evidence below. */
export function triedLines({ attack, verdict }: Tried, isLong: boolean): string[] {
  const { held, stoppedBy, evidence } = verdict;
  const line = `${attack.name.padEnd(24)} ${attack.threats.join(" ").padEnd(11)} ${word(held).padEnd(6)}  ${stoppedBy}`;
  return isLong || !held ? [line, ...evidence.map((one) => `    ${one}`)] : [line];
}

export function threatLine({ threat, title, state, held, attacks }: ThreatTried): string {
  const head = `${threat.padEnd(4)}${title}: `;
  const promise = state === "partly" ? "; what is promised is not all" : "";
  if (held !== null) return `${head}${word(held)} (${attacks.join(", ")})${promise}`;
  const elsewhere = ELSEWHERE[threat];
  if (elsewhere === undefined) return `${head}not tried`;
  const { why, testedIn } = elsewhere;
  return `${head}no attack here, ${why}; ${testedIn.length === 0 ? "not tested" : `tested in ${testedIn.join(", ")}`}${promise}`;
}
