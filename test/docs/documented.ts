// The commands of the documents: those in code blocks, which a person copies, and those that are only named in a sentence.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tools/build/bundle.ts";
import { page } from "./page.ts";

export interface Documented {
  readonly doc: string;
  readonly line: number;
  /** Without remark and redirection, in one line. */
  readonly command: string;
}

/** Pages with commands, the quick start first: what its commands make is there for the others. */
export function documents(): string[] {
  const docs = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  const boards = readdirSync(join(ROOT, "boards"), { withFileTypes: true }).filter((one) => one.isDirectory());
  const names = [
    ...["README.md", "boards/README.md", "verify/README.md"],
    ...docs.map((name) => `docs/${name}`),
    ...boards.map(({ name }) => `boards/${name}/README.md`),
  ];
  return ["docs/quick-start.md", ...names.filter((name) => name !== "docs/quick-start.md")];
}

/** How a line of a code block begins that is typed, and not printed. */
const TYPED =
  /^(?:npx|npm|node|\.\/[\w-]+\.sh|hasm [a-z]|alias|stty|cat|ls|sudo|git|st-flash|dfu-util|bash|sh|cd|curl)\b/;

/** Without prompt and remark. */
function bare(line: string): string {
  return line
    .trim()
    .replace(/^\$ /, "")
    .replace(/ {2,}#.*$/, "");
}

/** Ours, whatever stands before it. */
const OURS = /(?<![`\w])(?:npx hasm|npm (?:ci|run|start|test)|\.\/flash\.sh) /;

/** Quotes and line ends that go on. */
function isWhole(text: string): boolean {
  return !text.endsWith("\\") && text.split("'").length % 2 === 1;
}

/** Parts of a line that are commands of their own. */
function parts(line: string): string[] {
  const isQuoted = line.includes("'");
  return (isQuoted ? [line] : line.split(/ && /)).map((part) => part.replace(/ > .*$/, "").trim());
}

/** What is typed in the code blocks of a page: indented ones, and those of a shell between fences. */
export function typed(doc: string, text = page(doc)): Documented[] {
  const found: Documented[] = [];
  const lines = text.split("\n");
  let fence = "";
  for (let i = 0; i < lines.length; i++) {
    const mark = /^ *```(\w*)/.exec(lines[i]!);
    if (mark) fence = fence === "" ? mark[1] || "text" : "";
    const isBlock = fence === "" ? /^ {4}/.test(lines[i]!) : /^(?:sh|bash|shell|console)$/.test(fence);
    if (mark || !isBlock) continue;
    const line = i + 1;
    let whole = bare(lines[i]!);
    if (!TYPED.test(whole) && !OURS.test(`${whole} `)) continue;
    while (!isWhole(whole) && i + 1 < lines.length) whole = `${whole.replace(/ *\\$/, "")} ${bare(lines[++i]!)}`;
    for (const command of parts(whole)) found.push({ doc, line, command });
  }
  return found;
}

/** What is named between backticks in a sentence. */
export function named(doc: string, text = page(doc)): Documented[] {
  return text.split("\n").flatMap((line, i) => {
    if (/^ {4}/.test(line)) return [];
    const codes = [...line.matchAll(/`((?:npx hasm|hasm|npm run|npm|\.\/flash\.sh) [^`]+)`/g)];
    return codes.map(([, command]) => ({ doc, line: i + 1, command: command!.replace(/[[\]]/g, "") }));
  });
}

/** What a page says that a command prints: in the block behind `<!-- prints: COMMAND -->`. */
export function prints(doc: string, text = page(doc)): ReadonlyMap<string, readonly string[]> {
  const lines = text.split("\n");
  const shown = new Map<string, readonly string[]>();
  for (const [i, line] of lines.entries()) {
    const [, indent = "", command] = /^( *)<!-- prints: (.*) -->$/.exec(line) ?? [];
    if (command !== undefined) shown.set(command, block(lines, i + 1, indent.length + 4));
  }
  return shown;
}

/** The files that a page has its reader save: behind `<!-- file: NAME -->`. */
export function files(doc: string): ReadonlyMap<string, string> {
  const lines = page(doc).split("\n");
  return new Map(
    lines.flatMap((line, i) => {
      const [, indent = "", name] = /^( *)<!-- file: (.*) -->$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, `${block(lines, i + 1, indent.length + 4).join("\n")}\n`] as const];
    }),
  );
}

/** The telegram that a page shows, behind `<!-- telegram -->`. */
export function telegram(text: string): string[] {
  const lines = text.split("\n");
  const mark = lines.findIndex((line) => line.trim() === "<!-- telegram -->");
  return block(lines, mark + 1, lines[mark]!.indexOf("<") + 4);
}

/** The indented lines from the next one on, up to the first that is typed or not indented. */
function block(lines: readonly string[], from: number, indent: number): string[] {
  const start = lines.findIndex((line, i) => i >= from && line.trim() !== "");
  const found: string[] = [];
  for (const line of lines.slice(start)) {
    const isIn = line.trim() === "" || line.startsWith(" ".repeat(indent));
    if (!isIn || TYPED.test(line.trim())) break;
    found.push(line.slice(indent));
  }
  while (found.at(-1) === "") found.pop();
  return found;
}
