// Opens the page of a bench that somebody else runs: acts go to the stage, attacks to the bench, time to the pace.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Bench } from "../bench.ts";
import { isoStamp } from "../load/load.ts";
import { quoted } from "../log-file.ts";
import type { Pace } from "../pace.ts";
import { parseAct } from "../script/act.ts";
import type { Act } from "../script/act.ts";
import type { Address } from "../send/address.ts";
import { UserError } from "../user-error.ts";
import { actShapes } from "./act-shapes.ts";
import type { AttackOfPage } from "./attack-desk.ts";
import { BenchPage } from "./page.ts";

/** As much of a stage as a page needs. */
export interface StageOfPage {
  perform(act: Act, told: (line: string) => void): void;
}

const ROOT = new URL("../../", import.meta.url);

/** The tariffs that come with the project: a page names no other file of this computer. */
export function knownTariffs(): readonly string[] {
  const files = readdirSync(new URL("docs/", ROOT)).filter((file) => /^tariff-[\w-]+\.json$/.test(file));
  return files.sort().map((file) => `docs/${file}`);
}

/** Throws UserError where the address cannot be had. */
export function openPage(
  bench: Bench,
  stage: StageOfPage,
  pace: Pace,
  address: Address,
  attacks: readonly AttackOfPage[] = [],
): Promise<BenchPage> {
  const tariffs = knownTariffs();
  return BenchPage.open({
    ...{ bench, pace, address, attacks },
    acts: actShapes({ tariffs, moment: isoStamp(bench.startS).slice(0, 16) }),
    perform: (line, told) => {
      stage.perform(withKnownFile(parseAct(line), tariffs), told);
    },
  });
}

function withKnownFile(act: Act, tariffs: readonly string[]): Act {
  const { deed } = act;
  if (deed.kind !== "tariff") return act;
  if (!tariffs.includes(deed.file))
    throw new UserError(`the page sends no tariff ${quoted(deed.file)}, only ${tariffs.join(", ")}`);
  return { ...act, deed: { ...deed, file: fileURLToPath(new URL(deed.file, ROOT)) } };
}
