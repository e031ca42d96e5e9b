// The key files of one meter: one for each board, what the central system holds to command it, and one for each processor with what its
// logs are verified under. Layout of every file: firmware/kernel/keys.ts.

import { readU32, u32 } from "../firmware/messages/bytes.ts";
import { crc32, toByteString } from "./byte-string.ts";

export const KEY_CENTRAL = 1;
export const KEY_OFF_SWITCH = 2;
/** The log root of a processor: the first 16 bytes of its 32. */
export const KEY_LOG_ROOT = 3;
/** Key 32 + n is the first chain key of log segment n: 16 bytes, then 16 zero bytes. No board holds one after its part was provisioned. */
export const KEY_FIRST_CHAIN = 32;

/** Numbers of the log segments (system.ts of either processor). */
export const METER_LOGS: readonly number[] = [1, 2, 3];
export const OFF_SWITCH_LOGS: readonly number[] = [1];

const SECRET_BYTES = 32;
const HALF_BYTES = SECRET_BYTES / 2;
const HEADER_BYTES = 11;
const CRC_BYTES = 4;
const NO_SECOND_HALF = "\0".repeat(HALF_BYTES);

/** The logs of one processor. */
export interface LogKeys {
  /** 8 bytes. */
  readonly meterId: string;
  /** 16 bytes. */
  readonly root: string;
  /** Segment number to the key under which its first record was made, 16 bytes. */
  readonly firstKeys: ReadonlyMap<number, string>;
}

export interface MeterKeys {
  /** 8 bytes. */
  readonly meterId: string;
  /** 32 bytes each. */
  readonly central: string;
  readonly offSwitch: string;
  readonly meterLogs: LogKeys;
  readonly offSwitchLogs: LogKeys;
}

/** What is wrong with a key file. To blame is whoever made or carried it. */
export type KeyFileErrorKind = "not-a-key-file" | "damaged" | "no-log-root";

const SAYS: Readonly<Record<KeyFileErrorKind, string>> = {
  "not-a-key-file": "is no key file",
  damaged: "is damaged: its length or its CRC is wrong",
  "no-log-root": "holds no log root (key 3)",
};

export class KeyFileError extends Error {
  override readonly name = "KeyFileError";
  readonly kind: KeyFileErrorKind;

  constructor(kind: KeyFileErrorKind) {
    super(SAYS[kind]);
    this.kind = kind;
  }
}

function makeLogKeys(meterId: string, segments: readonly number[], randomBytes: (count: number) => string): LogKeys {
  const root = randomBytes(HALF_BYTES);
  return { meterId, root, firstKeys: new Map(segments.map((segment) => [segment, randomBytes(HALF_BYTES)])) };
}

/** Fresh keys. `randomBytes` returns so many random bytes as a byte string; 8 characters make a meter id. */
export function makeKeys(meterId: string, randomBytes: (count: number) => string): MeterKeys {
  if (!/^[\x21-\x7e]{8}$/.test(meterId)) throw new RangeError(`meter id "${meterId}" is not 8 printable characters`);
  return {
    meterId,
    central: randomBytes(SECRET_BYTES),
    offSwitch: randomBytes(SECRET_BYTES),
    meterLogs: makeLogKeys(meterId, METER_LOGS, randomBytes),
    offSwitchLogs: makeLogKeys(meterId, OFF_SWITCH_LOGS, randomBytes),
  };
}

export function keyFile(meterId: string, keys: readonly (readonly [number: number, secret: string])[]): string {
  const body = "HK1" + meterId + keys.map(([number, secret]) => String.fromCharCode(number) + secret).join("");
  return body + u32(crc32(body));
}

function logRoot({ root }: LogKeys): readonly [number, string] {
  return [KEY_LOG_ROOT, root + NO_SECOND_HALF];
}

export function meterKeyFile(keys: MeterKeys): string {
  return keyFile(keys.meterId, [[KEY_CENTRAL, keys.central], logRoot(keys.meterLogs)]);
}

export function offSwitchKeyFile(keys: MeterKeys): string {
  return keyFile(keys.meterId, [[KEY_OFF_SWITCH, keys.offSwitch], logRoot(keys.offSwitchLogs)]);
}

function logKeysFile(keys: LogKeys): string {
  const first = [...keys.firstKeys].map(([segment, key]) => [KEY_FIRST_CHAIN + segment, key + NO_SECOND_HALF] as const);
  return keyFile(keys.meterId, [logRoot(keys), ...first]);
}

/** What the central system verifies the logs of the meter processor under. */
export function meterLogKeysFile(keys: MeterKeys): string {
  return logKeysFile(keys.meterLogs);
}

/** The same for the off-switch processor. */
export function offSwitchLogKeysFile(keys: MeterKeys): string {
  return logKeysFile(keys.offSwitchLogs);
}

/**
 * The log keys in a key file; of a board's own file only the root, for no board keeps a first chain key. Throws KeyFileError.
 */
export function readLogKeys(file: string): LogKeys {
  if (!file.startsWith("HK1")) throw new KeyFileError("not-a-key-file");
  const end = file.length - CRC_BYTES;
  if (end < HEADER_BYTES || (end - HEADER_BYTES) % (1 + SECRET_BYTES) !== 0) throw new KeyFileError("damaged");
  if (crc32(file.slice(0, end)) !== readU32(file, end)) throw new KeyFileError("damaged");
  let root = "";
  const firstKeys = new Map<number, string>();
  for (let at = HEADER_BYTES; at < end; at += 1 + SECRET_BYTES) {
    const number = file.charCodeAt(at);
    const half = file.slice(at + 1, at + 1 + HALF_BYTES);
    if (number === KEY_LOG_ROOT) root = half;
    if (number > KEY_FIRST_CHAIN) firstKeys.set(number - KEY_FIRST_CHAIN, half);
  }
  if (root === "") throw new KeyFileError("no-log-root");
  return { meterId: file.slice(3, HEADER_BYTES), root, firstKeys };
}

/** Keys for measurements: any will do, and the same each time. */
export const FIXED_KEYS = makeKeys("HASM0001", (count) =>
  toByteString(Uint8Array.from({ length: count }, (_, i) => (i * 29 + 7) & 255)),
);
