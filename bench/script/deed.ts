// What an act does, as values: nothing in it knows where it will be done.

import type { Errand } from "../send/errand.ts";
import type { LogName } from "../send/log-orders.ts";
import type { Worth } from "../send/typed-codes.ts";

export const PARTS = [
  "clamp",
  "import-pulses",
  "export-pulses",
  "clock",
  "display",
  "button",
  "contact",
  "gas-meter",
] as const;
/** "contact": the lead of the relay's auxiliary contact. */
export type PartName = (typeof PARTS)[number];

export type Role = "central" | "gateway" | "technician";

export type Deed =
  /** One order and its answer. */
  | { readonly kind: "errand"; readonly role: Role; readonly errand: Errand }
  /** `number`: of one that was given before; undefined: a new one. */
  | {
      readonly kind: "top-up";
      readonly role: "central" | "gateway";
      readonly amount1e5: number;
      readonly number: number | undefined;
    }
  /** `fromS`: UTC seconds; undefined: from the beginning of this quarter hour. */
  | {
      readonly kind: "tariff";
      readonly file: string;
      readonly fromS: number | undefined;
      readonly setsLocalTime: boolean;
    }
  /** `utcS` undefined: what time it is. */
  | { readonly kind: "time"; readonly order: "time" | "time-step"; readonly utcS: number | undefined }
  | {
      readonly kind: "read-log";
      readonly role: "central" | "technician";
      readonly log: LogName;
      readonly count: number;
    }
  | { readonly kind: "events" }
  | { readonly kind: "key"; readonly number: number }
  | { readonly kind: "code"; readonly worth: Worth }
  | { readonly kind: "type"; readonly typed: string }
  | { readonly kind: "button"; readonly seconds: number }
  /** `watts` undefined: it goes on by itself. */
  | { readonly kind: "load" | "sun"; readonly watts: number | undefined }
  /** Percent of the load that go round the meter. */
  | { readonly kind: "bypass"; readonly percent: number }
  | { readonly kind: "cut"; readonly what: "link" | "wan" | "meter" | "off-switch"; readonly seconds: number }
  | { readonly kind: "weld" }
  | { readonly kind: "mend" }
  | { readonly kind: "plug"; readonly part: PartName; readonly isIn: boolean }
  | { readonly kind: "attack"; readonly name: string };
