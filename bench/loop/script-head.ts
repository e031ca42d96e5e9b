// The head of a script, held against real boards: who consumes there, and at which moment it can begin.

import { parseStart } from "../duration.ts";
import { isLook } from "../script/script.ts";
import type { Script } from "../script/script.ts";
import { readBytes } from "../send/options.ts";
import { readTariff } from "../tariff/read.ts";
import { UserError } from "../user-error.ts";

/** Intervals and tariffs go by quarter hours. */
const QUARTER_S = 900;
const DAY_S = 86_400;

/** Throws UserError where its head asks for what real boards have not. */
export function demandHead({ file, head }: Script): void {
  const { household, generation, meters } = head;
  if (household !== undefined && !/^\d+$/.test(household))
    throw new UserError(
      `${file}: household ${household}: nobody lives at real boards, say household WATTS, for a pulse source`,
    );
  if (meters !== undefined && meters !== "1")
    throw new UserError(
      `${file}: meters ${meters}: there is one meter at real boards, a feeder is only on the virtual bench`,
    );
  if (generation !== undefined)
    throw new UserError(`${file}: generation: no sun shines on real boards, use the act sun WATTS, for a pulse source`);
}

/** Undefined: the head does not say. */
export function householdOf({ head }: Script): number | undefined {
  return head.household === undefined ? undefined : Number(head.household);
}

/** Whether a step has a moment of the day, or brings a tariff from a moment on. */
export function goesByTheClock({ steps }: Script): boolean {
  return steps.some(
    ({ when, does }) =>
      when.kind === "at" || (!isLook(does) && does.deed.kind === "tariff" && does.deed.fromS !== undefined),
  );
}

/** Whether it brings a tariff whose prices go by the time of the day. Throws UserError. */
function goesByTheDay({ steps }: Script, fileOf: (name: string) => string): boolean {
  const files = steps.flatMap(({ does }) =>
    !isLook(does) && does.deed.kind === "tariff" ? [fileOf(does.deed.file)] : [],
  );
  return files.some((file) => {
    const content = readBytes(file);
    if (!content.trimStart().startsWith("{")) return true;
    return readTariff(Buffer.from(content, "latin1").toString("utf8"), file).tariff.rates.length > 1;
  });
}

/**
 * What has to be added to the moments of a script so that it begins at `nowS` or later: where it goes by the clock whole quarter hours, so that
 * intervals end where the script has them end, or whole days, where a tariff goes by the time of the day. A script that does not say when it
 * starts has the moments of the computer.
 */
export function shiftOf(script: Script, nowS: number, fileOf: (name: string) => string): number {
  const { start } = script.head;
  if (start === undefined) return 0;
  const startS = parseStart(start);
  if (!goesByTheClock(script)) return nowS - startS;
  const periodS = goesByTheDay(script, fileOf) ? DAY_S : QUARTER_S;
  return Math.ceil((nowS - startS) / periodS) * periodS;
}
