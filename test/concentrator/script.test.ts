// What scripts know of a feeder: how much goes round a meter is a percentage, and none of it is for real boards.

import assert from "node:assert/strict";
import { abilitiesWith } from "../../bench/loop/abilities.ts";
import { demandHead } from "../../bench/loop/script-head.ts";
import { TESTER_ABLE } from "../../bench/loop/tester-helper.ts";
import { parseAct } from "../../bench/script/act.ts";
import { BenchStage } from "../../bench/script/bench-stage.ts";
import { demandAble } from "../../bench/script/play.ts";
import { parseScript } from "../../bench/script/script.ts";
import { newBench } from "../bundles.ts";

const refused = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return "not refused";
};

describe("scripts of a feeder", () => {
  it("lead a percentage of the load round the meter", () => {
    for (const [word, percent] of Object.entries({ "0%": 0, "7%": 7, "100%": 100 }))
      assert.deepEqual(parseAct(`bypass ${word}`).deed, { kind: "bypass", percent });
    for (const word of ["50", "101%", "-1%", "1.5%", "half", "%"])
      assert.equal(
        refused(() => parseAct(`bypass ${word}`)),
        `round the meter goes 0% to 100% of the load, not "${word}"`,
      );
  });

  it("have a street of 1 to 20 meters", () => {
    const head = (word: string) => () => parseScript(`meters ${word}\noff`, "a.hasm");
    assert.deepEqual(head("20")().head, { meters: "20" });
    assert.equal(
      refused(head("21")),
      "a.hasm:1: meters is 1 to 20, not 21: each takes the time and the memory of a whole one",
    );
  });

  it("are refused at real boards before anything begins", () => {
    const everything = abilitiesWith(() => true, TESTER_ABLE);
    const why = (line: string): string => refused(() => demandAble(parseScript(line, "a.hasm"), everything));
    assert.equal(
      why("bypass 5%"),
      "a.hasm:1: a meter is bypassed only on the virtual bench: at real boards nothing may be tapped, and no feeder meter is there",
    );
    for (const sight of ["rounds 1..", "sums 1", "missing 0", "energy 5", "sum 5", "loss ..6", "says lost"])
      assert.equal(
        why(`expect feeder-${sight}`),
        "a.hasm:1: a data concentrator and its feeder are only on the virtual bench",
      );
    const head = (count: number): string => refused(() => demandHead(parseScript(`meters ${count}\noff`, "a.hasm")));
    assert.equal(head(3), "a.hasm: meters 3: there is one meter at real boards, a feeder is only on the virtual bench");
    assert.equal(head(1), "not refused");
  });

  it("see nothing where there is no feeder", async () => {
    const stage = new BenchStage(await newBench());
    for (const of of ["feeder-rounds", "feeder-loss"] as const)
      assert.equal(stage.look({ kind: "figure", of }), undefined);
    assert.equal(stage.look({ kind: "feeder-says" }), undefined);
  });
});
