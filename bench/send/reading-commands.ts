// What central system and technician alike ask of a meter, as people type it; and the order that does nothing.

import type { Command } from "commander";
import * as orders from "../central/orders.ts";
import { action, argumentOf, asReader, EVERYBODY, MOST_RECORDS, optionOf, READERS, toMeter } from "./command-parts.ts";
import { give } from "./give.ts";
import { ALL_LOG_NAMES, logClosingOrder, readLogOrder } from "./log-orders.ts";
import { oneOf, whole } from "./options.ts";
import { PARAMETER_NAMES, readParameterErrand } from "./parameter-values.ts";
import { UserError } from "../user-error.ts";

const PROCESSORS = ["meter", "off-switch"] as const;

export function readingCommands(send: Command): void {
  query(send);
  logs(send);
  const read = send
    .command("read-parameter")
    .addArgument(argumentOf("<parameter>", PARAMETER_NAMES))
    .description("read a parameter, by its name or its number")
    .addOption(asReader());
  action<{ as: string }>(read, (session, [text = ""], options) =>
    give(session, oneOf(options.as, "--as", READERS), readParameterErrand(text)),
  );
}

function query(send: Command): void {
  const reading = send.command("query").description("the meter's latest reading").addOption(asReader());
  action<{ as: string }>(reading, (session, _, options) =>
    give(session, oneOf(options.as, "--as", READERS), toMeter("query", orders.query())),
  );
  const cover = send
    .command("cover")
    .addArgument(argumentOf("[processor]", PROCESSORS))
    .description("only ask for an answer, of the meter board or of the off-switch processor: nothing is done or logged")
    .addOption(optionOf("--as <who>", "at whose port; the off-switch processor answers central", EVERYBODY, "central"));
  action<{ as: string }>(cover, (session, [processor = "meter"], options) => {
    const [to, role] = [oneOf(processor, "a processor", PROCESSORS), oneOf(options.as, "--as", EVERYBODY)];
    if (to === "off-switch" && role !== "central")
      throw new UserError(`the ${role} does not reach the off-switch processor: only central does`);
    return give(session, role, { name: `cover ${to}`, to, order: orders.cover() });
  });
}

function logs(send: Command): void {
  const read = send
    .command("read-log")
    .addArgument(argumentOf("<log>", ALL_LOG_NAMES))
    .description("records of a log; switch is the off-switch processor's own, which events keeps and verifies, too")
    .option("--from <number>", "first record; default: so that the latest is the last of them")
    .option("--count <number>", "at most so many", "10")
    .addOption(asReader());
  action<{ from?: string; count: string; as: string }>(read, (session, [log = ""], { from, count, as }) =>
    readLogOrder(session, oneOf(as, "--as", READERS), {
      log: oneOf(log, "a log", ALL_LOG_NAMES),
      from: from === undefined ? undefined : whole(from, "--from", 1),
      count: whole(count, "--count", 1, MOST_RECORDS),
    }),
  );
  const closing = send
    .command("log-closing")
    .addArgument(argumentOf("<log>", ALL_LOG_NAMES))
    .description("the tag that closes a log as it is now")
    .addOption(asReader());
  action<{ as: string }>(closing, (session, [log = ""], { as }) =>
    logClosingOrder(session, oneOf(as, "--as", READERS), oneOf(log, "a log", ALL_LOG_NAMES)),
  );
}
