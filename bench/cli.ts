// The command line `hasm`. Each command says what it does in one line and explains itself with --help; the work is done elsewhere.

import { Command } from "commander";
import { boards, buildAll, systems } from "../tools/build/build.ts";
import { BuildError } from "../tools/build/errors.ts";
import { checkPolicy } from "../tools/policy/check.ts";
import { policyReport } from "../tools/policy/report.ts";
import { policySvg } from "../tools/policy/svg.ts";
import { benchCommand } from "./bench-command.ts";
import { costCommand } from "./cost-command.ts";
import { LoadError } from "./load/load-error.ts";
import { PulseTrainError } from "./load/pulse-train.ts";
import { provisionCommand } from "./provision-command.ts";
import { sendCommand } from "./send-command.ts";
import { UserError, writeUserFile } from "./user-error.ts";
import { verifyLogCommand } from "./verify-log-command.ts";

const program = new Command("hasm").description("A high-assurance smart meter: its bench, its build and its evidence");

program
  .command("build")
  .description("build the bundle of every board into build/, refused unless policy, dialect and confinement agree")
  .action(async () => {
    for (const line of await buildAll()) console.log(line);
  });

program
  .command("policy")
  .description("print partitions, channels, segments and the verdict on each invariant")
  .option("--svg <file>", "draw the graph of partitions and channels")
  .action((options: { svg?: string }) => {
    if (options.svg !== undefined) writeUserFile(options.svg, policySvg(systems));
    console.log(policyReport(systems, boards));
    if (checkPolicy({ systems, boards }).length > 0) process.exitCode = 1;
  });

benchCommand(program);
costCommand(program);
provisionCommand(program);
sendCommand(program);
verifyLogCommand(program);

/** Whether the message is for the person at the command line; all else is a bug and keeps its stack. */
function isTheirs(error: unknown): error is Error {
  if (error instanceof PulseTrainError) return error.kind !== "misuse";
  return error instanceof UserError || error instanceof LoadError || error instanceof BuildError;
}

try {
  await program.parseAsync();
} catch (error) {
  if (!isTheirs(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
