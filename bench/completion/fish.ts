// The completion of `hasm` for fish: the same walk as for bash and zsh, in the words of fish.

import type { Node, Takes } from "./tree.ts";

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Prints a line for each word, with what it says behind a tab. */
function print(rows: readonly (readonly [string, string])[]): string {
  return `printf '%s\\t%s\\n' ${rows.map(([word, says]) => `${quote(word)} ${quote(says)}`).join(" ")}`;
}

const FINDS = {
  file: "__fish_complete_path $argv[2]",
  folder: "__fish_complete_directories $argv[2] ''",
  meter: "__hasm_meters $argv[2]",
  any: "true",
} as const;

function does(takes: Takes): string {
  return takes.kind === "words" ? print(takes.words.map((word) => [word, ""])) : FINDS[takes.kind];
}

function functionOf(name: string, cases: readonly (readonly [string, string])[]): string {
  const lines = cases.flatMap(([pattern, action]) => [`        case ${pattern}`, `            ${action}`]);
  const otherwise = ["        case '*'", "            return 1"];
  return [`function ${name}`, "    switch $argv[1]", ...lines, ...otherwise, "    end", "end"].join("\n");
}

const WALK = `function __hasm_meters
    set -l before (string replace -r '[^,]*$' '' -- $argv[1])
    for folder in $__hasm_from/*/central
        test -d $folder; and echo $before(basename (dirname $folder))
    end
end

function __hasm_offers
    set -l at hasm
    set -l place 0
    set -l flag ''
    set -g __hasm_from .
    set -l cur (commandline -ct)
    for word in (commandline -opc)[2..-1]
        if test -n "$flag"
            test "$flag" = --keys; and set -g __hasm_from (string replace -r '^~' $HOME -- $word)
            set flag ''
        else if string match -q -- '-*' $word
            string match -q -- '--keys=*' $word; and set -g __hasm_from (string replace -- --keys= '' $word)
            not string match -q -- '*=*' $word; and __hasm_flag "$at $word" '' >/dev/null; and set flag $word
        else if contains -- "$at $word" $__hasm_known
            set at "$at $word"
            set place 0
        else
            set place (math $place + 1)
        end
    end
    if test -n "$flag"
        __hasm_flag "$at $flag" $cur
    else if string match -q -- '-*=*' $cur
        set -l parts (string split -m 1 = -- $cur)
        for offer in (__hasm_flag "$at $parts[1]" $parts[2])
            echo $parts[1]=$offer
        end
    else if string match -q -- '-*' $cur
        __hasm_flags $at
    else if not __hasm_commands $at; and not __hasm_place "$at $place" $cur
        __hasm_flags $at
    end
    return 0
end

complete -c hasm -f -a '(__hasm_offers)'`;

export function fishScript(tree: readonly Node[]): string {
  const flags = tree.map(
    ({ path, flags: all }) =>
      [quote(path), print(all.flatMap(({ names, says }) => names.map((name) => [name, says] as const)))] as const,
  );
  const flag = tree.flatMap(({ path, flags: all }) =>
    all.flatMap(({ names, takes }) =>
      takes === undefined ? [] : names.map((name) => [quote(`${path} ${name}`), does(takes)] as const),
    ),
  );
  const commands = tree
    .filter(({ commands: all }) => all.length > 0)
    .map(({ path, commands: all }) => [quote(path), print(all.map(({ name, says }) => [name, says]))] as const);
  const place = tree.flatMap(({ path, places }) =>
    places.map(({ takes, isLast }, i) => [quote(`${path} ${isLast ? i : "*"}`), does(takes)] as const),
  );
  return [
    "# Completion of hasm for fish, made by: hasm completion fish",
    `set -g __hasm_known ${tree.map(({ path }) => quote(path)).join(" ")}`,
    functionOf("__hasm_commands", commands),
    functionOf("__hasm_flags", flags),
    functionOf("__hasm_flag", flag),
    functionOf("__hasm_place", place),
    `${WALK}\n`,
  ].join("\n\n");
}
