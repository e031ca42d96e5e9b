// A disk that stops after any step and then shows what may be left on it. Only what was synced is sure: of the names made, renamed and
// removed since, any may be there or not; of a file not synced, its name may stand over nothing, a part, zeros or something else.

import type { FileCalls } from "../../../bench/central/file-calls.ts";
import { toByteString } from "../../../bench/byte-string.ts";

/** Nobody catches it by its code, for it has none: it is the end. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

interface File {
  bytes: string;
  isSynced: boolean;
}

type Entry = File | "directory";
/** One step that happens whole or not at all: names and what they lead to from then on. */
type Renaming = readonly (readonly [path: string, entry: Entry | undefined])[];

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

export class LosingDisk implements FileCalls {
  readonly #names: Map<string, Entry>;
  #durable: Map<string, Entry>;
  #pending: Renaming[] = [];
  readonly #handles: File[] = [];
  /** Steps that changed something, so far. */
  steps = 0;
  /** The disk stops when it has done so many. */
  stopAfter = Infinity;
  /** Called before each step, of reading too. */
  onStep: (call: string) => void = () => undefined;

  constructor(names: ReadonlyMap<string, Entry> = new Map<string, Entry>([["/", "directory"]])) {
    this.#durable = new Map(names);
    this.#names = new Map(names);
  }

  list(directory: string): string[] {
    this.onStep("list");
    const inside = directory === "/" ? "/" : `${directory}/`;
    return [...this.#names.keys()]
      .filter((path) => path.startsWith(inside) && path !== "/" && !path.slice(inside.length).includes("/"))
      .map((path) => path.slice(inside.length));
  }

  mode(path: string): number | undefined {
    const entry = this.#names.get(path);
    if (entry === undefined) return undefined;
    return entry === "directory" ? 0o700 : 0o600;
  }

  read(path: string): string {
    return this.#file(path).bytes;
  }

  makeDirectory(directory: string): void {
    this.#before("makeDirectory");
    if (this.#names.has(directory)) throw failure("EEXIST");
    this.#rename([[directory, "directory"]]);
  }

  create(path: string): number {
    this.#before("create");
    if (this.#names.has(path)) throw failure("EEXIST");
    const file = { bytes: "", isSynced: false };
    this.#rename([[path, file]]);
    return this.#handles.push(file) - 1;
  }

  /** Takes at most 100 bytes at once. */
  write(handle: number, bytes: Uint8Array): number {
    this.#before("write");
    const taken = bytes.subarray(0, 100);
    const file = this.#handles[handle]!;
    file.bytes += toByteString(taken);
    file.isSynced = false;
    return taken.length;
  }

  sync(handle: number): void {
    this.#before("sync");
    this.#handles[handle]!.isSynced = true;
  }

  close(): void {
    // A stopped disk hears no more.
  }

  rename(from: string, to: string): void {
    this.#before("rename");
    const file = this.#file(from);
    this.#rename([
      [from, undefined],
      [to, file],
    ]);
  }

  remove(path: string): void {
    this.#before("remove");
    this.#file(path);
    this.#rename([[path, undefined]]);
  }

  removeDirectory(): void {
    throw new Error("not asked for here");
  }

  removeTree(): void {
    throw new Error("not asked for here");
  }

  syncDirectory(directory: string): void {
    this.#before("syncDirectory");
    const isHere = ([path]: Renaming[number]): boolean =>
      path.slice(0, path.lastIndexOf("/")) === directory.replace(/\/$/, "");
    for (const renaming of this.#pending.filter((one) => one.some(isHere))) apply(this.#durable, renaming);
    this.#pending = this.#pending.filter((one) => !one.some(isHere));
  }

  /** Every disk that may be found after a loss of power, or after the end of the process alone. */
  leftovers(): LosingDisk[] {
    const found: LosingDisk[] = [];
    for (let kept = 0; kept < 2 ** this.#pending.length; kept++) {
      const names = new Map(this.#durable);
      for (const [i, renaming] of this.#pending.entries()) if ((kept & (1 << i)) !== 0) apply(names, renaming);
      const open = [...names.values()].some((entry) => entry !== "directory" && !entry.isSynced);
      for (const spoil of open ? SPOILS : [WHOLE]) found.push(new LosingDisk(new Map(copied(names, spoil))));
    }
    return found;
  }

  #before(call: string): void {
    this.onStep(call);
    if (this.steps >= this.stopAfter) throw new Stopped();
    this.steps++;
  }

  #file(path: string): File {
    const entry = this.#names.get(path);
    if (entry === undefined || entry === "directory") throw failure("ENOENT");
    return entry;
  }

  #rename(renaming: Renaming): void {
    apply(this.#names, renaming);
    this.#pending.push(renaming);
  }
}

function apply(names: Map<string, Entry>, renaming: Renaming): void {
  for (const [path, entry] of renaming)
    if (entry === undefined) names.delete(path);
    else names.set(path, entry);
}

const WHOLE = (bytes: string): string => bytes;
const SPOILS: readonly ((bytes: string) => string)[] = [
  WHOLE,
  () => "",
  (bytes) => bytes.slice(0, bytes.length >> 1),
  (bytes) => bytes.slice(0, -1),
  (bytes) => "\0".repeat(bytes.length),
  (bytes) => bytes.replace(/[^]/g, (c) => String.fromCharCode(c.charCodeAt(0) ^ 0x55)),
];

function* copied(names: ReadonlyMap<string, Entry>, spoil: (bytes: string) => string): Iterable<[string, Entry]> {
  for (const [path, entry] of names)
    yield [
      path,
      entry === "directory" ? entry : { bytes: entry.isSynced ? entry.bytes : spoil(entry.bytes), isSynced: true },
    ];
}
