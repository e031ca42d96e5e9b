// Integers as people read them, with a point: for the telegram and the display. No rounding: whoever leaves digits out says which way.

/** `value` is a natural number; zeros before it make it at least `count` digits. */
export function digits(value: number, count: number): string {
  return ("" + value).padStart(count, "0");
}

/** An integer with a point before its last `fraction` digits, and at least `count` digits. */
export function fixed(value: number, count: number, fraction: number): string {
  const text = digits(value < 0 ? -value : value, count);
  const whole = text.length - fraction;
  return (value < 0 ? "-" : "") + text.substr(0, whole) + "." + text.substr(whole);
}
