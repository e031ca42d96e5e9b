// The contract suite of hal/nor-flash.ts: the steps of nor-steps.ts, and any order of operations against an array of bytes. Runs on
// whatever can be called step by step; engines run the steps as one script.

import assert from "node:assert/strict";
import fc from "fast-check";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { norGroups, type NorOperation } from "./nor-steps.ts";

/** A driver with its part. */
export interface NorUnderTest {
  /** Of the part. */
  readonly bytes: number;
  call(name: NorOperation, ...values: readonly unknown[]): unknown;
}

const SECTORS = 3;

type Act =
  | { readonly kind: "erase"; readonly sector: number }
  | { readonly kind: "program"; readonly offset: number; readonly bytes: string }
  | { readonly kind: "read"; readonly offset: number; readonly length: number };

const offset = fc.nat(SECTORS * SECTOR_BYTES - 1);
const byteString = fc.uint8Array({ minLength: 1, maxLength: 256 }).map((bytes) => String.fromCharCode(...bytes));
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase"), sector: fc.nat(SECTORS - 1) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("program"), offset, bytes: byteString }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("read"), offset, length: fc.integer({ min: 1, max: 256 }) }) },
);

/** Puts acts through a part whose last sectors are erased, and through an array. */
class Comparison {
  readonly #part: NorUnderTest;
  readonly #base: number;
  readonly #cells = new Uint8Array(SECTORS * SECTOR_BYTES).fill(0xff);
  #erasing: number | undefined;

  constructor(part: NorUnderTest) {
    this.#part = part;
    this.#base = part.bytes - SECTORS * SECTOR_BYTES;
    for (let sector = 0; sector < SECTORS; sector++) this.#erase(sector);
  }

  apply(act: Act): void {
    if (act.kind === "erase") this.#erase(act.sector);
    else if (act.kind === "program") this.#program(act.offset, act.bytes);
    else this.#read(act.offset, Math.min(act.length, this.#cells.length - act.offset));
  }

  #erase(sector: number): void {
    this.#end();
    assert.equal(this.#part.call("erase", this.#base + sector * SECTOR_BYTES), true);
    this.#erasing = sector;
    this.#cells.fill(0xff, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
  }

  #program(offset: number, bytes: string): void {
    this.#endIn(offset, offset);
    const fits = (offset % 256) + bytes.length <= 256;
    assert.equal(this.#part.call("program", this.#base + offset, bytes), fits);
    if (fits) for (let i = 0; i < bytes.length; i++) this.#cells[offset + i]! &= bytes.charCodeAt(i);
  }

  #read(offset: number, length: number): void {
    this.#endIn(offset, offset + length - 1);
    const expected = String.fromCharCode(...this.#cells.subarray(offset, offset + length));
    assert.equal(this.#part.call("read", this.#base + offset, length), expected);
  }

  #endIn(first: number, last: number): void {
    const sectors = [Math.floor(first / SECTOR_BYTES), Math.floor(last / SECTOR_BYTES)];
    if (this.#erasing !== undefined && sectors.includes(this.#erasing)) this.#end();
  }

  #end(): void {
    assert.equal(this.#part.call("ended"), true);
    this.#erasing = undefined;
  }
}

/** `make`: a part in its first state, good and idle. */
export function norContract(name: string, make: () => Promise<NorUnderTest>): void {
  describe(`${name}: contract`, () => {
    let part: NorUnderTest;
    before(async () => {
      part = await make();
    });

    // The titles are those of any size of part; the steps need that of this one.
    for (const [index, { title }] of norGroups(SECTORS * SECTOR_BYTES).entries()) {
      it(title, () => {
        for (const [at, [operation, values, expected]] of norGroups(part.bytes)[index]!.steps.entries())
          assert.equal(part.call(operation, ...values), expected, `step ${at}: ${operation}(${String(values[0])}…)`);
      });
    }

    it("holds what an array of bytes holds, in any order of operations", () => {
      fc.assert(
        fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
          const comparison = new Comparison(part);
          for (const each of acts) comparison.apply(each);
        }),
        { numRuns: 150 },
      );
    });
  });
}
