// Reads a page of the documents: its tables, its sections, and patterns in which "…" stands for anything.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tools/build/bundle.ts";

export function page(name: string): string {
  return readFileSync(join(ROOT, name), "utf8");
}

/** The text under a heading, up to the next of the same or a higher level. */
export function section(text: string, heading: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (start < 0) throw new RangeError(`no section ${heading}`);
  const level = /^#+/.exec(lines[start]!)![0].length;
  const end = lines.findIndex((line, i) => i > start && (/^(#+) /.exec(line)?.[1]?.length ?? 9) <= level);
  return lines.slice(start + 1, end < 0 ? undefined : end).join("\n");
}

/** Cells of the rows of all tables in a text, without their heads. */
export function rows(text: string): string[][] {
  return text
    .split("\n")
    .filter((line, i, all) => line.startsWith("|") && !/^\| -/.test(line) && !/^\| -/.test(all[i + 1] ?? ""))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** What stands between backticks. */
export function codes(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
}

/** A line in which "…" stands for anything. */
export function pattern(line: string): RegExp {
  return new RegExp(
    `^${line
      .split("…")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );
}
