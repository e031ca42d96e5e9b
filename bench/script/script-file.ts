// A script on disk, and what its head says of a run of the bench. Files that it names lie beside it.

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { PlanOptions } from "../bench-plan.ts";
import { reasonOf, UserError } from "../user-error.ts";
import { parseScript } from "./script.ts";
import type { Script } from "./script.ts";

/** Throws UserError. */
export function readScript(file: string): Script {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${reasonOf(error)}`);
  }
  return parseScript(text, file);
}

const BUILT_IN = "built-in";

/** The head as if it had been typed as options. */
export function planOptionsOf({ file, head }: Script): PlanOptions {
  const { household, ...rest } = head;
  if (household === undefined || household === BUILT_IN) return rest;
  if (/^\d+$/.test(household)) return { ...rest, constant: household };
  return { ...rest, load: resolve(dirname(file), household) };
}
