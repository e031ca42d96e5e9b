// docs/troubleshooting.md leaves out nothing that the firmware or flash.sh says: their own lists are held against its tables, both ways.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { logEntries } from "../../bench/log-entries.ts";
import { expectationTable } from "../../bench/script/vocabulary.ts";
import * as kinds from "../../firmware/messages/security-entry.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { RECORD_DATA } from "../../firmware/store/log.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { codes, page, pattern, rows, section } from "./page.ts";

const text = page("docs/troubleshooting.md");

function nodes(file: string): ts.Node[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const all: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    all.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return all;
}

/** A text or a template with "…" for what is put into it; undefined: it is neither. */
function shape(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}

/** What flash.sh can say, out of its sources: the message of each FlashError, or of each call of the function that makes one. */
function flashMessages(): string[] {
  const folder = join(ROOT, "tools/flash");
  return readdirSync(folder).flatMap((name) => {
    const all = nodes(join(folder, name));
    const made = all.filter((node) => ts.isNewExpression(node) && node.expression.getText() === "FlashError");
    return made.flatMap((node) => {
      const message = (node as ts.NewExpression).arguments?.[1];
      const own = shape(message);
      if (own !== undefined) return [own];
      let maker = node.parent;
      while (!ts.isFunctionDeclaration(maker)) maker = maker.parent;
      const called = maker.name!.text;
      const calls = all.filter((one) => ts.isCallExpression(one) && one.expression.getText() === called);
      return calls.map((one) => shape((one as ts.CallExpression).arguments[0]) ?? assert.fail(one.getText()));
    });
  });
}

/** What the display can show, out of its source: each text with a word in it, and of a refused start that of firmware/keys. */
function shownTexts(file: string): string[] {
  return nodes(join(ROOT, file))
    .filter(
      (node) =>
        ts.isStringLiteral(node) && !ts.isImportDeclaration(node.parent) && !ts.isExportDeclaration(node.parent),
    )
    .map((node) => (node as ts.StringLiteral).text.trim())
    .filter((one) => /[A-Za-z]{2}|m3|W$/.test(one));
}

/** Every line that an entry of a kind can be, as the security log of the meter or the log of the switch has it. */
function lines(kind: string): string[] {
  const said = new Set<string>();
  for (let number = 0; number < 64; number++)
    for (const more of ["\0", "\x01", "\x02", "\x03", "\x04", "o", "r"]) {
      const event = kind + String.fromCharCode(number) + more;
      for (const [segment, payload] of [
        [2, (u32(0) + event).padEnd(16, "\0")],
        [1, u32(0) + event + "\0"],
      ] as const) {
        const record = { text: `${String.fromCharCode(RECORD_DATA, payload.length)}${u32(1)}${payload}`, tag: "" };
        const [entry] = logEntries({ meterId: "HASM0001", segment, textBytes: 30, records: [record], closing: "" });
        if (!/unknown entry|undefined|number \d|has fault \d| $/.test(entry!.text)) said.add(entry!.text);
      }
    }
  return [...said];
}

describe("docs/troubleshooting.md", () => {
  it("has each message of flash.sh, and none that it never says", () => {
    const told = rows(section(text, "A board cannot be flashed")).map(([cell]) => codes(cell!)[0]!);
    const messages = [...new Set(flashMessages())];
    assert.ok(messages.length > 25);
    assert.deepEqual(told.sort(), messages.sort());
  });

  it("has each text of the display", () => {
    const told = rows(section(text, "What the display says")).flatMap(([cell]) => codes(cell!));
    const shown = [...new Set(shownTexts("firmware/meter/display.ts"))];
    assert.ok(shown.length > 25);
    assert.deepEqual([...told].sort(), shown.sort());
  });

  it("has each reason for which a board starts nothing", () => {
    const told = rows(section(text, "A board that starts nothing")).flatMap(([cell]) => codes(cell!));
    const shown = shownTexts("firmware/keys/refusal.ts");
    assert.deepEqual([...new Set(told)].sort(), shown.sort());
  });

  it("has each alarm of the switch and of metering", () => {
    for (const [sight, heading] of [
      ["switch-alarm", "The switch does not move"],
      ["metering-alarm", "No pulses, or too few"],
    ] as const) {
      const row = expectationTable().find((line) => line.startsWith(`| \`${sight} `));
      const names = /: ([a-z, ]+), or none/.exec(row!)![1]!.split(", ");
      assert.deepEqual(
        rows(section(text, heading)).map(([cell]) => codes(cell!)[0]),
        names,
      );
    }
  });

  it("has each kind of entry of the logs, with every line that it can be", () => {
    const entries = Object.entries(kinds).filter(
      ([name, kind]) => name.startsWith("ENTRY_") && typeof kind === "string",
    );
    const table = rows(section(text, "The security log"));
    const letters = entries.map(([, kind]) => String(kind)).sort();
    assert.deepEqual([...new Set(table.map(([kind]) => kind!))].sort(), letters);
    for (const letter of letters) {
      const told = table.filter(([kind]) => kind === letter).map(([, line]) => pattern(codes(line!)[0]!));
      const said = lines(letter).map((line) => line.replace(/, switch \w+$/, ""));
      assert.ok(said.length > 0, letter);
      for (const line of said)
        assert.ok(
          told.some((one) => one.test(line)),
          `${letter} ${line}`,
        );
      for (const one of told)
        assert.ok(
          said.some((line) => one.test(line)),
          `${letter} ${one.source}`,
        );
    }
  });
});
