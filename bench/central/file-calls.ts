// What the central system's memory and provisioning ask of a file system, each call one step after which a crash may come; and a private
// file written with them so that it is there whole, or not at all.

import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { fromByteString } from "../byte-string.ts";

/** Throw what node:fs throws: an error with a code. */
export interface FileCalls {
  list(directory: string): readonly string[];
  /** Permission bits, of a link those of what it leads to; undefined where that is nothing. */
  mode(path: string): number | undefined;
  /** A byte string. */
  read(path: string): string;
  /** Mode 700, whatever the umask. EEXIST where there is something. */
  makeDirectory(directory: string): void;
  /** Mode 600, whatever the umask. EEXIST where there is something. Returns a handle. */
  create(path: string): number;
  /** Returns how many bytes it took, at least 1. */
  write(handle: number, bytes: Uint8Array): number;
  sync(handle: number): void;
  close(handle: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** An empty one. */
  removeDirectory(directory: string): void;
  /** With all that is in it. */
  removeTree(directory: string): void;
  /** What was made, renamed and removed in it is so after a loss of power, too. */
  syncDirectory(directory: string): void;
}

export const nodeCalls: FileCalls = {
  list: (directory) => readdirSync(directory),
  mode: (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? undefined : found.mode & 0o777;
  },
  read: (path) => readFileSync(path, "latin1"),
  makeDirectory: (directory) => {
    mkdirSync(directory, 0o700);
    chmodSync(directory, 0o700);
  },
  create: (path) => {
    const handle = openSync(path, "wx", 0o600);
    fchmodSync(handle, 0o600);
    return handle;
  },
  write: (handle, bytes) => writeSync(handle, bytes),
  sync: fsyncSync,
  close: closeSync,
  rename: renameSync,
  remove: unlinkSync,
  removeDirectory: rmdirSync,
  removeTree: (directory) => {
    rmSync(directory, { recursive: true });
  },
  syncDirectory: (directory) => {
    const handle = openSync(directory, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
};

/** A new file, its content durable; its name is after `syncDirectory`. Throws what the calls throw. */
export function writePrivateFile(calls: FileCalls, path: string, bytes: string): void {
  const handle = calls.create(path);
  try {
    let rest = fromByteString(bytes);
    while (rest.length > 0) rest = rest.subarray(calls.write(handle, rest));
    calls.sync(handle);
  } finally {
    calls.close(handle);
  }
}
