// A script on two emulated boards, as `hasm bench --meter qemu --off-switch qemu` plays it: the whole way from orders sealed in the bench to what
// the real engine does to the relay's coils, and back.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verdictOf } from "../../bench/loop/loop-report.ts";
import type { LoopReport } from "../../bench/loop/loop-report.ts";
import { demandPlayable } from "../../bench/loop/loop-run.ts";
import { STAND_IN_ABLE } from "../../bench/loop/stand-in/helper.ts";
import { playOnStandIn } from "../../bench/loop/stand-in/play.ts";
import { Asker } from "../../bench/loop/tester.ts";
import { readScript } from "../../bench/script/script-file.ts";
import { engineSuite } from "../../tools/engine/available.ts";

const STEPS = [
  "household 3600",
  "within 40s expect import 3..",
  "off",
  "within 20s expect answer done",
  "within 20s expect relay open",
  "expect flow 0",
  "within 20s expect switch disconnected",
  "on",
  "within 20s expect answer done",
  'within 20s expect display "hold button"',
  "button 3s",
  "within 20s expect relay closed",
  "expect flow 3600",
];

/** An emulated receiver now and then loses a byte of a burst: nobody answers then, and all of it begins again. */
const TRIES = 4;

engineSuite("scripts on boards that QEMU stands in for", "stm32", function () {
  this.timeout(TRIES * 90_000);
  const home = mkdtempSync(join(tmpdir(), "hasm-loop-"));
  after(() => {
    rmSync(home, { recursive: true });
  });

  it("pass, with what the engine itself did to its coils and its display, and say that these are no boards", async () => {
    const file = join(home, "test.hasm");
    writeFileSync(file, STEPS.join("\n"));
    const scripts = [readScript(file)];
    demandPlayable(scripts, () => true, STAND_IN_ABLE);
    const said: string[] = [];
    const read = (): Promise<string> => Promise.resolve("T. Ester");
    const asker = new Asker({ say: (line) => void said.push(line), read });
    let report: LoopReport | undefined;
    for (let tries = 0; tries < TRIES && report?.verdict !== "passed"; tries++)
      report = await playOnStandIn({ scripts, tester: "T. Ester", asker });
    assert.equal(report?.verdict, "passed", said.join("\n"));
    assert.equal(report.verdict, verdictOf(report.scripts));
    assert.match(report.standIn!, /^QEMU \d+\.\d+/);
    for (const { state, engine } of report.boards) {
      assert.match(state, /^stand-in: QEMU \d+\.\d+\S*, not a board$/);
      assert.match(engine!, /^STM32F405RG, Espruino 2v\d+/);
    }
    const sees = report.scripts[0]!.steps.map(({ by }) => by);
    assert.ok(sees.includes("the bench, at the coils of the stand-in"));
    assert.ok(sees.includes("the bench, as the hand at the stand-in"));
  });
});
