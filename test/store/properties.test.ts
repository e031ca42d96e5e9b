// Any order of writes, idle moments and boots: values agree with a map, a log with a list, images with what was committed.
import assert from "node:assert/strict";
import fc from "fast-check";
import { FAST } from "./scale.ts";
import { LogSubject } from "./log-subject.ts";
import type { Operation, Subject } from "./operation.ts";
import { array, ArrayFlash } from "./rig.ts";
import { subject } from "./script.ts";
import type { SegmentName } from "./rig.ts";

const RUNS = FAST ? 15 : 120;
/** What a count takes of the longest entry. */
const COUNT_BYTES = 2;
const BOOT = { kind: "boot" } as const;
const IDLE = { kind: "idle" } as const;
type Step = Operation | typeof BOOT | typeof IDLE;

const bytes = (maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength }).map((list) => Buffer.from(list).toString("latin1"));

/** Runs steps on a fresh part; what the subject's model does not expect throws. */
function follow(name: SegmentName, steps: readonly Step[], erasePolls: number): Subject {
  const flash = new ArrayFlash(array(1));
  flash.erasePolls = erasePolls;
  const one = subject(name);
  one.open(flash);
  if (one instanceof LogSubject) one.perform({ kind: "provision" });
  for (const step of steps) {
    if (step.kind === "boot") {
      one.open(flash);
      one.check(true, 0);
    } else if (step.kind === "idle") one.idle();
    else one.perform(step);
  }
  one.open(flash);
  one.check(true, 1);
  assert.equal(one.refused(), 0);
  return one;
}

const logStep = (longest: number): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant("append" as const),
        entry: entry(longest),
        count: fc.constantFrom(1, 1, 2, 65535),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("merge" as const), entry: kind(), nowMs: fc.nat(1e6) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("flush" as const), nowMs: fc.nat(1e8) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("acknowledge" as const), behind: fc.nat(30) }) },
    { weight: 4, arbitrary: fc.constant(IDLE) },
    { weight: 1, arbitrary: fc.constant(BOOT) },
  );
const entry = (longest: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(1e6), bytes(longest - 5 - COUNT_BYTES))
    .map(([time, text]) => String(time).padStart(4, "0").slice(-4) + "a" + text);
const kind = (): fc.Arbitrary<string> => fc.nat(10).map((number) => "time" + "merged " + number);

describe("store, any order of operations", () => {
  for (const name of ["metrology", "security", "offSwitch"] as const) {
    it(`log: ${name}`, () => {
      const steps = fc.array(logStep(16), { minLength: 60, maxLength: 600, size: "max" });
      fc.assert(
        fc.property(steps, fc.nat(3), (list, polls) => void follow(name, list, polls)),
        { numRuns: RUNS, seed: 11, endOnFailure: FAST },
      );
    }).timeout(120_000);
  }

  for (const [name, count, longest] of [
    ["credit", 2, 52],
    ["parameters", 8, 18],
  ] as const) {
    it(`values: ${name}`, () => {
      const put = fc.record({ kind: fc.constant("put" as const), number: fc.nat(count - 1), value: bytes(longest) });
      const step = fc.oneof(
        { weight: 10, arbitrary: put },
        { weight: 3, arbitrary: fc.constant(IDLE) },
        { weight: 1, arbitrary: fc.constant(BOOT) },
      );
      const steps = fc.array<Step>(step, { minLength: 60, maxLength: 800, size: "max" });
      fc.assert(
        fc.property(steps, fc.nat(3), (list, polls) => void follow(name, list, polls)),
        { numRuns: RUNS, seed: 12, endOnFailure: FAST },
      );
    }).timeout(120_000);
  }

  it("images", () => {
    const page = bytes(255).map((text) => (text + "x").padEnd(256, "y"));
    const image = fc.tuple(fc.nat(1), fc.array(page, { maxLength: 4 }), bytes(200), fc.boolean(), fc.boolean());
    const steps = fc
      .array(image, { minLength: 1, maxLength: 8 })
      .map((images) =>
        images.flatMap(([place, pages, last, commits, boots], index): Step[] => [
          { kind: "begin", place },
          ...[...pages, last + "z"].map((text): Step => ({ kind: "write", page: text })),
          ...(commits ? [{ kind: "commit", version: index + 1, fromUtcSeconds: index } as const] : []),
          ...(boots ? [BOOT] : [{ kind: "read", place: 1 - place } as const]),
        ]),
      );
    fc.assert(
      fc.property(steps, fc.nat(3), (list, polls) => void follow("tariffs", list, polls)),
      { numRuns: RUNS, seed: 13, endOnFailure: FAST },
    );
  }).timeout(120_000);
});

describe("store, a log that fills up", () => {
  /** Appends, and acknowledges all after so many: at 75 % and at 90 % a record must say so, once for each time that a log fills up. */
  function fillsOf(entriesFirst: number, entries: number): number[] {
    const one = follow(
      "metrology",
      [
        ...Array.from(
          { length: entriesFirst },
          (_, index) => ({ kind: "append", entry: `${1000 + index}a`, count: 1 }) as const,
        ),
        { kind: "acknowledge", behind: 0 },
        ...Array.from(
          { length: entries },
          (_, index) => ({ kind: "append", entry: `${3000 + index}b`, count: 1 }) as const,
        ),
      ],
      0,
    );
    assert.ok(one instanceof LogSubject);
    return one.model.fills;
  }

  it("says so at 75 and at 90 per cent, wherever in a sector that is", () => {
    for (let first = 1; first <= 64; first++)
      assert.deepEqual(fillsOf(first, 124), [75, 90], `${first} entries before`);
  }).timeout(60_000);

  it("says so at 75 per cent alone, or not at all, where it fills up no further", () => {
    assert.deepEqual(fillsOf(3, 98), [75]);
    assert.deepEqual(fillsOf(3, 85), []);
  });
});
