// Whether a command of the documents is one: its name, its orders and its options are those of the programs themselves.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { attackCommand } from "../../bench/attack-command.ts";
import { benchCommand } from "../../bench/bench-command.ts";
import { billCommand } from "../../bench/bill-command.ts";
import { completionCommand } from "../../bench/completion-command.ts";
import { costCommand } from "../../bench/cost-command.ts";
import { provisionCommand } from "../../bench/provision-command.ts";
import { sendCommand } from "../../bench/send-command.ts";
import { verifyLogCommand } from "../../bench/verify-log-command.ts";
import { ROOT } from "../../tools/build/bundle.ts";

/** All commands of hasm, with their options. */
export const hasm = new Command("hasm");
hasm.command("build");
hasm.command("policy").option("--svg <file>");
for (const add of [
  attackCommand,
  benchCommand,
  billCommand,
  completionCommand,
  costCommand,
  provisionCommand,
  sendCommand,
  verifyLogCommand,
])
  add(hasm);

/** flash.sh runs as soon as it is loaded: its options are read out of its source. */
const flash = new Command("flash.sh");
const source = readFileSync(join(ROOT, "tools/flash/main.ts"), "utf8");
for (const [, isRequired, option] of source.matchAll(/\.(requiredO)?(?:o|O)?ption\(\s*"(--[^"]+)"/g))
  if (isRequired === undefined) flash.option(option!);
  else flash.requiredOption(option!);

const scripts = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> })
  .scripts;
const OF_NPM = ["ci", "start", "test"];

/** Words of a command line, as a shell takes them. */
export function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? "",
  );
}

/** Options of a command, and of those above it. */
function optionOf(command: Command | null, word: string): Command["options"][number] | undefined {
  for (let one = command; one !== null; one = one.parent) {
    const found = one.options.find(({ long, short }) => word === long || word === short);
    if (found) return found;
  }
  return undefined;
}

function wrong(command: Command, given: readonly string[], isTyped: boolean): string | undefined {
  let at = command;
  for (let i = 0; i < given.length; i++) {
    const word = given[i]!;
    if (word === "--help") continue;
    if (word.startsWith("--")) {
      const option = optionOf(at, word.split("=")[0]!);
      if (option === undefined) return `${at.name()} has no option ${word}`;
      if (option.required && !word.includes("=")) i++;
      continue;
    }
    const next = at.commands.find((one) => one.name() === word);
    if (next !== undefined) at = next;
    else if (at.commands.length > 0 && /^[a-z]/.test(word)) return `${at.name()} knows no ${word}`;
  }
  return isTyped ? lacking(at, given) : undefined;
}

/** What a command cannot be without. */
function lacking(command: Command, given: readonly string[]): string | undefined {
  const needed = command.options.find(
    ({ mandatory, long, defaultValue }) => mandatory && defaultValue === undefined && !given.includes(long ?? ""),
  );
  return needed === undefined || given.includes("--help") ? undefined : `${command.name()} needs ${needed.long ?? ""}`;
}

/** Why a command is none; undefined where it is one, or one of the operating system. One that is typed has all that it needs. */
export function notUnderstood(command: string, isTyped: boolean): string | undefined {
  const [program = "", ...given] = words(command);
  if (program === "hasm") return wrong(hasm, given, isTyped);
  if (program === "npx")
    return given[0] === "hasm"
      ? wrong(hasm, given.slice(1), isTyped)
      : `npx runs ${given[0] ?? "nothing"}, which is not ours`;
  if (program === "./flash.sh") return wrong(flash, given, isTyped);
  if (program !== "npm") return undefined;
  const [what = "", name = ""] = given;
  if (what === "run") return name in scripts ? undefined : `package.json has no script ${name}`;
  return OF_NPM.includes(what) ? undefined : `npm ${what} is not ours`;
}
