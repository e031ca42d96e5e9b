// What the server tells the page again and again, as JSON: types alone, for both. Times are UTC; energy in Wh, power in W, money in 1e-5 of a currency.
// What is not known now is null, never a made-up number.

export const PORTS = ["wan", "link", "han", "topUp", "maintenance", "other-utility"] as const;
export type PortName = (typeof PORTS)[number];

export const LOGS = ["metrology", "security", "offSwitch", "switch"] as const;
export type LogName = (typeof LOGS)[number];

/** What the latest telegram at the consumer's port says. */
export interface TelegramFigures {
  readonly importWh: number;
  readonly exportWh: number;
  readonly powerW: number;
  readonly exportPowerW: number;
  readonly rate: "low" | "normal";
  readonly switchState: string | null;
  readonly currency: string | null;
  readonly price1e5: number | null;
  /** null: supply is not prepaid. */
  readonly balance1e5: number | null;
  readonly debt1e5: number | null;
  readonly text: string | null;
}

/** What the meter has stored, up to a minute ago. */
export interface StoredMoney {
  readonly mode: string | null;
  readonly balance: number | null;
  readonly charged: number | null;
}

export interface PartitionState {
  readonly id: string;
  readonly steps: number;
  readonly mostBudget: number;
  readonly stepBudget: number;
  readonly faults: number;
  readonly restarts: number;
  readonly held: boolean;
  readonly dropped: number;
}

export interface ChannelState {
  /** "meter/a -> b". */
  readonly name: string;
  readonly messages: number;
  readonly waiting: number;
  readonly depth: number;
  readonly dropped: number;
}

export interface FaultState {
  readonly board: string;
  readonly partition: string;
  readonly kind: string;
  /** Since the start of that processor. */
  readonly atMs: number;
}

export interface SwitchView {
  readonly state: string;
  readonly reasons: readonly string[];
  readonly alarms: readonly string[];
  readonly accepted: number;
  readonly rejected: number;
}

export interface TimeState {
  readonly utcMs: number;
  readonly elapsedS: number;
  /** Simulated seconds per second; null: as fast as it goes. */
  readonly speed: number | null;
  readonly paused: boolean;
  /** Where a leap of many hours is to end; null: none is under way. */
  readonly leapToUtcMs: number | null;
  /** Simulated seconds that passed in the last second. */
  readonly actualSpeed: number;
}

/** The feeder that the meter hangs on, as its data concentrator knows it. */
export interface StreetView {
  readonly meters: number;
  readonly rounds: number;
  /** Of which there is a sum. */
  readonly summed: number;
  /** What this meter said last: its reading under its mask. */
  readonly maskedWh: number | null;
  /** The round that was closed last. */
  readonly last: {
    readonly utcMs: number;
    readonly feederWh: number;
    readonly sumWh: number | null;
    /** Why there is no sum. */
    readonly noSum: string | null;
    readonly missing: readonly string[];
    readonly lossPercent: number | null;
    readonly verdict: "usual" | "lost" | "more" | "unknown";
    readonly says: string;
  } | null;
}

/** How everything is at one moment. */
export interface State {
  readonly time: TimeState;
  readonly lcd: { readonly rows: readonly string[]; readonly backlight: boolean };
  readonly relay: { readonly closed: boolean; readonly operations: number };
  readonly buttonIsDown: boolean;
  /** What flows, below 0 into the grid. */
  readonly powerW: number;
  /** What a hand has set; null: the household, or the sky. */
  readonly heldLoadW: number | null;
  readonly heldSunW: number | null;
  readonly pulses: { readonly generated: number; readonly counted: number | null };
  readonly surplusPulses: { readonly generated: number; readonly counted: number | null } | null;
  readonly switch: SwitchView | null;
  readonly telegram: TelegramFigures | null;
  readonly telegrams: number;
  readonly money: StoredMoney | null;
  readonly central: { readonly accepted: number; readonly rejected: number; readonly reports: number };
  /** null: that processor does not run. */
  readonly partitions: {
    readonly meter: readonly PartitionState[] | null;
    readonly offSwitch: readonly PartitionState[] | null;
  };
  readonly channels: readonly ChannelState[];
  /** For each wire of the map, how much went along it so far: forth and back. */
  readonly flows: readonly (readonly [forth: number, back: number])[];
  readonly faults: readonly FaultState[];
  readonly attack: string | null;
  /** null: it hangs on none. */
  readonly street: StreetView | null;
}

/** [UTC seconds, power as the meter tells it, as it flows]: below 0 into the grid. */
export type PowerPoint = readonly [utcS: number, toldW: number, flowsW: number];

/** Something that crossed a port. */
export interface WireLine {
  readonly number: number;
  readonly utcMs: number;
  readonly port: PortName;
  /** Seen from the meter board. */
  readonly direction: "in" | "out";
  readonly bytes: number;
  /** How it lies on the wire. */
  readonly form: "sealed" | "clear" | "noise";
  /** What it says, in words; of what is sealed as the bench's keys open it. */
  readonly meaning: string;
  readonly details: readonly string[];
  readonly hex: string;
}

export interface LogRecordView {
  readonly record: number;
  readonly count: number;
  readonly time: string | null;
  readonly text: string;
  /** The first bytes of its tag. */
  readonly tag: string;
  readonly verified: boolean;
}

export interface LogView {
  readonly name: LogName;
  readonly records: number;
  readonly dropped: number;
  readonly intact: boolean;
  readonly verdict: string;
  /** The latest, the newest first. */
  readonly latest: readonly LogRecordView[];
}

/** What came of an act, or an act that was begun. */
export interface Told {
  readonly number: number;
  readonly utcMs: number;
  readonly act: string;
  readonly line: string;
  readonly kind: "begun" | "told" | "refused";
}

export interface VerdictView {
  readonly number: number;
  readonly utcMs: number;
  readonly name: string;
  readonly held: boolean;
  readonly stoppedBy: string;
  readonly evidence: readonly string[];
}

/** One event of the stream. */
export interface Frame {
  readonly state: State;
  readonly power?: readonly PowerPoint[];
  readonly wires?: readonly WireLine[];
  /** So many lines of the wires are left out: they came faster than they are shown. */
  readonly wiresSkipped?: number;
  readonly logs?: readonly LogView[];
  readonly told?: readonly Told[];
  readonly verdicts?: readonly VerdictView[];
}

/** What the page may ask of time. */
export type PaceRequest =
  | { readonly speed: number | "max" }
  | { readonly paused: boolean }
  | { readonly step: number }
  | { readonly leap: number };
