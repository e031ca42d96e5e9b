// The folders in which the keys of meters lie: that of one meter as `hasm provision` made it, or one with several of them. The ledger of
// the limit on "off" lies beside the meters, so that it counts for all of them however they are named.

import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { openDiskMemory } from "../central/disk-memory.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import { openDiskOffLedger } from "../central/disk-off-ledger.ts";
import type { DiskOffLedger } from "../central/disk-off-ledger.ts";
import { isMeterId } from "../key-file.ts";
import { quoted } from "../log-file.ts";
import { reasonOf, UserError } from "../user-error.ts";
import { SendError } from "./outcome.ts";

const CENTRAL = "central";
const LEDGER = "off-ledger";

export interface Meters {
  /** Where the ledger lies. */
  readonly home: string;
  /** Meter to its folder. For the folder of one meter "" stands for its id, which its memory knows. */
  readonly folders: ReadonlyMap<string, string>;
}

function isMeterFolder(folder: string): boolean {
  return statSync(join(folder, CENTRAL), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Throws SendError "unusable". */
export function findMeters(keys: string): Meters {
  let real: string;
  let names: readonly string[];
  try {
    real = realpathSync(keys);
    if (isMeterFolder(real)) return { home: dirname(real), folders: new Map([["", keys]]) };
    names = readdirSync(real).sort();
  } catch (error) {
    throw new SendError("unusable", `cannot read ${keys}: ${reasonOf(error)}`);
  }
  const ids = names.filter((name) => isMeterId(name) && isMeterFolder(join(real, name)));
  if (ids.length === 0)
    throw new SendError("unusable", `${keys} is no folder of a meter and holds none: make one with hasm provision`);
  return { home: real, folders: new Map(ids.map((id) => [id, join(keys, id)])) };
}

/** The folders of the meters that were named. Throws UserError. */
export function chooseMeters(keys: string, { folders }: Meters, named: readonly string[]): ReadonlyMap<string, string> {
  const alone = folders.get("");
  if (alone !== undefined) {
    if (named.length > 0) throw new UserError(`${keys} is the folder of one meter: --meter is for a folder of several`);
    return folders;
  }
  const chosen = new Map<string, string>();
  for (const id of named) {
    const folder = folders.get(id);
    if (folder === undefined) throw new UserError(`${keys} holds no meter ${quoted(id)}`);
    chosen.set(id, folder);
  }
  return chosen;
}

/** The one meter that is meant, and its folder. Throws UserError. */
export function chooseMeter(keys: string, meters: Meters, named: readonly string[]): readonly [string, string] {
  const isOnly = named.length === 0 && meters.folders.size === 1;
  const [first, ...more] = isOnly ? meters.folders : chooseMeters(keys, meters, named);
  if (first !== undefined && more.length === 0) return first;
  throw new UserError(`${keys} holds ${meters.folders.size} meters: name one with --meter`);
}

/** The central system's memory of meter `id` in `folder`; "": of whichever it is. Throws DiskMemoryError and SendError. */
export function openMemory(folder: string, id: string): DiskMemory {
  const memory = openDiskMemory(join(folder, CENTRAL));
  if (id === "" || memory.meterId === id) return memory;
  memory.close();
  throw new SendError("unusable", `${folder} holds the memory of meter ${memory.meterId}`);
}

/** Throws OffLedgerError and PrivateFolderError. */
export function openLedger({ home }: Meters): DiskOffLedger {
  return openDiskOffLedger(join(home, LEDGER));
}
