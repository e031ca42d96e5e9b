// `hasm completion`: what bash offers behind `hasm`, asked of bash itself; the same of zsh and of fish where they are at hand.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ATTACKS } from "../../bench/attack/attack.ts";
import { SHELLS } from "../../bench/completion/shells.ts";
import type { Shell } from "../../bench/completion/shells.ts";
import { PARAMETER_NAMES } from "../../bench/send/parameter-values.ts";
import { hasm, packed } from "./hasm.ts";

const COMMANDS = [
  "attack",
  "bench",
  "bill",
  "build",
  "completion",
  "cost",
  "help",
  "policy",
  "provision",
  "send",
  "verify-log",
];
const ONE_AND_TWO = ["HASM0001", "HASM0002"];

/** What is typed behind `hasm`, the last of it unfinished, and every word that is offered. */
const OFFERED: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[""], COMMANDS],
  [["b"], ["bench", "bill", "build"]],
  [["nonsense", ""], COMMANDS],
  [["completion", ""], SHELLS],
  [
    ["send", "read-"],
    ["read-log", "read-parameter"],
  ],
  [
    ["send", "--timeout", "off", "read-"],
    ["read-log", "read-parameter"],
  ],
  [["send", "--j"], ["--json"]],
  [["send", "query", "--a"], ["--as"]],
  [["send", "query", "--ke"], ["--keys"]],
  [["send", "query", "--retr"], []],
  [
    ["send", "query", "--as", ""],
    ["central", "technician"],
  ],
  [
    ["send", "top-up", "5", "--as", ""],
    ["central", "gateway"],
  ],
  [
    ["send", "read-log", ""],
    ["metrology", "off-switch", "security", "switch"],
  ],
  [["send", "read-log", "switch", "--as", "t"], ["technician"]],
  [["send", "parameter", ""], PARAMETER_NAMES],
  [["send", "parameter", "load", ""], []],
  [
    ["send", "appliance", "2", "o"],
    ["off", "on"],
  ],
  [["send", "obey", "--reasons", "c"], ["credit"]],
  [
    ["send", "key", ""],
    ["1", "2", "4", "5", "6", "9"],
  ],
  [
    ["send", "help", "que"],
    ["query", "query-switch"],
  ],
  [["help", "s"], ["send"]],
  [["send", "--keys", "meters", "--meter", ""], ONE_AND_TWO],
  [["send", "--keys", "meters", "off", "--meter", "HASM0002,HASM0001,HASM0002"], ["HASM0002,HASM0001,HASM0002"]],
  [["send", "--keys=meters", "query", "--meter", "HASM0001"], ["HASM0001"]],
  [["send", "--meter", ""], []],
  [["send", "--keys", "m"], ["meters"]],
  [["send", "tariff", "ta"], ["tariff's.json"]],
  [
    ["provision", "--switch", ""],
    ["closed", "open"],
  ],
  [["provision", "--meter", ""], []],
  [["policy", "--s"], ["--svg"]],
  [
    ["attack", "T1"],
    ["T1", "T10", "T11", "T12", "T13", "T14", "T15", "T16", "T17", "T18", "T19"],
  ],
  [["attack", "T22", "guess"], ["guessed-codes"]],
];

/** Prints what is offered behind the words of its arguments, a word a line; the script stands before it. */
const ASKS: Readonly<Record<Shell, string>> = {
  bash: `COMP_WORDS=(hasm "$@"); COMP_CWORD=$#; _hasm; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // Without a line to edit there is no completion of zsh's own: what it is to show is asked for in its place.
  zsh: `
    _describe() { print -l -- "\${(@)all%%:*}"; }
    _files() { print -l -- $cur*(N\${1+/}:t) }
    compadd() { local before=\${cur%"\${cur##*,}"}; print -l -- $before\${(@M)^all:#\${cur##*,}*}; }
    compset() { return 1; }
    words=(hasm "$@"); CURRENT=$#words; PREFIX=\${@[-1]}; _hasm`,
  fish: `complete -C (string join " " -- hasm $argv)`,
};
const OWN_FILES: Readonly<Record<Shell, readonly string[]>> = {
  bash: ["--norc", "--noprofile"],
  zsh: ["-f"],
  fish: ["--no-config"],
};

describe("hasm completion", () => {
  const scripts = new Map<Shell, string>();
  let folder = "";
  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "hasm-completion-"));
    for (const id of [...ONE_AND_TWO, "HASM0003"]) mkdirSync(join(folder, "meters", id), { recursive: true });
    for (const id of ONE_AND_TWO) mkdirSync(join(folder, "meters", id, "central"));
    writeFileSync(join(folder, "tariff's.json"), "{}");
    for (const shell of SHELLS) {
      const { exit, stdout, stderr } = await (shell === "bash" ? hasm : packed)(["completion", shell]);
      assert.deepEqual([exit, stderr], [0, ""]);
      scripts.set(shell, stdout);
    }
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function run(shell: Shell, text: string, typed: readonly string[]): string {
    const begin = shell === "zsh" ? "compdef() { :; }\n" : "";
    const behind = shell === "fish" ? typed : ["-", ...typed];
    const args = [...OWN_FILES[shell], "-c", `${begin}${scripts.get(shell)!}\n${text}`, ...behind];
    const { status, stdout, stderr } = spawnSync(shell, args, { cwd: folder, encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""], `${shell}: ${typed.join(" ")}`);
    return stdout;
  }

  /** Sorted, without what they say and without the slash of a folder. */
  function offered(shell: Shell, typed: readonly string[]): string[] {
    const lines = run(shell, ASKS[shell], typed).split("\n");
    const words = lines.map((line) => line.replace(/\t.*/, "").replace(/\/$/, "")).filter((word) => word !== "");
    return words.filter((word) => word.startsWith(typed.at(-1)!)).sort();
  }

  for (const shell of SHELLS)
    it(`offers in ${shell} what can stand there, and nothing else`, function () {
      this.timeout(20_000);
      if (spawnSync(shell, ["--version"]).error) {
        console.log(`completion in ${shell}: skipped, it is not on the PATH`);
        this.skip();
      }
      for (const [typed, words] of OFFERED)
        assert.deepEqual(offered(shell, typed), [...words].sort(), `${shell}: ${typed.join(" ")}`);
    });

  it("offers the value behind = alone in bash, which parts words there", () => {
    assert.deepEqual(run("bash", ASKS.bash, ["send", "query", "--as", "=", "t"]), "technician\n");
    assert.deepEqual(run("bash", ASKS.bash, ["send", "--keys", "=", "meters", "--meter", "="]), "HASM0001\nHASM0002\n");
    assert.deepEqual(run("bash", ASKS.bash, ["send", "--to", "a", ":", "1", "read-l"]), "read-log\n");
  });

  it("offers every attack", () => {
    const attacks = ATTACKS.map(({ name }) => name);
    const found = offered("bash", ["attack", ""]);
    assert.deepEqual(
      found.filter((word) => !/^T\d+$/.test(word)),
      [...attacks].sort(),
    );
  });

  it("knows no other shell", async () => {
    const refused = { exit: 1, stdout: "", stderr: 'a shell is bash or zsh or fish, not "tcsh"\n' };
    assert.deepEqual(await packed(["completion", "tcsh"]), refused);
  });
});
