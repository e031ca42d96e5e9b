// Lines of code, without comments and blank lines, beside what the design allows.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { systems } from "../../tools/build/build.ts";
import { ROOT } from "../../tools/build/bundle.ts";

const FIRMWARE = `${ROOT}firmware/`;

export interface LineCount {
  readonly what: string;
  readonly lines: number;
  /** 0: none is set. */
  readonly budget: number;
}

function linesOf(file: string): number {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length;
}

const sum = (files: readonly string[]): number => files.reduce((lines, file) => lines + linesOf(file), 0);

/** The files of a folder that run on a processor: neither descriptions nor declarations. */
function sources(folder: string): string[] {
  return readdirSync(folder)
    .filter(
      (name) => name.endsWith(".ts") && !name.endsWith(".d.ts") && name !== "description.ts" && name !== "system.ts",
    )
    .map((name) => join(folder, name));
}

/** A file and what it imports, types aside. */
function withImports(files: readonly string[], found: Set<string>): Set<string> {
  for (const file of files) {
    if (found.has(file)) continue;
    found.add(file);
    const imported = [...readFileSync(file, "utf8").matchAll(/^import (?:\{[^}]*\}|\* as \w+) from "(\.[^"]+)";$/gm)];
    withImports(
      imported.map(([, path = ""]) => join(dirname(file), path)),
      found,
    );
  }
  return found;
}

export function lineCounts(): LineCount[] {
  const partitions = systems.flatMap(({ name, partitions }) =>
    partitions.map((one) => `${FIRMWARE}${name}/${one.name}.ts`),
  );
  const largest = partitions.reduce((one, other) => (linesOf(other) > linesOf(one) ? other : one));
  const offSwitch = sources(`${FIRMWARE}off-switch`);
  const messages = [...withImports(offSwitch, new Set())].filter((file) => !offSwitch.includes(file));
  return [
    { what: "kernel", lines: sum(sources(`${FIRMWARE}kernel`)), budget: 600 },
    { what: "keys", lines: sum(sources(`${FIRMWARE}keys`)), budget: 0 },
    { what: "store", lines: sum(sources(`${FIRMWARE}store`)), budget: 0 },
    { what: "off-switch application", lines: sum(offSwitch), budget: 400 },
    { what: "messages that it uses", lines: sum(messages), budget: 0 },
    { what: `largest partition, ${relative(FIRMWARE, largest)}`, lines: linesOf(largest), budget: 250 },
  ];
}
