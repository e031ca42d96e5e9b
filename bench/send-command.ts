// `hasm send`: orders to a meter as its central system, the top-up gateway, the technician or the consumer give them, with the keys and
// counters of its folder. What people type is in send/*-commands.ts by who orders it, the orders themselves are in send/ and central/.

import type { Command } from "commander";
import { LOOPBACK, WIRES_PORT } from "./send/address.ts";
import { meterCommands } from "./send/meter-commands.ts";
import { consumerCommands, topUpCommands } from "./send/money-commands.ts";
import { orderTable } from "./send/order-table.ts";
import { EXITS, reportUsage } from "./send/outcome.ts";
import { readingCommands } from "./send/reading-commands.ts";
import { switchCommands } from "./send/switch-commands.ts";

const AFTER = `
Exit status: 0 done, 1 the meter refused, 2 not understood or not allowed here, 3 no answer in time,
4 keys or memory unusable, 5 somebody else has to confirm it.
`;

/** In the order of the help page. */
const GROUPS: readonly (readonly [string, (send: Command) => void])[] = [
  ["Central system or technician:", readingCommands],
  ["Central system, to the off-switch processor:", switchCommands],
  ["Central system, to the meter board:", meterCommands],
  ["Top-up gateway or central system:", topUpCommands],
  ["Consumer:", consumerCommands],
];

export function sendCommand(program: Command): void {
  const send = program
    .command("send")
    .description("give a meter an order as its central system, top-up gateway, technician or consumer")
    .option("--keys <folder>", "of hasm provision: that of a meter, or one with several", ".")
    .option(
      "--meter <ids>",
      "which meter of a folder with several; for off and cancel more than one, with commas between",
    )
    .option(
      "--to <address>",
      `HOST:PORT of the WAN, the top-up and maintenance ports behind it; METER=HOST:PORT for one of several meters; ` +
        `default: ${LOOPBACK}:${WIRES_PORT}`,
    )
    .option("--serial <device>", "a serial device at the port that the order goes to")
    .option("--timeout <seconds>", "how long an answer is waited for", "10")
    .option("--json", "print the outcome as one JSON object, and nothing else")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (message) => {
        reportUsage(message, process.argv.includes("--json"));
      },
    })
    .addHelpText("after", AFTER)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXITS.usage));
  for (const [heading, add] of GROUPS) {
    send.commandsGroup(heading);
    add(send);
  }
  send.commandsGroup("Commands:");
  send
    .command("orders")
    .description("print every order as a table, and send nothing")
    .action(() => {
      for (const line of orderTable(send)) console.log(line);
    });
}
