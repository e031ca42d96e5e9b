// The bundles of the two production boards, built and judged once for all tests of a run.

import { board as meterBoard } from "../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../boards/nucleo-f401re/board.ts";
import { buildBoard } from "../tools/build/build.ts";
import { bundle } from "../tools/build/bundle.ts";
import type { Bundle } from "../tools/build/bundle.ts";
import { system as meter } from "../firmware/meter/system.ts";
import { Bench } from "../bench/bench.ts";
import { builtInHousehold } from "../bench/household.ts";
import type { Household } from "../bench/household.ts";

interface Bundles {
  readonly meter: string;
  readonly offSwitch: string;
}

let built: Promise<readonly [meter: Bundle, offSwitch: Bundle]> | undefined;

async function buildBoth(): Promise<readonly [meter: Bundle, offSwitch: Bundle]> {
  built ??= Promise.all([buildBoard(meterBoard), buildBoard(offSwitchBoard)]);
  return built;
}

export async function bundles(): Promise<Bundles> {
  const [meterBundle, offSwitchBundle] = await buildBoth();
  return { meter: meterBundle.text, offSwitch: offSwitchBundle.text };
}

/** The same by the name of the board. */
export async function bundlesByBoard(): Promise<Readonly<Record<string, Bundle>>> {
  const [meterBundle, offSwitchBundle] = await buildBoth();
  return { [meterBoard.name]: meterBundle, [offSwitchBoard.name]: offSwitchBundle };
}

/** The meter's bundle with one partition's source in another's place, not judged: what confinement would refuse runs too. */
export async function meterWith(partition: string, file: string): Promise<string> {
  return (await bundle(meter, meterBoard, { replace: { [partition]: file } })).text;
}

export const DEFAULT_START_S = Date.UTC(2026, 0, 15) / 1000;

/** A bench in the middle of nowhere in particular. */
export async function newBench(
  options: {
    household?: Household;
    startS?: number;
    seed?: number;
    meter?: string;
    meterId?: string;
    switchPolicy?: string;
  } = {},
): Promise<Bench> {
  const texts = await bundles();
  return new Bench({
    household: options.household ?? builtInHousehold(1),
    startS: options.startS ?? DEFAULT_START_S,
    seed: options.seed ?? 1,
    bundles: { meter: options.meter ?? texts.meter, offSwitch: texts.offSwitch },
    ...(options.meterId === undefined ? {} : { meterId: options.meterId }),
    ...(options.switchPolicy === undefined ? {} : { switchPolicy: options.switchPolicy }),
  });
}
