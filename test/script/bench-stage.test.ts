// Acts on the bench: who gives them, what comes of them, and when they cannot be done.

import assert from "node:assert/strict";
import { Bench } from "../../bench/bench.ts";
import { decodeLogFile } from "../../bench/log-file.ts";
import { exportedLog } from "../../bench/meter-logs.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { parseAct } from "../../bench/script/act.ts";
import { BenchStage } from "../../bench/script/bench-stage.ts";
import type { BenchStageOptions } from "../../bench/script/bench-stage.ts";
import { UserError } from "../../bench/user-error.ts";
import { bundles, DEFAULT_START_S, newBench } from "../bundles.ts";

const DOCS = new URL("../../docs", import.meta.url).pathname;

function rig(bench: Bench, options: BenchStageOptions = {}) {
  const stage = new BenchStage(bench, { folder: DOCS, ...options });
  /** What is told until so many seconds later. */
  const tell = (text: string, seconds = 3): string[] => {
    const told: string[] = [];
    stage.perform(parseAct(text), (line) => told.push(line));
    bench.runTo(bench.elapsedS + seconds);
    return told;
  };
  const refuses = (text: string, message: string): void => {
    assert.throws(() => tell(text), new UserError(message), text);
  };
  return { stage, tell, refuses };
}

describe("acts on the bench", function () {
  this.timeout(120_000);

  it("of those who command the meter are answered in words", async () => {
    const bench = await newBench();
    const { stage, tell } = rig(bench);
    bench.runTo(20);
    const done = (text: string, ...lines: string[]): void => {
      assert.deepEqual(tell(text), [`meter HASM0001: ${text} done`, ...lines]);
    };
    done("prepaid on", "settled 0.00");
    assert.deepEqual(tell("topup 10"), ["meter HASM0001: topup number 1 done", "balance 10.00"]);
    assert.deepEqual(tell("gateway topup 2.5"), ["meter HASM0001: topup number 2 done", "balance 12.50"]);
    assert.deepEqual(tell("gateway topup 2.5 number 2"), ["meter HASM0001: topup number 2 done", "balance 12.50"]);
    const [code, credited] = tell("code 5");
    assert.deepEqual([/^\d{20}$/.test(code!), credited], [true, "credited"]);
    assert.deepEqual(tell(`type ${code!}`), ["the meter says: wrong code"]);
    done("debt 3");
    assert.equal(tell("obey credit,limit")[3], "obeys the meter board for credit, limit");
    const policy = "policy opens at once, rests 1 s, moves 20 times in 24 h, is armed for 3600 s";
    assert.equal(tell("policy 0s 1s 20 1h").at(-1), policy);
    assert.equal(tell("query switch").at(-1), policy);
    done("parameter mains-volts 230");
    done("read parameter 9", "mains volts 230");
    done("technician read parameter 9", "mains volts 230");
    done("appliance 2 off");
    assert.deepEqual(tell("appliance 2 on"), [
      "meter HASM0001 refused appliance 2 on: that is too soon after the one before, or more often than it allows",
    ]);
    assert.equal(stage.answer!.data["result"], "too-often");
    assert.deepEqual(tell("time"), ["meter HASM0001: time done"]);
    const tariff = tell("tariff tariff-london.json local-time", 40);
    assert.match(tariff[0]!, /^meter HASM0001: tariff 1 done, 309 bytes, in force from 2026-01-15T00:00:00Z$/);
    assert.match(tell("technician query").join("\n"), /\nrate 1 at 0\.0399 GBP a kWh, a low one/);
    assert.match(tell("read log security 2", 8).join("\n"), /tariff-commit of the central system: done/);
    assert.match(tell("technician close log security")[1]!, /^last record \d+$/);
  });

  it("open the switch, close it with the button, and bring its events home", async () => {
    const bench = await newBench();
    const { tell, refuses } = rig(bench);
    const { relay } = bench.offSwitchParts;
    bench.runTo(10);
    assert.equal(tell("off")[0], "meter HASM0001: off done");
    assert.equal(relay.closed, false);
    assert.equal(tell("cancel")[0], "meter HASM0001 refused cancel: the switch is open already: on arms it");
    tell("on");
    assert.deepEqual(tell("button 2.5s", 1), ["the button is held for 2.5 s"]);
    refuses("button 2.5s", "somebody holds the button already");
    bench.runTo(bench.elapsedS + 2);
    assert.equal(relay.closed, true);
    const events = tell("events", 20);
    assert.match(
      events.join("\n"),
      /after the start {2}off: done, switch off\n(.*\n)*.*the button closed the switch, switch on/,
    );
    assert.match(events.at(-1)!, /^meter HASM0001: events up to \d+ acknowledged, the log is intact$/);
    tell("weld");
    tell("off", 10);
    assert.equal(relay.closed, true);
    tell("mend");
    tell("off", 10);
    assert.equal(relay.closed, false);
  });

  it("change keys where somebody makes secrets, and the new ones hold", async () => {
    const bench = await newBench();
    let made = 0;
    const { tell } = rig(bench, { makeSecret: () => String.fromCharCode(++made).repeat(32) });
    bench.runTo(10);
    for (const number of [1, 2, 4, 5, 9])
      assert.deepEqual(tell(`key ${number}`, 8), [`meter HASM0001: key ${number} changed`]);
    tell("prepaid on");
    for (const text of ["query switch", "technician query", "gateway topup 1", "query"])
      assert.match(tell(text)[0]!, /^meter HASM0001: .* done$/);
    assert.equal(tell("code 1")[1], "credited");
  });

  it("say that no answer came, at the moment when it is waited for no longer", async () => {
    const bench = await newBench();
    const { stage, tell } = rig(bench);
    bench.runTo(10);
    assert.deepEqual(tell("cut wan 30s", 0), ["the WAN is cut for 30 s"]);
    assert.deepEqual([tell("on", 9.9), stage.isWaiting], [[], true]);
    bench.runTo(30);
    assert.equal(
      stage.answer!.trouble,
      "no answer from meter HASM0001 to on within 10 s: it may or may not have acted",
    );
    assert.deepEqual(tell("cut power meter 20s", 0), ["the meter board has no supply for 20 s"]);
    const [says] = tell("type 1", 11);
    assert.equal(says, "no answer to what was typed within 10 s: it may or may not have acted");
  });

  it("move what can be moved, once", async () => {
    const bench = await newBench();
    const { tell, refuses } = rig(bench);
    bench.runTo(10);
    assert.deepEqual(tell("load 2000", 0), ["the load is held at 2000 W"]);
    assert.deepEqual(tell("sun 500", 0), ["the sun is held at 500 W"]);
    assert.equal(bench.powerW(), 1500);
    assert.deepEqual(tell("load auto", 0), ["the load goes on by itself"]);
    assert.deepEqual(tell("sun auto", 0), ["the sun goes on by itself"]);
    assert.deepEqual(tell("cut link 20s", 0), ["the link is cut for 20 s"]);
    for (const part of [
      "clamp",
      "import-pulses",
      "export-pulses",
      "clock",
      "display",
      "button",
      "contact",
      "gas-meter",
    ]) {
      refuses(`plug ${part}`, `${part} is in already`);
      assert.deepEqual(tell(`unplug ${part}`, 0), [`${part} is unplugged`]);
      refuses(`unplug ${part}`, `${part} is out already`);
    }
    const rows = (): string => bench.meterParts.lcd.rows().join("").trim();
    bench.runTo(bench.elapsedS + 10);
    assert.deepEqual([rows(), bench.switchReport.charAt(0)], ["", "1"]);
    for (const part of [
      "clamp",
      "import-pulses",
      "export-pulses",
      "clock",
      "display",
      "button",
      "contact",
      "gas-meter",
    ])
      assert.deepEqual(tell(`plug ${part}`, 0), [`${part} is plugged in`]);
    bench.runTo(bench.elapsedS + 30);
    assert.match(rows(), /kWh.*Switch: on/);
    tell("cut power off-switch 5s", 1);
    refuses("cut power off-switch 5s", "the off-switch board has no supply already");
  });

  it("that were begun before have no answer of the latest", async () => {
    const bench = await newBench();
    const { stage, tell } = rig(bench);
    bench.runTo(10);
    tell("technician query", 0);
    assert.deepEqual([tell("read log security 2", 4).length, stage.isWaiting, stage.answer], [0, true, undefined]);
    bench.runTo(30);
    assert.equal(stage.answer!.data["order"], "read-log security");
  });

  it("acknowledge no events of a log that somebody edited", async () => {
    const bench = await newBench();
    const { tell } = rig(bench);
    bench.runTo(10);
    tell("off", 5);
    const { records } = decodeLogFile(exportedLog(bench, "switch"));
    const { cells } = bench.offSwitchParts.memory.array;
    const { text } = records[2]!;
    const at = Buffer.from(cells.buffer, cells.byteOffset, cells.length).indexOf(
      Buffer.from(text.slice(0, 14), "latin1"),
    );
    assert.ok(at > 0);
    cells[at + 10] = 0;
    assert.match(tell("events", 20).at(-1)!, /^the log is not intact: record 3 was .*; nothing was acknowledged$/);
  });

  it("are refused where they cannot be done, and leave the answer before", async () => {
    const bench = await newBench();
    const { stage, refuses, tell } = rig(bench);
    bench.runTo(10);
    tell("query");
    const before = stage.answer;
    refuses("tariff no-such-file", `cannot read ${DOCS}/no-such-file: ENOENT`);
    refuses("key 1", "keys are not changed on this stage");
    refuses("attack replayed-off", "there is no attack replayed-off on this stage");
    assert.ok(before !== undefined && stage.answer === before && !stage.isWaiting);
  });

  it("of a central system that is elsewhere are refused, and nobody else is", async () => {
    const bench = new Bench({
      household: builtInHousehold(1),
      startS: DEFAULT_START_S,
      seed: 1,
      bundles: await bundles(),
      centralMemory: "elsewhere",
    });
    const { tell, refuses } = rig(bench);
    bench.runTo(10);
    const why =
      "the bench's own central system is off, and so are gateway and technician: --keys with --wires gives the meter to others";
    for (const text of ["off", "topup 1", "gateway topup 1", "technician query", "code 1", "events", "key 1", "time"])
      refuses(text, why);
    assert.deepEqual(tell("type 12345678901234567890"), ["the meter says: no code: check the digits"]);
    assert.deepEqual(tell("button 1s"), ["the button is held for 1 s"]);
  });

  it("may be attacks, whose verdict is the answer", async () => {
    const bench = await newBench();
    const attack = (name: string, held: boolean) => ({
      name,
      launch: (on: Bench, done: (verdict: { held: boolean; stoppedBy: string; evidence: string[] }) => void) =>
        void on.clock.at(on.clock.nowUs + 1_000_000, () => {
          done({ held, stoppedBy: "the counter", evidence: ["1 rejected"] });
        }),
    });
    const { stage, tell, refuses } = rig(bench, { attacks: [attack("replay", true), attack("weak", false)] });
    assert.deepEqual(tell("attack replay"), ["held: the counter", "1 rejected"]);
    assert.equal(stage.look({ kind: "answer" }), "held");
    assert.deepEqual(tell("attack weak"), ["BROKEN", "1 rejected"]);
    assert.equal(stage.look({ kind: "answer" }), "broken");
    refuses("attack other", "there is no attack other: replay, weak");
  });
});
