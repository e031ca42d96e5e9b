// Figures as people read them.

const WATTS = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const THOUSANDTHS = new Intl.NumberFormat("en", { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const DAY = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

export function count(value: number): string {
  return WATTS.format(value);
}

export function kWh(wh: number): string {
  return `${THOUSANDTHS.format(wh / 1000)} kWh`;
}

/** 1e-5 currency with two to five decimals. */
export function money(amount1e5: number, currency: string | null): string {
  const digits = String(Math.abs(amount1e5)).padStart(6, "0");
  const rest = digits.slice(-5);
  const sign = amount1e5 < 0 ? "\u2212" : "";
  const amount = `${sign}${count(Number(digits.slice(0, -5)))}.${rest.slice(0, 2)}${rest.slice(2).replace(/0+$/, "")}`;
  return currency === null ? amount : `${amount} ${currency}`;
}

export function dayOf(utcMs: number): string {
  return DAY.format(utcMs);
}

export function timeOf(utcMs: number): string {
  return new Date(utcMs).toISOString().slice(11, 19);
}

export function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
