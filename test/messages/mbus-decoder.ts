// Another reading of EN 13757-3 for the tests: an answer becomes a list of records with all their parts, by big integers and hex digits, and
// only then is the register looked for. What it does not read it throws.

import { fromByteString, hex } from "../../bench/byte-string.ts";

export interface MbusRecord {
  readonly function: "now" | "most" | "least" | "error";
  readonly storage: bigint;
  readonly extended: boolean;
  readonly kind: number;
  readonly unit: number;
  readonly unitExtensions: number;
  readonly value: Uint8Array;
}

export interface MbusAnswer {
  readonly address: string;
  readonly status: number;
  readonly records: readonly MbusRecord[];
}

/** One byte after the other; throws behind the last. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(count: number): Uint8Array {
    if (count > this.left) throw new RangeError("ends within a record");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  /** Bytes up to and with the first whose highest bit is 0. */
  chain(goesOn: boolean): number[] {
    const found: number[] = [];
    for (let more = goesOn; more; more = (found.at(-1)! & 0x80) !== 0) found.push(this.byte());
    if (found.length > 10) throw new RangeError("too many extensions");
    return found;
  }
}

const SIZES: Readonly<Record<number, number>> = {
  0: 0,
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 4,
  6: 6,
  7: 8,
  8: 0,
  9: 1,
  10: 2,
  11: 3,
  12: 4,
  14: 6,
};
const FUNCTIONS = ["now", "most", "least", "error"] as const;

/** Undefined: no more can be read of this frame. */
function record(dif: number, reader: Reader): MbusRecord | undefined {
  const extensions = reader.chain(dif >= 0x80);
  const vif = reader.byte();
  if ((vif & 0x7f) === 0x7c) reader.take(reader.byte());
  const unitExtensions = reader.chain(vif >= 0x80).length;
  const kind = dif & 0x0f;
  const size = kind === 13 ? reader.byte() : SIZES[kind]!;
  if (size > 0xbf) return undefined;
  const storage = extensions.reduce(
    (all, one, i) => all | (BigInt(one & 0x0f) << BigInt(4 * i + 1)),
    BigInt((dif >> 6) & 1),
  );
  const extended = extensions.length > 0;
  const what = FUNCTIONS[(dif >> 4) & 3]!;
  return { function: what, storage, extended, kind, unit: vif, unitExtensions, value: reader.take(size) };
}

/** The first long frame of `heard`. Throws an Error that says what is wrong with it. */
export function decodeAnswer(heard: string): MbusAnswer {
  const bytes = fromByteString(heard);
  const frame = bytes.subarray(bytes.includes(0x68) ? bytes.indexOf(0x68) : bytes.length);
  const length = frame[1] ?? 0;
  if (frame.length < length + 6 || frame[2] !== length || frame[3] !== 0x68) throw new Error("no whole frame");
  const content = frame.subarray(4, 4 + length);
  if (Buffer.from(content).reduce((sum, one) => sum + one, 0) % 256 !== frame[4 + length]) throw new Error("wrong sum");
  if (frame[5 + length] !== 0x16) throw new Error("no end");
  const [control = 0, , information] = content;
  if (![0x08, 0x18, 0x28, 0x38].includes(control) || information !== 0x72) throw new Error("no answer");
  const reader = new Reader(content.subarray(3));
  const address = hex(Buffer.from(reader.take(8)).toString("latin1"));
  const [, status, , configuration] = reader.take(4);
  if (configuration! % 32 !== 0) throw new Error("encrypted");
  const records: MbusRecord[] = [];
  while (reader.left > 0) {
    const dif = reader.byte();
    if (dif === 0x2f) continue;
    const one = dif % 16 === 15 ? undefined : record(dif, reader);
    if (one === undefined) break;
    records.push(one);
  }
  return { address, status: status!, records };
}

/** What a record counts and how much; undefined where it is no register. Throws where its digits are no number. */
function counted(one: MbusRecord): { readonly what: "v" | "e"; readonly number: bigint } | undefined {
  const what = one.unit <= 0x07 ? "e" : one.unit >= 0x10 && one.unit <= 0x17 ? "v" : undefined;
  const isInteger = [1, 2, 3, 4, 6, 7].includes(one.kind);
  const isDecimal = [9, 10, 11, 12, 14].includes(one.kind);
  const isPlain = one.function === "now" && !one.extended && one.unitExtensions === 0 && one.storage < 2n;
  if (what === undefined || !isPlain || !(isInteger || isDecimal)) return undefined;
  const digits = Buffer.from(one.value).reverse().toString("hex");
  if (isDecimal && !/^\d+$/.test(digits)) throw new Error("no digits");
  const number = isDecimal ? BigInt(digits) : BigInt.asIntN(8 * one.value.length, BigInt(`0x${digits}`));
  if (number < 0n) throw new Error("negative");
  const power = one.unit & 7;
  return { what, number: power < 3 ? number / 10n ** BigInt(3 - power) : number * 10n ** BigInt(power - 3) };
}

function isRegister(one: MbusRecord): boolean {
  const named = { ...one, kind: 4, value: Uint8Array.of(0, 0, 0, 0) };
  return [1, 2, 3, 4, 6, 7, 9, 10, 11, 12, 14].includes(one.kind) && counted(named) !== undefined;
}

/** Hex digits of the digest that messages/mbus.ts is to make of `heard`; "" for none. */
export function expectedDigest(heard: string): string {
  try {
    const { address, records } = decodeAnswer(heard);
    const registers = records.filter(isRegister);
    const chosen = registers.find(({ storage }) => storage === 0n) ?? registers[0];
    const found = chosen === undefined ? undefined : counted(chosen);
    if (found === undefined || found.number > 0xffffffffn) return "";
    return hex(found.what) + address + found.number.toString(16).padStart(8, "0");
  } catch {
    return "";
  }
}
