// Tariffs as tests send them to computations, and the whole ones that a segment holds.

import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { RESULT_DONE } from "../../firmware/messages/meter-order.ts";
import { imageFromUtcSeconds, imageVersion, readImage } from "../../firmware/store/image.ts";
import type { Images } from "../../firmware/store/image.ts";
import type { ComputationsRig } from "./rig.ts";

export interface Tariff {
  readonly version: number;
  readonly fromUtcSeconds: number;
  readonly body: string;
}

/** Sends all pieces, of these lengths in turn; the result of each has to be that it is done. */
export function sendPieces(meter: ComputationsRig, body: string, lengths: readonly number[]): void {
  for (let at = 0, i = 0; at < body.length; i++) {
    const bytes = body.slice(at, at + lengths[i % lengths.length]!);
    assert.equal(meter.piece(at, bytes), RESULT_DONE);
    at += bytes.length;
  }
}

/** Sends a whole tariff; the result of each order has to be that it is done. */
export function send(meter: ComputationsRig, tariff: Tariff, pieceBytes = 64): void {
  assert.equal(meter.begin(), RESULT_DONE);
  meter.erase();
  sendPieces(meter, tariff.body, [pieceBytes]);
  assert.equal(meter.commit(tariff.version, tariff.fromUtcSeconds, tariff.body), RESULT_DONE);
}

/** The whole images, the lower version first. */
export function held(images: Images): Tariff[] {
  const found = [0, 1].flatMap((place) => {
    const version = imageVersion(images, place);
    let body = "";
    for (let at = 0; version > 0 && readImage(images, place, at, 1) !== ""; at++)
      body += readImage(images, place, at, 1);
    return version === 0 ? [] : [{ version, fromUtcSeconds: imageFromUtcSeconds(images, place), body }];
  });
  return found.sort((a, b) => a.version - b.version);
}

/** How many seasons, special days and day types an image says that it has. */
export type Counts = readonly [seasons: number, specials: number, dayTypes: number];
export const MOST_COUNTS: Counts = [16, 64, 32];

const HEAD_BYTES = 189;
const COUNTED_BYTES = [9, 4, 48] as const;

/** An image of random content, but for what says how long it is. */
export function image(random: Random, counts: Counts): string {
  const calendar = counts.reduce((bytes, count, i) => bytes + count * COUNTED_BYTES[i]!, 0);
  return `HT\x01${random.byteString(HEAD_BYTES - 3)}${String.fromCharCode(...counts)}${random.byteString(calendar)}`;
}

/** A well-formed one, equal for equal arguments: one season and no special day, 201 bytes and 48 for each day type. */
export function tariff(version: number, fromUtcSeconds: number, dayTypes = 1): Tariff {
  return { version, fromUtcSeconds, body: image(new Random(version), [1, 0, dayTypes]) };
}
