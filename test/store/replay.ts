// Replays one cut by the id that its failure printed: node --import tsx test/store/replay.ts ID

import { Cutter, pointText } from "./cut.ts";
import type { Point, Tear } from "./cut.ts";
import { SEGMENT_NAMES } from "./rig.ts";

const TEAR = "(\\d+):(\\d+):([a-z-]+)";
const ID = new RegExp(`^([a-zA-Z]+):(\\d+):${TEAR}:(\\d+)(?:/${TEAR})?$`);

/** What an id says, or undefined where it is none. */
export function parseId(id: string): { readonly point: Point; readonly second: Tear | undefined } | undefined {
  const parts = ID.exec(id);
  const segment = SEGMENT_NAMES.find((name) => name === parts?.[1]);
  if (!parts || !segment) return undefined;
  const tear = (at: number): Tear =>
    ({ event: Number(parts[at]), byte: Number(parts[at + 1]), shape: parts[at + 2]! }) as Tear;
  const point = { ...tear(3), segment, operation: Number(parts[2]), seed: Number(parts[6]) };
  return { point, second: parts[7] === undefined ? undefined : tear(7) };
}

/** Does that one cut. Returns whether its event came; CutFailure where a promise is broken. */
export function replay(point: Point, second: Tear | undefined): boolean {
  const cutter = new Cutter(point.segment, point.seed);
  let came = false;
  cutter.run((operation, index) => {
    if (operation !== point.operation || index !== point.event) return;
    came = true;
    cutter.cut(operation, { event: point.event, byte: point.byte, shape: point.shape }, second);
  });
  return came;
}

const id = process.argv[2];
if (process.argv[1]?.endsWith("replay.ts") && id !== undefined) {
  const parsed = parseId(id);
  if (!parsed) {
    console.error(`"${id}" is no id: segment:operation:event:byte:shape:seed, after a second cut /event:byte:shape`);
    process.exit(2);
  }
  const came = replay(parsed.point, parsed.second);
  console.log(came ? `${pointText(parsed.point, parsed.second)} keeps every promise` : "that script has no such event");
  if (!came) process.exit(2);
}
