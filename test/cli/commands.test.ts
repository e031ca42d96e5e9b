// Every command as a person runs it, and the page that --help prints.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boards, systems } from "../../tools/build/build.ts";
import { RULES } from "../../tools/policy/violation.ts";
import { hasm, packed } from "./hasm.ts";

/** What a command takes besides options. */
const TAKES: Readonly<Record<string, string>> = {
  attack: "[options] [names...]",
  completion: "[options] <shell>",
  send: "[options] [command]",
  "verify-log": "[options] <file>",
};

let folder = "";

/** Element names in the order in which they open; fails where the text is not well-formed. */
function elements(xml: string): string[] {
  const open: string[] = [];
  const all: string[] = [];
  const TAG = /<(\/?)([a-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
  const TEXT = /(?:[^<&]|&(?:amp|lt|gt|quot|apos|#\d+);)+/y;
  let at = 0;
  while (at < xml.length) {
    TEXT.lastIndex = TAG.lastIndex = at;
    const text = TEXT.exec(xml)?.[0] ?? "";
    TAG.lastIndex = at += text.length;
    if (at >= xml.length) break;
    const tag = TAG.exec(xml);
    assert.ok(tag !== null, `not well-formed at ${at}: ${xml.slice(at, at + 60)}`);
    const [whole, closes, name = "", attributes = "", empty] = tag;
    const names = [...attributes.matchAll(/([\w:-]+)=/g)].map((found) => found[1]);
    assert.equal(new Set(names).size, names.length, whole);
    assert.doesNotMatch(attributes, /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
    if (closes) assert.equal(open.pop(), name);
    else all.push(name);
    if (!closes && !empty) open.push(name);
    at = TAG.lastIndex;
  }
  assert.deepEqual(open, []);
  return all;
}

describe("hasm", () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-cli-"));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("--help names every command, and each explains itself", async () => {
    const { exit, stdout, stderr } = await hasm(["--help"]);
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    assert.ok(stdout.startsWith("Usage: hasm [options] [command]\n"));
    const listed = stdout.slice(stdout.indexOf("\nCommands:\n"));
    const commands = [...listed.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = ""]) => name);
    assert.deepEqual(commands, [
      "build",
      "policy",
      "attack",
      "bench",
      "bill",
      "completion",
      "cost",
      "provision",
      "send",
      "verify-log",
      "help",
    ]);
    const pages = new Map<string, string>();
    for (const command of commands.filter((one) => one !== "help")) {
      assert.match(stdout, new RegExp(`^  ${command} .*\\w`, "m"));
      const page = await packed([command, "--help"]);
      assert.equal(page.exit, 0);
      const takes = TAKES[command] ?? "[options]";
      assert.ok(page.stdout.startsWith(`Usage: hasm ${command} ${takes}\n`), page.stdout);
      pages.set(command, page.stdout);
    }
    for (const option of [
      "--load",
      "--meters",
      "--for",
      "--speed",
      "--headless",
      "--seed",
      "--start",
      "--report",
      "--logs",
    ])
      assert.ok(pages.get("bench")!.includes(`\n  ${option} `), option);
    for (const option of ["--keys", "--json", "--entries"])
      assert.ok(pages.get("verify-log")!.includes(`\n  ${option} `), option);
  });

  it("without a command prints its help and fails", async () => {
    const { exit, stdout, stderr } = await hasm([]);
    assert.deepEqual({ exit, stdout }, { exit: 1, stdout: "" });
    assert.ok(stderr.startsWith("Usage: hasm [options] [command]\n"));
  });

  it("policy prints every rule with its verdict, and all hold", async () => {
    const { exit, stdout, stderr } = await hasm(["policy"]);
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    for (const [rule, sentence] of Object.entries(RULES))
      assert.ok(stdout.includes(`\n  ${rule} holds: ${sentence}\n`), rule);
    assert.doesNotMatch(stdout, /BROKEN/);
    assert.ok(stdout.includes("\nThe policy holds.\n"));
    for (const { channels, partitions } of systems) {
      for (const { name } of partitions) assert.match(stdout, new RegExp(`^  ${name}  `, "m"));
      for (const { from, to } of channels) assert.match(stdout, new RegExp(`^  ${from} -> ${to}  `, "m"));
    }
  });

  it("policy --svg draws well-formed XML with every partition and every channel's reason in it", async () => {
    const file = join(folder, "policy.svg");
    const { exit, stderr } = await packed(["policy", "--svg", file]);
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    const svg = await readFile(file, "utf8");
    const names = elements(svg.replace(/^<\?xml[^>]*\?>\s*/, ""));
    assert.equal(names[0], "svg");
    assert.equal(names.filter((name) => name === "svg" || name === "script").length, 1);
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    for (const { partitions, channels } of systems) {
      for (const { name } of partitions) assert.ok(svg.includes(`>${name}<`), name);
      for (const { reason } of channels)
        assert.ok(svg.includes(reason.replaceAll("'", "&apos;")) || svg.includes(reason), reason);
    }
  });

  it("cost without an engine prints the size of every part, and why there are no figures", async () => {
    const { exit, stdout, stderr } = await hasm(["cost"], { ESPRUINO_STM32F405: undefined });
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    for (const { name } of boards) assert.match(stdout, new RegExp(`^${name} +\\d+ B$`, "m"));
    for (const name of ["kernel", ...systems.flatMap(({ partitions }) => partitions.map((one) => one.name))])
      assert.match(stdout, new RegExp(`^  ${name} +\\d+ B$`, "m"));
    assert.ok(
      stdout.endsWith("\nno figures from the real engine: ESPRUINO_STM32F405 is not set\n"),
      stdout.slice(-100),
    );
  });
});
