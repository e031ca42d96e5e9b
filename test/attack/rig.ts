// What the attacks share: a bench whose firmware may have one defence taken out, and what an attacker needs: recorded frames, the keys
// where an attack assumes that they are known, bytes onto the wire between the boards.
//
// A defence is taken out of the firmware's own text, which must hold it exactly once: an attack that succeeds then, and fails
// otherwise, fails because of that defence.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { Bench } from "../../bench/bench.ts";
import { decodeSwitchReport } from "../../bench/central/switch-messages.ts";
import type { SwitchReport } from "../../bench/central/switch-messages.ts";
import { FrameReceiver } from "../../bench/frame-receiver.ts";
import { builtInHousehold } from "../../bench/household.ts";
import type { Household } from "../../bench/household.ts";
import { kernelStatus } from "../../bench/report.ts";
import type { Board } from "../../boards/board.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { bundle } from "../../tools/build/bundle.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";

export { flipped, payloads, sealed, toOffSwitch } from "../../bench/attack/tools.ts";

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

/** Goes on for so many seconds. */
export function wait(bench: Bench, seconds: number): void {
  bench.runTo(bench.elapsedS + seconds);
}

function global(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `${pattern.flags}g`);
}

export function replaceOnce(text: string, before: RegExp | string, after: string, where: string): string {
  const found = typeof before === "string" ? text.split(before).length - 1 : [...text.matchAll(global(before))].length;
  assert.equal(found, 1, `${where}: not exactly one ${String(before)}`);
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
    writeFileSync(file, source.replaceAll('"../', `"${FIRMWARE}`).replaceAll('"./', `"${folder}`));
    return (await bundle(...ground, { replace: { [partition]: file } })).text;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The off-switch bundle that takes what is not sealed for the plain text of a command: it stands where the cipher text would. */
export function withoutSeal(): Promise<string> {
  const open = 'answers.length < MOST_ANSWERS * ANSWER_BYTES && stored !== "" ? openOffSwitch(message) : ""';
  return without("off-switch", "off-switch-security", open, "message.substr(24)");
}

/** Built text of a board in which the kernel's `open` takes any counter: the kernel's side is replaced where it is built. */
export function withoutCounter(text: string): string {
  return replaceOnce(text, /(?<=if\([\w$]+==="")\|\|[\w$]+<=[\w$]+(?=\)return"")/, "", "bundle");
}

/** Built text of a board whose `open` keeps the counters that it took in the processor's memory alone, as if no part held them. */
export function withoutStoredCounter(text: string): string {
  const open =
    /=[\w$]+\(([\w$]+),([\w$]+)\);if\(([\w$]+)===""(\|\|[\w$]+<=\3\)return"".{50,400}?""\|\|)![\w$]+\(\1\.[\w$]+,\2,([\w$]+)\)/s;
  return replaceOnce(text, open, '=($1.ram||($1.ram={}))[$2]||"";if(false$4!($1.ram[$2]=$5)', "bundle");
}

/** Built text of a board that reserves the counters of what it seals in the processor's memory alone. */
export function withoutReserve(text: string): string {
  const reserve = /![\w$]+\([\w$]+\.[\w$]+,16\+[\w$]+,"\\0\\0\\0\\0"\+[^"!]*?\)(?=\)\)return"")/;
  return replaceOnce(text, reserve, "false", "bundle");
}

/** Built text of a board whose own key gives way to the new one at once, and not when that is first used. */
export function withoutSuccessor(text: string): string {
  return replaceOnce(text, /([\w$]+)<3\?64\+\1:\1/, "$1", "bundle");
}

/** Built text of a board that changes any key for whoever asks. */
export function withoutKeyOwner(text: string): string {
  return replaceOnce(text, /[\w$]+\.indexOf\(([\w$]+)\)<0\?!1:(?=[^;]{0,60}<3\?64\+\1)/, "", "bundle");
}

/** Built text of a board that seals a round as often as it is asked to. */
export function withoutRoundOnce(text: string): string {
  return replaceOnce(text, /(?<=length!==96\|\|[\w$]+==="")\|\|[\w$]+<=[\w$]+(?=\?"")/, "", "bundle");
}

export interface Heard {
  /** Second of the run. */
  readonly second: number;
  readonly direction: "in" | "out";
  /** Route and sealed message. */
  readonly payload: string;
}

/** Everything on the WAN from now on. */
export function listen(bench: Bench): Heard[] {
  const heard: Heard[] = [];
  const ears = { in: new FrameReceiver(hear("in")), out: new FrameReceiver(hear("out")) };
  function hear(direction: Heard["direction"]): (payload: string) => void {
    return (payload) => heard.push({ second: Math.floor(bench.elapsedS), direction, payload });
  }
  bench.onWan((direction, bytes) => {
    ears[direction].receive(bytes);
  });
  return heard;
}

export function isClosed(bench: Bench): boolean {
  return bench.offSwitchParts.relay.closed;
}

/** The latest report of the off-switch processor: every 5 s, and with the tick after a change. */
export function reportOf(bench: Bench): SwitchReport {
  assert.notEqual(bench.switchReport, "", "the off-switch processor has not reported");
  return decodeSwitchReport(bench.switchReport) ?? assert.fail("the off-switch processor reported what cannot be");
}

/** What it counted, by its latest report. */
export function commands(bench: Bench): { accepted: number; rejected: number } {
  const { accepted, rejected } = reportOf(bench);
  return { accepted, rejected };
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
