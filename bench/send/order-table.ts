// Every order of `hasm send` as a table for docs/send.md and for whoever asks, made from the commands themselves.

import type { Command } from "commander";

const cell = (text: string): string => text.replaceAll("|", "\\|");

function formOf(order: Command): string {
  const values = order.registeredArguments.map((argument) => {
    const name = argument.name().toUpperCase();
    return argument.required ? name : `[${name}]`;
  });
  return [order.name(), ...values].join(" ");
}

function ownOptions(order: Command): string {
  return order.options.map(({ flags }) => `\`${flags}\``).join(", ") || "-";
}

/** Markdown. */
export function orderTable(send: Command): string[] {
  const orders = send.commands.filter((order) => order.helpGroup() !== "Commands:");
  const rows = orders.map((order) => [
    `\`${formOf(order)}\``,
    order.helpGroup().replace(/:$/, "").toLowerCase(),
    order.description(),
    ownOptions(order),
  ]);
  const all = [["order", "who", "does", "options"], ["---", "---", "---", "---"], ...rows];
  return all.map((row) => `| ${row.map(cell).join(" | ")} |`);
}
