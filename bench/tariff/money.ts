// Amounts of money as people write them, and as whole numbers. No amount is ever a fraction in a double.

import { MOST_U32 } from "./tariff.ts";

/** "0.1176" in 1e-5 currency; undefined: it is no amount with up to five decimals, or too large for a tariff. */
export function parse1e5(text: string): number | undefined {
  const found = /^(\d{1,5})(?:\.(\d{1,5}))?$/.exec(text);
  if (found === null) return undefined;
  const amount = Number(found[1]) * 100_000 + Number((found[2] ?? "").padEnd(5, "0"));
  return amount <= MOST_U32 ? amount : undefined;
}

/** `amount` is in units of ten to the minus `decimals`. */
export function decimal(amount: bigint, decimals: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, -decimals);
  return `${amount < 0n ? "-" : ""}${whole}.${digits.slice(-decimals)}`;
}

/** "0.11760". */
export function moneyText(amount1e5: number): string {
  return decimal(BigInt(amount1e5), 5);
}
