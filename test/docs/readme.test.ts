// README.md names every page, folder and command that there are, and its figures are those of the program.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tools/build/bundle.ts";
import { ENGINES } from "../../tools/flash/board-check.ts";
import { hasm } from "./understood.ts";
import { codes, page, rows, section } from "./page.ts";

const text = page("README.md");

describe("README.md", () => {
  it("links to every page of docs and of the boards that are built in hardware", () => {
    const pages = [
      ...readdirSync(join(ROOT, "docs"))
        .filter((name) => name.endsWith(".md"))
        .map((name) => `docs/${name}`),
      ...["boards/stm32f4discovery/README.md", "boards/nucleo-f401re/README.md"],
    ];
    assert.deepEqual(
      pages.filter((name) => !text.includes(`](${name})`)),
      [],
    );
  });

  it("has every command of hasm in its table, and no other", () => {
    const told = rows(section(text, "Try it")).map(([cell]) => /^npx hasm ([a-z-]+)/.exec(codes(cell!)[0]!)?.[1]);
    assert.deepEqual(told.sort(), hasm.commands.map((command) => command.name()).sort());
  });

  it("has every folder in its map, and none that is gone", () => {
    const told = rows(section(text, "How it is made")).flatMap(([cell]) => codes(cell!));
    const roots = readdirSync(ROOT, { withFileTypes: true })
      .filter((one) => one.isDirectory() && !one.name.startsWith(".") && !["node_modules", "build"].includes(one.name))
      .map(({ name }) => name);
    const parts = readdirSync(join(ROOT, "firmware"), { withFileTypes: true }).filter((one) => one.isDirectory());
    const folders = [...roots.filter((name) => name !== "firmware"), ...parts.map(({ name }) => `firmware/${name}`)];
    assert.deepEqual(told.sort(), folders.sort());
  });

  it("names the Node.js, the Espruino and the port that it is", () => {
    const { engines, scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      engines: { node: string };
      scripts: Record<string, string>;
    };
    assert.deepEqual(
      [...new Set([...text.matchAll(/Node\.js (\d+\.\d+)/g)].map(([, one]) => `>=${one!}`))],
      [engines.node],
    );
    assert.deepEqual([...new Set([...text.matchAll(/\b2v\d+/g)].map(([one]) => one))], ENGINES);
    const bench = hasm.commands.find((command) => command.name() === "bench")!;
    const port = /default: (\d+)/.exec(bench.options.find(({ long }) => long === "--port")!.description)![1]!;
    assert.ok(text.includes(`http://127.0.0.1:${port};`));
    for (const [, script] of text.matchAll(/`npm run ([\w:]+)`/g)) assert.ok(script! in scripts, script);
  });
});
