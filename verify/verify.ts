// `npm run verify`: makes the model from the code's rules, lets SPIN look at every state of it, and prints what that proves. Status 0: all of
// it; 1: a property does not hold, and how it comes to that, or SPIN could not do its work; 2: SPIN or gcc is missing.

import * as rules from "../firmware/off-switch/switch.ts";
import { promelaRules } from "./rules.ts";
import { check, missingTool, modelText, SpinError } from "./spin.ts";
import type { Outcome, RunName } from "./spin.ts";

const PROPERTIES: Readonly<Record<number, string>> = {
  1: "the relay closes only by the button, pressed properly while the switch was armed, with no reason to be open",
  2: 'the relay opens only for an accepted "off" that was not taken back, or for what the central system lets count',
  3: "a command acts at most once, and what was answered done is in the stored state, whatever a reset finds",
  4: "the contact follows the stored state alone: stored, then driven",
  5: "no reset and no refused store shortens the wait of an opening",
  6: 'an "off" that was stored and not taken back opens, once nothing fails any more',
};

const RUNS: readonly (readonly [RunName, readonly number[]])[] = [
  ["moves", [1, 2, 4]],
  ["once", [3]],
  ["delay", [5]],
  ["acts", [6]],
];

/** Of a way that could not be made short, its end. */
const MOST_LINES = 30;

/** The lines to print. */
function sentence(name: RunName, properties: readonly number[], outcome: Outcome): string[] {
  if (outcome.kind === "refuted") {
    const said = `property ${outcome.property} does NOT hold: ${PROPERTIES[outcome.property] ?? "?"}`;
    const steps = outcome.steps.map((step, at) => `  ${at + 1}. ${step}`);
    return [said, ...(steps.length > MOST_LINES ? ["  ..."] : []), ...steps.slice(-MOST_LINES)];
  }
  const figures = `${outcome.states} states, ${outcome.transitions} transitions, ${outcome.seconds.toFixed(1)} s`;
  return properties.map((number) => `${number} proved (${name}: ${figures}): ${PROPERTIES[number] ?? "?"}`);
}

function main(): number {
  const missing = missingTool();
  if (missing !== undefined) {
    console.log(`verify: ${missing} is not installed (Debian: apt-get install spin gcc): nothing is proved`);
    return 2;
  }
  let status = 0;
  for (const [name, properties] of RUNS) {
    const outcome = check(name, name, modelText(), promelaRules(rules));
    for (const line of sentence(name, properties, outcome)) console.log(line);
    if (outcome.kind === "refuted") status = 1;
  }
  return status;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof SpinError)) throw error;
  console.log(`verify: ${error.message}`);
  process.exitCode = 1;
}
