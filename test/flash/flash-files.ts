// A model of the engine's Storage as a programming tool meets it: files are begun, filled in parts, struck out, and moved together when there
// is no place left. The supply can go at any of its writes, half of which is then there. It knows nothing of pages.
// (Espruino src/jsflash.c: jsfWriteFile, jsfEraseFile, jsfCompact)

import { fromByteString, toByteString } from "../../bench/byte-string.ts";

const HEADER_BYTES = 32;
const ERASED = 0xff;

interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
  isTrash: boolean;
}

const place = (bytes: number): number => HEADER_BYTES + ((bytes + 3) & ~3);

export class FlashFiles {
  /** Bytes of flash for files. */
  capacity: number;
  /** Writes that still succeed; at the one after them `whenCut` is called, and nothing more is written. */
  writesLeft = Infinity;
  /** As on an emulated chip: every write says true and changes nothing. */
  isReadOnly = false;
  /** A chip that has lost the ability to clear bits in this file. */
  worn = "";
  whenCut: () => void = () => undefined;
  compactions = 0;
  #entries: Entry[] = [];

  constructor(capacity: number, files: Readonly<Record<string, string>> = {}) {
    this.capacity = capacity;
    for (const [name, text] of Object.entries(files)) this.put(name, text);
  }

  /** As a tool that writes an image does it: no write is counted. */
  put(name: string, text: string): void {
    this.remove(name);
    this.#entries.push({ name, bytes: fromByteString(text), isTrash: false });
  }

  remove(name: string): void {
    this.#entries = this.#entries.filter((entry) => entry.name !== name);
  }

  get all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#real().map(({ name, bytes }) => [name, toByteString(bytes)]));
  }

  #real(): Entry[] {
    return this.#entries.filter(({ isTrash }) => !isTrash);
  }

  #find(name: string): Entry | undefined {
    return this.#real().find((entry) => entry.name === name);
  }

  stats(): { totalBytes: number; freeBytes: number; fileBytes: number; trashBytes: number } {
    const sum = (entries: readonly Entry[]): number => entries.reduce((all, { bytes }) => all + place(bytes.length), 0);
    const fileBytes = sum(this.#real());
    const trashBytes = sum(this.#entries) - fileBytes;
    return { totalBytes: this.capacity, freeBytes: this.capacity - fileBytes - trashBytes, fileBytes, trashBytes };
  }

  read(name: string, from = 0, length = 0): string | undefined {
    const file = this.#find(name)?.bytes;
    return file && toByteString(file.subarray(from, length > 0 ? from + length : undefined));
  }

  list(): string[] {
    return this.#real().map(({ name }) => name);
  }

  /** Whether the supply is still there for one more write. */
  #isPowered(): boolean {
    if (this.writesLeft-- > 0) return true;
    this.writesLeft = 0;
    this.whenCut();
    return false;
  }

  erase(name: string): void {
    const entry = this.#find(name);
    if (entry !== undefined && !this.isReadOnly && this.#isPowered()) entry.isTrash = true;
  }

  write(name: string, text: string, at = 0, size = 0): boolean {
    if (text === "" && size === 0) throw new Error("Can't create zero length file");
    if (this.isReadOnly) return true;
    const bytes = fromByteString(text);
    const isPowered = this.#isPowered();
    let entry = this.#find(name);
    if (at === 0 && (entry?.bytes.length !== (size || bytes.length) || !isBlank(entry.bytes))) {
      if (entry !== undefined) entry.isTrash = true;
      entry = this.#create(name, size || bytes.length);
    }
    if (entry === undefined) throw new Error("Unable to find or create file");
    if (at + bytes.length > entry.bytes.length) throw new Error("Too much data for file size");
    const target = entry.bytes.subarray(at, at + bytes.length);
    if (!isBlank(target)) throw new Error("File already written with different data");
    if (name !== this.worn) target.set(isPowered ? bytes : bytes.subarray(0, bytes.length >> 1));
    return true;
  }

  #create(name: string, size: number): Entry | undefined {
    if (this.stats().freeBytes < place(size)) this.compact();
    if (this.stats().freeBytes < place(size)) return undefined;
    const entry = { name, bytes: new Uint8Array(size).fill(ERASED), isTrash: false };
    this.#entries.push(entry);
    return entry;
  }

  /** A cut on the way costs all files: the engine finds its Storage corrupt and erases it. */
  compact(): boolean {
    if (this.isReadOnly || this.stats().trashBytes === 0) return false;
    this.compactions++;
    if (this.#isPowered()) this.#entries = this.#real();
    else this.#entries = [];
    return true;
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === ERASED);
}
