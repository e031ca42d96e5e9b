// The bench's only source of chance: xoshiro128** (Blackman, Vigna), its state filled from the seed by splitmix32.
// Equal seeds give equal sequences on every computer. Not for keys.

const rotateLeft = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

export class Random {
  private readonly state: Uint32Array;

  /** `seed`: any number, of which the lower 32 bits count; or the whole state, four words that are not all 0. */
  constructor(seed: number | readonly [number, number, number, number]) {
    this.state = new Uint32Array(4);
    if (typeof seed !== "number") {
      this.state.set(seed);
      return;
    }
    let mixed = seed | 0;
    for (let i = 0; i < 4; i++) {
      mixed = (mixed + 0x9e3779b9) | 0;
      let word = mixed ^ (mixed >>> 16);
      word = Math.imul(word, 0x21f0aaad);
      word ^= word >>> 15;
      word = Math.imul(word, 0x735a2d97);
      this.state[i] = word ^ (word >>> 15);
    }
  }

  /** An integer, 0 to 2^32-1. */
  uint32(): number {
    const s = this.state as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** A fraction, 0 inclusive to 1 exclusive, in steps of 2^-32. */
  unit(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** An integer, 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** True in `probability` (0 to 1) of the calls. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** A byte string of random bytes. */
  byteString(length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.uint32() >>> 24);
    return text;
  }
}
