// A contract suite as plain data, and the script that runs it: the same text on a virtual board, on the real engine's builds, and, sent
// over the console, on a real board. The script knows nothing of what is right; it reports what each step gave.

import assert from "node:assert/strict";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { QemuBoard } from "../../tools/engine/qemu.ts";
import { dialect } from "../../tools/dialect.ts";
import { bundleDrivers } from "./bundle-drivers.ts";

export interface Step {
  readonly what: string;
  /** Since the step before. */
  readonly waitMs: number;
  readonly operation: string;
  readonly values: readonly (number | string | boolean)[];
  /** A value, or the lowest and the highest number; null where the operation gives nothing. */
  readonly gives: number | boolean | null | { readonly from: number; readonly to: number };
}

/** What a step gave, and the driver's fault after it. */
export type Outcome = readonly [result: unknown, fault: unknown];

/** Where the script runs, which driver it opens, and how. */
export interface Subject {
  readonly driver: string;
  readonly options: object;
  /** Runs a script for the engine. The text that it gives to `report`. */
  run(script: (report: string) => Promise<string>): Promise<string>;
}

/**
 * The script: opens `driver`, takes the steps one after the other, and gives what they gave, as JSON, to `report`, an expression of the
 * engine for a function of one text. Operations are called as the kernel lends them, without their object.
 */
export async function contractScript(
  subject: Pick<Subject, "driver" | "options">,
  steps: readonly Step[],
  report: string,
): Promise<string> {
  const plain = steps.map(({ waitMs, operation, values }) => [waitMs, operation, values]);
  const bundle = await bundleDrivers(`
    import { open } from "./${subject.driver}.ts";
    const part = open(${JSON.stringify(subject.options)});
    const steps = ${JSON.stringify(plain)};
    const report = ${report};
    const outcomes = [];
    const take = function () {
      const step = steps[outcomes.length];
      const operation = part[step[1]];
      const result = operation.apply(undefined, step[2]);
      outcomes.push([result === undefined ? null : result, part.fault]);
      if (outcomes.length === steps.length) report(JSON.stringify(outcomes));
      else setTimeout(take, steps[outcomes.length][0]);
    };
    setTimeout(take, steps[0][0]);`);
  // A console takes control characters for itself; esbuild leaves them as they are, and only in strings.
  const script = bundle.replace(/[\0-\x09\x0b-\x1f\x7f]/g, (character) => `\\x${toHex(character.charCodeAt(0))}`);
  assert.deepEqual(dialect(script), []);
  return script;
}

const toHex = (byte: number): string => byte.toString(16).padStart(2, "0");

export async function outcomesOf(subject: Subject, steps: readonly Step[]): Promise<readonly Outcome[]> {
  const text = await subject.run((report) => contractScript(subject, steps, report));
  const outcomes = JSON.parse(text) as readonly Outcome[];
  assert.equal(outcomes.length, steps.length);
  return outcomes;
}

/** Fails with the words of the step. */
export function assertOutcome(step: Step, [result, fault]: Outcome): void {
  const { gives } = step;
  if (typeof gives === "object" && gives !== null) {
    const isWithin = Number.isInteger(result) && Number(result) >= gives.from && Number(result) <= gives.to;
    assert.ok(isWithin, `${step.what}: ${String(result)} is not a whole number from ${gives.from} to ${gives.to}`);
  } else assert.equal(result, gives, step.what);
  assert.equal(fault, 0, `${step.what}: fault ${String(fault)}`);
}

/** On the Linux build, after `prelude`; `seen` gets all that the script printed. */
export const onLinux =
  (prelude: string, seen: (printed: string) => void = () => undefined): Subject["run"] =>
  async (script) => {
    const report = `function (text) { print("#RESULT " + text); }`;
    const { stdout } = await runOnLinux(prelude + (await script(report)), { timeoutMs: 40_000 });
    seen(stdout);
    const line = /#RESULT (.*)/.exec(stdout)?.[1];
    assert.ok(line !== undefined, stdout);
    return line;
  };

/** On the emulated board; the report leaves by Serial4, and `seen` gets what left by Serial6. */
export const onQemu =
  (seen: (sent: string) => void = () => undefined): Subject["run"] =>
  async (script) => {
    const report = `function (text) { Serial4.setup(115200, { tx: "C10" }); Serial4.write(text + "\\n"); }`;
    const bundle = `E.setConsole(null,{force:true});${await script(report)}`;
    const serial = { 4: "collect", 6: "collect" } as const;
    const board = await QemuBoard.start({ files: { ".bootcde": bundle }, serial, icount: "shift=3" });
    try {
      const sent = await board.waitFor(4, "\n", 40_000);
      seen(board.received(6).toString("latin1"));
      return sent.toString("latin1");
    } finally {
      await board.stop();
    }
  };
