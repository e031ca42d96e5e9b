// What can be seen in a P1 telegram, as the values of expectations.

import { telegramExportWh, telegramImportWh } from "../report.ts";
import type { Figure } from "./sight.ts";
import { telegramNumber, telegramValue } from "./telegram-values.ts";

export type TelegramFigure = Extract<
  Figure,
  "power" | "export-power" | "import" | "export" | "balance" | "debt" | "price"
>;

/** undefined: it is not in the telegram, or there is none. */
export const TELEGRAM_FIGURES: Readonly<Record<TelegramFigure, (telegram: string) => number | undefined>> = {
  power: (telegram) => telegramNumber(telegram, "1-0:1.7.0", 1000),
  "export-power": (telegram) => telegramNumber(telegram, "1-0:2.7.0", 1000),
  import: telegramImportWh,
  export: telegramExportWh,
  balance: (telegram) => telegramNumber(telegram, "0-0:199.1.0", 100_000),
  // It is left out where there is none.
  debt: (telegram) =>
    telegramNumber(telegram, "0-0:199.1.1", 100_000) ??
    (telegramValue(telegram, "0-0:199.1.0") === undefined ? undefined : 0),
  price: (telegram) => telegramNumber(telegram, "1-0:199.2.1", 100_000),
};

export function isTelegramFigure(of: Figure): of is TelegramFigure {
  return of in TELEGRAM_FIGURES;
}

export function modeOf(telegram: string): string | undefined {
  if (telegramValue(telegram, "1-0:1.7.0") === undefined) return undefined;
  return telegramValue(telegram, "0-0:199.1.0") === undefined ? "postpaid" : "prepaid";
}

const APPLIANCE_WORDS: Readonly<Record<string, string>> = { "0": "off", "1": "on" };

export function applianceTold(telegram: string, number: number): string | undefined {
  if (telegramValue(telegram, "1-0:1.7.0") === undefined) return undefined;
  return APPLIANCE_WORDS[telegramValue(telegram, `0-${number}:96.3.10`) ?? ""] ?? "untold";
}
