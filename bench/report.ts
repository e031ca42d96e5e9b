// The JSON report of a run. What this meter does not do yet is null, never a made-up number.

import { switchStateAlarm, switchStateRejected } from "../firmware/messages/switch-state.ts";
import { readU16 } from "../firmware/messages/bytes.ts";
import type { Status } from "../firmware/kernel/kernel.ts";
import { IMPULSES_PER_KWH } from "./bench.ts";
import type { Bench } from "./bench.ts";

const SWITCH_STATES: Readonly<Record<string, string>> = { "0": "disconnected", "1": "connected", "2": "ready" };

/** The kernel's own records of a virtual board. */
export function kernelStatus(bench: Bench, board: "meter" | "offSwitch"): Status {
  return bench[board].global("hasm") as Status;
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

/** Pulses that the meter counted, as its last telegram says them. */
export function benchReport(bench: Bench, wallSeconds: number) {
  const importWh = telegramImportWh(bench.han.last);
  const report = bench.switchReport;
  return {
    simulatedSeconds: bench.elapsedS,
    wallSeconds,
    meters: [
      {
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
        logs: null,
        han: { telegrams: bench.han.telegrams, last: bench.han.last },
        partitions: partitionRows(bench),
        faults: [...kernelStatus(bench, "meter").faults, ...kernelStatus(bench, "offSwitch").faults],
      },
    ],
    central: { accepted: bench.central.accepted, rejected: bench.central.rejected },
    concentrator: null,
  };
}
