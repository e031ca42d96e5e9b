// Readings as computations makes them, by an encoder of their own: what is not given is zero.

import { encodeBalance } from "../../firmware/messages/credit.ts";
import { u32 } from "../../firmware/messages/bytes.ts";

export interface ReadingFields {
  readonly kind: string;
  readonly utcSeconds: number;
  readonly importWh: number;
  readonly powerW: number;
  readonly switchState: string;
  readonly intervalWh: number;
  readonly status: number;
  readonly alarms: number;
  readonly exportWh: number;
  readonly exportPowerW: number;
  readonly rate: number;
  readonly lowWh: number;
  readonly price: number;
  readonly charged: number;
  readonly localQuarters: number;
  readonly isSummer: boolean;
  readonly otherMedium: number;
  readonly otherLitres: number;
  readonly otherUtcSeconds: number;
  readonly currency: string;
}

const NOTHING: ReadingFields = {
  kind: "n",
  utcSeconds: 0,
  importWh: 0,
  powerW: 0,
  switchState: "?",
  intervalWh: 0,
  status: 0,
  alarms: 0,
  exportWh: 0,
  exportPowerW: 0,
  rate: 0,
  lowWh: 0,
  price: 0,
  charged: 0,
  localQuarters: 0,
  isSummer: false,
  otherMedium: 0,
  otherLitres: 0,
  otherUtcSeconds: 0,
  currency: "\0\0\0",
};

export function readingBytes(given: Partial<ReadingFields>): string {
  const of = { ...NOTHING, ...given };
  const byte = (value: number): string => String.fromCharCode(value & 255);
  return [
    of.kind + u32(of.utcSeconds) + u32(of.importWh) + u32(of.powerW) + of.switchState + u32(of.intervalWh),
    byte(of.status) + byte(of.alarms) + u32(of.exportWh) + u32(of.exportPowerW) + byte(of.rate) + u32(of.lowWh),
    u32(of.price) + encodeBalance(of.charged) + byte(of.localQuarters) + byte(of.isSummer ? 1 : 0),
    byte(of.otherMedium) + u32(of.otherLitres) + u32(of.otherUtcSeconds) + of.currency,
  ].join("");
}

/** The same by the fields that most ask for. */
export function encodeReading(
  kind: string,
  utcSeconds: number,
  importWh: number,
  powerW: number,
  switchState: string,
  intervalWh: number,
  status: number,
): string {
  return readingBytes({ kind, utcSeconds, importWh, powerW, switchState, intervalWh, status });
}
