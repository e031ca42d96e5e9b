// Integers in byte strings, most significant byte first: the one number format of every message.
// It checks no length: a decoder looks at the length of the whole message before it reads a field.

export function u16(value: number): string {
  return String.fromCharCode((value >>> 8) & 255, value & 255);
}

/** `value` is an integer from 0 to 2^32-1. */
export function u32(value: number): string {
  return u16(value >>> 16) + u16(value & 65535);
}

export function readU16(bytes: string, at: number): number {
  return bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1);
}

export function readU32(bytes: string, at: number): number {
  return readU16(bytes, at) * 65536 + readU16(bytes, at + 2);
}

/** The one byte that is in two's complement: -128 to 127. */
export function readI8(bytes: string, at: number): number {
  const byte = bytes.charCodeAt(at);
  return byte < 128 ? byte : byte - 256;
}
