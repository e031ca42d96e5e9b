// The sums of a bill: energy by tariff, block and rate, days by tariff.

import type { TariffFile } from "../tariff/tariff.ts";

export interface EnergyLine {
  readonly version: number;
  /** From 0 on. */
  readonly block: number;
  readonly rate: string;
  readonly wh: number;
  readonly price1e5: number;
  /** Wh times price, exact. */
  readonly amount1e8: bigint;
}

export interface StandingLine {
  readonly version: number;
  readonly days: number;
  readonly price1e5: number;
  readonly amount1e5: bigint;
}

interface Sum {
  readonly file: TariffFile;
  readonly block: number;
  readonly rate: number;
  wh: number;
}

interface Days {
  readonly file: TariffFile;
  days: number;
}

function energyLine({ file: { version, tariff }, block, rate, wh }: Sum): EnergyLine {
  const price1e5 = tariff.prices1e5[block]![rate]!;
  return {
    version,
    block,
    rate: tariff.rates[rate]!.name,
    wh,
    price1e5,
    amount1e8: BigInt(wh) * BigInt(price1e5),
  };
}

function standingLine({ file: { version, tariff }, days }: Days): StandingLine {
  const price1e5 = tariff.standingCharge1e5;
  return { version, days, price1e5, amount1e5: BigInt(days) * BigInt(price1e5) };
}

export class Tally {
  private readonly sums = new Map<string, Sum>();
  private readonly dayCounts = new Map<number, Days>();
  freeWh = 0;
  blocksAreWhole = true;

  free(wh: number): void {
    this.freeWh += wh;
  }

  days(file: TariffFile, days: number): void {
    const found = this.dayCounts.get(file.version);
    if (found === undefined) this.dayCounts.set(file.version, { file, days });
    else found.days += days;
  }

  energy(file: TariffFile, block: number, rate: number, wh: number): void {
    const key = `${file.version} ${block} ${rate}`;
    const found = this.sums.get(key);
    if (found === undefined) this.sums.set(key, { file, block, rate, wh });
    else found.wh += wh;
  }

  energyLines(): EnergyLine[] {
    const sums = [...this.sums.values()];
    sums.sort((a, b) => a.file.version - b.file.version || a.block - b.block || a.rate - b.rate);
    return sums.map(energyLine);
  }

  standingLines(): StandingLine[] {
    return [...this.dayCounts.values()].sort((a, b) => a.file.version - b.file.version).map(standingLine);
  }

  get energy1e8(): bigint {
    return this.energyLines().reduce((sum, { amount1e8 }) => sum + amount1e8, 0n);
  }

  get standing1e5(): bigint {
    return this.standingLines().reduce((sum, { amount1e5 }) => sum + amount1e5, 0n);
  }
}
