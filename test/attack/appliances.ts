// What the attacks on appliances share: a meter whose central system's keys the attacker has, and what the appliances hear on the P1 port.

import type { Bench } from "../../bench/bench.ts";
import { appliance } from "../../bench/central/orders.ts";
import { target, wait } from "./rig.ts";

export interface Change {
  /** Second of the run. */
  readonly second: number;
  readonly isOn: boolean;
}

/** What one appliance goes through, by the telegrams. */
export class Appliance {
  readonly changes: Change[] = [];
  readonly bench: Bench;
  readonly number: number;

  constructor(bench: Bench, number: number) {
    this.bench = bench;
    this.number = number;
    const line = new RegExp(`^0-${number}:96\\.3\\.10\\(([01])\\)`, "m");
    bench.onTelegram.push((telegram) => {
      const told = line.exec(telegram)?.[1];
      if (told === undefined || this.changes.at(-1)?.isOn === (told === "1")) return;
      this.changes.push({ second: Math.floor(bench.elapsedS), isOn: told === "1" });
    });
  }

  /** A sealed command that the meter opens, and the time for its answer. */
  command(isOn: boolean, seconds: number): void {
    this.bench.central.order("meter", appliance(this.number, isOn));
    wait(this.bench, seconds);
  }

  get offs(): number {
    return this.changes.filter(({ isOn }) => !isOn).length;
  }
}

export async function applianceOn(meter?: string): Promise<Appliance> {
  const bench = await target(meter === undefined ? {} : { meter });
  wait(bench, 15);
  const one = new Appliance(bench, 2);
  one.command(true, 10);
  return one;
}
