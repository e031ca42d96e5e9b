// The JSON report of a run. What is not known, or not there, is null, never a made-up number.

import type { Status } from "../firmware/kernel/kernel.ts";
import { isHeld } from "../firmware/kernel/partition.ts";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import { cycleSlots } from "../tools/build/slots.ts";
import type { Bench } from "./bench.ts";
import { decodeSwitchReport } from "./central/switch-messages.ts";
import type { Concentrator } from "./concentrator/concentrator.ts";
import { IMPULSES_PER_KWH } from "./feeds.ts";
import type { PulseTrain } from "./load/pulse-train.ts";
import { logFigures } from "./meter-logs.ts";
import type { Played } from "./script/play.ts";
import { moneyFigures, storedMeter } from "./meter-values.ts";
import { alarmNames, reasonNames } from "./switch-words.ts";

const SWITCH_STATES: Readonly<Record<string, string>> = { "0": "disconnected", "1": "connected", "2": "ready" };

export interface PartitionStatus {
  readonly name: string;
  readonly stepBudget: number;
  /** Calls of handlers and factory since boot, and the most steps that one of them took. */
  readonly calls: number;
  readonly mostSteps: number;
  readonly faults: number;
  /** How often it was started, boot included. */
  readonly starts: number;
  readonly held: boolean;
}

export interface SlotStatus {
  readonly owner: PartitionStatus;
  readonly queue: readonly string[];
  readonly dropped: number;
}

export interface FaultStatus {
  readonly atMs: number;
  readonly partition: string;
  /** 1 throw, 2 step budget, 3 interrupted by the engine. */
  readonly kind: number;
  /** Place in the cycle; -1: the factory. */
  readonly slot: number;
}

export interface KernelStatus {
  readonly partitions: readonly PartitionStatus[];
  readonly slots: readonly SlotStatus[];
  readonly faults: readonly FaultStatus[];
}

const NO_KERNEL: KernelStatus = { partitions: [], slots: [], faults: [] };

/**
 * The kernel's own records of a virtual board, as they are now: a copy, under the names of system.ts, which the board does not know. There are
 * none while it has no supply, or did not start.
 */
export function kernelStatus(bench: Bench, board: "meter" | "offSwitch"): KernelStatus {
  const status = bench[board].global("hasm") as Status | undefined;
  if (status === undefined) return NO_KERNEL;
  const { calls, mostSteps, faults, starts, faultsInARow } = status.partitions;
  const system = board === "meter" ? meterSystem : offSwitchSystem;
  const partitions = system.partitions.map(({ name, stepBudget }, i) => ({
    name,
    stepBudget,
    calls: calls[i]!,
    mostSteps: mostSteps[i]!,
    faults: faults[i]!,
    starts: starts[i]!,
    held: isHeld(faultsInARow[i]!),
  }));
  const slots = cycleSlots(system).map(({ partition }, at) => ({
    owner: partitions[partition]!,
    queue: Array.from(status.slots.queues[at] ?? []),
    dropped: status.slots.dropped[at]!,
  }));
  const records = Array.from(status.faults, ({ atMs, partition, kind, slot }) => ({
    atMs,
    partition: partitions[partition]!.name,
    kind,
    slot,
  }));
  return { partitions, slots, faults: records };
}

export function partitionRows(bench: Bench) {
  return (["meter", "offSwitch"] as const).flatMap((board) => {
    const status = kernelStatus(bench, board);
    return status.partitions.map((one) => ({
      board: board === "meter" ? "meter" : "off-switch",
      name: one.name,
      steps: one.calls,
      mostBudget: one.mostSteps,
      stepBudget: one.stepBudget,
      faults: one.faults,
      restarts: Math.max(0, one.starts - 1),
      held: one.held,
      dropped: status.slots.reduce((sum, slot) => sum + (slot.owner === one ? slot.dropped : 0), 0),
    }));
  });
}

function registerWh(telegram: string, object: string): number | undefined {
  const value = telegram.split("\r\n").find((line) => line.startsWith(`${object}(`));
  const found = /\((\d{6})\.(\d{3})\*kWh\)$/.exec(value ?? "");
  return found ? Number(found[1]) * 1000 + Number(found[2]) : undefined;
}

/** Both import registers of the latest telegram, in Wh; what a consumer's reader knows. */
export function telegramImportWh(telegram: string): number | undefined {
  const [first, second] = [registerWh(telegram, "1-0:1.8.1"), registerWh(telegram, "1-0:1.8.2")];
  return first === undefined || second === undefined ? undefined : first + second;
}

export function telegramExportWh(telegram: string): number | undefined {
  return registerWh(telegram, "1-0:2.8.0");
}

/** Whether the meter has stored what its latest telegram says: only then charge and register of a report are of the same moment. */
export function isStored(bench: Bench): boolean {
  return storedMeter(bench)?.importWh === telegramImportWh(bench.han.last);
}

/** Energy that flowed, to the hundredth. */
function wattHours({ energyWs }: PulseTrain): number {
  return Math.round(energyWs / 36) / 100;
}

/** What can be said of the meter at any moment, at no cost. Pulses that it counted are those of its last telegram. */
export function meterFigures(bench: Bench) {
  const importWh = telegramImportWh(bench.han.last);
  const report = decodeSwitchReport(bench.switchReport);
  return {
    id: bench.meterId,
    importWh: importWh ?? null,
    exportWh: telegramExportWh(bench.han.last) ?? null,
    loadWh: wattHours(bench.pulses),
    surplusWh: bench.surplus === undefined ? 0 : wattHours(bench.surplus),
    pulses: {
      generated: bench.pulses.generated,
      counted: importWh === undefined ? null : (importWh * IMPULSES_PER_KWH) / 1000,
    },
    switch: report === undefined ? null : (SWITCH_STATES[report.state] ?? "unknown"),
    switchReasons: report === undefined ? null : reasonNames(report.reasons),
    switchAlarm: report === undefined ? null : report.alarm > 0,
    switchAlarms: report === undefined ? null : alarmNames(report.alarm),
    commands: report === undefined ? null : { accepted: report.accepted, rejected: report.rejected },
    relayOperations: bench.offSwitchParts.relay.operations,
    han: { telegrams: bench.han.telegrams, last: bench.han.last },
    partitions: partitionRows(bench),
    faults: [...kernelStatus(bench, "meter").faults, ...kernelStatus(bench, "offSwitch").faults],
  };
}

function concentratorFigures({ figures }: Concentrator) {
  const { last, ...counts } = figures;
  return { ...counts, lastSumWh: last?.sumWh ?? null, feederWh: last?.feederWh ?? null, lastRound: last ?? null };
}

/**
 * All of it, with money and logs as they were read out of the parts, and the logs verified. `script`: what became of one that was played.
 * `neighbours`: the other meters of its feeder.
 */
export function benchReport(bench: Bench, wallSeconds: number, script?: Played, neighbours: readonly Bench[] = []) {
  const all = [bench, ...neighbours];
  const sum = (of: (one: Bench) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    simulatedSeconds: bench.elapsedS,
    wallSeconds,
    meters: all.map((one) => ({ ...meterFigures(one), ...moneyFigures(one), logs: logFigures(one) })),
    central: { accepted: sum(({ central }) => central.accepted), rejected: sum(({ central }) => central.rejected) },
    concentrator: bench.concentrator === undefined ? null : concentratorFigures(bench.concentrator),
    ...(script && { script }),
  };
}
