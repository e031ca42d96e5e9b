// A feeder without boards: a concentrator and the central system behind it, whose meters are models that say what a test has them say.

import { MaskSums } from "../../bench/concentrator/mask-sums.ts";
import type { IntervalReport } from "../../bench/central/messages.ts";
import { Concentrator } from "../../bench/concentrator/concentrator.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { roundMask } from "../../bench/central/rounds.ts";
import { encodeRound, ROUND_SECONDS } from "../../firmware/messages/round.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { keysOf, ModelMeter } from "../bench/central/model-meter.ts";

export const INTERVAL_S = 900;
/** The first interval that a concentrator sees from its beginning ends here, seconds after the start. */
export const FIRST_END_S = 2 * INTERVAL_S;
export const FIRST_ROUND = (DEFAULT_START_S + FIRST_END_S) / ROUND_SECONDS;

export const idOf = (i: number): string => `HASM${String(i + 1).padStart(4, "0")}`;

/** What a central system has been told of the export registers, by meter and UTC second. */
export type Exports = Map<string, { readonly endUtcSeconds: number; readonly exportWh: number }[]>;

export function maskSums(count: number, exports: Exports | "elsewhere" = new Map()): MaskSums {
  const meters = Array.from({ length: count }, (_, i) => ({
    meterId: idOf(i),
    maskKey: keysOf(idOf(i)).mask,
    reports: () => (exports === "elsewhere" ? exports : ((exports.get(idOf(i)) ?? []) as unknown as IntervalReport[])),
  }));
  return new MaskSums(meters, INTERVAL_S);
}

/** What a meter makes of a reading. */
export function maskedOf(i: number, round: number, energyWh: number): number {
  return (energyWh + roundMask(keysOf(idOf(i)).mask, idOf(i), round)) % 2 ** 32;
}

export interface Street {
  readonly clock: SimulationClock;
  readonly concentrator: Concentrator;
  /** Bytes that went on to the central system, and to the meter, of each. */
  readonly passed: { readonly up: string[]; readonly down: string[] }[];
  readonly lines: ReturnType<Concentrator["join"]>[];
  readonly runTo: (second: number) => void;
  /** A meter says its reading of a round, as it comes out of its WAN. */
  readonly say: (i: number, round: number, energyWh: number) => string;
}

/** `feederWh`: what the feeder meter reads at the end of each interval. */
export function street(count: number, feederWh: () => number, exports: Exports = new Map()): Street {
  const clock = new SimulationClock();
  const masks = maskSums(count, exports);
  const concentrator = new Concentrator({
    ...{ clock, startS: DEFAULT_START_S, intervalS: INTERVAL_S, readFeederWh: feederWh },
    sumOfMasks: (round, meterIds) => masks.sumFor(round, meterIds),
  });
  const passed = Array.from({ length: count }, () => ({ up: [] as string[], down: [] as string[] }));
  const keys = passed.map((_, i) => keysOf(idOf(i)));
  const lines = passed.map(({ up, down }, i) =>
    concentrator.join(idOf(i), keys[i]!.concentrator, {
      toCentral: (bytes) => void up.push(bytes),
      toMeter: (bytes) => void down.push(bytes),
    }),
  );
  const say = (i: number, round: number, energyWh: number): string => {
    const plain = encodeRound(round, energyWh, roundMask(keys[i]!.mask, idOf(i), round));
    const bytes = new ModelMeter(keys[i]!).say(3, plain, BigInt(round));
    lines[i]!.toCentral(bytes);
    return bytes;
  };
  return { clock, concentrator, passed, lines, say, runTo: (second) => clock.runUntil(Math.round(second * 1e6)) };
}
