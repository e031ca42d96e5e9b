// A feeder on the bench: meters of a street on one simulated clock, each the whole pair of boards with a household, a seed and keys of its own,
// and at the end of the street the data concentrator with the feeder meter. The first meter is the one that people look at and command; it is
// the same, byte for byte, however many there are.

import { Bench } from "../bench.ts";
import type { BenchOptions } from "../bench.ts";
import { MOST_METERS } from "../bench-plan.ts";
import { mix } from "../drawn-days.ts";
import { SimulationClock } from "../engine/simulation-clock.ts";
import { finish } from "../finish.ts";
import type { Household } from "../household.ts";
import { Concentrator } from "./concentrator.ts";
import { FeederMeter } from "./feeder-meter.ts";
import { MaskSums } from "./mask-sums.ts";
import type { KnownMeter } from "./mask-sums.ts";

/** The billing interval of a meter as it leaves provisioning. */
export const INTERVAL_S = 900;
/** Stands for a day where a neighbour is drawn: "NEIG". */
const NEIGHBOURS = 0x4e454947;

export interface FeederOptions {
  readonly first: Omit<BenchOptions, "clock" | "concentrator">;
  /** 1 to MOST_METERS. */
  readonly meters: number;
  /** Who lives with a neighbour, of its seed. */
  readonly neighbour: (seed: number) => Household;
}

/** HASM0001 and so on, without the one that the first meter has. */
function neighbourIds(firstId: string, count: number): string[] {
  const ids = Array.from({ length: count + 1 }, (_, i) => `HASM${String(i + 1).padStart(4, "0")}`);
  return ids.filter((id) => id !== firstId).slice(0, count);
}

function known(bench: Bench): KnownMeter {
  const { meterId, keys, central } = bench;
  return { meterId, maskKey: keys.mask, reports: () => (bench.centralIsOff ? "elsewhere" : central.reports) };
}

export class Feeder {
  readonly clock = new SimulationClock();
  /** The first is that of people. */
  readonly meters: readonly Bench[];
  readonly concentrator: Concentrator;

  /** Throws RangeError for a number of meters that cannot be. */
  constructor(options: FeederOptions) {
    const { first, meters } = options;
    if (!(Number.isInteger(meters) && meters >= 1 && meters <= MOST_METERS))
      throw new RangeError(`${meters} meters are not 1 to ${MOST_METERS}`);
    const feederMeter = new FeederMeter(() => this.meters.reduce((sum, { feeds }) => sum + feeds.lineWs(), 0));
    this.concentrator = new Concentrator({
      clock: this.clock,
      startS: first.startS,
      intervalS: INTERVAL_S,
      readFeederWh: () => feederMeter.read(),
      sumOfMasks: (round, meterIds) => masks.sumFor(round, meterIds),
    });
    this.meters = this.#build(options);
    const masks = new MaskSums(this.meters.map(known), INTERVAL_S);
  }

  get first(): Bench {
    return this.meters[0]!;
  }

  /** Ends the run: as `Bench.finish`, of all meters. */
  finish(isDone: (bench: Bench) => boolean): void {
    finish(this.clock, this.meters, () => this.meters.every(isDone));
    this.concentrator.end();
  }

  #build({ first, meters, neighbour }: FeederOptions): Bench[] {
    const shared = { clock: this.clock, concentrator: this.concentrator };
    const { startS, bundles, switchPolicy, seed } = first;
    const one = new Bench({ ...first, ...shared });
    const others = neighbourIds(one.meterId, meters - 1).map((meterId, i) => {
      const its = mix(seed, NEIGHBOURS + i);
      const policy = switchPolicy === undefined ? {} : { switchPolicy };
      return new Bench({ ...shared, startS, bundles, ...policy, meterId, seed: its, household: neighbour(its) });
    });
    return [one, ...others];
  }
}
