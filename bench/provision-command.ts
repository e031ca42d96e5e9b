// `hasm provision`: makes the keys of a new meter and says who gets which file.

import type { Command } from "commander";
import { randomBytes } from "node:crypto";
import { toByteString } from "./byte-string.ts";
import { nodeCalls } from "./central/file-calls.ts";
import { provisionMeter } from "./provision.ts";

export function provisionCommand(program: Command): void {
  program
    .command("provision")
    .description("make the keys of a new meter, a file for each owner")
    .requiredOption("--meter <id>", "the meter: 8 letters, digits and dashes")
    .requiredOption("--out <folder>", "gets a folder named as the meter; made if missing")
    .action(({ meter, out }: { meter: string; out: string }) => {
      for (const line of provisionMeter(meter, out, (count) => toByteString(randomBytes(count)), nodeCalls))
        console.log(line);
    });
}
