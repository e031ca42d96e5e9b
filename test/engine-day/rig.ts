// The meter's twin as it leaves provisioning, alive by its own time: its bundle, its keys, its flash part as a file of the host, and a probe.
// The probe sums up the board time that the engine spends in the firmware's callbacks (its timers and its ports' listeners) and says
// it, with the heap and the faults, once a minute on the display's UART. What the engine's own interrupts and its idle loop take is
// not in the sum. A probe costs the board some milliseconds, and each callback some 0.2 ms, which is in the sum.

import { board as twin } from "../../boards/qemu-meter/board.ts";
import type { Board } from "../../boards/board.ts";
import { provisionedPart } from "../../bench/flash-part.ts";
import { FIXED_KEYS, keyRoom, meterKeyFile } from "../../bench/key-file.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { system } from "../../firmware/meter/system.ts";
import { buildBoard } from "../../tools/build/build.ts";
import { BEAT_FIGURES, BEAT_TIME } from "./beat.ts";
import { PacedBoard } from "./paced-board.ts";

export const KEYS = FIXED_KEYS;
const NOR_FILE = "nor";
/** From `hal/drivers`, where the build looks for it. */
const NOR_DRIVER = "../../test/engine-day/host-nor";

export const board: Board = {
  ...twin,
  memory: { driver: NOR_DRIVER, options: { bytes: system.flashBytes, file: NOR_FILE } },
};
export const START_S = Number(twin.parts["clock"]!.options["epochSeconds"]);
/** Of the fastest UART that hears. */
const FASTEST_BAUD = 19_200;
/** How long a byte takes on a UART, as the board's data has it. */
export function byteUsOf(usart: number): number {
  const part = Object.values(twin.parts).find(({ options }) => options["port"] === `Serial${usart}`);
  return 10e6 / Math.min(Number(part?.options["baud"] ?? FASTEST_BAUD), FASTEST_BAUD);
}

export const usartOf = (device: string): number => Number(portOf(board, device).slice("Serial".length));

/** What the probe says. */
export interface Sample {
  /** Board time, and the metronome's, which started a little later. */
  readonly seconds: number;
  readonly beatUs: number;
  /** Variables of the heap in use once garbage is collected, without those that were in use before the bundle began. */
  readonly heap: number;
  /** Seconds spent in the firmware's callbacks since power-on. */
  readonly busy: number;
  /** Seconds of the longest of them since the sample before: for so long the engine's event buffer was not emptied. */
  readonly slow: number;
  /** The kernel's latest faults, and how many each partition had. */
  readonly faults: readonly unknown[];
  readonly failed: readonly number[];
  /** The engine's. */
  readonly flags: readonly string[];
  /** Microseconds spent in the metronome, bytes that found the one before unread, bytes. */
  readonly beat: readonly [number, number, number];
}

const HEAD = "#";

/** Takes variables away until so many are left. */
const ballast = (left: number): string =>
  `var ballast=[];for(var i=process.memory().free-${left};i>0;i--)ballast.push(i);`;

const probe = (everyS: number): string =>
  `var busy=0,slow=0,asked=setTimeout,spent=function(t){t=getTime()-t;busy+=t;if(t>slow)slow=t};` +
  `global.setTimeout=function(f,ms){return asked(function(){var t=getTime();f();spent(t)},ms)};` +
  `[Serial1,Serial2,Serial3,Serial4,Serial5,Serial6].forEach(function(s){var on=s.on;` +
  `s.on=function(e,f){on.call(s,e,function(d){var t=getTime();f(d);spent(t)})}});` +
  `asked(function say(){asked(say,${everyS * 1000});if(!hasm||!hasm.faults)return;` +
  `Serial${usartOf("lcd")}.write("${HEAD}"+JSON.stringify({seconds:getTime(),beatUs:${BEAT_TIME},heap:process.memory().usage-own,busy:busy,slow:slow,` +
  `faults:hasm.faults,failed:hasm.partitions.faults,flags:E.getErrorFlags(),beat:${BEAT_FIGURES}})+"\\r\\n");slow=0},${everyS * 1000});`;

export interface Rig {
  readonly board: PacedBoard;
  readonly samples: readonly Sample[];
  /** Rows that the display was given. */
  readonly rows: () => number;
  /** What the firmware says to the meter of another utility, in bytes. */
  onOtherUtility: (bytes: string) => void;
}

/** Powers the twin on; it says how it is each `sampleS` seconds. `heap`: as many variables as the firmware may have; as many as there are. */
export async function startRig(sampleS: number, heap?: number): Promise<Rig> {
  const { text } = await buildBoard(board);
  const part = provisionedPart(system.flashBytes, system.segments, KEYS.meterLogs);
  const files = {
    ".boot0": `${probe(sampleS)}${heap === undefined ? "" : ballast(heap)}var own=process.memory().usage;`,
    ".bootcde": text,
    "hasm.keys": meterKeyFile(KEYS),
    "hasm.keyb": keyRoom(),
  };
  const paced = await PacedBoard.start({ files, hostFiles: { [NOR_FILE]: part.cells } });
  const samples: Sample[] = [];
  let rows = 0;
  const rig: Rig = { board: paced, samples, rows: () => rows, onOtherUtility: () => undefined };
  let line = "";
  paced.onBytes(usartOf("lcd"), (bytes) => {
    const lines = (line + bytes.toString("latin1")).split("\r\n");
    line = lines.pop()!;
    for (const one of lines) {
      if (one.startsWith(HEAD)) samples.push(JSON.parse(one.slice(HEAD.length)) as Sample);
      else if (one.startsWith("M")) rig.onOtherUtility(Buffer.from(one.slice(1), "hex").toString("latin1"));
      else if (one.startsWith("R")) rows++;
    }
  });
  return rig;
}
