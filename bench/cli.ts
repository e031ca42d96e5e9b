// The command line `hasm`. Each command says what it does in one line and explains itself with --help; the work is done elsewhere, and
// only what the command that is given needs is loaded.

import { Command } from "commander";
import { BuildError } from "../tools/build/errors.ts";
import { LoadError } from "./load/load-error.ts";
import { PulseTrainError } from "./load/pulse-train.ts";
import { UserError, writeUserFile } from "./user-error.ts";

const program = new Command("hasm").description("A high-assurance smart meter: its bench, its build and its evidence");

program
  .command("build")
  .description("build the bundle of every board into build/, refused unless policy, dialect and confinement agree")
  .action(async () => {
    const { buildAll } = await import("../tools/build/build.ts");
    for (const line of await buildAll()) console.log(line);
  });

program
  .command("policy")
  .description("print partitions, channels, segments and the verdict on each invariant")
  .option("--svg <file>", "draw the graph of partitions and channels")
  .action(async (options: { svg?: string }) => {
    const { boards, systems } = await import("../tools/build/build.ts");
    const { checkPolicy } = await import("../tools/policy/check.ts");
    const { policyReport } = await import("../tools/policy/report.ts");
    const { policySvg } = await import("../tools/policy/svg.ts");
    if (options.svg !== undefined) writeUserFile(options.svg, policySvg(systems));
    console.log(policyReport(systems, boards));
    if (checkPolicy({ systems, boards }).length > 0) process.exitCode = 1;
  });

/** In the order of the help page. */
const COMMANDS: ReadonlyMap<string, () => Promise<(program: Command) => void>> = new Map([
  ["attack", async () => (await import("./attack-command.ts")).attackCommand],
  ["bench", async () => (await import("./bench-command.ts")).benchCommand],
  ["bill", async () => (await import("./bill-command.ts")).billCommand],
  ["completion", async () => (await import("./completion-command.ts")).completionCommand],
  ["cost", async () => (await import("./cost-command.ts")).costCommand],
  ["provision", async () => (await import("./provision-command.ts")).provisionCommand],
  ["send", async () => (await import("./send-command.ts")).sendCommand],
  ["verify-log", async () => (await import("./verify-log-command.ts")).verifyLogCommand],
]);

/** Whatever is none of them is answered with all in mind: help, the commands above, a slip of the pen. So is what a shell is to know. */
const name = process.argv[2] ?? "";
const given = name === "completion" ? undefined : COMMANDS.get(name);
const loads = given === undefined ? [...COMMANDS.values()] : [given];
for (const load of loads) (await load())(program);

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
