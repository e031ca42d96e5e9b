// `hasm provision`: makes the keys of a new meter, leaves its switch as it is to be, and says who gets which file.

import type { Command } from "commander";
import { randomBytes } from "node:crypto";
import { toByteString } from "./byte-string.ts";
import { nodeCalls } from "./central/file-calls.ts";
import { provisionMeter } from "./provision.ts";
import { optionOf } from "./send/command-parts.ts";
import { oneOf } from "./send/options.ts";
import { IN_THE_FIELD, installed } from "./switch-values.ts";
import { parsePolicy, policyBytes, withPolicyOptions } from "./switch-words.ts";
import type { PolicyOptions } from "./switch-words.ts";

interface Options extends PolicyOptions {
  readonly meter: string;
  readonly out: string;
  readonly switch: string;
}

const POSITIONS = ["open", "closed"] as const;

export function provisionCommand(program: Command): void {
  const command = program
    .command("provision")
    .description("make the keys of a new meter, a file for each owner, and its flash parts")
    .requiredOption("--meter <id>", "the meter: 8 letters, digits and dashes")
    .requiredOption("--out <folder>", "gets a folder named as the meter; made if missing")
    .addOption(optionOf("--switch <position>", "where its relay is left", POSITIONS, "closed"));
  withPolicyOptions(command, IN_THE_FIELD).action((options: Options) => {
    const isClosed = oneOf(options.switch, "--switch", POSITIONS) === "closed";
    const asItIs = installed(isClosed, policyBytes(parsePolicy(options)));
    const random = (count: number): string => toByteString(randomBytes(count));
    for (const line of provisionMeter(options.meter, options.out, random, nodeCalls, asItIs)) console.log(line);
  });
}
