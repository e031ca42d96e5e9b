// The key files of one meter: one for each board, one for everybody else who speaks to it, and one for each processor with what its logs
// are verified under. What the central system holds to command it is more than keys: central/memory.ts.
//
//   0 "HK2" · 3 meter id 8 · 11 generation 2 · 13 keys, each number 1 and secret 32 · CRC-32 of all before 4

import { ROOM_MARK, SLOT_BYTES } from "../firmware/keys/key-file.ts";
import { readU16, readU32, u16, u32 } from "../firmware/messages/bytes.ts";
import {
  KEY_CENTRAL,
  KEY_CONCENTRATOR,
  KEY_CONSUMER,
  KEY_DELAY,
  KEY_LOG_ROOT,
  KEY_MAINTENANCE,
  KEY_MASK,
  KEY_OFF_SWITCH,
  KEY_TOP_UP,
  KEY_TOP_UP_CODE,
} from "../tools/build/key-numbers.ts";
import { crc32, toByteString } from "./byte-string.ts";

export * from "../tools/build/key-numbers.ts";

/** Key 32 + n is the first chain key of log segment n: 16 bytes, then 16 zero bytes. No board holds one after its part was provisioned. */
export const KEY_FIRST_CHAIN = 32;

/** Key 64 + n is the successor of key n, while the meter has not been spoken to under it. */
export const KEY_SUCCESSOR = 64;

/** Numbers of the log segments (system.ts of either processor). */
export const METER_LOGS: readonly number[] = [1, 2, 3];
const OFF_SWITCH_LOGS: readonly number[] = [1];

const SECRET_BYTES = 32;
const HALF_BYTES = SECRET_BYTES / 2;
const HEADER_BYTES = 13;
const FIRST_GENERATION = 1;
const LAST_GENERATION = 65_535;
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
  readonly topUp: string;
  readonly maintenance: string;
  readonly consumer: string;
  readonly concentrator: string;
  readonly mask: string;
  readonly topUpCode: string;
  readonly delay: string;
  readonly meterLogs: LogKeys;
  readonly offSwitchLogs: LogKeys;
}

/** What is wrong with a key file. To blame is whoever made or carried it. */
export type KeyFileErrorKind = "not-a-key-file" | "damaged" | "impossible" | "no-log-root";

const SAYS: Readonly<Record<KeyFileErrorKind, string>> = {
  "not-a-key-file": "is no key file",
  damaged: "is damaged: its length or its CRC is wrong",
  impossible: "holds what no key file does: a key twice, key 0, generation 0 or a meter id that is none",
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

/** Whether it is 8 printable characters. */
export function isMeterId(text: string): boolean {
  return /^[\x21-\x7e]{8}$/.test(text);
}

function makeLogKeys(meterId: string, segments: readonly number[], randomBytes: (count: number) => string): LogKeys {
  const root = randomBytes(HALF_BYTES);
  return { meterId, root, firstKeys: new Map(segments.map((segment) => [segment, randomBytes(HALF_BYTES)])) };
}

/**
 * Fresh keys. `randomBytes` returns so many random bytes as a byte string; 8 characters make a meter id. The order of its calls is fixed,
 * so that a seed goes on giving the keys that it always gave.
 */
export function makeKeys(meterId: string, randomBytes: (count: number) => string): MeterKeys {
  if (!isMeterId(meterId)) throw new RangeError(`meter id "${meterId}" is not 8 printable characters`);
  return {
    meterId,
    central: randomBytes(SECRET_BYTES),
    offSwitch: randomBytes(SECRET_BYTES),
    meterLogs: makeLogKeys(meterId, METER_LOGS, randomBytes),
    offSwitchLogs: makeLogKeys(meterId, OFF_SWITCH_LOGS, randomBytes),
    topUp: randomBytes(SECRET_BYTES),
    maintenance: randomBytes(SECRET_BYTES),
    consumer: randomBytes(SECRET_BYTES),
    concentrator: randomBytes(SECRET_BYTES),
    mask: randomBytes(SECRET_BYTES),
    topUpCode: randomBytes(SECRET_BYTES),
    delay: randomBytes(SECRET_BYTES),
  };
}

type NumberedKey = readonly [number: number, secret: string];

/** `generation` is 1 at provisioning and grows with every key change. Throws RangeError. */
export function keyFile(meterId: string, generation: number, keys: readonly NumberedKey[]): string {
  if (!Number.isInteger(generation) || generation < FIRST_GENERATION || generation > LAST_GENERATION)
    throw new RangeError(`generation ${generation} is not 1 to 65535`);
  const rows = keys.map(([number, secret]) => String.fromCharCode(number) + secret);
  const body = "HK2" + meterId + u16(generation) + rows.join("");
  return body + u32(crc32(body));
}

function provisioned(meterId: string, keys: readonly NumberedKey[]): string {
  return keyFile(meterId, FIRST_GENERATION, keys);
}

function logRoot({ root }: LogKeys): NumberedKey {
  return [KEY_LOG_ROOT, root + NO_SECOND_HALF];
}

/** What others than the central system speak to the meter board under: it holds them all, and so does the central system. */
export function keysOfOthers(keys: MeterKeys): readonly NumberedKey[] {
  return [
    [KEY_TOP_UP, keys.topUp],
    [KEY_MAINTENANCE, keys.maintenance],
    [KEY_CONSUMER, keys.consumer],
    [KEY_CONCENTRATOR, keys.concentrator],
    [KEY_MASK, keys.mask],
    [KEY_TOP_UP_CODE, keys.topUpCode],
  ];
}

export function meterKeyFile(keys: MeterKeys): string {
  return provisioned(keys.meterId, [[KEY_CENTRAL, keys.central], logRoot(keys.meterLogs), ...keysOfOthers(keys)]);
}

/** Changes of keys for which a board has room; the key of its own channel takes two. */
const KEY_CHANGES = 16;

/** The file into which a board writes changed keys, as it leaves provisioning (firmware/keys/key-file.ts). */
export function keyRoom(): string {
  return ROOM_MARK + "\xff".repeat(KEY_CHANGES * SLOT_BYTES);
}

export function offSwitchKeyFile(keys: MeterKeys): string {
  return provisioned(keys.meterId, [
    [KEY_OFF_SWITCH, keys.offSwitch],
    logRoot(keys.offSwitchLogs),
    [KEY_DELAY, keys.delay],
  ]);
}

function logKeysFile(keys: LogKeys): string {
  const first = [...keys.firstKeys].map(([segment, key]) => [KEY_FIRST_CHAIN + segment, key + NO_SECOND_HALF] as const);
  return provisioned(keys.meterId, [logRoot(keys), ...first]);
}

/** What the central system verifies the logs of the meter processor under. */
export function meterLogKeysFile(keys: MeterKeys): string {
  return logKeysFile(keys.meterLogs);
}

/** The same for the off-switch processor. */
export function offSwitchLogKeysFile(keys: MeterKeys): string {
  return logKeysFile(keys.offSwitchLogs);
}

/** Each of these holds its owner's one key, and none of anybody else. */
export function gatewayKeyFile(keys: MeterKeys): string {
  return provisioned(keys.meterId, [[KEY_TOP_UP, keys.topUp]]);
}

export function technicianKeyFile(keys: MeterKeys): string {
  return provisioned(keys.meterId, [[KEY_MAINTENANCE, keys.maintenance]]);
}

export function consumerKeyFile(keys: MeterKeys): string {
  return provisioned(keys.meterId, [[KEY_CONSUMER, keys.consumer]]);
}

/** Without the mask key, so that a reading stays hidden from the concentrator. */
export function concentratorKeyFile(keys: MeterKeys): string {
  return provisioned(keys.meterId, [[KEY_CONCENTRATOR, keys.concentrator]]);
}

/** For the vendor of codes to type in. */
export function vendorKeyFile(keys: MeterKeys): string {
  return provisioned(keys.meterId, [[KEY_TOP_UP_CODE, keys.topUpCode]]);
}

export interface KeyFileContent {
  readonly meterId: string;
  readonly generation: number;
  /** 32 bytes each, by number. */
  readonly keys: ReadonlyMap<number, string>;
}

/** What a key file holds. Throws KeyFileError. */
export function readKeyFile(file: string): KeyFileContent {
  if (!file.startsWith("HK2")) throw new KeyFileError("not-a-key-file");
  const end = file.length - CRC_BYTES;
  if (end < HEADER_BYTES || (end - HEADER_BYTES) % (1 + SECRET_BYTES) !== 0) throw new KeyFileError("damaged");
  if (crc32(file.slice(0, end)) !== readU32(file, end)) throw new KeyFileError("damaged");
  const meterId = file.slice(3, 11);
  const generation = readU16(file, 11);
  const keys = new Map<number, string>();
  for (let at = HEADER_BYTES; at < end; at += 1 + SECRET_BYTES) {
    const number = file.charCodeAt(at);
    if (number === 0 || keys.has(number)) throw new KeyFileError("impossible");
    keys.set(number, file.slice(at + 1, at + 1 + SECRET_BYTES));
  }
  if (!isMeterId(meterId) || generation < FIRST_GENERATION) throw new KeyFileError("impossible");
  return { meterId, generation, keys };
}

/**
 * The log keys in a key file; of a board's own file only the root, for no board keeps a first chain key. Throws KeyFileError.
 */
export function readLogKeys(file: string): LogKeys {
  const { meterId, keys } = readKeyFile(file);
  const root = keys.get(KEY_LOG_ROOT)?.slice(0, HALF_BYTES);
  if (root === undefined) throw new KeyFileError("no-log-root");
  const firstKeys = new Map<number, string>();
  for (const [number, secret] of keys)
    if (number > KEY_FIRST_CHAIN && number < KEY_SUCCESSOR)
      firstKeys.set(number - KEY_FIRST_CHAIN, secret.slice(0, HALF_BYTES));
  return { meterId, root, firstKeys };
}

/** Keys for measurements: any will do, and the same each time. */
export const FIXED_KEYS = makeKeys("HASM0001", (count) =>
  toByteString(Uint8Array.from({ length: count }, (_, i) => (i * 29 + 7) & 255)),
);
