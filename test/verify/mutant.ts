// A file of the firmware with one mistake in it, loaded beside the real one.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { missingTool, WORK_FOLDER } from "../../verify/spin.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** `text` with `from`, which stands there once, replaced. */
export function changed(text: string, from: string, to: string): string {
  const count = text.split(from).length - 1;
  assert.equal(count, 1, `what is to be changed stands there ${count} times: ${from}`);
  return text.replace(from, () => to);
}

/** `path`: from the root of the repository. `name`: of the copy, one for each mistake and test file. */
export async function mutant<Module>(path: string, name: string, from: string, to: string): Promise<Module> {
  const folder = dirname(join(ROOT, path));
  const text = changed(readFileSync(join(ROOT, path), "utf8"), from, to);
  const copy = join(WORK_FOLDER, "mutants", `${name.replaceAll(/[^a-z]+/g, "-")}.ts`);
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(
    copy,
    text.replaceAll(/ from "(\.[^"]*)"/g, (_, file: string) => ` from "${join(folder, file)}"`),
  );
  return (await import(pathToFileURL(copy).href)) as Module;
}

/** A suite that needs SPIN: where it is missing it is one skipped test that says so. */
export function withSpin(title: string, suite: (this: Mocha.Suite) => void): void {
  const missing = missingTool();
  if (missing === undefined) describe(title, suite);
  else describe(title, () => it.skip(`needs ${missing}, which is not installed (Debian: apt-get install spin gcc)`));
}
