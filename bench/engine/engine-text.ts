// Values as the engine turns them into bytes and into text: what `write`, `E.toString` and `print` accept and show.
// Strings are byte strings here; a character beyond 255 keeps its lower byte. (Espruino src/jsvariterator.c)

const OBJECT_FORM = "If specifying an object, it must be of the form {data : ..., count : N} or {callback : fn} - got ";

const toByte = (value: number): number => value & 0xff;

/** Runs through everything that the engine reads bytes from: numbers, strings, arrays, {data, count}, {callback}. */
function visit(value: unknown, byte: (value: number) => void): void {
  if (typeof value === "number" || typeof value === "boolean") {
    byte(toByte(Number(value)));
    return;
  }
  if (typeof value === "string") {
    for (let i = 0; i < value.length; i++) byte(value.charCodeAt(i) & 0xff);
    return;
  }
  if (ArrayBuffer.isView(value)) {
    const view = value as unknown as ArrayLike<number>;
    for (let i = 0; i < view.length; i++) byte(toByte(view[i] as number));
    return;
  }
  if (Array.isArray(value)) {
    for (const element of value) visit(element, byte);
    return;
  }
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`Expecting Number or iterable, got ${typeName(value)}`);
  }
  const { callback, count, data } = value as { callback?: unknown; count?: unknown; data?: unknown };
  if (typeof callback === "function") {
    visit((callback as () => unknown)(), byte);
    return;
  }
  if (typeof count !== "number" || data === undefined) throw new TypeError(OBJECT_FORM + show(value));
  for (let i = 0; i < count; i++) visit(data, byte);
}

const typeName = (value: unknown): string => (value === null ? "null" : typeof value);

/** The bytes of the arguments as a byte string. Throws the engine's TypeError for what has no bytes. */
export function toByteString(values: readonly unknown[]): string {
  const only = values[0];

  if (values.length === 1 && typeof only === "string" && !/[^\x00-\xff]/.test(only)) return only;
  return bytesToText(toBytes(values));
}

/** Up to so many bytes a call of the host's decoder takes longer than one text of their numbers. */
const FEW_BYTES = 16;

/** Bytes as a byte string. */
export const bytesToText = (bytes: Uint8Array): string =>
  bytes.length <= FEW_BYTES
    ? (Reflect.apply(String.fromCharCode, undefined, bytes) as string)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

/** The bytes of the arguments. A single text, which is what goes over buses for the most part, is taken as a whole. */
export function toBytes(values: readonly unknown[]): Uint8Array {
  const only = values[0];
  if (values.length === 1 && typeof only === "string") {
    const bytes = new Uint8Array(only.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = only.charCodeAt(i);
    return bytes;
  }
  const bytes: number[] = [];
  // What goes over a bus is texts and numbers, alone or in one array; all else takes the long way.
  const many = values.length === 1 && Array.isArray(only) ? (only as readonly unknown[]) : values;
  for (const value of many)
    if (typeof value === "number") bytes.push(toByte(value));
    else if (typeof value === "string") for (let i = 0; i < value.length; i++) bytes.push(value.charCodeAt(i) & 0xff);
    else visit(value, (byte) => bytes.push(byte));
  return Uint8Array.from(bytes);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc >>> 0;
});

/** CRC-32 as `E.CRC32` has it: each element of a string, array or typed array counts as a byte; else undefined. */
export function crc32(value: unknown): number | undefined {
  // Texts are short: a call of the host's own function takes longer than the table.
  let crc = 0xffffffff;
  if (typeof value === "string") {
    for (let i = 0; i < value.length; i++) crc = CRC_TABLE[(crc ^ value.charCodeAt(i)) & 0xff]! ^ (crc >>> 8);
  } else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const elements = value as unknown as ArrayLike<unknown>;
    for (let i = 0; i < elements.length; i++)
      crc = CRC_TABLE[(crc ^ toByte(Number(elements[i]))) & 0xff]! ^ (crc >>> 8);
  } else {
    return undefined;
  }
  return ~crc >>> 0;
}

/** A value as `print` shows it, on one line. Numbers keep the host's digits, functions lose their text. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "function () {}";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "[  ]" : `[ ${value.map(show).join(", ")} ]`;
  if (ArrayBuffer.isView(value)) {
    const view = value as unknown as ArrayLike<number>;
    const name = Object.prototype.toString.call(value).slice(8, -1);
    const values = Array.from(view);
    return `new ${name}(${values.every((element) => element === 0) ? values.length : `[${values.join(", ")}]`})`;
  }
  if (isError(value)) return errorText(value);
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${show(field)}`);
  return fields.length === 0 ? "{  }" : `{ ${fields.join(", ")} }`;
}

/** The arguments of `print` as its line. */
export const printLine = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === "string" ? value : show(value))).join(" ");

/** An error of whichever realm. */
export const isError = (value: unknown): value is Error =>
  typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Error]";

const errorText = (error: Error): string => `${error.name}: ${error.message}`;

/**
 * What the engine prints for an exception that nobody caught, with a line for each place in the bundle's file that it
 * passed through (places are those of the host's engine).
 */
export function uncaughtText(value: unknown, file: string): string {
  if (!isError(value))
    return `Uncaught ${typeof value === "object" && value !== null ? "[object Object]" : String(value)}\n`;
  let text = `Uncaught ${errorText(value)}\n`;
  for (const line of String(value.stack).split("\n")) {
    if (line.trimStart().startsWith("at ") && line.includes(file)) text += `${line}\n`;
  }
  return text;
}
