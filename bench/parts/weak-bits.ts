// Bits of a memory that read differently each time, because what should have made them 0 or 1 was cut short. Two kinds: loose ones show
// 0 or 1 with even chance, faint ones show 1 but for a few reads, and so pass for erased. Costs nothing where there are none.

const BYTE = 0xff;
/** A byte shows its faint bits as anything but ones in one of so many reads. */
const FAINT_ONE_IN = 256;

const ones = (bits: number): number => {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
};

export class WeakBits {
  /** Address to its weak bits: 0 to 7 are loose, 8 to 15 faint. */
  readonly #marks = new Map<number, number>();
  /** All of them lie from the first to before the second of these. */
  #from = 0;
  #to = 0;

  /** Whether there are any. */
  get any(): boolean {
    return this.#marks.size > 0;
  }

  /** False: there are none from `from` to before `to`. */
  mayBeIn(from: number, to: number): boolean {
    return this.any && from < this.#to && to > this.#from;
  }

  get count(): number {
    let count = 0;
    for (const marks of this.#marks.values()) count += ones(marks);
    return count;
  }

  /** The weak bits of a byte, of either kind. */
  at(address: number): number {
    const marks = this.#marks.get(address) ?? 0;
    return (marks | (marks >> 8)) & BYTE;
  }

  /** What one read of a byte shows, where weak bits stand as 0 in `cell`. */
  show(address: number, cell: number, random: () => number): number {
    const marks = this.#marks.get(address);
    if (marks === undefined) return cell;
    const chance = random();
    const faint = marks >> 8;
    const shown = (chance >>> 8) % FAINT_ONE_IN === 0 ? (chance >>> 24) & faint : faint;
    return cell | (chance & marks & BYTE) | shown;
  }

  /** These bits are loose from now on. */
  loosen(address: number, bits: number): void {
    this.#set(address, (this.#get(address) & ~(bits << 8)) | bits);
  }

  /** These bits are faint from now on. */
  makeFaint(address: number, bits: number): void {
    this.#set(address, (this.#get(address) & ~bits) | (bits << 8));
  }

  /** These bits (0 to 255) are firm from now on. */
  firm(address: number, bits: number): void {
    if (this.any) this.#set(address, this.#get(address) & ~(bits | (bits << 8)));
  }

  /** All bits from `from` to before `to` are firm from now on. */
  firmAll(from: number, to: number): void {
    for (const address of this.#marks.keys()) if (address >= from && address < to) this.#marks.delete(address);
  }

  /** A copy for `restore`. */
  snapshot(): ReadonlyMap<number, number> {
    return new Map(this.#marks);
  }

  restore(marks: ReadonlyMap<number, number>): void {
    this.#marks.clear();
    for (const [address, bits] of marks) this.#set(address, bits);
  }

  #get(address: number): number {
    return this.#marks.get(address) ?? 0;
  }

  #set(address: number, marks: number): void {
    if (marks === 0) {
      this.#marks.delete(address);
      return;
    }
    const isFirst = !this.any;
    this.#from = isFirst ? address : Math.min(this.#from, address);
    this.#to = isFirst ? address + 1 : Math.max(this.#to, address + 1);
    this.#marks.set(address, marks);
  }
}
