// One segment and one partition that uses it, on the kernel and the store as every board has them, on the STM32F405RG image with a
// RAM-backed part (what it holds at the start: store-host.ts).

import type { Board } from "../../boards/board.ts";
import type { Segment, System } from "../../firmware/kernel/description.ts";
import { bundle, ROOT } from "../../tools/build/bundle.ts";
import { measure } from "../../tools/engine/measure.ts";
import type { StorageFiles } from "../../tools/engine/storage-image.ts";
import { FIXED_KEYS, meterKeyFile } from "../key-file.ts";
import { NOR_IMAGE_FILE } from "../nor-image.ts";
import { MARKS, prelude, REPORT_USART } from "./prelude.ts";

/** What the engine of the twins has. */
export const VARIABLES = 5450;
const PAGES = 64;
const PERIOD_S = 1;

export type User = "appender" | "putter" | "idler";

function systemWith(segment: Segment | undefined, user: User, flashBytes: number): System {
  const name = segment?.kind === "values" ? "numbers" : "log";
  return {
    name: "meter",
    cycleMs: 20,
    flashBytes,
    partitions: [{ name: user, purpose: "what is measured", stepBudget: 100, periodMs: PERIOD_S * 1000 }],
    channels: [],
    devices: [
      {
        name: "mark",
        owner: user,
        contract: "relay",
        exposure: "inside",
        carries: "state",
        direction: "in",
        reason: "leaves a stamp",
      },
    ],
    keys: [],
    segments: segment ? [{ ...segment, name, writer: user, readers: [] }] : [],
  };
}

const boardWith = (flashBytes: number): Board => ({
  name: "store",
  system: "meter",
  engine: "STM32F405RG",
  variables: VARIABLES,
  console: "Serial1",
  watchdogSeconds: 0,
  parts: {
    mark: {
      driver: "latching-relay",
      options: { setPin: "B4", resetPin: "B5", feedbackPin: "B8", coilMs: 50 },
    },
  },
  memory: {
    driver: "../../bench/cost/stamped-nor",
    options: { bytes: flashBytes, pages: PAGES, image: NOR_IMAGE_FILE },
  },
});

/**
 * Marks of the partition, and of each cycle when its work ended and how long it took; where the seal of a record began and ended. Stamps of the
 * seal are left out where the whole is measured.
 */
const CYCLES = `${MARKS}
var mounted=0,mark=digitalRead;
global.digitalRead=function(){if(!mounted)mounted=process.memory().usage;return mark()};
var partVariables=0,isOpen=0,cycles=[];
function partOpens(){partVariables=process.memory().usage}
function partIsOpen(){partVariables=process.memory().usage-partVariables;isOpen=getTime()}
E.kickWatchdog=function(){var t=getTime();cycles.push([t,t-begun])};`;

const SEALS = `var seals=[],toBytes=E.toUint8Array,toText=E.toString;
E.toUint8Array=function(t){seals.push(getTime());return toBytes(t)};
E.toString=function(a,b,c){if(c===undefined)seals.push(getTime());return c===undefined?toText(a,b):toText(a,b,c)};`;

export interface StoreRun {
  readonly marks: readonly number[];
  /** Seconds: when a cycle ended, and since when it ran. */
  readonly cycles: readonly (readonly [number, number])[];
  readonly seals: readonly number[];
  readonly isOpen: number;
  readonly booted: number;
  /** Variables: what opening the part took, what was in use before the partition's first tick, and when the report was made. */
  readonly partVariables: number;
  readonly mounted: number;
  readonly usage: number;
  readonly faults: number;
  readonly flags: readonly string[];
}

export interface StoreScenario {
  readonly segment?: Segment;
  readonly user: User;
  /** Content of the part (bench/nor-image.ts). */
  readonly image: string;
  readonly flashBytes: number;
  /** Ticks of the partition: one at once, one at each further second. */
  readonly ticks: number;
  readonly ballast?: number;
  readonly stampsSeals?: boolean;
}

/** Bytes of the files besides the image, or a little more. */
export async function programBytes(segment: Segment, user: User, flashBytes: number): Promise<number> {
  return (await programText(segment, user, flashBytes)).length + 8192;
}

async function programText(segment: Segment | undefined, user: User, flashBytes: number): Promise<string> {
  const replace = { [user]: `${ROOT}bench/cost/${user}.ts` };
  return (await bundle(systemWith(segment, user, flashBytes), boardWith(flashBytes), { replace })).text;
}

/** Boots, lets the partition tick, and reports. Throws MeasureError where the heap did not suffice for a report. */
export async function runStore(scenario: StoreScenario): Promise<StoreRun> {
  const { segment, user, image, flashBytes, ticks, ballast, stampsSeals } = scenario;
  const files: StorageFiles = {
    ".boot0": prelude({
      ...(ballast === undefined ? {} : { ballast }),
      scenario: CYCLES + (stampsSeals ? SEALS : "var seals=[];"),
      reportAtS: ticks * PERIOD_S + 0.8,
      report:
        "{mounted:mounted,usage:process.memory().usage,marks:marks,cycles:cycles,seals:seals,isOpen:isOpen,booted:booted," +
        "partVariables:partVariables,faults:hasm.faults.length,flags:E.getErrorFlags()}",
    }),
    ".bootcde": await programText(segment, user, flashBytes),
    "hasm.keys": meterKeyFile(FIXED_KEYS),
    [NOR_IMAGE_FILE]: image,
  };
  return (await measure(files, { usart: REPORT_USART, timeoutMs: 40_000 })) as StoreRun;
}
