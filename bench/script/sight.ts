// What an observer at the boundary of a meter can see, as values: contact, display, HAN telegram, answers and reports at the central system, logs
// that were read out. Where and how it is looked up is a stage's business.

import type { LogName } from "../meter-logs.ts";

/** Of a telegram or a reading. */
export type Figure =
  | "power"
  | "export-power"
  | "import"
  | "export"
  | "flow"
  | "balance"
  | "debt"
  | "price"
  | "charged"
  | "rate"
  | "interval"
  | "moves"
  | "telegrams"
  | "reports"
  | "accepted"
  | "rejected"
  | "lost"
  | FeederFigure;

/** What the data concentrator knows of its feeder; the last three of the round that was closed last. */
export type FeederFigure =
  "feeder-rounds" | "feeder-sums" | "feeder-missing" | "feeder-energy" | "feeder-sum" | "feeder-loss";

/** What is looked up without a value. */
export type PlainKind =
  | "switch"
  | "relay"
  | "reasons"
  | "switch-alarm"
  | "metering-alarm"
  | "mode"
  | "display"
  | "message"
  | "answer"
  | "said"
  | "feeder-says";

export type Sight =
  | { readonly kind: "figure"; readonly of: Figure }
  | { readonly kind: PlainKind }
  | { readonly kind: "row"; readonly row: number }
  | { readonly kind: "telegram"; readonly object: string }
  | { readonly kind: "appliance"; readonly number: number }
  | { readonly kind: "entries"; readonly log: LogName; readonly text: string }
  | { readonly kind: "records" | "intact"; readonly log: LogName };

/** Numbers in the unit of the figure, money in 1e-5 currency; words; lines. undefined: it is not known, or not there. */
export type Seen = number | string | readonly string[] | undefined;
