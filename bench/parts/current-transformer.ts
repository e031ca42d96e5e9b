// A current transformer with its burden on an analog pin: the current in the wire, divided by the turns, through the burden, on top of
// half the supply, with the noise of the pin added. Clips where the pin's protection does. What may be wrong with it: the clamp out of
// its jack, the burden off, the bias off. The converter is the board's.

import type { VirtualPin } from "../engine/parts-api.ts";
import type { Random } from "../engine/random.ts";

export interface Transformer {
  readonly turns: number;
  readonly burdenOhms: number;
  readonly supplyVolts: number;
  /** Where the input rests, of the supply: a half but for the tolerance of two resistors. */
  readonly bias: number;
  /** RMS of white noise at the pin. */
  readonly noiseVolts: number;
}

/** A common clamp of 100 A : 50 mA, with a burden for which 106 A are full scale of 3.3 V, and the noise of an STM32F4's converter. */
export const USUAL_TRANSFORMER: Transformer = {
  turns: 2000,
  burdenOhms: 22,
  supplyVolts: 3.3,
  bias: 0.5,
  noiseVolts: 0.0005,
};

/** Amperes in the wire at a time in microseconds. */
export type Current = (timeUs: number) => number;

/**
 * `unplugged`: the bias is there and no clamp. `no-burden`: the secondary has no load, so that any current drives the pin to one end
 * or the other. `low`, `high`: the bias lead is off and the pin lies at ground, or at the supply.
 */
export type Plug = "plugged" | "unplugged" | "no-burden" | "low" | "high";

export class CurrentTransformer {
  readonly #transformer: Transformer;
  readonly #random: Random | undefined;
  /** What flows in the wire; nothing at first. */
  current: Current = () => 0;
  plug: Plug = "plugged";
  /** Added to the bias, of the supply: what age and warmth do. */
  drift: Current = () => 0;

  /** Without `random` there is no noise. */
  constructor(pin: VirtualPin, transformer: Transformer = USUAL_TRANSFORMER, random?: Random) {
    this.#transformer = transformer;
    this.#random = random;
    pin.driveAnalog((timeUs) => this.#level(timeUs));
  }

  #level(timeUs: number): number {
    const { turns, burdenOhms, supplyVolts, bias, noiseVolts } = this.#transformer;
    if (this.plug === "low") return 0;
    if (this.plug === "high") return 1;
    const rest = bias + this.drift(timeUs);
    const noise = this.#random === undefined ? 0 : (noiseVolts * gaussian(this.#random)) / supplyVolts;
    const amperes = this.plug === "unplugged" ? 0 : this.current(timeUs);
    if (this.plug === "no-burden" && amperes !== 0) return amperes > 0 ? 1 : 0;
    return Math.min(1, Math.max(0, rest + noise + (amperes * burdenOhms) / turns / supplyVolts));
  }
}

/** Mean 0, deviation 1 (Box, Muller). */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}

/**
 * A current of `amperes` RMS at `hz`. `harmonics`: order -> part of the fundamental; they count into the RMS. `phase` of a turn.
 */
export function mainsCurrent(
  amperes: number,
  hz: number,
  phase = 0,
  harmonics: Readonly<Record<number, number>> = {},
): Current {
  const parts = [[1, 1] as const, ...Object.entries(harmonics).map(([order, part]) => [Number(order), part] as const)];
  const norm = Math.sqrt(parts.reduce((sum, [, part]) => sum + part * part, 0));
  const peak = (amperes * Math.SQRT2) / norm;
  return (timeUs) => {
    const turn = 2 * Math.PI * ((timeUs / 1e6) * hz + phase);
    return parts.reduce((sum, [order, part]) => sum + part * peak * Math.sin(order * turn), 0);
  };
}
