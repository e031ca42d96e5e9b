// Scripts on boards that are reached by wires and hands alone: the virtual ones behind TCP ports stand in for real ones.

import assert from "node:assert/strict";
import { UserError } from "../../bench/user-error.ts";
import { Boards } from "./rig.ts";
import type { Hands } from "./rig.ts";

/** Does what it is asked for, and says what is so. */
const honest: Hands = (question, bench) => {
  const press = /hold it for ([\d.]+) s/.exec(question);
  if (press) bench.pressButton(Number(press[1]));
  const watts = /E7 of the meter board\) to (\d+) W/.exec(question);
  if (watts) bench.feeds.holdLoad(Number(watts[1]));
  if (question.includes("main contact")) return bench.offSwitchParts.relay.closed ? "closed" : "open";
  if (question.includes("sign the report off")) return "T. Ester";
  return "";
};

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
    await refused(["expect lost 0"], "1: nobody counts the pulses that a real source gives");
    await refused(
      ["expect intact metrology"],
      "1: that a log of the meter board is whole is seen in its flash part: read it out, and see hasm verify-log",
    );
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
});
