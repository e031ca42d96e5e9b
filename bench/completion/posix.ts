// The part of the completion that bash and zsh share, in the words of both: what may stand where, and the walk along the words to it. Nothing of
// Node runs when somebody presses Tab.

import type { Node, Takes } from "./tree.ts";

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Lines of a word and, behind a tab, what it says. */
function offers(rows: readonly (readonly [string, string])[]): string {
  return quote(rows.map(([word, says]) => `${word}\t${says}`).join("\n"));
}

function assignment(takes: Takes): string {
  const words = takes.kind === "words" ? ` offers=${offers(takes.words.map((word) => [word, ""]))}` : "";
  return `kind=${takes.kind}${words}`;
}

function caseOf(pattern: string, does: string): string {
  return `    ${pattern}) ${does} ;;`;
}

function flagCases(tree: readonly Node[]): string[] {
  return tree.flatMap(({ path, flags }) =>
    flags.flatMap(({ names, takes }) =>
      takes === undefined ? [] : [caseOf(names.map((name) => quote(`${path} ${name}`)).join(" | "), assignment(takes))],
    ),
  );
}

function placeCases(tree: readonly Node[]): string[] {
  return tree.flatMap(({ path, places }) =>
    places.map(({ takes, isLast }, i) => caseOf(`${quote(`${path} `)}${isLast ? i : "*"}`, assignment(takes))),
  );
}

function functionOf(name: string, subject: string, cases: readonly string[], otherwise: string): string {
  return [`${name}() {`, `  case ${subject} in`, ...cases, caseOf("*", otherwise), "  esac", "}"].join("\n");
}

const WALK = `# What may stand as the last of the words given, behind hasm: sets kind, offers, cur, and from, the folder of the keys.
_hasm_find() {
  local at=hasm place=0 flag=
  from=. kind=any offers=
  while [ $# -gt 1 ]; do
    if [ -n "$flag" ]; then
      if [ "$flag" = --keys ]; then from=$1; fi
      flag=
    else
      case $1 in
        --keys=*) from=\${1#*=} ;;
        -*=*) ;;
        -*) if _hasm_flag "$at $1"; then flag=$1; fi ;;
        *) if _hasm_is "$at $1"; then at="$at $1" place=0; else place=$((place + 1)); fi ;;
      esac
    fi
    shift
  done
  cur=$1 kind=any offers=
  if [ -n "$flag" ]; then _hasm_flag "$at $flag"; return 0; fi
  case $cur in
    -*=*) _hasm_flag "$at \${cur%%=*}"; cur=\${cur#*=}; return 0 ;;
    -*) kind=words; _hasm_flags "$at"; return 0 ;;
  esac
  _hasm_commands "$at"
  if [ -n "$offers" ]; then kind=words; return 0; fi
  if _hasm_place "$at $place"; then return 0; fi
  kind=words
  _hasm_flags "$at"
}`;

/** Functions for bash and zsh. */
export function posixPart(tree: readonly Node[]): string {
  const flags = tree.map(({ path, flags: all }) =>
    caseOf(
      quote(path),
      `offers=${offers(all.flatMap(({ names, says }) => names.map((name) => [name, says] as const)))}`,
    ),
  );
  const commands = tree.flatMap(({ path, commands: all }) =>
    all.length === 0 ? [] : [caseOf(quote(path), `offers=${offers(all.map(({ name, says }) => [name, says]))}`)],
  );
  const known = tree.map(({ path }) => quote(path)).join(" | ");
  return [
    functionOf("_hasm_is", "$1", [caseOf(known, "return 0")], "return 1"),
    functionOf("_hasm_commands", "$1", commands, "offers="),
    functionOf("_hasm_flags", "$1", flags, "offers="),
    functionOf("_hasm_flag", "$1", flagCases(tree), "kind=any; return 1"),
    functionOf("_hasm_place", "$1", placeCases(tree), "kind=any; return 1"),
    WALK,
  ].join("\n\n");
}
