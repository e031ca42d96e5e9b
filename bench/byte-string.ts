// Byte strings, the one currency of the firmware, at the border to Node's buffers. Characters are bytes: code 0 to 255.

import { crc32 as zlibCrc32 } from "node:zlib";

export function toByteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

export function fromByteString(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

export function crc32(text: string): number {
  return zlibCrc32(Buffer.from(text, "latin1"));
}

export function hex(text: string): string {
  return Buffer.from(text, "latin1").toString("hex");
}
