// The options of `hasm bench` that name real boards.

import type { Command } from "commander";
import { UserError } from "../user-error.ts";
import { LOOP_PORTS } from "./ports.ts";
import type { LoopPort } from "./ports.ts";

export interface LoopOptions {
  readonly meter?: string;
  readonly offSwitch?: string;
  readonly wan?: string;
  readonly topUp?: string;
  readonly maintenance?: string;
  readonly han?: string;
  readonly html?: string;
  readonly tester?: string;
  readonly raiseTariffs?: string;
  readonly keys?: string;
  readonly report?: string;
}

const HELP = `
Real boards: --meter and --off-switch name the consoles of the two boards, --keys the folder of their meter, and --script what is played, one
after the other, in real time. A PORT is a serial device (/dev/ttyUSB0) or tcp://HOST:PORT. What takes a hand or eyes is asked for in the
terminal; it can be skipped, and is then not passed. Wiring, safety and what is asked: docs/bench-guide.md.

Without boards: --meter qemu --off-switch qemu plays the same on two emulated ones, where ESPRUINO_STM32F405 names an image of Espruino for the
STM32F405RG and qemu-system-arm is on the PATH. The bench is then hand and eyes itself.
`;

export function withLoopOptions(command: Command): Command {
  return command
    .option("--meter <port>", "real boards: console of the meter board, as ./flash.sh takes it; or qemu")
    .option("--off-switch <port>", "real boards: console of the off-switch board; or qemu")
    .option("--wan <port>", "real boards: the meter's WAN port, where the sealed orders of the central system go")
    .option("--top-up <port>", "real boards: its top-up port")
    .option("--maintenance <port>", "real boards: its maintenance port")
    .option("--han <port>", "real boards: its HAN port, where telegrams come")
    .option("--tester <name>", "real boards: who tests; default: it is asked")
    .option(
      "--raise-tariffs <number>",
      "real boards: add so much to the version of each tariff that a script brings, for a meter takes none twice",
    )
    .option("--html <file>", "real boards: write the report as a page, too")
    .addHelpText("after", HELP);
}

/** Of --meter and --off-switch: no boards, but QEMU. */
export const STAND_IN = "qemu";

/** What emulated boards take from nobody. Throws UserError. */
function demandNoPorts(options: LoopOptions): void {
  const { keys, raiseTariffs } = options;
  const given = Object.entries({ ...portsOf(options), keys, "raise-tariffs": raiseTariffs }).find(
    ([, value]) => value !== undefined,
  );
  if (given !== undefined)
    throw new UserError(
      `--${given[0]} is for real boards: emulated ones have all their wires, and are new, with keys of their own, at each run`,
    );
}

/** Whether real boards, or those that stand in for them, are meant. Throws UserError where half of what they need is missing. */
export function isLoop(options: LoopOptions): boolean {
  const { meter, offSwitch, html, tester, raiseTariffs } = options;
  if (meter === STAND_IN && offSwitch === STAND_IN) {
    demandNoPorts(options);
    return true;
  }
  if (meter === STAND_IN || offSwitch === STAND_IN)
    throw new UserError("QEMU stands in for both boards or for none: --meter qemu --off-switch qemu");
  if (meter !== undefined && offSwitch !== undefined) {
    if (options.keys === undefined) throw new UserError("real boards need --keys: the folder of their meter");
    return true;
  }
  if (meter !== undefined || offSwitch !== undefined)
    throw new UserError("--meter and --off-switch go together: the consoles of both boards");
  const given = Object.entries({ ...portsOf(options), html, tester, "raise-tariffs": raiseTariffs }).find(
    ([, value]) => value !== undefined,
  );
  if (given !== undefined) throw new UserError(`--${given[0]} is for real boards: --meter and --off-switch name them`);
  return false;
}

/** As typed. */
export function portsOf(options: LoopOptions): Readonly<Record<LoopPort, string | undefined>> {
  const { wan, topUp, maintenance, han } = options;
  const given: Readonly<Record<LoopPort, string | undefined>> = { wan, "top-up": topUp, maintenance, han };
  if (LOOP_PORTS.some((name) => given[name] === "")) throw new UserError("a port is not empty");
  return given;
}
