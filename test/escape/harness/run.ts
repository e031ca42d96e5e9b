// Puts an escape into a bundle, and a bundle into a small kernel that runs on the bare engine. The kernel does what the real one does to
// a partition: it lends functions, sets the step budget, calls, and catches what is thrown.

import { runOnLinux } from "../../../tools/engine/linux.ts";
import type { Escape } from "./escape.ts";

/** The trusted function hands the partitions and the step budget to the script around the bundle. */
const TRUSTED = "function(p){return[p,function(n){$=n}]}";

export const HARMLESS =
  "function(){if(--$<0)throw 0;return[function(){if(--$<0)throw 0},function(){if(--$<0)throw 0}]}";

export function bundleOf(...partitions: readonly string[]): string {
  return `var $=0,hasm=${TRUSTED}([${partitions.join(",")}]);\n`;
}

/** More steps than the stack has room for calls. */
const STEPS = 100000;

const PRELUDE = `
var $=${STEPS};
var vault="ESCAPED";
var victim=(function(){var secret="ESCAPED";return function(){return secret.length}})();
function say(text){print(text)}
`;

const CALL_FIRST_HANDLER = `try{handlers[0]("m")}catch(e){print("FAULT")}`;

const STARTS = "KERNEL STARTS";
const GOES_ON = "KERNEL GOES ON";

/** Wall time in which anything is done that is done at all. */
const LIMIT_MS = 20000;
const LEAST_HELD_MS = 500;
const HELD_TIMES = 10;

function script(engine: Escape["engine"], partition: string): string {
  return [
    PRELUDE,
    engine.setup ?? "",
    bundleOf(partition),
    `var handlers;`,
    `print("${STARTS}");`,
    `hasm[1](${STEPS});`,
    `try{handlers=hasm[0][0](${engine.lends})}catch(e){print("FAULT")}`,
    `hasm[1](${STEPS});`,
    engine.drive ?? CALL_FIRST_HANDLER,
    `print("${GOES_ON}");`,
    "",
  ].join("\n");
}

export interface Outcome {
  readonly starts: boolean;
  readonly escaped: boolean;
  readonly goesOn: boolean;
  /** For the message of a failed test. */
  readonly output: string;
}

/** Wall time after which an attack that holds the processor has shown what it can do: the same without the attack took so long. */
export function heldMs(harmlessMs: number): number {
  return Math.min(Math.max(LEAST_HELD_MS, HELD_TIMES * harmlessMs), LIMIT_MS);
}

/** Runs a partition in the place of the escape's own. Whatever the engine quotes of a script in error is not taken for its output. */
export async function outcomeOf(engine: Escape["engine"], partition: string, timeoutMs = LIMIT_MS): Promise<Outcome> {
  const { stdout } = await runOnLinux(script(engine, partition), { timeoutMs });
  const output = stdout.split(/^Uncaught/m)[0] ?? "";
  return {
    starts: output.includes(STARTS),
    escaped: output.includes("ESCAPED"),
    goesOn: output.includes(GOES_ON),
    output: stdout,
  };
}
