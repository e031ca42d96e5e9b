// What the top-up gateway, a vendor of codes and the consumer do, as people type it.

import type { Command } from "commander";
import { buttonOrder } from "./button-order.ts";
import { action, optionOf, RETRY, SELLERS, tries } from "./command-parts.ts";
import { codeOrder, topUpOrder, typeOrder } from "./money-orders.ts";
import { oneOf, whole } from "./options.ts";

export function topUpCommands(send: Command): void {
  const topUp = send
    .command("top-up <amount>")
    .description("credit an amount of currency, such as 12.50")
    .addOption(optionOf("--as <who>", "who gives it: the gateway does it at the top-up port", SELLERS, "central"))
    .option("--number <number>", "give that top-up again: the latest of them counts once")
    .option(...RETRY);
  action<{ as: string; number?: string; retry: string }>(topUp, (session, [amount = ""], options) =>
    topUpOrder(session, {
      amount,
      role: oneOf(options.as, "--as", SELLERS),
      number: options.number === undefined ? undefined : whole(options.number, "--number"),
      tries: tries(options.retry),
    }),
  );
  const code = send.command("code <amount>").description("make a code of 20 digits to be typed; nothing is sent");
  action(code, (session, [amount = ""]) => codeOrder(session, amount));
}

export function consumerCommands(send: Command): void {
  const type = send.command("type <code>").description("type a code at the top-up port and print what the meter says");
  action(type, (session, [text = ""]) => typeOrder(session, text));
  const button = send
    .command("button <duration>")
    .description(
      "hold the button of hasm bench --wires, such as 2.5s: 2 to 10 s close an armed switch or take the emergency credit",
    )
    .addHelpText(
      "after",
      "\nA press is no message: no meter has a port for it. The bench listens for it at one more TCP port, behind that of\n" +
        "the technician. The duration is in the time of the bench, which goes by its --speed.",
    );
  action(button, (session, [text = ""]) => buttonOrder(session, text));
}
