// `npm run test:day`: a day, with an hour at 16.7 pulses a second and ten minutes of that with traffic on every port. Options: `--hours N` for a
// shorter day with that hour, `--minutes N` for one of which a third is quiet, a third busy and a third with traffic,
// `--heap N` for a firmware that has N variables to live in, `--json FILE`. Ends with status 1 where something
// that must hold does not. It needs the two engine variables, or says what is missing.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { EngineMissing } from "../../tools/engine/available.ts";
import { liveDay } from "./day.ts";
import { dayLines } from "./figures.ts";
import { PacedBoardError } from "./paced-board.ts";
import { dayPlan, shortPlan } from "./plans.ts";

function numberOf(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= least)) throw new RangeError(`--${name}: a number from ${least} on, not ${text}`);
  return value;
}

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { minutes: text, hours: text, heap: text, json: text } });
const minutes = numberOf("minutes", values.minutes, 2);
const plan = minutes === undefined ? dayPlan(numberOf("hours", values.hours, 2)) : shortPlan(minutes * 60);

try {
  const day = await liveDay({
    ...plan,
    heap: numberOf("heap", values.heap, 1),
    tell: (line) => console.error(line),
  });
  const { figures, broken } = day;
  console.log(dayLines(figures).join("\n"));
  for (const one of broken) console.log(`must not be: ${one}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(day, undefined, 2)}\n`);
  process.exitCode = broken.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof EngineMissing || error instanceof PacedBoardError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
