// The ledger of the limit on "off" in a folder. An "off" is in it for good before it may be sealed; a stop at any moment leaves it as it
// was before a step or after it. A file that is not sound is refused: how many meters went dark is never guessed.
//
//   0 "HO1" · 3 count 4 · that many times: when 8 · offs 4 · then count 4 · that many requests · CRC-32 of all before 4
//   request: length of the id 1, id · length of the name 1, name · made 8 · count 4 · that many meter ids of 8

import { readU32, u32 } from "../../firmware/messages/bytes.ts";
import { crc32 } from "../byte-string.ts";
import { isMeterId } from "../key-file.ts";
import { openPrivateFolder } from "../send/private-folder.ts";
import type { PrivateFolder } from "../send/private-folder.ts";
import type { Ground } from "./ground.ts";
import type { OffLedger, OffRequest } from "./off-ledger.ts";

const MAGIC = "HO1";
const FILE = "ledger";
const METER_ID_BYTES = 8;
const MOST_U32 = 4_294_967_295;

/** To blame is who changed the file. */
export class OffLedgerError extends Error {
  override readonly name = "OffLedgerError";
  readonly kind = "damaged";
}

interface Given {
  readonly atMs: number;
  readonly count: number;
}

interface Ledger {
  readonly given: readonly Given[];
  readonly requests: readonly OffRequest[];
}

const NOTHING: Ledger = { given: [], requests: [] };

function moment(ms: number): string {
  return u32(Math.floor(ms / (MOST_U32 + 1))) + u32(ms % (MOST_U32 + 1));
}

function text(name: string): string {
  return String.fromCharCode(name.length) + name;
}

function encode({ given, requests }: Ledger): string {
  const offs = given.map(({ atMs, count }) => moment(atMs) + u32(count));
  const asked = requests.map(
    ({ id, by, madeMs, meterIds }) => text(id) + text(by) + moment(madeMs) + u32(meterIds.length) + meterIds.join(""),
  );
  const body = MAGIC + u32(given.length) + offs.join("") + u32(requests.length) + asked.join("");
  return body + u32(crc32(body));
}

/** Takes a file apart from front to back. */
class Reader {
  readonly #bytes: string;
  #at = 0;

  constructor(bytes: string) {
    this.#bytes = bytes;
  }

  take(length: number): string {
    const bytes = this.#bytes.slice(this.#at, this.#at + length);
    if (bytes.length !== length) throw new RangeError("short");
    this.#at += length;
    return bytes;
  }

  count(): number {
    return readU32(this.take(4), 0);
  }

  moment(): number {
    return this.count() * (MOST_U32 + 1) + this.count();
  }

  text(): string {
    return this.take(this.take(1).charCodeAt(0));
  }

  list<T>(read: () => T): T[] {
    const found: T[] = [];
    for (let left = this.count(); left > 0; left--) found.push(read());
    return found;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

/** Undefined where the file is not exactly as it was written. */
function decode(file: string): Ledger | undefined {
  const body = file.slice(0, -4);
  if (!body.startsWith(MAGIC) || crc32(body) !== readU32(file, body.length)) return undefined;
  const reader = new Reader(body.slice(MAGIC.length));
  try {
    const given = reader.list(() => ({ atMs: reader.moment(), count: reader.count() }));
    const requests = reader.list(() => {
      const [id, by, madeMs] = [reader.text(), reader.text(), reader.moment()];
      return { id, by, madeMs, meterIds: reader.list(() => reader.take(METER_ID_BYTES)) };
    });
    const isSound = reader.isAtEnd && requests.every(({ meterIds }) => meterIds.every(isMeterId));
    return isSound ? { given, requests } : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export class DiskOffLedger implements OffLedger {
  readonly #folder: PrivateFolder;
  #ledger: Ledger;

  constructor(folder: PrivateFolder, directory: string) {
    this.#folder = folder;
    const file = folder.read(FILE);
    const ledger = file === undefined ? NOTHING : decode(file);
    if (ledger === undefined)
      throw new OffLedgerError(`${directory}/${FILE} is damaged: how many meters were switched off is no longer known`);
    this.#ledger = ledger;
  }

  admit(count: number, atMs: number, sinceMs: number, most: number): boolean {
    // Those in the future count as well: a clock that was set back gives nobody a new window.
    const latest = this.#ledger.given.filter((one) => one.atMs > sinceMs);
    const sum = latest.reduce((so, one) => so + one.count, 0);
    if (sum + count > most) return false;
    this.#keep({ ...this.#ledger, given: [...latest, { atMs, count }] });
    return true;
  }

  open(request: OffRequest, most: number): boolean {
    if (this.#ledger.requests.length >= most) return false;
    this.#keep({ ...this.#ledger, requests: [...this.#ledger.requests, request] });
    return true;
  }

  requests(): readonly OffRequest[] {
    return this.#ledger.requests;
  }

  confirm(id: string, atMs: number): boolean {
    const request = this.#ledger.requests.find((one) => one.id === id);
    if (!request) return false;
    const given = [...this.#ledger.given, { atMs, count: request.meterIds.length }];
    this.#keep({ given, requests: this.#ledger.requests.filter((one) => one !== request) });
    return true;
  }

  discard(id: string): void {
    const requests = this.#ledger.requests.filter((one) => one.id !== id);
    if (requests.length < this.#ledger.requests.length) this.#keep({ ...this.#ledger, requests });
  }

  /** Lets another process have it. */
  close(): void {
    this.#folder.close();
  }

  #keep(ledger: Ledger): void {
    this.#folder.replace(FILE, encode(ledger));
    this.#ledger = ledger;
  }
}

/**
 * Opens the ledger in `directory` for this process alone; one that is missing is made, with nothing in it. Throws OffLedgerError and
 * PrivateFolderError.
 */
export function openDiskOffLedger(directory: string, ground?: Ground): DiskOffLedger {
  const folder = openPrivateFolder(directory, ground);
  try {
    return new DiskOffLedger(folder, directory);
  } catch (error) {
    folder.close();
    throw error;
  }
}
