// How the bench is at one moment, as a plain object for the page: read from the running firmware, its parts and what it says at its ports.
// It changes nothing, and takes well below a millisecond.

import { isHeld } from "../../firmware/kernel/partition.ts";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import type { Bench } from "../bench.ts";
import { decodeSwitchReport } from "../central/switch-messages.ts";
import { alarmNames, reasonNames } from "../switch-words.ts";
import { ChannelProbe } from "./channel-probe.ts";
import type {
  ChannelState,
  FaultState,
  PartitionState,
  PortName,
  State,
  StoredMoney,
  SwitchView,
  TimeState,
} from "./shape.ts";
import type { WireShape } from "./shape-about.ts";
import { streetView } from "./street-view.ts";
import { telegramFigures } from "./telegram-figures.ts";
import type { WireWatch } from "./wire-watch.ts";

const SYSTEMS = { meter: meterSystem, offSwitch: offSwitchSystem } as const;
const STATES: Readonly<Record<string, string>> = { "0": "disconnected", "1": "connected", "2": "ready" };
const FAULTS = ["", "threw", "used up its step budget", "was interrupted by the engine"];
const SECOND_US = 1_000_000;

type Processor = keyof typeof SYSTEMS;
const PROCESSORS = Object.keys(SYSTEMS) as Processor[];

/** What the bench does not know of itself. */
export interface Beside {
  readonly time: TimeState;
  readonly buttonIsDown: boolean;
  readonly heldLoadW: number | null;
  readonly heldSunW: number | null;
  readonly money: StoredMoney | null;
  readonly attack: string | null;
}

export class Snapshots {
  readonly #bench: Bench;
  readonly #wires: WireWatch;
  readonly #flows: readonly (() => readonly [number, number])[];
  readonly #probes: Readonly<Record<Processor, ChannelProbe>>;

  /** `wires` of the map: their flows are told in that order. */
  constructor(bench: Bench, watch: WireWatch, wires: readonly WireShape[]) {
    this.#bench = bench;
    this.#wires = watch;
    this.#probes = {
      meter: new ChannelProbe(bench.meter, meterSystem),
      offSwitch: new ChannelProbe(bench.offSwitch, offSwitchSystem),
    };
    this.#flows = wires.map((wire) => this.#flowOf(wire));
    this.#look();
  }

  take(beside: Beside): State {
    const { money, time, ...rest } = beside;
    const bench = this.#bench;
    const telegram = telegramFigures(bench.han.last) ?? null;
    const { reports } = bench.central.system.figures;
    return {
      ...rest,
      time,
      money,
      lcd: { rows: bench.meterParts.lcd.rows(), backlight: bench.meterParts.lcd.backlight },
      relay: { closed: bench.offSwitchParts.relay.closed, operations: bench.offSwitchParts.relay.operations },
      powerW: bench.powerW(),
      pulses: { generated: bench.pulses.generated, counted: telegram?.importWh ?? null },
      surplusPulses:
        bench.surplus === undefined
          ? null
          : { generated: bench.surplus.generated, counted: telegram?.exportWh ?? null },
      switch: switchView(bench.switchReport),
      telegram,
      telegrams: bench.han.telegrams,
      central: { accepted: bench.central.accepted, rejected: bench.central.rejected, reports },
      partitions: { meter: this.#partitions("meter"), offSwitch: this.#partitions("offSwitch") },
      channels: PROCESSORS.flatMap((processor) => this.#channels(processor)),
      flows: this.#flows.map((flow) => flow()),
      faults: PROCESSORS.flatMap((processor) => this.#faults(processor)),
      street: streetView(bench),
    };
  }

  /** Once a simulated second, for as long as the bench runs. */
  #look(): void {
    for (const processor of PROCESSORS) this.#probes[processor].look();
    this.#bench.clock.at(this.#bench.clock.nowUs + SECOND_US, () => this.#look());
  }

  #flowOf({ from, to, carries }: WireShape): () => readonly [number, number] {
    const { counts } = this.#wires;
    const ofPort = (port: PortName) => (): readonly [number, number] => [counts[port].out, counts[port].in];
    if (carries === "link") return ofPort("link");
    if (to.includes(":")) return ofPort(to.slice(to.indexOf(":") + 1) as PortName);
    const [system = "", partition = ""] = from.split("/");
    const probe = this.#probes[system === "meter" ? "meter" : "offSwitch"];
    const at = probe.slots.findIndex(({ source }) => source === `${partition} -> ${to.split("/")[1] ?? ""}`);
    return () => [probe.counts[at] ?? 0, 0];
  }

  #partitions(processor: Processor): readonly PartitionState[] | null {
    const { status, slots } = this.#probes[processor];
    if (status === undefined) return null;
    const { calls, mostSteps, faults, starts, faultsInARow } = status.partitions;
    const { name: system, partitions } = SYSTEMS[processor];
    return partitions.map(({ name, stepBudget }, i) => ({
      id: `${system}/${name}`,
      steps: calls[i]!,
      mostBudget: mostSteps[i]!,
      stepBudget,
      faults: faults[i]!,
      restarts: Math.max(0, starts[i]! - 1),
      held: isHeld(faultsInARow[i]!),
      dropped: slots.reduce((sum, { partition }, at) => sum + (partition === i ? status.slots.dropped[at]! : 0), 0),
    }));
  }

  #channels(processor: Processor): readonly ChannelState[] {
    const { status, slots, counts } = this.#probes[processor];
    const { name: system } = SYSTEMS[processor];
    return slots.flatMap(({ source, depth }, at) =>
      source.includes(" -> ")
        ? {
            name: `${system}/${source}`,
            messages: counts[at]!,
            waiting: status?.slots.queues[at]?.length ?? 0,
            depth,
            dropped: status?.slots.dropped[at] ?? 0,
          }
        : [],
    );
  }

  #faults(processor: Processor): readonly FaultState[] {
    const { status } = this.#probes[processor];
    const { name: board, partitions } = SYSTEMS[processor];
    return Array.from(status?.faults ?? [], ({ atMs, partition, kind }) => ({
      board,
      partition: partitions[partition]!.name,
      kind: FAULTS[kind] ?? `fault ${kind}`,
      atMs,
    }));
  }
}

function switchView(report: string): SwitchView | null {
  const found = decodeSwitchReport(report);
  if (found === undefined) return null;
  const { state, reasons, alarm, accepted, rejected } = found;
  return {
    state: STATES[state] ?? "unknown",
    reasons: reasonNames(reasons),
    alarms: alarmNames(alarm),
    accepted,
    rejected,
  };
}
