// What the attacks share: a bench whose firmware may have one defence taken out, and what an attacker needs: recorded frames, the keys
// where an attack assumes that they are known, bytes onto the wire between the boards.
//
// A defence is taken out of the firmware's own text, which must hold it exactly once: an attack that succeeds then, and fails
// otherwise, fails because of that defence.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import nacl from "tweetnacl";
import { Bench } from "../../bench/bench.ts";
import { fromByteString, toByteString } from "../../bench/byte-string.ts";
import { counterBytes } from "../../bench/central-system.ts";
import { Random } from "../../bench/engine/random.ts";
import { FrameReceiver } from "../../bench/frame-receiver.ts";
import { builtInHousehold } from "../../bench/household.ts";
import type { Household } from "../../bench/household.ts";
import { makeKeys } from "../../bench/key-file.ts";
import type { MeterKeys } from "../../bench/key-file.ts";
import { kernelStatus } from "../../bench/report.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import type { Board } from "../../boards/board.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { readU16 } from "../../firmware/messages/bytes.ts";
import { switchStateRejected } from "../../firmware/messages/switch-state.ts";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { bundle } from "../../tools/build/bundle.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";

const FIRMWARE = fileURLToPath(new URL("../../firmware/", import.meta.url));

export interface TargetOptions {
  readonly household?: Household;
  /** UTC second of power-on; default: the start of a billing interval. */
  readonly startS?: number;
  readonly seed?: number;
  readonly meterId?: string;
  readonly meter?: string;
  readonly offSwitch?: string;
}

export async function target(options: TargetOptions = {}): Promise<Bench> {
  const texts = await bundles();
  return new Bench({
    household: options.household ?? builtInHousehold(1),
    startS: options.startS ?? DEFAULT_START_S,
    seed: options.seed ?? 1,
    ...(options.meterId === undefined ? {} : { meterId: options.meterId }),
    bundles: { meter: options.meter ?? texts.meter, offSwitch: options.offSwitch ?? texts.offSwitch },
  });
}

/** The keys that a bench of this seed has: for attacks that assume a key to be known. */
export function keysOf(bench: Bench, seed = 1): MeterKeys {
  const random = new Random(seed);
  return makeKeys(bench.meterId, (count) => random.byteString(count));
}

/** Goes on for so many seconds. */
export function wait(bench: Bench, seconds: number): void {
  bench.runTo(bench.elapsedS + seconds);
}

function replaceOnce(text: string, before: RegExp | string, after: string, where: string): string {
  assert.equal(text.split(before).length, 2, `${where}: not exactly one ${String(before)}`);
  return text.replace(before, after);
}

type Ground = readonly [System, Board];
const GROUNDS: Readonly<Record<string, Ground>> = {
  meter: [meterSystem, meterBoard],
  "off-switch": [offSwitchSystem, offSwitchBoard],
};

/** A board's bundle with `before` replaced by `after` in the source of one of its partitions; on another `ground` where one is given. */
export async function without(
  board: "meter" | "off-switch",
  partition: string,
  before: string,
  after: string,
  ground: Ground = GROUNDS[board]!,
): Promise<string> {
  const folder = `${FIRMWARE}${board}/`;
  const source = replaceOnce(readFileSync(`${folder}${partition}.ts`, "utf8"), before, after, partition);
  const scratch = mkdtempSync(`${tmpdir()}/hasm-`);
  const file = `${scratch}/${partition}.ts`;
  try {
    writeFileSync(file, source.replaceAll('"../', `"${FIRMWARE}`));
    return (await bundle(...ground, { replace: { [partition]: file } })).text;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The off-switch bundle whose `open` takes any counter: the kernel's side cannot be replaced, so the built text is. */
export async function withoutCounter(): Promise<string> {
  const { offSwitch } = await bundles();
  return replaceOnce(offSwitch, /(?<=\.length<=8)\|\|[\w$]+<=[\w$]+(?=\)return"")/, "", "off-switch bundle");
}

/** Bytes onto the wire between the boards, towards the off-switch processor. */
export function toOffSwitch(bench: Bench, bytes: string): void {
  bench.offSwitch.uart(portOf(offSwitchBoard, "link")).receive(bytes);
}

/** What is inside the frames of a stream. */
export function payloads(bytes: string): string[] {
  const found: string[] = [];
  new FrameReceiver((payload) => found.push(payload)).receive(bytes);
  return found;
}

/** Counter and box, as they stand behind the route byte. */
export function sealed(plain: string, key: string, nonce: (counter: string) => Uint8Array, counter: bigint): string {
  const bytes = counterBytes(counter);
  return bytes + toByteString(nacl.secretbox(fromByteString(plain), nonce(bytes), fromByteString(key)));
}

/** Each way to have one bit of the text turned over. */
export function flipped(text: string): string[] {
  return Array.from({ length: 8 * text.length }, (_, bit) => {
    const at = bit >>> 3;
    const byte = String.fromCharCode(text.charCodeAt(at) ^ (1 << (bit & 7)));
    return text.slice(0, at) + byte + text.slice(at + 1);
  });
}

export function isClosed(bench: Bench): boolean {
  return bench.offSwitchParts.relay.closed;
}

/** What the off-switch processor counted, by its latest report (every 5 s). */
export function commands(bench: Bench): { accepted: number; rejected: number } {
  assert.notEqual(bench.switchReport, "", "the off-switch processor has not reported");
  return { accepted: readU16(bench.switchReport, 1), rejected: switchStateRejected(bench.switchReport) };
}

/** From closed, by "off" and "on", to armed. */
export function arm(bench: Bench): void {
  bench.central.switch("off");
  wait(bench, 2);
  bench.central.switch("on");
  wait(bench, 2);
}

/** No partition of these boards failed, was restarted or is held. */
export function assertNoFaults(bench: Bench, ...boards: readonly ("meter" | "offSwitch")[]): void {
  for (const board of boards)
    for (const one of kernelStatus(bench, board).partitions)
      assert.deepEqual([one.name, one.faults, one.starts, one.held], [one.name, 0, 1, false]);
}

/** How much waits in the queues of a board: messages, bytes. */
export function queued(bench: Bench, board: "meter" | "offSwitch"): { messages: number; bytes: number } {
  const queues = Array.from(kernelStatus(bench, board).slots, (slot) => Array.from(slot.queue)).flat();
  return { messages: queues.length, bytes: queues.reduce((sum, message) => sum + message.length, 0) };
}
