// `hasm attack`: tries the attacks of the threat table on fresh benches, and prints which held and by which line of defence.

import { Argument } from "commander";
import type { Command } from "commander";
import { performance } from "node:perf_hooks";
import { ATTACKS } from "./attack/attack.ts";
import { builtBundles, byThreat, choose, exitStatus, threatLine, triedLines, tryFresh } from "./attack/run.ts";
import type { Tried } from "./attack/run.ts";
import { ELSEWHERE, THREATS } from "./attack/threats.ts";
import { offering } from "./completion/offered.ts";
import { whole } from "./send/options.ts";
import { UserError } from "./user-error.ts";

const NOT_UNDERSTOOD = 2;
const NAMES = [...ATTACKS.map(({ name }) => name), ...Object.keys(THREATS)];

interface Options {
  readonly json?: boolean;
  readonly seed: string;
  readonly list?: boolean;
  readonly evidence?: boolean;
}

const AFTER = `
Attacks are named as --list does, threats as docs/threat-model.md numbers them; by default all are tried.

Exit status: 0 all held, 1 one did not, 2 not understood.
`;

function list(): void {
  for (const { name, threats, does } of ATTACKS)
    console.log(`${name.padEnd(24)} ${threats.join(" ").padEnd(11)} ${does}`);
}

function asJson(all: readonly Tried[], threats: readonly string[]): string {
  const attacks = all.map(({ attack, verdict, simulatedSeconds }) => {
    const { name, threats: of, does } = attack;
    return { name, threats: of, does, ...verdict, simulatedSeconds };
  });
  const summary = byThreat(all, threats).map((one) =>
    one.held === null ? { ...one, elsewhere: ELSEWHERE[one.threat] ?? null } : one,
  );
  return JSON.stringify({ attacks, threats: summary }, undefined, 2);
}

async function attack(names: readonly string[], options: Options): Promise<void> {
  if (options.list === true) {
    list();
    return;
  }
  const seed = whole(options.seed, "--seed");
  const { attacks, threats } = choose(names);
  const startedMs = performance.now();
  const bundles = attacks.length === 0 ? { meter: "", offSwitch: "" } : await builtBundles();
  const all: Tried[] = [];
  for (const one of attacks) {
    const tried = tryFresh(one, seed, bundles);
    all.push(tried);
    if (options.json !== true) for (const line of triedLines(tried, options.evidence === true)) console.log(line);
  }
  const held = all.filter(({ verdict }) => verdict.held).length;
  if (options.json === true) console.log(asJson(all, threats));
  else {
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log("");
    for (const one of byThreat(all, threats)) console.log(threatLine(one));
    console.log(`\n${held} of ${all.length} held, in ${seconds} s`);
  }
  process.exitCode = exitStatus(all);
}

export function attackCommand(program: Command): void {
  program
    .command("attack")
    .description("try the attacks of the threat table on fresh benches, and print which held and by what")
    .addArgument(offering(new Argument("[names...]", "attacks or threats"), NAMES))
    .option("--list", "only name the attacks, and what the attacker has and does")
    .option("--evidence", "print below each what the meter shows of it")
    .option("--json", "print verdicts and evidence as JSON")
    .option("--seed <number>", "everything random comes from it: same seed, same run", "1")
    .addHelpText("after", AFTER)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOT_UNDERSTOOD))
    .action(async (names: string[], options: Options) => {
      // Who reads the output may have seen enough of it.
      process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
      });
      try {
        await attack(names, options);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        console.error(error.message);
        process.exitCode = NOT_UNDERSTOOD;
      }
    });
}
