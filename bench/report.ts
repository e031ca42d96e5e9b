// The JSON report of a run. What this meter does not do yet is null, never a made-up number.

import { switchStateAlarm, switchStateRejected } from "../firmware/messages/switch-state.ts";
import { readU16 } from "../firmware/messages/bytes.ts";
import type { Status } from "../firmware/kernel/kernel.ts";
import { SHORT_NAMES } from "../tools/build/private-names.ts";
import { IMPULSES_PER_KWH } from "./bench.ts";
import type { Bench } from "./bench.ts";
import { logFigures } from "./meter-logs.ts";

const SWITCH_STATES: Readonly<Record<string, string>> = { "0": "disconnected", "1": "connected", "2": "ready" };

const LONG_NAMES = new Map<string, string>(Object.entries(SHORT_NAMES).map(([long, short]) => [short, long]));

/** A copy of a record of the board under the names that the build shortened (tools/build/private-names.ts). */
function longNamed<T extends object>(record: T): T {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [LONG_NAMES.get(name) ?? name, value as unknown]),
  ) as T;
}

/** The kernel's own records of a virtual board, as they are now. */
export function kernelStatus(bench: Bench, board: "meter" | "offSwitch"): Status {
  const status = bench[board].global("hasm") as Status;
  const partitions = new Map(Array.from(status.partitions, (one) => [one, longNamed(one)]));
  const slots = Array.from(status.slots, (one) => {
    const slot = longNamed(one);
    return { ...slot, owner: partitions.get(slot.owner)! };
  });
  return { partitions: [...partitions.values()], slots, faults: status.faults };
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

/** kWh of the latest telegram's import register in Wh; what a consumer's reader knows. */
export function telegramImportWh(telegram: string): number | undefined {
  const found = /1-0:1\.8\.1\((\d{6})\.(\d{3})\*kWh\)/.exec(telegram);
  return found ? Number(found[1]) * 1000 + Number(found[2]) : undefined;
}

/** What can be said of the meter at any moment, at no cost. Pulses that it counted are those of its last telegram. */
export function meterFigures(bench: Bench) {
  const importWh = telegramImportWh(bench.han.last);
  const report = bench.switchReport;
  return {
    id: bench.meterId,
    importWh: importWh ?? null,
    exportWh: null,
    loadWh: Math.round(bench.pulses.energyWs / 36) / 100,
    pulses: {
      generated: bench.pulses.generated,
      counted: importWh === undefined ? null : (importWh * IMPULSES_PER_KWH) / 1000,
    },
    mode: null,
    balance: null,
    charged: null,
    switch: report === "" ? null : (SWITCH_STATES[report.charAt(0)] ?? "unknown"),
    switchAlarm: report === "" ? null : switchStateAlarm(report) > 0,
    commands: report === "" ? null : { accepted: readU16(report, 1), rejected: switchStateRejected(report) },
    relayOperations: bench.offSwitchParts.relay.operations,
    han: { telegrams: bench.han.telegrams, last: bench.han.last },
    partitions: partitionRows(bench),
    faults: [...kernelStatus(bench, "meter").faults, ...kernelStatus(bench, "offSwitch").faults],
  };
}

/** All of it, with the logs as they were read out of the parts and verified. */
export function benchReport(bench: Bench, wallSeconds: number) {
  return {
    simulatedSeconds: bench.elapsedS,
    wallSeconds,
    meters: [{ ...meterFigures(bench), logs: logFigures(bench) }],
    central: { accepted: bench.central.accepted, rejected: bench.central.rejected },
    concentrator: null,
  };
}
