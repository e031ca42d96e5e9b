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

/** Sends a whole tariff; the result of each order has to be that it is done. */
export function send(meter: ComputationsRig, tariff: Tariff, pieceBytes = 64): void {
  assert.equal(meter.begin(), RESULT_DONE);
  meter.erase();
  for (let at = 0; at < tariff.body.length; at += pieceBytes)
    assert.equal(meter.piece(at, tariff.body.slice(at, at + pieceBytes)), RESULT_DONE);
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

export function tariff(version: number, fromUtcSeconds: number, bytes: number): Tariff {
  return { version, fromUtcSeconds, body: new Random(version).byteString(bytes) };
}
