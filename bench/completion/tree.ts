// What can be typed behind `hasm`, as data out of commander's own commands: there is no other list. What a value is shows from its closed list,
// or from the name of its place: <file>, <folder>, <device>, <ids> of meters.

import type { Argument, Command, Option } from "commander";
import { offered } from "./offered.ts";

/** What may stand in a place: one of these words, something that the shell finds, or what nobody can know. */
export type Takes =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "file" | "folder" | "meter" | "any" };

export interface Flag {
  /** "--keys", "-h". */
  readonly names: readonly string[];
  readonly says: string;
  /** Undefined: it stands alone, or may do so. */
  readonly takes: Takes | undefined;
}

export interface Node {
  /** Such as "hasm send query". */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly says: string }[];
  /** Its own and those of the commands above it. */
  readonly flags: readonly Flag[];
  /** In their order; the last one again where there may be many. */
  readonly places: readonly { readonly takes: Takes; readonly isLast: boolean }[];
}

const PLACES: Readonly<Record<string, "file" | "folder" | "meter">> = {
  file: "file",
  device: "file",
  folder: "folder",
  ids: "meter",
};

const MOST_SAID = 80;

/** One line, cut where it is long. */
function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= MOST_SAID ? line : `${line.slice(0, MOST_SAID).replace(/[\s,;:]+\S*$/, "")} ...`;
}

function takesOf(name: string, words: readonly string[] | undefined): Takes {
  if (words !== undefined) return { kind: "words", words };
  return { kind: PLACES[name] ?? "any" };
}

function flagOf(option: Option): Flag {
  const { long, short: letter, required, flags, description } = option;
  const name = /[<[]([\w-]+)/.exec(flags)?.[1] ?? "";
  return {
    names: [long, letter].filter((one) => typeof one === "string"),
    says: short(description),
    takes: required ? takesOf(name, offered(option)) : undefined,
  };
}

function placesOf(command: Command, among: readonly string[]): Node["places"] {
  return command.registeredArguments.map((argument: Argument) => {
    const isCommand = argument.name() === "command";
    return { takes: takesOf(argument.name(), isCommand ? among : offered(argument)), isLast: !argument.variadic };
  });
}

/** `command` and all below it, the deeper ones first. `above`: flags of the commands above; `among`: its name and those beside it. */
function nodes(command: Command, above: readonly Flag[], path: string, among: readonly string[]): readonly Node[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const flags = [...help.visibleOptions(command).map(flagOf), ...above];
  const names = below.map((one) => one.name());
  // Each explains itself.
  const handedDown = flags.filter(({ names: [name] }) => name !== "--help");
  return [
    ...below.flatMap((one) => nodes(one, handedDown, `${path} ${one.name()}`, names)),
    {
      path,
      commands: below.map((one) => ({ name: one.name(), says: short(help.subcommandDescription(one)) })),
      flags,
      places: placesOf(command, among),
    },
  ];
}

/** The deeper ones first. */
export function treeOf(program: Command): readonly Node[] {
  return nodes(program, [], program.name(), []);
}
