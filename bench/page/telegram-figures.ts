// What a P1 telegram of this meter says, as numbers: what anybody reads at the consumer's port. Layout: firmware/messages/telegram.ts.
// A telegram that is sealed for the consumer has no figures.

import type { TelegramFigures } from "./shape.ts";

function valueOf(telegram: string, object: string): string | undefined {
  const at = telegram.indexOf(`\n${object}(`);
  if (at < 0) return undefined;
  const start = at + object.length + 2;
  return telegram.slice(start, telegram.indexOf(")", start));
}

/** "001.234*kWh" as thousandths; digits behind the point are counted, not computed. */
function scaled(value: string | undefined, decimals: number): number | undefined {
  const found = /^(-?)(\d+)\.(\d+)\*/.exec(value ?? "");
  if (!found || found[3]!.length !== decimals) return undefined;
  const magnitude = Number(found[2]! + found[3]!);
  return found[1] === "-" ? -magnitude : magnitude;
}

function textOf(octets: string | undefined): string | null {
  return octets === undefined ? null : Buffer.from(octets, "hex").toString("latin1");
}

/** undefined: it does not tell them, or it is none. */
export function telegramFigures(telegram: string): TelegramFigures | undefined {
  const [first, second] = ["1-0:1.8.1", "1-0:1.8.2"].map((object) => scaled(valueOf(telegram, object), 3));
  const powerW = scaled(valueOf(telegram, "1-0:1.7.0"), 3);
  if (first === undefined || second === undefined || powerW === undefined) return undefined;
  const isBelgian = telegram.includes("0-0:96.1.4(");
  const isFirst = valueOf(telegram, "0-0:96.14.0") === "0001";
  const price = valueOf(telegram, "1-0:199.2.1");
  const balance = valueOf(telegram, "0-0:199.1.0");
  const currency = (price ?? balance)?.split("*")[1];
  return {
    importWh: first + second,
    exportWh: scaled(valueOf(telegram, "1-0:2.8.0"), 3) ?? 0,
    powerW,
    exportPowerW: scaled(valueOf(telegram, "1-0:2.7.0"), 3) ?? 0,
    rate: isFirst === isBelgian ? "normal" : "low",
    switchState: valueOf(telegram, "0-0:96.3.10") ?? null,
    currency: currency === undefined || currency === "XXX" ? null : currency,
    price1e5: scaled(price, 5) ?? null,
    balance1e5: scaled(balance, 5) ?? null,
    debt1e5: scaled(valueOf(telegram, "0-0:199.1.1"), 5) ?? null,
    text: textOf(valueOf(telegram, "0-0:96.13.0")),
  };
}
