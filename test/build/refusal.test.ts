// A build is refused where dialect or confinement do not agree with it, with the rule and the place, and the board is named.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { board } from "../../boards/stm32f4discovery/board.ts";
import { system } from "../../firmware/meter/system.ts";
import { buildBoard } from "../../tools/build/build.ts";
import { bundle } from "../../tools/build/bundle.ts";
import { BuildError } from "../../tools/build/errors.ts";
import { partitionText } from "../../tools/build/partition.ts";
import { cycleSlots } from "../../tools/build/slots.ts";

let folder = "";

/** A display that does `statement` with every reading. */
async function display(statement: string): Promise<Record<string, string>> {
  const file = join(folder, "display.ts");
  await writeFile(
    file,
    `export function display(lcdWrite: (row: number, text: string) => void) {
      return {
        fromComputations(reading: string) { ${statement} },
        fromOffSwitchLink(report: string) { lcdWrite(2, report); },
        fromCreditBalance(credit: string) { lcdWrite(3, credit); },
        tick() { lcdWrite(1, ""); },
      };
    }`,
  );
  return { display: file };
}

/** A bundle that is not refused, and the display in it. */
let good: { readonly text: string; readonly display: string };

async function displayText(replace: Record<string, string>): Promise<string> {
  const index = system.partitions.findIndex(({ name }) => name === "display");
  const handlers = cycleSlots(system).filter((slot) => slot.partition === index);
  const names = handlers.map((slot) => slot.handler);
  const { stepBudget } = system.partitions[index]!;
  return (await partitionText(replace["display"]!, "display", "display", names, stepBudget)).text;
}

/** What is refused is the good bundle with another display in it. */
async function refusal(statement: string): Promise<{ error: BuildError; text: string }> {
  const replace = await display(statement);
  const bad = await displayText(replace);
  const text = good.text.replace(good.display, () => bad);
  const error: unknown = await buildBoard(board, { replace }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof BuildError, `built with ${statement}`);
  return { error, text };
}

/** What stands at a place, "line:column" from 1. */
function at(text: string, place: string): string {
  const [line, column] = place.split(":").map(Number);
  return text.split("\n")[line! - 1]!.slice(column! - 1);
}

describe("a build with a bad partition", () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-refusal-"));
    const replace = await display("lcdWrite(0, reading);");
    good = { text: (await bundle(system, board, { replace })).text, display: await displayText(replace) };
    assert.equal(good.text.split(good.display).length, 2);
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("is not refused for being another one", async () => {
    const { text } = await buildBoard(board, { replace: await display("lcdWrite(0, reading);") });
    assert.equal(text, good.text);
    assert.match(text, /^var \$=0,hasm=function\(\w+\)\{[^\n]*\}\(\[[^\n]*\]\);\n$/);
  });

  for (const { statement, blame, says, stands } of [
    {
      statement: "lcdWrite(0, reading.replace(/a(?=b)/, reading));",
      blame: "dialect",
      says: ["D33 at @: regular expression /a(?=b)/; use indexOf, split or charCodeAt"],
      stands: ["/a(?=b)/"],
    },
    {
      statement: "outside = reading; lcdWrite(0, reading);",
      blame: "dialect",
      says: ["D5 at @: assignment to outside, which is not declared; declare it with let"],
      stands: ["outside="],
    },
    {
      statement: "eval(reading);",
      blame: "dialect",
      says: ["D6 at @: eval is no agreed global of the engine; import it or pass it in"],
      stands: ["eval("],
    },
    {
      statement: "digitalPulse(reading, 1, 50);",
      blame: "confinement",
      says: ['C3 display @: "digitalPulse" is neither declared nor lent'],
      stands: ["digitalPulse("],
    },
    {
      statement: "lcdWrite(0, reading.constructor);",
      blame: "confinement",
      says: ['C4 display @: member "constructor" is not on the list of property names'],
      stands: ["constructor)"],
    },
    {
      statement: "try { lcdWrite(0, reading); } catch { lcdWrite(1, reading); }",
      blame: "confinement",
      says: ["C2 display @: syntax of the kind TryStatement: `try{"],
      stands: ["try{"],
    },
    {
      statement: "const show = (text: string) => lcdWrite(0, text); show(reading);",
      blame: "confinement",
      says: ["C2 display @: syntax of the kind ArrowFunctionExpression: `", "C6 display @: `"],
      stands: ["", ""],
    },
  ] as const) {
    it(`is refused by ${blame}: ${statement}`, async () => {
      const { error, text } = await refusal(statement);
      assert.equal(error.blame, blame);
      assert.equal(error.message, [`stm32f4discovery, ${blame}: refused`, ...error.details].join("\n  "));
      assert.equal(error.details.length, says.length);
      error.details.forEach((detail, i) => {
        const place = /\d+:\d+/.exec(detail)![0];
        const expected = says[i]!.replace("@", place);
        // What is quoted of the text is minified: there the beginning counts.
        if (expected.includes("`")) assert.ok(detail.startsWith(expected), detail);
        else assert.equal(detail, expected);
        assert.ok(at(text, place).startsWith(stands[i]!), at(text, place).slice(0, 40));
      });
    });
  }
});
