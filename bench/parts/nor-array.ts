// The cells of a NOR flash part, without bus and without time: erased to ones by the sector, programmed from one to zero by the byte.
// A program or erase cut short leaves the shapes named here, among them weak bits, which read differently each time until they are
// rewritten. Which shape a cut leaves is the caller's choice; everything left to chance comes from the `random` it gives.
// It stands for the part below a W25Q model, and alone below a store that is cut many thousands of times: no allocation but in `read`.

import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { WeakBits } from "./weak-bits.ts";

/**
 * What is left of the bytes that a page program had not finished. "clean": nothing was begun. "subset": some zeros of the next byte, firm.
 * "weak": some zeros of all remaining bytes, each weak, for a page is programmed in parallel. "mixed": each zero firm, weak or not begun.
 */
export const PROGRAM_SHAPES = ["clean", "subset", "weak", "mixed"] as const;
export type ProgramShape = (typeof PROGRAM_SHAPES)[number];

/**
 * What is left of a sector whose erase was cut. "untouched": as it was. "blank-weak": reads almost as if erased, but every bit that was 0 is
 * weak. "random": each 0 stays, is erased, or is weak. "half", "half-reversed": the first or the second half is erased. "stuck-zeros": erased but
 * for one to eight zeros. "stripes": every other page is erased. "header-only-left": all but the first 64 bytes are erased.
 * "header-only-gone": only those are. "pre-programmed": the first bytes are all zeros, the rest as it was, for a part programs the whole
 * sector to zero ahead of its erase.
 */
export const ERASE_SHAPES = [
  "untouched",
  "blank-weak",
  "random",
  "half",
  "half-reversed",
  "stuck-zeros",
  "stripes",
  "header-only-left",
  "header-only-gone",
  "pre-programmed",
] as const;
export type EraseShape = (typeof ERASE_SHAPES)[number];

/** Everything that programs and erases change; defects set by a test are not among it. */
export interface NorSnapshot {
  readonly cells: Uint8Array;
  readonly sectorErases: Uint32Array;
  readonly weak: ReadonlyMap<number, number>;
  readonly programmedBytes: number;
  readonly programs: number;
}

const HEADER_BYTES = 64;
const MOST_STUCK_ZEROS = 8;

export class NorArray {
  /** One byte each, 0xff when erased. A weak bit stands as 0 here: `read` and `byteAt` say what a reader sees. */
  readonly cells: Uint8Array;
  /** Erases of each sector, cut and failed ones included. */
  readonly sectorErases: Uint32Array;
  /** Bytes and page programs begun, cut ones included. */
  programmedBytes = 0;
  programs = 0;
  readonly #random: () => number;
  readonly #weak = new WeakBits();
  /** Address to defects: 0 to 7 stuck at 0, 8 to 15 stuck at 1. */
  readonly #stuck = new Map<number, number>();
  /** Sector to the count of erases after which it erases no more. */
  readonly #lastErase = new Map<number, number>();

  /** `sizeBytes`: a multiple of the sector, or a RangeError. `random`: an integer, 0 to 2^32-1, at each call. */
  constructor(sizeBytes: number, random: () => number) {
    if (sizeBytes <= 0 || sizeBytes % SECTOR_BYTES !== 0)
      throw new RangeError(`a size is a multiple of ${SECTOR_BYTES} bytes, not ${sizeBytes}`);
    this.cells = new Uint8Array(sizeBytes).fill(0xff);
    this.sectorErases = new Uint32Array(sizeBytes / SECTOR_BYTES);
    this.#random = random;
  }

  /** Bits that are weak now. */
  get weakBits(): number {
    return this.#weak.count;
  }

  /** False: `cells` are what a reader sees of these bytes. RangeError outside of the array. */
  mayBeWeak(address: number, length: number): boolean {
    this.#check(address, length);
    return this.#weak.mayBeIn(address, address + length);
  }

  /** A copy of `length` bytes, weak bits drawn anew. RangeError outside of the array. */
  read(address: number, length: number): Uint8Array {
    const mayBeWeak = this.mayBeWeak(address, length);
    const bytes = this.cells.slice(address, address + length);
    if (mayBeWeak) for (let i = 0; i < length; i++) bytes[i] = this.byteAt(address + i);
    return bytes;
  }

  /** As `read`, one byte and no copy; `address` lies within the array. */
  byteAt(address: number): number {
    const cell = this.cells[address]!;
    return this.#weak.any ? this.#weak.show(address, cell, this.#random) : cell;
  }

  /**
   * Clears the bits that are 0 in `bytes`, firmly. Those that are 1 stay as they are, a weak one weak.
   * RangeError where the bytes are not all in one page.
   */
  program(address: number, bytes: Uint8Array): void {
    this.#beginProgram(address, bytes);
    for (let i = 0; i < bytes.length; i++) this.#clear(address + i, ~bytes[i]!);
    this.#applyDefects();
  }

  /** Erases the sector in which `address` lies. */
  erase(address: number): void {
    const sector = this.#beginErase(address);
    const worn = this.sectorErases[sector]! > (this.#lastErase.get(sector) ?? Number.POSITIVE_INFINITY);
    if (worn) this.#leaveZeros(sector * SECTOR_BYTES);
    else this.#blank(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
    this.#applyDefects();
  }

  /** A program of `bytes` cut when the first `doneBytes` of them were firm. */
  tearProgram(address: number, bytes: Uint8Array, doneBytes: number, shape: ProgramShape): void {
    if (doneBytes < 0 || doneBytes > bytes.length)
      throw new RangeError(`of ${bytes.length} bytes, ${doneBytes} cannot be done`);
    this.#beginProgram(address, bytes);
    for (let i = 0; i < doneBytes; i++) this.#clear(address + i, ~bytes[i]!);
    const end = shape === "clean" ? doneBytes : shape === "subset" ? doneBytes + 1 : bytes.length;
    for (let i = doneBytes; i < Math.min(end, bytes.length); i++) {
      const chance = this.#random();
      const begun = ~bytes[i]! & chance;
      const weak = shape === "weak" ? begun : shape === "mixed" ? begun & (chance >>> 8) : 0;
      this.#weaken(address + i, weak);
      this.#clear(address + i, begun & ~weak);
    }
    this.#applyDefects();
  }

  /** An erase of the sector in which `address` lies, cut. */
  tearErase(address: number, shape: EraseShape): void {
    const from = this.#beginErase(address) * SECTOR_BYTES;
    const to = from + SECTOR_BYTES;
    const middle = from + SECTOR_BYTES / 2;
    if (shape === "blank-weak") for (let at = from; at < to; at++) this.#weak.makeFaint(at, ~this.cells[at]! & 0xff);
    else if (shape === "random") for (let at = from; at < to; at++) this.#eraseSome(at);
    else if (shape === "half") this.#blank(from, middle);
    else if (shape === "half-reversed") this.#blank(middle, to);
    else if (shape === "stuck-zeros") this.#leaveZeros(from);
    else if (shape === "stripes") {
      const first = from + (this.#random() % 2) * PAGE_BYTES;
      for (let at = first; at < to; at += 2 * PAGE_BYTES) this.#blank(at, at + PAGE_BYTES);
    } else if (shape === "header-only-left") this.#blank(from + HEADER_BYTES, to);
    else if (shape === "header-only-gone") this.#blank(from, from + HEADER_BYTES);
    else if (shape === "pre-programmed") {
      const end = from + 1 + (this.#random() % SECTOR_BYTES);
      for (let at = from; at < end; at++) this.#clear(at, 0xff);
    }
    this.#applyDefects();
  }

  /** From now on the bits of `mask` at `address` are 0, whatever is done to them. */
  stickAtZero(address: number, mask: number): void {
    this.#stick(address, mask & 0xff);
  }

  /** From now on the bits of `mask` at `address` are 1, whatever is done to them. */
  stickAtOne(address: number, mask: number): void {
    this.#stick(address, (mask & 0xff) << 8);
  }

  /** The sector in which `address` lies takes `erases` more erases; each one after that leaves some of its zeros. */
  wearOut(address: number, erases: number): void {
    const sector = Math.floor(address / SECTOR_BYTES);
    this.#lastErase.set(sector, this.sectorErases[sector]! + erases);
  }

  snapshot(): NorSnapshot {
    const { programmedBytes, programs } = this;
    const [cells, sectorErases] = [this.cells.slice(), this.sectorErases.slice()];
    return { cells, sectorErases, weak: this.#weak.snapshot(), programmedBytes, programs };
  }

  /** As it was at `snapshot`, taken of an array of the same size. Defects set since then remain. */
  restore(snapshot: NorSnapshot): void {
    if (snapshot.cells.length !== this.cells.length)
      throw new RangeError(`a snapshot of ${snapshot.cells.length} bytes does not fit ${this.cells.length}`);
    this.cells.set(snapshot.cells);
    this.sectorErases.set(snapshot.sectorErases);
    this.#weak.restore(snapshot.weak);
    this.programmedBytes = snapshot.programmedBytes;
    this.programs = snapshot.programs;
    this.#applyDefects();
  }

  #check(address: number, length: number): void {
    if (address < 0 || length < 0 || address + length > this.cells.length)
      throw new RangeError(`no ${length} bytes at ${address} in ${this.cells.length}`);
  }

  #beginProgram(address: number, bytes: Uint8Array): void {
    this.#check(address, bytes.length);
    if ((address % PAGE_BYTES) + bytes.length > PAGE_BYTES)
      throw new RangeError(`${bytes.length} bytes at ${address} leave the page`);
    this.programs++;
    this.programmedBytes += bytes.length;
  }

  #beginErase(address: number): number {
    this.#check(address, 1);
    const sector = Math.floor(address / SECTOR_BYTES);
    this.sectorErases[sector]!++;
    return sector;
  }

  /** The bits of `mask` are firm zeros. */
  #clear(address: number, mask: number): void {
    this.cells[address]! &= ~mask;
    this.#weak.firm(address, mask & 0xff);
  }

  /** Those bits of `mask` that are not firm zeros become weak. */
  #weaken(address: number, mask: number): void {
    const bits = mask & (this.cells[address]! | this.#weak.at(address));
    this.cells[address]! &= ~bits;
    this.#weak.loosen(address, bits);
  }

  #eraseSome(address: number): void {
    const chance = this.#random();
    const zeros = ~this.cells[address]! & 0xff;
    const erased = zeros & chance;
    this.cells[address]! |= erased;
    this.#weak.firm(address, erased);
    this.#weak.loosen(address, zeros & ~erased & (chance >>> 8));
  }

  #blank(from: number, to: number): void {
    this.cells.fill(0xff, from, to);
    this.#weak.firmAll(from, to);
  }

  #leaveZeros(from: number): void {
    const candidates: number[] = [];
    for (let at = from; at < from + SECTOR_BYTES; at++) {
      for (let bit = 1; bit < 256; bit <<= 1) if ((this.cells[at]! & bit) === 0) candidates.push(at * 256 + bit);
    }
    this.#blank(from, from + SECTOR_BYTES);
    if (candidates.length === 0) return;
    for (let count = 1 + (this.#random() % MOST_STUCK_ZEROS); count > 0; count--) {
      const pick = candidates[this.#random() % candidates.length]!;
      this.#clear(Math.floor(pick / 256), pick % 256);
    }
  }

  #stick(address: number, marks: number): void {
    this.#check(address, 1);
    this.#stuck.set(address, (this.#stuck.get(address) ?? 0) | marks);
    this.#applyDefects();
  }

  #applyDefects(): void {
    for (const [address, marks] of this.#stuck) {
      const bits = (marks | (marks >> 8)) & 0xff;
      this.#clear(address, bits);
      this.cells[address]! |= marks >> 8;
    }
  }
}
