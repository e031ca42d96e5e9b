// I6 and I7: what a partition keeps. A segment of the store has one writer and its own sectors; a key has one owner on one
// processor. Whether the store and the kernel then keep to it is not decided here.

import type { Key, KeyUse, Segment, System } from "../../firmware/kernel/description.ts";
import { KEY_OWNERS, LIMITS, SEGMENTS, listedAs } from "./allowed.ts";
import { listed, violation } from "./violation.ts";
import type { Violation } from "./violation.ts";

/** I6 for every segment by itself and against those listed before it. */
export function* segmentsAreApart(system: System): Generator<Violation> {
  for (const [place, segment] of system.segments.entries()) {
    yield* segmentIsListed(system, segment);
    yield* segmentIsPlaced(system, segment);
    for (const other of system.segments.slice(0, place)) yield* segmentsDoNotMeet(system, other, segment);
  }
}

function* segmentIsListed(system: System, segment: Segment): Generator<Violation> {
  const allowed = listedAs(SEGMENTS[system.name], segment.name);
  if (allowed === undefined) {
    const why = `not on the list of segments; this processor stores ${listed(Object.keys(SEGMENTS[system.name]))}`;
    yield violation("I6", system.name, segment.name, why);
    return;
  }
  if (segment.kind !== allowed.kind) {
    const log = allowed.kind === "log" ? ", which nobody can rewrite" : "";
    const why = `it is declared "${segment.kind}" and must be "${allowed.kind}"${log}`;
    yield violation("I6", system.name, segment.name, why);
  }
  if (segment.writer !== allowed.writer) {
    yield violation("I6", system.name, segment.name, `its one writer is ${allowed.writer}, not ${segment.writer}`);
  }
  for (const reader of segment.readers) {
    if (reader === allowed.writer || allowed.readers.includes(reader)) continue;
    const why = `${reader} may not read it; only ${listed([allowed.writer, ...allowed.readers])} may`;
    yield violation("I6", system.name, segment.name, why);
  }
}

function* segmentIsPlaced(system: System, segment: Segment): Generator<Violation> {
  const { sectorBytes, segmentSectors } = LIMITS;
  const { baseAddress, bytes } = segment;
  if (baseAddress % sectorBytes !== 0 || bytes % sectorBytes !== 0) {
    const why = `${bytes} bytes at ${baseAddress} do not begin and end at a sector of ${sectorBytes}; an erase would take a neighbour's bytes along`;
    yield violation("I6", system.name, segment.name, why);
  }
  if (bytes < segmentSectors * sectorBytes) {
    const why = `${bytes} bytes are fewer than ${segmentSectors} sectors; an erase could meet what was acknowledged`;
    yield violation("I6", system.name, segment.name, why);
  }
  if (segment.kind === "image" && bytes % sectorBytes === 0 && bytes % (2 * sectorBytes) !== 0) {
    const why = `its ${bytes / sectorBytes} sectors make no two halves; erasing for one image would meet the other`;
    yield violation("I6", system.name, segment.name, why);
  }
  if (!(baseAddress >= 0 && baseAddress + bytes <= system.flashBytes)) {
    const why = `${bytes} bytes at ${baseAddress} do not lie within the ${system.flashBytes} bytes of the flash part`;
    yield violation("I6", system.name, segment.name, why);
  }
}

function* segmentsDoNotMeet(system: System, one: Segment, other: Segment): Generator<Violation> {
  if (one.name === other.name && one.writer !== other.writer) {
    const why = `it has two writers, ${one.writer} and ${other.writer}; a segment has one`;
    yield violation("I6", system.name, other.name, why);
  }
  if (one.number === other.number && one.name !== other.name) {
    const why = `its number ${other.number} is that of ${one.name}; the store could take the sectors of one for the other's`;
    yield violation("I6", system.name, other.name, why);
  }
  if (one.baseAddress < other.baseAddress + other.bytes && other.baseAddress < one.baseAddress + one.bytes) {
    const why = `its sectors overlap those of ${one.name}; writing one would overwrite the other`;
    yield violation("I6", system.name, other.name, why);
  }
}

/**
 * What a key may be for, by its owner. Only dc-security seals rounds, and it seals nothing else; its keys change with provisioning alone, for
 * neither the concentrator nor who sums up hears of a change.
 */
const KEY_USES: Readonly<Record<string, readonly KeyUse[]>> = {
  "cs-security": ["seal", "open", "prf", "change"],
  "dc-security": ["round", "prf"],
  "off-switch-security": ["seal", "open", "change", "prf"],
};

function* usesFit(system: System, { name, owner, uses }: Key): Generator<Violation> {
  const allowed = listedAs(KEY_USES, owner) ?? uses;
  for (const use of uses) {
    if (allowed.includes(use)) continue;
    yield violation("I7", system.name, name, `a key of ${owner} is for ${listed(allowed)}, not for ${use}`);
  }
  const others = uses.filter((use) => use !== "prf" && use !== "change");
  if (!uses.includes("prf") || others.length === 0) return;
  const why = `it is for prf and for ${listed(others)}; a pseudo-random function of any input gives away the stream under which it is sealed`;
  yield violation("I7", system.name, name, why);
}

/** I7: allowed owners and uses, one owner a name, nothing of the off-switch on the meter, no name on two processors. */
export function* keysAreBound(systems: readonly System[]): Generator<Violation> {
  const holders = new Map<string, System>();
  for (const system of systems) {
    const owners = new Map<string, string>();
    for (const key of system.keys) {
      const first = owners.get(key.name);
      const holder = holders.get(key.name);
      if (!KEY_OWNERS.includes(key.owner)) {
        yield violation("I7", system.name, key.name, `${key.owner} may own no key; only ${listed(KEY_OWNERS)} may`);
      }
      yield* usesFit(system, key);
      if (first !== undefined && first !== key.owner) {
        const why = `it is bound to ${first} and to ${key.owner}; a key is bound to one partition`;
        yield violation("I7", system.name, key.name, why);
      }
      if (system.name === "meter" && key.name.startsWith("off-switch")) {
        const why =
          "an off-switch key lives on the off-switch board and at the central system, never on the meter board";
        yield violation("I7", system.name, key.name, why);
      }
      if (holder !== undefined && holder.name !== system.name) {
        const why = "it is on both processors; a key is bound to one partition of one processor";
        yield violation("I7", `${holder.name} and ${system.name}`, key.name, why);
      }
      owners.set(key.name, first ?? key.owner);
      holders.set(key.name, holder ?? system);
    }
  }
}
