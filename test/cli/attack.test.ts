// `hasm attack` as a person runs it. That each attack is stopped, and succeeds without the defence that does it: test/attack-live.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { ATTACKS } from "../../bench/attack/attack.ts";
import { byThreat, choose, exitStatus, threatLine, triedLines, tryFresh } from "../../bench/attack/run.ts";
import type { Tried } from "../../bench/attack/run.ts";
import { ELSEWHERE, THREATS } from "../../bench/attack/threats.ts";
import { UserError } from "../../bench/user-error.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { bundles } from "../bundles.ts";
import { hasm, packed } from "./hasm.ts";

const MODEL = readFileSync(`${ROOT}docs/threat-model.md`, "utf8");

function tried(name: string, held: boolean): Tried {
  const attack = ATTACKS.find((one) => one.name === name)!;
  return {
    attack,
    verdict: { held, stoppedBy: held ? "a wall" : "nothing", evidence: ["It saw."] },
    simulatedSeconds: 9,
  };
}

describe("hasm attack", () => {
  it("tries the attacks of a threat, a line each, and says what came of the threat", async () => {
    const { exit, stdout, stderr } = await hasm(["attack", "T22", "T14"]);
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    assert.deepEqual(stdout.replace(/in [\d.]+ s\n$/, "").split("\n"), [
      "guessed-codes            T22         held    lock-out after wrong codes",
      "code-used-twice          T22         held    a code is marked as used before it is credited",
      "",
      "T14 falsified feedback to the consumer: no attack here, nothing is promised: the telegram's CRC shows noise, not forgery; not tested",
      "T22 top-up guessed or used twice: held (guessed-codes, code-used-twice)",
      "",
      "2 of 2 held, ",
    ]);
  });

  it("gives verdicts and evidence as JSON, the same for the same seed", async () => {
    const { exit, stdout, stderr } = await packed(["attack", "replayed-off", "--json", "--seed", "3"]);
    assert.deepEqual([exit, stderr], [0, ""]);
    const { attacks, threats } = JSON.parse(stdout) as { attacks: Record<string, unknown>[]; threats: unknown };
    const { name, held, stoppedBy, evidence, simulatedSeconds } = attacks[0]!;
    assert.deepEqual([name, held, stoppedBy], ["replayed-off", true, "counter stored before a command acts"]);
    assert.ok((evidence as string[]).includes("Sent again: 20 frames with good CRC and good seal."));
    const again = tryFresh(
      ATTACKS.find((one) => one.name === name)!,
      3,
      await bundles(),
    );
    assert.deepEqual([evidence, simulatedSeconds], [again.verdict.evidence, again.simulatedSeconds]);
    const { title, state } = THREATS["T7"]!;
    assert.deepEqual(threats, [{ threat: "T7", title, state, held: true, attacks: ["replayed-off"] }]);
  });

  it("prints the evidence below each where it is asked to", async () => {
    const { exit, stdout } = await packed(["attack", "link-cut", "--evidence"]);
    assert.equal(exit, 0);
    const [line, ...rest] = stdout.split("\n");
    assert.match(line!, /^link-cut {17}T8 {10}held {4}silence is an event, and moves nothing$/);
    assert.ok(rest.includes("    The relay did not move and is closed."), stdout);
  });

  it("names every attack with what the attacker has, and tries none of them, with --list", async () => {
    const { exit, stdout } = await packed(["attack", "--list"]);
    const lines = ATTACKS.map(
      ({ name, threats, does }) => `${name.padEnd(24)} ${threats.join(" ").padEnd(11)} ${does}\n`,
    );
    assert.deepEqual([exit, stdout], [0, lines.join("")]);
  });

  for (const [args, message] of [
    [["T7", "T27"], 'no attack and no threat is called "T27": hasm attack --list names them\n'],
    [["replayed-on"], 'no attack and no threat is called "replayed-on": hasm attack --list names them\n'],
    [["T7", "--seed", "-1"], '--seed is a whole number from 0 to 4294967295, not "-1"\n'],
    [["--xyz"], "error: unknown option '--xyz'\n"],
  ] as const)
    it(`says what is wrong with "${args.join(" ")}", and tries nothing`, async () => {
      assert.deepEqual(await packed(["attack", ...args]), { exit: 2, stdout: "", stderr: message });
    });

  it("chooses by attack and by threat, each once, and the threats that are meant", () => {
    const { attacks, threats } = choose(["T1", "bypass", "wire-listener"]);
    assert.deepEqual(
      attacks.map(({ name }) => name),
      ["bypass", "forged-report", "wire-listener"],
    );
    assert.deepEqual(threats, ["T1", "T3", "T4"]);
    assert.deepEqual(choose([]), { attacks: ATTACKS, threats: Object.keys(THREATS) });
    assert.throws(() => choose([""]), UserError);
  });

  it("says BROKEN with the evidence, of the attack and of its threats, and fails, where one succeeds", () => {
    const all = [tried("bypass", true), tried("forged-report", false)];
    assert.deepEqual(triedLines(all[0]!, false), ["bypass                   T1          held    a wall"]);
    assert.deepEqual(triedLines(all[1]!, false), [
      "forged-report            T1 T2 T16   BROKEN  nothing",
      "    It saw.",
    ]);
    assert.deepEqual(byThreat(all, ["T1", "T2", "T15"]).map(threatLine), [
      "T1  billing fraud: BROKEN (bypass, forged-report); what is promised is not all",
      "T2  one meter's hack used on many: BROKEN (forged-report)",
      "T15 eavesdropping at home: no attack here, a port that is silent or sealed is nothing to attack, and one in clear is " +
        "nothing to defend; tested in test/docs-protocol-wire.test.ts; what is promised is not all",
    ]);
    assert.deepEqual([exitStatus(all), exitStatus(all.slice(0, 1))], [1, 0]);
  });
});

describe("the attacks to try", () => {
  it("are named apart, and each covers threats that there are", () => {
    assert.equal(new Set(ATTACKS.map(({ name }) => name)).size, ATTACKS.length);
    for (const { name, threats } of ATTACKS)
      for (const threat of threats) assert.ok(threats.length > 0 && THREATS[threat] !== undefined, name);
  });

  it("leave no threat out without a reason, and name tests that there are", () => {
    const covered = new Set(ATTACKS.flatMap(({ threats }) => threats));
    const left = Object.keys(THREATS).filter((threat) => !covered.has(threat));
    assert.deepEqual(Object.keys(ELSEWHERE), left);
    for (const file of left.flatMap((threat) => ELSEWHERE[threat]!.testedIn)) assert.ok(existsSync(ROOT + file), file);
  });

  it("speak of the threats in the state that the threat model says", () => {
    for (const [threat, { state }] of Object.entries(THREATS)) {
      const row = MODEL.split("\n").find((line) => line.startsWith(`| ${threat} `))!;
      assert.ok(row.split("|")[3]!.trim().startsWith(state), `${threat}: ${row.slice(0, 120)}`);
    }
  });

  it("are in the threat model, with their threats", () => {
    const rows = [...MODEL.matchAll(/^\| `([a-z-]+)` +\| ((?:T\d+(?:, )?)+) /gm)].map(([, name, threats]) => [
      name,
      threats,
    ]);
    assert.deepEqual(
      rows,
      ATTACKS.map(({ name, threats }) => [name, threats.join(", ")]),
    );
  });
});
