// Two cuts in a row, for each first cut: one at each event of the boot that mends it, at each byte of a program. The operations after it
// depend on what that boot left alone: they are cut once for each image that boots leave, told apart by its hash.
// npm run test:powercut [-- STRIDE [SEGMENT]], STRIDE: one first cut in so many. On two cores all of it takes half a day, a STRIDE of 25 half an hour.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CutFailure, Cutter, tears } from "./cut.ts";
import type { Life, Tear } from "./cut.ts";
import { SEGMENT_NAMES, segmentNumber } from "./rig.ts";
import type { FlashEvent, SegmentName } from "./rig.ts";

const SHARES = 2;
const MOST_FAILURES = 20;
const PROGRESS_MS = 30_000;

interface Count {
  firsts: number;
  images: number;
  cases: number;
  failed: number;
}

class Deep {
  readonly count: Count = { firsts: 0, images: 0, cases: 0, failed: 0 };
  readonly #cutter: Cutter;
  readonly #seen = new Set<string>();

  constructor(cutter: Cutter) {
    this.#cutter = cutter;
  }

  first(operation: number, tear: Tear): void {
    this.count.firsts++;
    const lived = this.#attempt(operation, tear);
    if (!lived) return;
    const { events, boot } = lived;
    for (let index = 0; index < boot.events; index++) this.#second(operation, tear, events[index]!, index);
    const key = `${operation} ${boot.cells}`;
    if (boot.cells !== "" && this.#seen.has(key)) return;
    this.#seen.add(key);
    this.count.images++;
    for (let index = boot.events; index < events.length; index++) this.#second(operation, tear, events[index]!, index);
  }

  #second(operation: number, tear: Tear, event: FlashEvent, index: number): void {
    for (const second of tears(event, index + tear.byte)) this.#attempt(operation, tear, { ...second, event: index });
  }

  #attempt(operation: number, first: Tear, second?: Tear): Life | undefined {
    this.count.cases++;
    try {
      return this.#cutter.cut(operation, first, second);
    } catch (error) {
      if (!(error instanceof CutFailure)) throw error;
      if (this.count.failed++ < MOST_FAILURES) console.log(error.message);
      return undefined;
    }
  }
}

function sweep(segment: SegmentName, stride: number, share: number): Count {
  const cutter = new Cutter(segment, segmentNumber(segment), true);
  const deep = new Deep(cutter);
  const begunMs = Date.now();
  let [number, toldMs] = [0, begunMs];
  cutter.run((operation, index, event) => {
    for (const first of tears(event, index)) {
      if (number++ % (stride * SHARES) !== share * stride) continue;
      deep.first(operation, first);
      if (Date.now() - toldMs < PROGRESS_MS) continue;
      toldMs = Date.now();
      const seconds = Math.round((toldMs - begunMs) / 1000);
      console.log(`${segment}/${share}: operation ${operation}, ${deep.count.cases} cases, ${seconds} s`);
    }
  });
  return deep.count;
}

function runShare(share: number, stride: number, only: string | undefined): void {
  for (const segment of SEGMENT_NAMES) {
    if (only !== undefined && only !== segment) continue;
    const begunMs = Date.now();
    const { firsts, images, cases, failed } = sweep(segment, stride, share);
    if (failed > 0) process.exitCode = 1;
    const seconds = ((Date.now() - begunMs) / 1000).toFixed(1);
    console.log(
      `${segment}/${share}: ${firsts} first cuts, ${images} images worked on, ${cases} cases, ${failed} failed, ${seconds} s`,
    );
  }
}

const [stride = "1", only = "", share] = process.argv.slice(2);
if (share !== undefined) runShare(Number(share), Number(stride), only === "" ? undefined : only);
else {
  for (let one = 0; one < SHARES; one++) {
    const child = fork(fileURLToPath(import.meta.url), [stride, only, String(one)], { execArgv: ["--import", "tsx"] });
    child.once("exit", (code) => {
      if (code !== 0) process.exitCode = 1;
    });
  }
}
