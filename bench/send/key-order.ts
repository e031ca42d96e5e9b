// Key changes from the command line, also those that an earlier run did not bring to their end. Whoever talks to the meter under a changed
// key gets a key file of its own: it is there before the meter can have the key, so that no stop at any moment leaves a key that nobody
// holds.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { CentralEvent } from "../central/central-system.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import type { Answered } from "../central/exchange.ts";
import { nodeCalls, writePrivateFile } from "../central/file-calls.ts";
import { removeIfThere } from "../central/memory-lock.ts";
import {
  KEY_CENTRAL,
  KEY_CONSUMER,
  keyFile,
  KeyFileError,
  KEY_MAINTENANCE,
  KEY_OFF_SWITCH,
  KEY_TOP_UP,
  KEY_TOP_UP_CODE,
  readKeyFile,
} from "../key-file.ts";
import { reasonOf } from "../user-error.ts";
import type { CentralDesk } from "./desk.ts";
import { SendError } from "./outcome.ts";

/** Whose key file it is. */
const PEERS: Readonly<Record<number, string>> = {
  [KEY_TOP_UP]: "gateway",
  [KEY_MAINTENANCE]: "technician",
  [KEY_CONSUMER]: "consumer",
  [KEY_TOP_UP_CODE]: "vendor",
};
const OWN = [KEY_CENTRAL, KEY_OFF_SWITCH];

export type KeyEnd =
  | { readonly kind: "agreed" }
  | { readonly kind: "refused"; readonly answer: Answered }
  | { readonly kind: "no-answer" };

/** The end of the change, a step on the way, or nothing of it. */
function stepOf(event: CentralEvent, number: number): KeyEnd | "taken" | undefined {
  if (event.kind === "key-agreed" && event.key === number) return { kind: "agreed" };
  if (event.kind === "key-taken" && event.key === number) return "taken";
  const isRefused = event.kind === "answer" && event.order === "key" && event.result !== "done";
  return isRefused ? { kind: "refused", answer: event } : undefined;
}

/**
 * Brings the change of a key to its end, with up to `tries` rounds without an answer. `prepare` is called when the new key is in the memory
 * and before anything of it is sent.
 */
export async function changeKey(
  desk: CentralDesk,
  memory: DiskMemory,
  number: number,
  makeSecret: () => string,
  tries: number,
  prepare: () => void = () => undefined,
): Promise<KeyEnd> {
  // Whether the meter has an earlier change's key already is not known: both steps go out, and the one that it does not take does no harm.
  const isResumed = memory.successor(number) !== undefined;
  let isTaken = false;
  for (let left = tries; left > 0;) {
    const steps = [desk.end.changeKey(number, makeSecret, Date.now())];
    prepare();
    if (isResumed && OWN.includes(number)) steps.push(desk.end.changeKey(number, makeSecret, Date.now()));
    for (const step of steps) desk.transmit(step);
    const heard = await desk.await((event) => stepOf(event, number));
    if (heard !== undefined && heard !== "taken") return heard;
    // The step after the first "taken" is a part of the same round; a meter that says it for ever is not listened to for ever.
    if (heard === undefined || isTaken) left--;
    else isTaken = true;
  }
  return { kind: "no-answer" };
}

/**
 * Ends the changes of the central system's own keys that an earlier run left, but for key `except`. Throws SendError where the meter is
 * silent.
 */
export async function finishKeyChanges(desk: CentralDesk, memory: DiskMemory, except?: number): Promise<void> {
  for (const number of OWN) {
    const secret = memory.successor(number);
    if (secret === undefined || number === except) continue;
    const end = await changeKey(desk, memory, number, () => secret, 1);
    if (end.kind === "no-answer")
      throw new SendError(
        "no-answer",
        `no answer from meter ${desk.meterId}: a change of key ${number} is under way, and nothing else was sent${desk.doubts()}`,
      );
  }
}

/** The generation of a key file, and whether it holds this key. Throws SendError. */
function generationOf(folder: string, name: string, number: number, secret: string): [number, boolean] {
  const path = join(folder, name);
  try {
    const { generation, keys } = readKeyFile(nodeCalls.read(path));
    return [generation, keys.get(number) === secret];
  } catch (error) {
    if (error instanceof KeyFileError) throw new SendError("unusable", `${path} ${error.message}`);
    throw new SendError("unusable", `cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** The path of the key file with the peer's new key, which is made where it is not there; undefined for a key of nobody else. */
export function writePeerFile(folder: string, memory: DiskMemory, number: number): string | undefined {
  const peer = PEERS[number];
  const secret = memory.successor(number);
  if (peer === undefined || secret === undefined) return undefined;
  const isPeers = (name: string): boolean => /^([a-z]+)(?:-\d+)?\.keys$/.exec(name)?.[1] === peer;
  let newest = 1;
  for (const name of readdirSync(folder).filter(isPeers)) {
    const [generation, isIt] = generationOf(folder, name, number, secret);
    if (isIt) return join(folder, name);
    newest = Math.max(newest, generation);
  }
  const path = join(folder, `${peer}-${newest + 1}.keys`);
  if (nodeCalls.mode(path) !== undefined) throw new SendError("unusable", `${path} exists: nothing is overwritten`);
  try {
    removeIfThere(nodeCalls, `${path}.next`);
    writePrivateFile(nodeCalls, `${path}.next`, keyFile(memory.meterId, newest + 1, [[number, secret]]));
    nodeCalls.rename(`${path}.next`, path);
    nodeCalls.syncDirectory(folder);
  } catch (error) {
    throw new SendError("unusable", `cannot write ${path}: ${reasonOf(error)}`);
  }
  return path;
}
