// Every command in the documents is run: here, as it stands there, or by another test that is named; the few that need what no test has are
// listed with what that is. Where a page shows what a command prints, it prints that.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tools/build/bundle.ts";
import type { Run } from "../finished.ts";
import { Desk } from "./desk.ts";
import { documents, files, named, prints, telegram, typed } from "./documented.ts";
import type { Documented } from "./documented.ts";
import { ELSEWHERE, NOT_RUN } from "./proofs.ts";
import { page, pattern } from "./page.ts";
import { notUnderstood } from "./understood.ts";

const all = documents().flatMap((doc) => typed(doc));
const isListed = (command: string): boolean => [...ELSEWHERE, ...NOT_RUN].some(([of]) => of.test(command));
/** The commands that are ours to run. */
const RUN = /^(?:(?:npx )?hasm|\.\/flash\.sh) /;

/** Each once: the same command at another port is the same. */
function own(commands: readonly Documented[]): Documented[] {
  const seen = new Set<string>();
  return commands.filter(({ command }) => {
    const plain = command.replace(/\/dev\/ttyACM\d/, "PORT");
    if (isListed(command) || seen.has(plain)) return false;
    seen.add(plain);
    return true;
  });
}

const where = ({ doc, line, command }: Documented): string => `${doc}:${line}: ${command}`;

/** Whether an output is as a page shows it: "…" alone in a line stands for any lines. */
function isShown(shown: readonly string[], output: string): boolean {
  const lines = shown.map((line) =>
    line.trim() === "…" ? "(?:.*\n)*" : `${pattern(line).source.slice(1, -1).replaceAll(".*", "[^\\n]*")}\n`,
  );
  return new RegExp(`^${lines.join("")}$`).test(output.replace(/\n*$/, "\n"));
}

describe("the commands of the documents", () => {
  const desk = new Desk();
  const said = new Map<string, Run>();
  before(() => {
    for (const doc of documents()) for (const [name, text] of files(doc)) desk.save(name, text);
  });
  after(() => desk.close());

  it("are commands, with options that there are", () => {
    const wrong = (isTyped: boolean, commands: readonly Documented[]): string[] =>
      commands.flatMap((one) => {
        const why = notUnderstood(one.command, isTyped);
        return why === undefined ? [] : [`${where(one)}: ${why}`];
      });
    const sentences = documents().flatMap((doc) => named(doc));
    assert.deepEqual([...wrong(true, all), ...wrong(false, sentences)], []);
    assert.ok(all.length > 30);
  });

  it("are all run, here or by a test that is there, but for what needs a hand", () => {
    assert.deepEqual(all.filter(({ command }) => !isListed(command) && !RUN.test(command)).map(where), []);
    for (const [command, file, test] of ELSEWHERE) {
      const source = readFileSync(join(ROOT, file), "utf8");
      const isThere = ['"', "`"].some((quote) => source.includes(`it(${quote}${test}${quote}`));
      assert.ok(isThere, `${String(command)}: ${file}: ${test}`);
    }
    for (const [command] of NOT_RUN)
      assert.ok(
        all.some((one) => command.test(one.command)),
        String(command),
      );
  });

  for (const one of own(all))
    it(where(one), async () => {
      const run = await desk.run(one.command);
      assert.equal(run.exit, 0, run.stderr + run.stdout);
      said.set(one.command, run);
    });

  it("print what the pages show", () => {
    let count = 0;
    for (const doc of documents())
      for (const [command, shown] of prints(doc)) {
        const run = said.get(command) ?? assert.fail(`${doc} shows what ${command} prints, which was not run`);
        if (!isShown(shown, run.stdout)) assert.equal(run.stdout, shown.join("\n"), `${doc}: ${command}`);
        count++;
      }
    assert.ok(count >= 5);
  });

  it("leave the telegram that the quick start shows", () => {
    const report = JSON.parse(desk.read("r.json")) as { meters: { han: { last: string } }[] };
    const shown = telegram(page("docs/quick-start.md"));
    const last = report.meters[0]!.han.last.replaceAll("\r", "");
    if (!isShown(shown, last)) assert.equal(last, shown.join("\n"));
  });

  it("would be found out", () => {
    const text = [
      "    npx hasm bench --sped 2",
      "    rm -rf x && npm run nothing",
      "    ./flash.sh meter --prt x",
      "    ./flash.sh meter --keys x",
      "    npx hasm send of",
      "```sh",
      "$ npx hasm fly",
      "```",
    ].join("\n");
    assert.deepEqual(
      typed("x", text).map(({ command }) => notUnderstood(command, true)),
      [
        "bench has no option --sped",
        undefined,
        "package.json has no script nothing",
        "flash.sh has no option --prt",
        "flash.sh needs --port",
        "send knows no of",
        "hasm knows no fly",
      ],
    );
    assert.equal(isShown(["a … c", "…", "z"], "a b c\nd\ne\nz\n"), true);
    assert.equal(isShown(["a … c", "z"], "a b c\nd\nz\n"), false);
  });
});
