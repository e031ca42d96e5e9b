// What `hasm provision` made for one board: its key file, the room for keys that are changed later, and what its flash part is to hold. It is
// read and checked as a stranger would: whatever is wrong is said before any board is touched.

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import type { Board } from "../../boards/board.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { FlashError } from "./errors.ts";

export interface Provisioned {
  /** The folder, as it was named. */
  readonly folder: string;
  readonly meterId: string;
  /** Byte strings. */
  readonly keys: string;
  readonly room: string;
  /** Sector number to its 4096 bytes; undefined where the file has been destroyed, as it is to be once it is on the part. */
  readonly memory: ReadonlyMap<number, Buffer> | undefined;
}

const KEY_FILE = "HK2";
const HEADER_BYTES = 13;
const CRC_BYTES = 4;
const ROOM = "HKR1";

const REMEDY = "Give the folder that `npx hasm provision --meter ID --out DIR` made: --keys DIR/ID.";

function bad(message: string): FlashError {
  return new FlashError("bad-keys", message, REMEDY);
}

/** The meter's id in a key file; undefined where the file is not sound. */
export function soundKeys(file: string): string | undefined {
  const bytes = Buffer.from(file, "latin1");
  const end = bytes.length - CRC_BYTES;
  if (end < HEADER_BYTES || !file.startsWith(KEY_FILE)) return undefined;
  return crc32(bytes.subarray(0, end)) === bytes.readUInt32BE(end) ? file.slice(3, 11) : undefined;
}

/** Whether keys were changed in a room since it was made. */
export function isRoomUsed(room: string): boolean {
  return room.startsWith(ROOM) && /[^\xff]/.test(room.slice(ROOM.length));
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw bad(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? "unknown error"}`);
  }
}

/** The content of a part, by sector (hal/drivers/ccm-nor.ts). */
function sectors(path: string): Map<number, Buffer> {
  const image = read(path);
  const count = image.length / (2 + SECTOR_BYTES);
  if (!Number.isInteger(count) || count === 0) throw bad(`${path} is no content of a flash part`);
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const at = count * 2 + i * SECTOR_BYTES;
      return [image.readUInt16LE(i * 2), image.subarray(at, at + SECTOR_BYTES)];
    }),
  );
}

/** `path`: the folder, or a file in it. Throws FlashError. */
export function readFolder(path: string, system: Board["system"]): Provisioned {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw bad(`there is no ${path}`);
  const folder = stat.isDirectory() ? path : dirname(path);
  const file = join(folder, `${system}.keys`);
  const keys = read(file).toString("latin1");
  const meterId = soundKeys(keys);
  if (meterId === undefined) throw bad(`${file} is no key file, or a damaged one`);
  const room = read(join(folder, "keys.room")).toString("latin1");
  if (!room.startsWith(ROOM)) throw bad(`${join(folder, "keys.room")} is no room for keys`);
  const image = join(folder, `${system}.nor`);
  return { folder, meterId, keys, room, memory: existsSync(image) ? sectors(image) : undefined };
}
