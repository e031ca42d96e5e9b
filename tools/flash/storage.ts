// The files in a board's Storage: what is there, judged by the board's own CRC of what its flash holds, and how a file gets there. The word of
// an upload counts for nothing: on an emulated chip every write succeeds and nothing changes.

import { crc32 } from "node:zlib";
import { EngineException } from "./console.ts";
import type { Console } from "./console.ts";
import { FlashError } from "./errors.ts";

/** Length and CRC-32 of what the flash holds. */
export type FileSum = readonly [length: number, crc: number];

export interface StorageState {
  /** By name; of the files that were asked for those that are there. */
  readonly files: Readonly<Record<string, FileSum | undefined>>;
  readonly freeBytes: number;
  /** Of files that were removed: free again once the engine has moved the others together. */
  readonly trashBytes: number;
}

/** A file is a header and its bytes, in words. */
const HEADER_BYTES = 32;
const WORD_BYTES = 4;
/** Moving files together erases a page or two of 128 KB. */
const COMPACT_MS = 60_000;
const STORAGE = 'require("Storage")';

export function sumOf(text: string): FileSum {
  return [text.length, crc32(Buffer.from(text, "latin1"))];
}

export function isSame(one: FileSum | undefined, other: FileSum): boolean {
  return one !== undefined && one[0] === other[0] && one[1] === other[1];
}

export async function lookAtStorage(console: Console, names: readonly string[]): Promise<StorageState> {
  const files = await console.evaluate(
    `(function(s,o){${JSON.stringify(names)}.forEach(function(n){var f=s.read(n);if(f!==undefined)o[n]=[f.length,E.CRC32(f)]});return o})(${STORAGE},{})`,
  );
  const { freeBytes, trashBytes } = (await console.evaluate(`${STORAGE}.getStats()`)) as StorageState;
  return { files: files as StorageState["files"], freeBytes, trashBytes };
}

/** A part of a file as a byte string; "" where there is none. */
export async function readPart(console: Console, name: string, from: number, length: number): Promise<string> {
  const text = await console.evaluate(`btoa(${STORAGE}.read(${JSON.stringify(name)},${from},${length})||"")`);
  return Buffer.from(String(text), "base64").toString("latin1");
}

const PART_BYTES = 384;

export async function readFile(console: Console, name: string, length: number): Promise<string> {
  let text = "";
  while (text.length < length) {
    const part = await readPart(console, name, text.length, Math.min(PART_BYTES, length - text.length));
    if (part === "") break;
    text += part;
  }
  return text;
}

export async function removeFile(console: Console, name: string): Promise<void> {
  await console.evaluate(`${STORAGE}.erase(${JSON.stringify(name)})`);
  const state = await lookAtStorage(console, [name]);
  if (state.files[name] !== undefined) throw notWritten(`${name} is still there after it was removed`);
}

function notWritten(message: string): FlashError {
  return new FlashError(
    "not-written",
    message,
    "Run this again. If it stays so, the chip's flash is protected (st-info --probe; remove the read-out protection), worn, or emulated.",
  );
}

/** Bytes that a file of so many takes. */
export function placeBytes(length: number): number {
  return HEADER_BYTES + Math.ceil(length / WORD_BYTES) * WORD_BYTES;
}

/** Sees to it that a file of `bytes` fits. Throws FlashError. */
export async function makeRoom(console: Console, bytes: number): Promise<"there was" | "made"> {
  const needed = placeBytes(bytes);
  let state = await lookAtStorage(console, []);
  const before = state.freeBytes;
  if (before < needed && state.trashBytes > 0) {
    await console.evaluate(`${STORAGE}.compact()`, COMPACT_MS);
    state = await lookAtStorage(console, []);
  }
  if (state.freeBytes >= needed) return before < needed ? "made" : "there was";
  const list = await console.evaluate(`${STORAGE}.list().slice(0,20)`);
  throw new FlashError(
    "no-room",
    `the board's Storage has ${state.freeBytes} bytes left, and ${needed} are needed`,
    `Remove what is not the meter's with require("Storage").erase(NAME); there are: ${(list as string[]).join(", ")}.`,
  );
}

/** Runs the lines with which the package writes a file, and has the board's word for each. */
async function upload(console: Console, name: string, content: string, told: (done: number) => void): Promise<void> {
  const lines = console.connection.espruino.Core.Utils.getUploadFileCode(name, content).split("\n");
  for (const [i, line] of lines.entries()) {
    const isTaken = await console.evaluate(line, COMPACT_MS);
    if (isTaken !== true)
      throw notWritten(`the board did not take ${name}: its Storage refused part ${i + 1} of ${lines.length}`);
    told((i + 1) / lines.length);
  }
}

/**
 * Writes a file, and compares. What follows `length - blankBytes` stays erased: a room. `told` hears which share is done, 0 to 1. Throws
 * FlashError.
 */
export async function writeFile(
  console: Console,
  name: string,
  content: string,
  told: (done: number) => void = () => undefined,
): Promise<void> {
  try {
    const filled = content.replace(/\xff+$/, "");
    if (content.length - filled.length > PART_BYTES && filled.length <= PART_BYTES)
      await reserve(console, name, filled, content.length);
    else await upload(console, name, content, told);
  } catch (error) {
    if (!(error instanceof EngineException)) throw error;
    throw notWritten(`the board did not take ${name}: ${error.message}`);
  }
  await compare(console, name, content);
}

/** A file of which the rest is blank. */
async function reserve(console: Console, name: string, filled: string, length: number): Promise<void> {
  const text = Buffer.from(filled, "latin1").toString("base64");
  await console.evaluate(`${STORAGE}.write(${JSON.stringify(name)},atob("${text}"),0,${length})`, COMPACT_MS);
}

/** Throws FlashError unless the board's flash holds `content`. */
export async function compare(console: Console, name: string, content: string): Promise<void> {
  const { files } = await lookAtStorage(console, [name]);
  const found = files[name];
  if (isSame(found, sumOf(content))) return;
  const what = found === undefined ? "nothing" : `${found[0]} bytes with CRC ${found[1].toString(16).padStart(8, "0")}`;
  const [length, crc] = sumOf(content);
  throw notWritten(
    `${name} does not read back: ${length} bytes with CRC ${crc.toString(16).padStart(8, "0")} were sent, and the flash holds ${what}`,
  );
}
