// The two formats of household load that the bench reads, as tables: which header tells one, where stamp and value stand
// in a row, and what the value is worth. Text in, exact numbers out; order and completeness are load-file.ts's.
//
// UCI: "Individual household electric power consumption", mean kW over the minute that begins at the stamp.
// London: "SmartMeter Energy Consumption Data in London Households", kWh in the half hour that begins at the stamp.

import type { LoadErrorKind } from "./load-error.ts";

export interface Cells {
  readonly stamp: string;
  readonly value: string;
  /** Where the format names the household in each row. */
  readonly household?: string;
}

export interface LoadFormat {
  readonly name: string;
  readonly headerShown: string;
  readonly separator: string;
  readonly intervalS: number;
  /** What a value is called in a message. */
  readonly quantity: string;
  /** What the source writes where it knows no value. */
  readonly missing: readonly string[];
  /** Whole microwatts that 1e-9 of the value's unit stands for. */
  readonly uwPerNano: number;
  accepts(header: string): boolean;
  cells(row: readonly string[]): Cells;
  /** UTC seconds; undefined where the text is no stamp of the format or no moment of the calendar. */
  stampS(stamp: string): number | undefined;
}

/** Why a piece of text is refused. */
export interface Refusal {
  readonly kind: LoadErrorKind;
  readonly what: string;
}

const UCI_HEADER = "Date;Time;Global_active_power";
const LONDON_HEADER = "LCLid,tstp,energy_kWh";

const uci: LoadFormat = {
  name: "UCI",
  headerShown: `${UCI_HEADER};...`,
  separator: ";",
  intervalS: 60,
  quantity: "power in kW",
  missing: ["?", ""],
  uwPerNano: 1,
  accepts: (header) => header === UCI_HEADER || header.startsWith(`${UCI_HEADER};`),
  cells: (row) => ({ stamp: `${row[0] ?? ""} ${row[1] ?? ""}`, value: row[2] ?? "" }),
  stampS: (stamp) => {
    const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2})$/.exec(stamp);
    return parts === null ? undefined : momentS(parts[3], parts[2], parts[1], parts.slice(4));
  },
};

const london: LoadFormat = {
  name: "London",
  headerShown: LONDON_HEADER,
  separator: ",",
  intervalS: 1800,
  quantity: "energy in kWh",
  missing: ["Null", ""],
  // A half hour at 2 kW is 1 kWh.
  uwPerNano: 2,
  accepts: (header) => header === LONDON_HEADER,
  cells: (row) => ({ household: row[0] ?? "", stamp: row[1] ?? "", value: row[2] ?? "" }),
  stampS: (stamp) => {
    const parts = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.0+)?$/.exec(stamp);
    return parts === null ? undefined : momentS(parts[1], parts[2], parts[3], parts.slice(4));
  },
};

export const LOAD_FORMATS: readonly LoadFormat[] = [uci, london];

function momentS(year = "", month = "", day = "", clock: readonly string[]): number | undefined {
  const [hours, minutes, seconds] = clock.map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // A day that the month does not have lands in another month.
  const exists = midnight.getUTCFullYear() === Number(year) && midnight.getUTCMonth() === Number(month) - 1;
  return exists ? midnight.getTime() / 1000 + hours * 3600 + minutes * 60 + seconds : undefined;
}

/** The mean power that a value stands for, in whole microwatts: exact, as nine decimals at most are taken. */
export function powerUw(format: LoadFormat, text: string): number | Refusal {
  if (format.missing.includes(text)) {
    return { kind: "missing-value", what: `no value for ${format.quantity} (${quoted(text)})` };
  }
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (parts === null) return { kind: "bad-number", what: `${quoted(text)} is no number for ${format.quantity}` };
  const [, sign, whole = "", decimals = ""] = parts;
  if (sign === "-") return { kind: "negative-value", what: `${quoted(text)} is a negative ${format.quantity}` };
  if (whole.length > 6 || decimals.length > 9) {
    return {
      kind: "bad-number",
      what: `${quoted(text)} is no number for ${format.quantity}: at most 6 digits, a point and 9 digits are read`,
    };
  }
  return Number(whole + decimals.padEnd(9, "0")) * format.uwPerNano;
}

/** Foreign text as it may stand in a message: quoted, escaped, cut at 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
