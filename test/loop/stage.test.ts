// Scripts on boards that are reached by wires and hands alone: the virtual ones behind TCP ports stand in for real ones.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCalls } from "../../bench/central/file-calls.ts";
import { Random } from "../../bench/engine/random.ts";
import { provisionMeter } from "../../bench/provision.ts";
import { AT_ONCE, installed } from "../../bench/switch-values.ts";
import { UserError } from "../../bench/user-error.ts";
import { honest } from "./honest.ts";
import { Boards, ID } from "./rig.ts";
import type { Hands } from "./rig.ts";

const FLAT = readFileSync(new URL("../../scenarios/tariff-flat.json", import.meta.url));

describe("scripts on boards behind wires", () => {
  let boards: Boards;
  before(async () => {
    boards = new Boards();
    await boards.start();
  });
  after(() => boards.stop());

  it("are played with orders, telegrams and a tester's hand and eyes", async () => {
    const said: string[] = [];
    const report = await boards.play(
      [
        "household 7200",
        "after 12s expect power 7000..7400",
        "expect import ..60",
        "off",
        "within 8s expect answer done",
        "within 8s expect switch disconnected",
        "expect relay open",
        "expect reasons remote",
        "on",
        "within 8s expect switch ready",
        "button 3s",
        "within 8s expect switch connected",
        "expect moves 2",
        "gateway topup 2",
        "within 20s expect answer done",
        'expect said "balance 2.00"',
        "technician query",
        "within 20s expect said power",
        'expect log switch "off: done" 1',
        "expect intact switch",
      ],
      honest,
      { said },
    );
    const failed = report.scripts.flatMap(({ steps }) => steps.filter(({ outcome }) => outcome !== "passed"));
    assert.deepEqual(failed, [], said.join("\n"));
    assert.deepEqual(report.scripts[0]!.troubles, []);
    assert.deepEqual([report.verdict, report.signedOff?.name], ["passed", "T. Ester"]);
  });

  it("fail where a meter does not do, or a tester does not see, what is expected", async () => {
    const answers = ["closed", "no", "Switch: on", "2.3kW", "yes", "T. Ester"];
    const report = await boards.play(
      [
        "within 2s expect power 1",
        "expect relay open",
        'expect display "Switch: off"',
        "expect flow 2290..2310",
        "query",
        "within 8s expect answer refused busy",
      ],
      () => answers.shift(),
    );
    const outcomes = report.scripts[0]!.steps.map(({ outcome, found, by }) => [outcome, found, by]);
    assert.deepEqual(outcomes, [
      ["failed", "7200 W", "the bench, in the telegram at the HAN port"],
      ["failed", "closed", "the tester"],
      ["failed", "Switch: on", "the tester"],
      ["passed", "2300 W", "the tester"],
      ["passed", null, "the bench, at the wan port"],
      ["failed", "done", "the bench, in the meter's answer"],
    ]);
    assert.deepEqual([report.verdict, report.signedOff?.name], ["failed", "yes"]);
  });

  it("are incomplete where something was left out, or nobody answers, and never passed", async () => {
    const answers = ["skip no lamp here", "what", "", "quit"];
    const said: string[] = [];
    const report = await boards.play(
      ["expect relay closed", "load 1000", "for 2s expect relay closed", "query"],
      () => answers.shift(),
      { said },
    );
    const steps = report.scripts[0]!.steps.map(({ outcome, says }) => [outcome, says]);
    assert.deepEqual(steps, [
      ["skipped", "no lamp here"],
      ["passed", null],
      ["skipped", "the tester ended the run"],
      ["not taken", "the run ended before query"],
    ]);
    assert.ok(said.includes("that is no answer"), said.join("\n"));
    assert.deepEqual([report.verdict, report.signedOff], ["incomplete", null]);
    const silent = await boards.play(["expect relay closed"]);
    assert.deepEqual(
      [silent.verdict, silent.scripts[0]!.steps[0]!.says, silent.signedOff],
      ["incomplete", "nobody answers any more", null],
    );
  });

  it("are refused before anything is asked where boards, wires or hands have not what they need", async () => {
    const refused = async (lines: string[], why: string, ports: ("wan" | "han")[] = ["wan"]): Promise<void> => {
      const said: string[] = [];
      await assert.rejects(boards.play(lines, undefined, { ports, said }), (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.message.replace(/^.*test\.hasm:/, ""), why);
        return true;
      });
      assert.deepEqual(said, []);
    };
    await refused(["query", "expect power 1"], "2: this is seen at the HAN port: give it with --han");
    await refused(["query"], "1: this goes through the wan port: give it with --wan", ["han"]);
    await refused(["gateway topup 1"], "1: this goes through the top-up port: give it with --top-up");
    await refused(
      ["attack replayed-off"],
      "1: attacks reach into the virtual bench, see hasm attack: none is for real boards",
    );
    await refused(
      ["weld"],
      "1: a contact is welded only on the virtual bench: a real relay would be lost, and a bridged one is not welded",
    );
    await refused(["load auto"], "1: load auto: nothing goes on by itself at real boards, say how many watts");
    await refused(["expect lost 0"], "1: the pulses that were counted are seen at the HAN port: give it with --han");
    await refused(["expect records switch 3"], "1: how many records the switch log has is not told over a wire");
    await refused(
      ["household built-in", "query"],
      " household built-in: nobody lives at real boards, say household WATTS, for a pulse source",
    );
  });

  it("are not begun where the switch of the meter waits longer than they are made for", async () => {
    const report = await boards.play(["window 10m", "off"], honest);
    const [script] = report.scripts;
    assert.equal(
      script!.troubles[0]!.replace(/ \S*test\.hasm:/, ""),
      "not begun: it is for a switch that opens within 600 s, and that of this meter opens at once, rests 0 s, moves 65535 times in 24 h, " +
        "is armed for 86400 s: give the meter that policy (hasm send policy, or hasm provision), or choose another script",
    );
    assert.deepEqual([script!.steps[0]!.outcome, report.verdict], ["not taken", "failed"]);
  });

  it("are not begun by the clock where that of the meter is wrong", async () => {
    boards.clock.aheadMs = 60_000;
    const { scripts } = await boards.play(["at 23:59 query"], honest);
    boards.clock.aheadMs = 0;
    assert.equal(
      scripts[0]!.troubles[0]!.replace(/\S*test\.hasm/, "FILE").replace(/about \d+/, "about N"),
      "not begun: FILE goes by the clock, and that of the meter is about N s behind: set it first, hasm send time-step, and see that the computer's is right",
    );
  });

  it("count the pulses that the sources gave, and what is lost of them", async () => {
    const steps = ["load 3600", "after 20s load 0", "within 12s expect lost 0"];
    assert.equal((await boards.play(steps, honest)).verdict, "passed");
    const miscounts: Hands = async (question, at) => {
      const answer = await honest(question, at);
      return question.includes("How many pulses") ? String(Number(answer) + 1) : answer;
    };
    const { scripts } = await boards.play(steps, miscounts);
    assert.match(scripts[0]!.steps[2]!.found!, /^1, of \d\d that the source gave$/);
    assert.equal(scripts[0]!.steps[2]!.outcome, "failed");
  });

  it("verify logs over the wire, under the keys of the folder", async () => {
    const steps = ["query", "after 5s expect intact security", "expect records security 1.."];
    assert.equal((await boards.play(steps, honest)).verdict, "passed");
    const keys = join(boards.folder, ID, "meter-log.keys");
    const right = readFileSync(keys);
    const others = mkdtempSync(join(tmpdir(), "hasm-loop-"));
    provisionMeter(ID, others, (count) => new Random(8).byteString(count), nodeCalls, installed(true, AT_ONCE));
    copyFileSync(join(others, ID, "meter-log.keys"), keys);
    const [, intact] = (await boards.play(steps, honest)).scripts[0]!.steps;
    assert.deepEqual([intact!.outcome, intact!.found], ["failed", "no"]);
    rmSync(keys);
    const [, unknown] = (await boards.play(steps, honest)).scripts[0]!.steps;
    const says = "meter-log.keys is not in the folder: nothing can be verified";
    assert.deepEqual([unknown!.outcome, unknown!.says], ["skipped", says]);
    writeFileSync(keys, right);
    rmSync(others, { recursive: true });
  });

  it("bring a tariff a second time only under a raised version", async () => {
    writeFileSync(join(boards.folder, "flat.json"), FLAT);
    const steps = ["tariff flat.json", "within 60s expect answer done"];
    const verdict = async (raiseTariffs: number): Promise<string> =>
      (await boards.play(steps, honest, { raiseTariffs })).verdict;
    assert.deepEqual([await verdict(0), await verdict(0), await verdict(1)], ["passed", "failed", "passed"]);
  });
});
