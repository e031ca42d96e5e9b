// docs/send.md has the orders and the exit statuses that the program has.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { sendCommand } from "../../bench/send-command.ts";
import { orderTable } from "../../bench/send/order-table.ts";
import { EXITS } from "../../bench/send/outcome.ts";
import { packed } from "./hasm.ts";

const page = readFileSync(new URL("../../docs/send.md", import.meta.url), "utf8");

/** Rows without the blanks and dashes that only make columns of them. */
const rows = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith("|")).map((line) => line.replace(/ +/g, " ").replace(/-{3,}/g, "---"));

describe("docs/send.md", () => {
  it("has every order as hasm send orders prints it", async () => {
    const program = new Command("hasm");
    sendCommand(program);
    const table = orderTable(program.commands[0]!);
    const lines = rows(page.split("\n"));
    const first = lines.findIndex((line) => line.startsWith("| order |"));
    assert.deepEqual(lines.slice(first, first + table.length), rows(table));
    assert.equal(table.length - 2, program.commands[0]!.commands.length - 1);
    assert.deepEqual(await packed(["send", "orders"]), { exit: 0, stdout: `${table.join("\n")}\n`, stderr: "" });
  });

  it("has every exit status", () => {
    const found = [...page.matchAll(/^\| (\d) +\| `([a-z-]+)` +\|/gm)].map(([, exit, outcome]) => [
      outcome,
      Number(exit),
    ]);
    assert.deepEqual(Object.fromEntries(found), EXITS);
  });
});
