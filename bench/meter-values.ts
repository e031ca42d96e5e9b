// What the meter on the bench has stored of energy and money, read out of its flash part as somebody does who has the part on a table. It is
// exact, and of the moment at which the meter stored it last: up to a minute ago.

import { POSTPAID, PREPAID, readBalance } from "../firmware/messages/credit.ts";
import { readU32 } from "../firmware/messages/bytes.ts";
import { RATES } from "../firmware/messages/tariff.ts";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import type { Bench, BoardName } from "./bench.ts";
import { dumpedValues, FlashPartError } from "./flash-part.ts";

const SYSTEMS = { meter: meterSystem, offSwitch: offSwitchSystem } as const;

/** Layout of the one value of computations (firmware/meter/computations.ts): 4 bytes each, and then what was charged. */
const EXPORT_AT = 4 * RATES;
const CHARGED_AT = 88;

const MODES: Readonly<Record<string, string>> = { [POSTPAID]: "postpaid", [PREPAID]: "prepaid" };

/** The values of a segment as the part holds them now, by number; what was never set is not there. Throws FlashPartError. */
export function storedValues(bench: Bench, board: BoardName, segment: string): ReadonlyMap<number, string> {
  const { memory } = bench[`${board}Parts`];
  memory.settle(bench.clock.nowUs);
  const found = SYSTEMS[board].segments.find(({ name }) => name === segment)!;
  return dumpedValues(memory.array.read(0, memory.array.cells.length), found);
}

/** The first value of a segment of the meter; "" where it has none, or where the part holds nothing that this program knows. */
function firstValue(bench: Bench, segment: string): string {
  try {
    return storedValues(bench, "meter", segment).get(0) ?? "";
  } catch (error) {
    if (error instanceof FlashPartError) return "";
    throw error;
  }
}

export interface StoredMeter {
  readonly importWh: number;
  readonly exportWh: number;
  /** Since ever, 1e-5 currency. */
  readonly charged: number;
}

/** undefined: it has stored nothing yet. */
export function storedMeter(bench: Bench): StoredMeter | undefined {
  const value = firstValue(bench, "registers");
  if (value === "") return undefined;
  let importWh = 0;
  for (let rate = 0; rate < RATES; rate++) importWh += readU32(value, 4 * rate);
  return { importWh, exportWh: readU32(value, EXPORT_AT), charged: readBalance(value, CHARGED_AT) };
}

/** `mode`: "prepaid" or "postpaid"; `balance` and `charged` in 1e-5 currency. null: it has stored nothing of it yet. */
export function moneyFigures(bench: Bench) {
  const metered = storedMeter(bench);
  const credit = firstValue(bench, "credit");
  const balance = credit === "" || !metered ? null : readBalance(credit, 1) - metered.charged;
  return {
    mode: credit === "" ? null : (MODES[credit.charAt(0)] ?? null),
    balance,
    charged: metered?.charged ?? null,
  };
}
