// The completion of `hasm` as a script for each shell.

import { fishScript } from "./fish.ts";
import { posixPart } from "./posix.ts";
import type { Node } from "./tree.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** A word with = or : in it comes in pieces. */
const BASH = `_hasm() {
  local words=() word glued= kind offers from cur before
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ \${#words[@]} -gt 0 && $word =~ ^[=:]+$ ]]; then
      words[\${#words[@]}-1]+=$word glued=1
    elif [[ $glued ]]; then
      words[\${#words[@]}-1]+=$word glued=
    else
      words+=("$word")
    fi
  done
  _hasm_find "\${words[@]}"
  COMPREPLY=()
  case $kind in
    words)
      while IFS=$'\\t' read -r word _; do
        if [[ $word && $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
      done <<<"$offers"
      ;;
    file | folder)
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -\${kind:0:1} -- "$cur" | sort)
      ;;
    meter)
      before=\${cur%"\${cur##*,}"}
      for word in "\${from/#\\~/$HOME}"/*/central; do
        word=\${word%/central} word=$before\${word##*/}
        if [[ -d $from/\${word##*,}/central && $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
      done
      ;;
  esac
}
complete -F _hasm hasm`;

const ZSH = `_hasm() {
  local kind offers from cur word says
  local -a all
  _hasm_find "\${(@)words[2,CURRENT]}"
  if [[ $PREFIX == -*=* ]]; then compset -P '*='; fi
  case $kind in
    words)
      for word in "\${(@f)offers}"; do
        says=\${word#*$'\\t'}
        all+=("\${\${word%%$'\\t'*}//:/\\\\:}\${says:+:$says}")
      done
      _describe hasm all
      ;;
    file) _files ;;
    folder) _files -/ ;;
    meter)
      compset -P '*,'
      all=(\${~from}/*/central(N-/:h:t))
      compadd -a all
      ;;
  esac
}
if [[ \${funcstack[1]-} == _hasm ]]; then _hasm "$@"; else compdef _hasm hasm; fi`;

const SCRIPTS: Readonly<Record<Shell, (tree: readonly Node[]) => string>> = {
  bash: (tree) => `# Completion of hasm for bash, made by: hasm completion bash\n\n${posixPart(tree)}\n\n${BASH}\n`,
  zsh: (tree) => `#compdef hasm\n# Made by: hasm completion zsh\n\n${posixPart(tree)}\n\n${ZSH}\n`,
  fish: fishScript,
};

export function completionScript(shell: Shell, tree: readonly Node[]): string {
  return SCRIPTS[shell](tree);
}
