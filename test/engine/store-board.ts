// A board with a log, values and the scribe on the STM32F405RG image: what it said, and the content of its part as it was at the end.

import type { Board } from "../../boards/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { fromByteString } from "../../bench/byte-string.ts";
import { provisionedPart } from "../../bench/flash-part.ts";
import { meterKeyFile } from "../../bench/key-file.ts";
import { NOR_IMAGE_FILE, norImage } from "../../bench/nor-image.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { PAGE_BYTES } from "../../hal/nor-flash.ts";
import { bundle, ROOT } from "../../tools/build/bundle.ts";
import { measure, reporter } from "../../tools/engine/measure.ts";
import { KEYS } from "./twins.ts";

const PART_BYTES = 65536;

const segment = { writer: "scribe", readers: [], writesPerDay: 1, reason: "what is tested" } as const;
export const JOURNAL = {
  ...segment,
  name: "journal",
  number: 1,
  kind: "log",
  baseAddress: 0,
  bytes: 32768,
  slotBytes: 64,
  values: 0,
} as const;
export const NUMBERS = {
  ...segment,
  name: "numbers",
  number: 2,
  kind: "values",
  baseAddress: 32768,
  bytes: 32768,
  slotBytes: 32,
  values: 2,
} as const;

const system: System = {
  name: "meter",
  cycleMs: 20,
  flashBytes: PART_BYTES,
  partitions: [{ name: "scribe", purpose: "writes", stepBudget: 100, periodMs: 1000 }],
  channels: [],
  devices: [
    {
      name: "out",
      owner: "scribe",
      contract: "serial-port",
      exposure: "inside",
      carries: "state",
      direction: "out",
      reason: "says what it did",
    },
  ],
  keys: [],
  segments: [JOURNAL, NUMBERS],
};

const board: Board = {
  name: "scribe",
  system: "meter",
  engine: "STM32F405RG",
  variables: 5450,
  console: "Serial1",
  watchdogSeconds: 0,
  parts: { out: { driver: "uart", options: { port: "Serial2", tx: "A2", baud: 19200 } } },
  memory: {
    driver: "../../test/engine/store-exposed-nor",
    options: { bytes: PART_BYTES, pages: 64, image: NOR_IMAGE_FILE },
  },
};

export interface Outcome {
  readonly said: readonly string[];
  readonly array: NorArray;
  /** Kinds of fault. */
  readonly faults: readonly number[];
  readonly flags: readonly string[];
}

/** Statement that leaves so many variables free, for a second. In large pieces first, for the engine is slow with small ones. */
const takeHeap = (free: number): string =>
  `hoard=[];setTimeout(function(){hoard=undefined},1000);
while(process.memory().free>${free + 150})hoard.push(new Uint8Array(1300));
for(var n=process.memory().free-${free};n>0;n--)hoard.push(1);`;

/** Statements that leave so many variables free from `atS` seconds of board time on. */
export function shortOfHeap(free: number, atS: number): string {
  return `var hoard;setTimeout(function(){${takeHeap(free)}},${atS * 1000});`;
}

/**
 * Statements that leave nearly nothing of the heap at the n-th read of the part behind `atS`, when the store looks at what it has just written:
 * reads 1 and 2 are of a record's body, 3 and 4 of its commit, 5 is of the key before.
 */
export function shortAtRead(count: number, atS: number): string {
  return `var hoard,reads=0;setTimeout(function(){var read=part.read;
part.read=function(at,n){if(++reads==${count}){${takeHeap(20)}}return read(at,n)}},${atS * 1000});`;
}

export function freshPart(): NorArray {
  return provisionedPart(PART_BYTES, [JOURNAL, NUMBERS], KEYS.meterLogs);
}

/** Boots on a part of this content. `trouble`: statements that run beside. */
export async function runScribe(array: NorArray, seconds: number, trouble = ""): Promise<Outcome> {
  const replace = { scribe: `${ROOT}test/engine/store-scribe.ts` };
  const { text } = await bundle(system, board, { replace });
  // Set before the kernel's own timers, and each page apart: neither needs much of a heap that is short.
  const scenario = `${reporter()}var said=[];Serial2.write=function(b){said.push(btoa(b))};${trouble}
setTimeout(function(){var pages=[],blank="\\xff".repeat(${PAGE_BYTES});
for(var at=0;at<${PART_BYTES};at+=${PAGE_BYTES}){var page=part.read(at,${PAGE_BYTES});if(page!==blank)pages.push([at,btoa(page)])}
reportResult({said:said,pages:pages,faults:hasm.faults.map(function(f){return f.kind}),flags:E.getErrorFlags()})},${seconds * 1000});`;
  const files = {
    ".boot0": scenario,
    ".bootcde": text,
    "hasm.keys": meterKeyFile(KEYS),
    [NOR_IMAGE_FILE]: norImage(array),
  };
  const result = (await measure(files, { timeoutMs: 40_000 })) as {
    said: string[];
    pages: [number, string][];
    faults: number[];
    flags: string[];
  };
  const decode = (base64: string): string => Buffer.from(base64, "base64").toString("latin1");
  const after = new NorArray(PART_BYTES, () => 0);
  for (const [at, page] of result.pages) after.program(at, fromByteString(decode(page)));
  return { said: result.said.map(decode), array: after, faults: result.faults, flags: result.flags };
}
