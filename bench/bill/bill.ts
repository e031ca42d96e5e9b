// The bill of a meter, from what its metrology log says and from its tariffs: what docs/tariff.md says of money, done once more by itself, so
// that a bill that equals what the meter charged says that both are right. Money is BigInt, in 1e-5 currency, and 1e-8 where it is Wh times
// price. It does not know whether the log is what the meter wrote.

import { halfHourAt } from "../tariff/timetable.ts";
import { lowByte } from "../tariff/tariff.ts";
import type { Tariff, TariffFile } from "../tariff/tariff.ts";
import { UserError } from "../user-error.ts";
import { Calendar } from "./calendar.ts";
import type { Entries, Entry } from "./entries.ts";
import { Tally } from "./tally.ts";
import type { EnergyLine, StandingLine } from "./tally.ts";
import { remarksOf } from "./remarks.ts";
import type { Remark } from "./remarks.ts";

/** Prices are for a kWh. */
const PARTS = 1000n;
const NO_TARIFF = 0;

export interface Edge {
  /** 0: unknown, or the beginning of the meter. */
  readonly utcSeconds: number;
  readonly importWh: number;
}

export interface Bill {
  readonly currency: string;
  readonly begin: Edge;
  readonly end: Edge;
  readonly entries: number;
  /** Ascending by version, block, rate. */
  readonly energy: readonly EnergyLine[];
  /** At which no tariff was in force: nobody is charged for it. */
  readonly freeWh: number;
  readonly standing: readonly StandingLine[];
  /** What was left over below 1e-5 currency when it began, 1e-8; undefined: unknown, taken for none. */
  readonly carried1e8: bigint | undefined;
  /** The energy, with what was carried, in whole 1e-5. */
  readonly energy1e5: bigint;
  readonly standing1e5: bigint;
  readonly total1e5: bigint;
  /** false: the log does not reach back to the beginning of the first block period, so that more may have been used in it. */
  readonly blocksAreWhole: boolean;
  readonly remarks: readonly Remark[];
}

export interface BillOrder {
  readonly log: Entries;
  /** One at least. */
  readonly tariffs: readonly TariffFile[];
  /** The entries behind the first moment, up to and with the second; default: all. */
  readonly fromUtcSeconds?: number | undefined;
  readonly toUtcSeconds?: number | undefined;
}

/** The tariffs by what a log calls them, their one currency and their one zone. Throws UserError. */
function tariffsOf(files: readonly TariffFile[]): { byByte: ReadonlyMap<number, TariffFile>; first: TariffFile } {
  const first = files[0];
  if (first === undefined) throw new UserError("a bill takes a tariff");
  const byByte = new Map<number, TariffFile>();
  for (const one of files) {
    const same = byByte.get(lowByte(one.version));
    if (same !== undefined)
      throw new UserError(`tariffs ${same.version} and ${one.version} are the same to a log: it has the low byte only`);
    if (one.tariff.currency !== first.tariff.currency)
      throw new UserError(`tariffs ${first.version} and ${one.version} are in different currencies`);
    if (JSON.stringify(one.zone) !== JSON.stringify(first.zone))
      throw new UserError(`tariffs ${first.version} and ${one.version} are in different zones`);
    byByte.set(lowByte(one.version), one);
  }
  return { byByte, first };
}

interface Part {
  readonly block: number;
  readonly wh: number;
}

/** Energy by the block that each Wh of it falls into; `usedWh` were used in the period before. */
export function blockParts({ blocks }: Tariff, usedWh: number, wh: number): Part[] {
  const thresholds = blocks?.thresholdsWh ?? [];
  const parts: Part[] = [];
  for (let [used, left] = [usedWh, wh]; left > 0;) {
    const reached = thresholds.findIndex((threshold) => threshold > used);
    const block = reached < 0 ? thresholds.length : reached;
    const part = Math.min(left, (thresholds[block] ?? Infinity) - used);
    parts.push({ block, wh: part });
    used += part;
    left -= part;
  }
  return parts;
}

/** An entry with what came before it. */
export interface Step {
  readonly entry: Entry;
  readonly before: Edge;
  /** Latest time that any entry up to this one has. */
  readonly latestUtcSeconds: number;
  readonly latestBeforeUtcSeconds: number;
}

function stepsOf({ entries, fromTheBeginning }: Entries): Step[] {
  const steps: Step[] = [];
  let before: Edge = { utcSeconds: 0, importWh: 0 };
  let latest = 0;
  for (const [at, entry] of entries.entries()) {
    const latestBefore = latest;
    latest = Math.max(latest, entry.utcSeconds);
    if (at > 0 || fromTheBeginning)
      steps.push({ entry, before, latestUtcSeconds: latest, latestBeforeUtcSeconds: latestBefore });
    before = { utcSeconds: entry.utcSeconds, importWh: entry.importWh };
  }
  return steps;
}

interface Charged {
  readonly tally: Tally;
  readonly steps: readonly Step[];
  /** undefined: what came before is not known. */
  readonly carried1e8: bigint | undefined;
}

interface Walk {
  readonly order: BillOrder;
  readonly byByte: ReadonlyMap<number, TariffFile>;
  readonly calendar: Calendar;
}

/** Puts the energy and the days of one entry on the bill. Throws UserError where the tariff is not at hand. */
function charge({ byByte, calendar }: Walk, tally: Tally, { entry, before }: Step): void {
  const wh = Math.max(0, entry.importWh - before.importWh);
  const days = calendar.pass(before.utcSeconds, entry.utcSeconds);
  if (entry.tariff === NO_TARIFF) {
    tally.free(wh);
    return;
  }
  const file = byByte.get(entry.tariff);
  if (file === undefined)
    throw new UserError(
      `record ${entry.record} is at a tariff whose version ends in byte ${entry.tariff}: none is given`,
    );
  const { tariff, version } = file;
  if (entry.rate >= tariff.rates.length)
    throw new UserError(`record ${entry.record} is at rate ${entry.rate + 1}, which tariff ${version} does not have`);
  if (days > 0) tally.days(file, days);
  const period = tariff.blocks === undefined ? undefined : calendar.periodAt(tariff.blocks.period, before.importWh);
  if (period?.isWhole === false && wh > 0) tally.blocksAreWhole = false;
  for (const part of blockParts(tariff, Math.max(0, before.importWh - (period?.startWh ?? 0)), wh))
    tally.energy(file, part.block, entry.rate, part.wh);
}

function chargeAll(walk: Walk): Charged {
  const { order, byByte } = walk;
  const { fromUtcSeconds = -1, toUtcSeconds = Infinity } = order;
  const tally = new Tally();
  const earlier = new Tally();
  const steps: Step[] = [];
  let knowsEarlier = order.log.fromTheBeginning;
  for (const step of stepsOf(order.log)) {
    const { entry, latestUtcSeconds } = step;
    if (latestUtcSeconds > toUtcSeconds) break;
    if (latestUtcSeconds > fromUtcSeconds) {
      charge(walk, tally, step);
      steps.push(step);
    } else if (entry.tariff === NO_TARIFF || byByte.has(entry.tariff)) charge(walk, earlier, step);
    else {
      knowsEarlier = false;
      walk.calendar.pass(step.before.utcSeconds, entry.utcSeconds);
    }
  }
  return { tally, steps, carried1e8: knowsEarlier ? earlier.energy1e8 % PARTS : undefined };
}

/** Throws UserError where the log has nothing to be billed, or a tariff is not at hand. */
export function billOf(order: BillOrder): Bill {
  const { byByte, first } = tariffsOf(order.tariffs);
  const { entries, fromTheBeginning } = order.log;
  if (entries.length === 0) throw new UserError("the log has no entry");
  // Of the first entry of a log that does not reach back nobody knows what energy it stands for: there the log begins.
  const calendar = new Calendar(first.zone, fromTheBeginning ? undefined : entries[0]);
  const { tally, steps, carried1e8 } = chargeAll({ order, byByte, calendar });
  const [opening, closing] = [steps[0], steps.at(-1)];
  if (opening === undefined || closing === undefined) throw new UserError("the log has no entry in that time");
  const energy1e5 = (tally.energy1e8 + (carried1e8 ?? 0n)) / PARTS;
  const rateAt = (at: Entry): number | undefined => {
    const file = byByte.get(at.tariff);
    if (file === undefined || at.utcSeconds === 0) return undefined;
    return halfHourAt(file.tariff, file.zone, at.utcSeconds - 1).rate;
  };
  return {
    currency: first.tariff.currency,
    begin: opening.before,
    end: { utcSeconds: closing.entry.utcSeconds, importWh: closing.entry.importWh },
    entries: steps.length,
    energy: tally.energyLines(),
    freeWh: tally.freeWh,
    standing: tally.standingLines(),
    carried1e8,
    energy1e5,
    standing1e5: tally.standing1e5,
    total1e5: energy1e5 + tally.standing1e5,
    blocksAreWhole: tally.blocksAreWhole,
    remarks: remarksOf(steps, order, rateAt),
  };
}
