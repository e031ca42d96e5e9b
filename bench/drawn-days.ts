// What is drawn from a seed day by day, so that any day can be asked for in any order and is always the same.

/** Spreads seed and day over 32 bits, so that neighbouring days have nothing in common. */
export function mix(seed: number, day: number): number {
  let bits = (seed ^ Math.imul(day, 0x9e3779b1)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Keeps the last few results: a bench walks forward through the days, and reads each minute many times. */
export function remembered<Value>(compute: (day: number) => Value): (day: number) => Value {
  const kept = new Map<number, Value>();
  return (day) => {
    const known = kept.get(day);
    if (known !== undefined) return known;
    const value = compute(day);
    if (kept.size >= 4) kept.delete(kept.keys().next().value ?? day);
    kept.set(day, value);
    return value;
  };
}
