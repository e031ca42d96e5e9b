// What `hasm bench` has before a run begins: the meters of the feeder on virtual boards with the bundles that a board gets, the first of them out
// of the folder of a provisioned meter where one is given.

import { buildBoard } from "../tools/build/build.ts";
import { board as meterBoard } from "../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../boards/nucleo-f401re/board.ts";
import { planOf, sourcesOf } from "./bench-plan.ts";
import type { Plan, PlanOptions } from "./bench-plan.ts";
import { Feeder } from "./concentrator/feeder.ts";
import { mix } from "./drawn-days.ts";
import { Random } from "./engine/random.ts";
import type { LoopOptions } from "./loop/options.ts";
import { prepareLogFolder } from "./meter-logs.ts";
import type { PageOptions } from "./page/options.ts";
import { openBenchMeter } from "./send/bench-meter.ts";
import type { BenchMeter } from "./send/bench-meter.ts";
import { AT_ONCE, IN_SIGHT } from "./switch-values.ts";

export interface Options extends PlanOptions, PageOptions, Omit<LoopOptions, "keys"> {
  readonly speed: string;
  readonly report?: string;
  readonly logs?: string;
  readonly wires?: string | true;
  readonly script?: readonly string[];
  readonly vocabulary?: boolean;
}

const DEFAULT_HEADLESS_S = 86400;
/** Stands for a day where new keys are drawn: "KEYS". */
const SECRETS = 0x4b455953;
const SECRET_BYTES = 32;

export interface Prepared {
  readonly feeder: Feeder;
  readonly plan: Plan;
  /** Undefined: the first meter is as new as the others. */
  readonly meter: BenchMeter | undefined;
}

/** Begins a run. Throws UserError. */
export async function prepare(options: Options): Promise<Prepared> {
  const isWatched = options.headless !== true && options.script === undefined;
  const sources = sourcesOf(options, isWatched ? IN_SIGHT : AT_ONCE);
  const meter = options.keys === undefined ? undefined : openBenchMeter(options.keys, options.wires === undefined);
  try {
    const endlessS = options.headless === true && options.script === undefined ? DEFAULT_HEADLESS_S : Infinity;
    const plan = planOf(options, sources, endlessS, meter?.boards.state.utcSeconds);
    const bundles = {
      meter: (await buildBoard(meterBoard)).text,
      offSwitch: (await buildBoard(offSwitchBoard)).text,
    };
    const { household, neighbour, meters, generation, startS, seed, switchPolicy } = plan;
    const given = { household, startS, seed, bundles, switchPolicy, ...meter?.benchOptions };
    const first = generation === undefined ? given : { ...given, generation };
    const feeder = new Feeder({ first, meters, neighbour });
    if (options.logs !== undefined) prepareLogFolder(feeder.meters, options.logs);
    meter?.attach(feeder.first);
    return { feeder, plan, meter };
  } catch (error) {
    meter?.close();
    throw error;
  }
}

/** New keys come from the seed, so that the run can be had again; those of a provisioned meter have owners elsewhere. */
export function secretsFor({ keys }: Options, { seed }: Plan): (() => string) | string {
  if (keys !== undefined)
    return "a key of a provisioned meter is changed with hasm send key, which writes the files of its owners";
  const random = new Random(mix(seed, SECRETS));
  return () => random.byteString(SECRET_BYTES);
}
