// The files of a board's internal flash, as the engine's Storage keeps them: they outlive resets and the supply, and a byte goes from
// ones to zeros only. The model writes within files that are there. To begin, to replace or to remove one the engine erases, moves or
// heads files, which no program of a board may make it do in service: the bench refuses that aloud.
// (Espruino src/jsflash.c: jsfWriteFile; targets/stm32/jshardware.c: jshFlashWrite)

import { fromByteString, toByteString } from "../byte-string.ts";

const NAME_BYTES = 28;
/** The processor programs so many bytes at once, and is held for as long. */
const WORD_BYTES = 4;
const WORD_US = 16;
const ERASED = 0xff;

/** "taken": all of it. "cut": the supply went on the way. "refused": nothing was done, and the engine says false. */
export type WriteOutcome = "taken" | "cut" | "refused";

/** Which zeros of the byte that was being programmed are there when the supply goes: called for each byte left of the word, 0 to 255. */
export type TornByte = () => number;

export class BoardStorage {
  /** Bytes programmed since the board was made. */
  programmedBytes = 0;
  readonly #files: Map<string, Uint8Array>;
  #bytesToCut = Infinity;
  #torn: TornByte | undefined;

  /** Files as byte strings, by name. */
  constructor(files: Readonly<Record<string, string>>) {
    this.#files = new Map(Object.entries(files).map(([name, text]) => [name, fromByteString(text)]));
  }

  /** Puts a file there as a programming tool does, in place of one of that name. */
  load(name: string, text: string): void {
    this.#files.set(name, fromByteString(text));
  }

  get names(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** As the engine's `read`: `length` 0 is all from `from` on. Undefined where there is no such file. */
  read(name: string, from = 0, length = 0): string | undefined {
    const file = this.#files.get(name.slice(0, NAME_BYTES));
    if (file === undefined) return undefined;
    const start = Math.max(0, from);
    return toByteString(file.subarray(start, length <= 0 ? undefined : start + length));
  }

  /** The supply goes when `bytes` more bytes have been programmed; `torn` says what is left of the word then begun, default: nothing. */
  cutAfter(bytes: number, torn?: TornByte): void {
    this.#bytesToCut = bytes;
    this.#torn = torn;
  }

  /** As the engine's `write` within a file, with its exceptions. `spend` is told the microseconds that it takes. */
  write(name: string, text: string, at: number, spend: (microseconds: number) => void): WriteOutcome {
    if (at < 0) return "refused";
    if (text === "") throw new Error("Can't create zero length file");
    if (at === 0) throw new Error("the bench refuses to write a file from its beginning: the engine would replace it");
    const file = this.#files.get(name.slice(0, NAME_BYTES));
    if (file === undefined) throw new Error("Unable to find or create file");
    if (at + text.length > file.length) throw new Error("Too much data for file size");
    if (file.subarray(at, at + text.length).some((byte) => byte !== ERASED))
      throw new Error("File already written with different data");
    const bytes = fromByteString(text);
    const done = Math.min(bytes.length, this.#bytesToCut);
    this.#program(file, at, bytes.subarray(0, done));
    this.#bytesToCut -= done;
    const isCut = this.#bytesToCut <= 0;
    if (isCut) {
      this.#tear(file, at + done, bytes.subarray(done));
      this.cutAfter(Infinity);
    }
    spend(Math.ceil(done / WORD_BYTES) * WORD_US);
    return isCut ? "cut" : "taken";
  }

  #program(file: Uint8Array, at: number, bytes: Uint8Array): void {
    bytes.forEach((byte, i) => (file[at + i]! &= byte));
    this.programmedBytes += bytes.length;
  }

  /** Some zeros of the bytes that stand in the word of address `at`. */
  #tear(file: Uint8Array, at: number, left: Uint8Array): void {
    const torn = this.#torn;
    if (torn === undefined) return;
    const bytes = left.subarray(0, WORD_BYTES - (at % WORD_BYTES));
    bytes.forEach((byte, i) => (file[at + i]! &= byte | ~torn()));
  }
}
