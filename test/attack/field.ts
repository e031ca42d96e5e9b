// A meter as it hangs in the field, with a policy that is worth attacking, on the whole virtual boards.

import nacl from "tweetnacl";
import { Bench } from "../../bench/bench.ts";
import { fromByteString } from "../../bench/byte-string.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { IN_THE_FIELD } from "../../bench/switch-values.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";
import { payloads, wait } from "./rig.ts";

type Stream = (bytes: Uint8Array, at: number, length: number, nonce: Uint8Array, key: Uint8Array) => unknown;
/** Of tweetnacl, and not in its types. */
const { lowlevel } = nacl as unknown as { readonly lowlevel: { readonly crypto_stream: Stream } };

export interface FieldOptions {
  readonly policy?: string;
  readonly seed?: number;
  readonly relayIsClosed?: boolean;
  readonly meter?: string;
  readonly offSwitch?: string;
}

export async function fieldMeter(options: FieldOptions = {}): Promise<Bench> {
  const texts = await bundles();
  const { policy = IN_THE_FIELD, seed = 1, relayIsClosed = true, meter, offSwitch } = options;
  const bench = new Bench({
    household: builtInHousehold(1),
    startS: DEFAULT_START_S,
    seed,
    relayIsClosed,
    switchPolicy: policy,
    bundles: { meter: meter ?? texts.meter, offSwitch: offSwitch ?? texts.offSwitch },
  });
  wait(bench, 10);
  return bench;
}

/** A valid command goes to the meter, alone. */
export function order(bench: Bench, which: "off" | "on"): void {
  const payload = payloads(bench.central.command(which))[0];
  if (payload === undefined) throw new RangeError(`no frame in the command ${which}`);
  bench.toWan(frame(payload));
}

/** What the board of these keys draws the delay of its `draw`-th opening from: the first four bytes of the key's stream. */
export function drawnOn(delayKey: string, draw: number): number {
  const nonce = fromByteString("delay".padEnd(20, "\0") + u32(draw));
  const stream = new Uint8Array(4);
  lowlevel.crypto_stream(stream, 0, 4, nonce, fromByteString(delayKey));
  return Buffer.from(stream).readUInt32BE();
}
