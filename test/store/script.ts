// What is done to each segment while its supply is cut: seeded, the same each time, long enough that each ring wraps.

import { Random } from "../../bench/engine/random.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { payloadBytes as entryBytes } from "../../firmware/store/log.ts";
import { payloadBytes as valueBytes } from "../../firmware/store/values.ts";
import { PAGE_BYTES } from "../../hal/nor-flash.ts";
import { ImagesSubject } from "./images-subject.ts";
import { LogSubject } from "./log-subject.ts";
import type { Operation, Subject } from "./operation.ts";
import { CREDIT_COUNT, VALUE_COUNT } from "./rig.ts";
import type { LogName, SegmentName, ValuesName } from "./rig.ts";
import { ValuesSubject } from "./values-subject.ts";

export const OPERATIONS = 400;
/** A sector of the small values lasts so long that its ring wraps only then. */
const PARAMETER_OPERATIONS = 520;

function entry(random: Random, sequence: number, longest: number): string {
  return u32(sequence) + random.byteString(random.below(longest - 5));
}

function logOperation(random: Random, index: number, longest: number): Operation {
  const nowMs = index * 15000;
  const kind = random.below(100);
  if (kind < 2) return { kind: "acknowledge", behind: random.below(20) };
  if (kind < 6) return { kind: "flush", nowMs };
  if (kind < 30) return { kind: "merge", entry: u32(index) + "kind " + random.below(10), nowMs };
  const count = kind < 36 ? 2 + random.below(65534) : 1;
  return { kind: "append", entry: entry(random, index, longest), count };
}

function logScript(name: LogName, random: Random): Operation[] {
  const operations: Operation[] = [{ kind: "provision" }];
  const longest = entryBytes(name === "offSwitch" ? 128 : 64);
  while (operations.length < OPERATIONS) operations.push(logOperation(random, operations.length, longest));
  return operations;
}

function put(name: ValuesName, random: Random): Operation {
  const number = random.below(name === "credit" ? CREDIT_COUNT : VALUE_COUNT);
  return { kind: "put", number, value: random.byteString(random.below(valueBytes(name === "credit" ? 64 : 32) + 1)) };
}

function image(random: Random, place: number, version: number, pages: number): Operation[] {
  const operations: Operation[] = [{ kind: "begin", place }];
  for (let sector = 0; sector < 4; sector++) operations.push({ kind: "erase" });
  for (let page = 1; page < pages; page++) operations.push({ kind: "write", page: random.byteString(PAGE_BYTES) });
  operations.push({ kind: "write", page: random.byteString(1 + random.below(PAGE_BYTES)) });
  // Some images are given up when they are all but done.
  if (random.chance(0.85)) operations.push({ kind: "commit", version, fromUtcSeconds: random.uint32() });
  operations.push({ kind: "read", place: 1 - place });
  return operations;
}

function imagesScript(random: Random): Operation[] {
  const operations: Operation[] = [];
  for (let version = 1; operations.length < OPERATIONS; version++)
    operations.push(...image(random, random.chance(0.8) ? version % 2 : random.below(2), version, 1 + random.below(5)));
  return operations.slice(0, OPERATIONS);
}

export function script(name: SegmentName, seed: number): Operation[] {
  const random = new Random(seed);
  if (name === "tariffs") return imagesScript(random);
  if (name !== "credit" && name !== "parameters") return logScript(name, random);
  return Array.from({ length: name === "credit" ? OPERATIONS : PARAMETER_OPERATIONS }, () => put(name, random));
}

/** What a segment is asked for after it came back: enough to show that it works. */
export function afterwards(name: SegmentName, random: Random): Operation[] {
  if (name === "tariffs") return image(random, random.below(2), 1000 + random.below(1000), 2);
  if (name === "credit" || name === "parameters") return [put(name, random), put(name, random)];
  const longest = entryBytes(name === "offSwitch" ? 128 : 64);
  const append: Operation = { kind: "append", entry: entry(random, 9999, longest), count: 1 };
  return [append, random.chance(0.2) ? { kind: "acknowledge", behind: 1 } : { ...append, count: 7 }];
}

export function subject(name: SegmentName): Subject {
  if (name === "tariffs") return new ImagesSubject();
  return name === "credit" || name === "parameters" ? new ValuesSubject(name) : new LogSubject(name);
}
