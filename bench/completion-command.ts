// `hasm completion`: prints a script with which a shell completes what is typed behind `hasm`. It is made from the commands themselves.

import type { Command } from "commander";
import { completionScript, SHELLS } from "./completion/shells.ts";
import { treeOf } from "./completion/tree.ts";
import { argumentOf } from "./send/command-parts.ts";
import { oneOf } from "./send/options.ts";

const AFTER = `
For this shell:   source <(hasm completion bash)
For good:         hasm completion bash > ~/.local/share/bash-completion/completions/hasm
                  hasm completion zsh > FOLDER/_hasm, with FOLDER in fpath before compinit
                  hasm completion fish > ~/.config/fish/completions/hasm.fish
Where hasm is not on the PATH: alias hasm='npx hasm'
`;

export function completionCommand(program: Command): void {
  program
    .command("completion")
    .addArgument(argumentOf("<shell>", SHELLS))
    .description("print a script with which a shell completes commands, options, files and meters")
    .addHelpText("after", AFTER)
    .action((shell: string) => {
      process.stdout.write(completionScript(oneOf(shell, "a shell", SHELLS), treeOf(program)));
    });
}
