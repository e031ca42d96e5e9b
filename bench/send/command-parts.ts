// What the commands of `hasm send` are made of: options that several have, closed lists that help and completion show, and the way from what
// was typed to an outcome.

import { Argument, Option } from "commander";
import type { Command } from "commander";
import type { Order } from "../central/orders.ts";
import type { Session } from "./desk.ts";
import type { Errand } from "./errand.ts";
import { MOST_RETRIES, sessionOf, whole } from "./options.ts";
import type { SendOptions } from "./options.ts";
import { outcomeOf, report } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

export const ON_OFF = ["on", "off"] as const;
export const READERS = ["central", "technician"] as const;
export const SELLERS = ["central", "gateway"] as const;
export const EVERYBODY = ["central", "gateway", "technician"] as const;

/** More take longer than anybody waits: each is a second. */
export const MOST_RECORDS = 10_000;

export const RETRY = ["--retry <times>", "send it again where no answer came: it acts once all the same", "0"] as const;
export const BY = ["--by <name>", "who orders it"] as const;

/** An argument out of a closed list. Whoever takes it says what is wrong with another. */
export function argumentOf(flags: string, words: readonly string[], says?: string): Argument {
  const argument = new Argument(flags, says);
  argument.argChoices = [...words];
  return argument;
}

/** The same as an option. */
export function optionOf(flags: string, says: string, words: readonly string[], byDefault?: string): Option {
  const option = new Option(flags, says).default(byDefault);
  option.argChoices = [...words];
  return option;
}

export function asReader(): Option {
  return optionOf("--as <who>", "who asks: the technician does it at the maintenance port", READERS, "central");
}

export function tries(retry: string): number {
  return 1 + whole(retry, "--retry", 0, MOST_RETRIES);
}

export function toMeter(name: string, order: Order): Errand {
  return { name, to: "meter", order };
}

export function toOffSwitch(name: string, order: Order): Errand {
  return { name, to: "off-switch", order };
}

type Run<Own> = (session: Session, args: readonly string[], options: Own) => Promise<Outcome>;

/** Gives the action of an order its arguments, its own options and the session, and the person the outcome. */
export function action<Own = unknown>(command: Command, run: Run<Own>): void {
  command.action(async () => {
    // Who reads the output may have seen enough of it.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
    const options = command.optsWithGlobals<SendOptions & Own>();
    let outcome: Outcome;
    try {
      outcome = await run(sessionOf(options), command.args, options);
    } catch (error) {
      const found = outcomeOf(error);
      if (found === undefined) throw error;
      outcome = found;
    }
    report(outcome, [command.name(), ...command.args].join(" "), options.json === true);
  });
}
