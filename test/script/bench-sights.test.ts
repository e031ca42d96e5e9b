// What there is to see of a meter on the bench, in states of which the rest of the bench says the same.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { logEntries } from "../../bench/log-entries.ts";
import { decodeLogFile } from "../../bench/log-file.ts";
import { exportedLog } from "../../bench/meter-logs.ts";
import { benchReport } from "../../bench/report.ts";
import { parseAct } from "../../bench/script/act.ts";
import { BenchStage } from "../../bench/script/bench-stage.ts";
import { expectationOf } from "../../bench/script/expectation.ts";
import { wordsOf } from "../../bench/script/words.ts";
import { events } from "../bench/missing-parts-rig.ts";
import { newBench } from "../bundles.ts";

function rig(bench: Bench) {
  const stage = new BenchStage(bench);
  const sees = (text: string) => stage.look(expectationOf(wordsOf(text)).sight);
  const act = (text: string, seconds = 3): void => {
    stage.perform(parseAct(text), () => undefined);
    bench.runTo(bench.elapsedS + seconds);
  };
  return { sees, act };
}

describe("sights of the bench", () => {
  it("are unknown before the meter has said a word", async () => {
    const { sees } = rig(await newBench());
    for (const text of [
      ...["switch ready", "reasons none", "switch-alarm none", "metering-alarm none", "mode prepaid", "message x"],
      ...["power 0", "import 0", "balance 0", "debt 0", "charged 0", "rate 1", "interval 0", "lost 0", "price 0"],
      ...["telegram 1-0:1.7.0 x", "appliance 1 untold", "answer done", "said x"],
    ])
      assert.equal(sees(text), undefined, text);
    assert.deepEqual(["relay open", "telegrams 0", "reports 0", "moves 0", "row 1 x"].map(sees), [
      "closed",
      0,
      0,
      0,
      " ".repeat(20),
    ]);
  });

  it("are what the parts, the central system and the report say", async () => {
    const bench = await newBench();
    const { sees, act } = rig(bench);
    bench.runTo(10);
    act("prepaid on");
    act("topup 12.34567");
    act("debt 3.5");
    act("load 4000", 900);
    act("query", 0);
    assert.equal(sees("answer done"), "waiting");
    bench.runTo(bench.elapsedS + 12);
    const [meter] = benchReport(bench, 0).meters;
    assert.deepEqual(["import 0", "export 0", "moves 0", "telegrams 0"].map(sees), [
      meter!.importWh,
      0,
      meter!.relayOperations,
      meter!.han.telegrams,
    ]);
    assert.deepEqual(["balance 0", "debt 0", "mode prepaid", "charged 0", "rate 1"].map(sees), [
      1_234_567,
      350_000,
      "prepaid",
      0,
      1,
    ]);
    const { reports, accepted, rejected } = bench.central;
    assert.deepEqual(["reports 0", "interval 0", "accepted 0", "rejected 0"].map(sees), [
      reports.length,
      reports.at(-1)!.intervalWh,
      accepted,
      rejected,
    ]);
    assert.deepEqual([reports.length, sees("flow 0"), sees("metering-alarm none")], [1, 4000, []]);
    assert.ok(Math.abs((sees("power 0") as number) - 4000) < 20);
    assert.deepEqual(["answer done", "switch ready", "reasons none"].map(sees), ["done", "connected", []]);
    const entries = logEntries(decodeLogFile(exportedLog(bench, "security")));
    assert.deepEqual(["records security 0", "log security ,", "intact security"].map(sees), [
      entries.length,
      entries.filter(({ text }) => text.includes(",")).length,
      "yes",
    ]);
    assert.equal(sees("log switch started"), events(bench, "switch").filter((text) => text.includes("started")).length);
    act("load 0", 12);
    assert.equal(sees("lost 0"), 0);
    act("unplug import-pulses", 0);
    act("load 3600", 20);
    assert.ok((sees("lost 0") as number) >= 19);
  });

  it("are alarms where something is wrong at the relay, and what an edited log is not", async () => {
    const bench = await newBench();
    const { sees, act } = rig(bench);
    bench.runTo(10);
    act("weld", 0);
    act("off", 20);
    assert.deepEqual(["relay open", "switch-alarm none", "reasons none"].map(sees), [
      "closed",
      ["contact"],
      ["remote"],
    ]);
    assert.deepEqual([sees("intact switch"), sees("intact metrology")], ["yes", "yes"]);
    const { cells } = bench.offSwitchParts.memory.array;
    cells.fill(0);
    assert.deepEqual([sees("intact switch"), sees("records switch 0"), sees("log switch x")], ["no", 0, 0]);
  });
});
