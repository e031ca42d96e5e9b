// Each scenario on boards behind wires, with a tester who does what is asked for and says what is so; and that it fails where the tester says what
// is not so, or a board does not do what it is about.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { parseStart } from "../../bench/duration.ts";
import type { LoopReport } from "../../bench/loop/loop-report.ts";
import { demandPlayable } from "../../bench/loop/loop-run.ts";
import { readScript } from "../../bench/script/script-file.ts";
import { windowSeconds } from "../../bench/switch-words.ts";
import { atOnceWithin } from "../../bench/switch-values.ts";
import { without } from "../attack/rig.ts";
import { honest } from "./honest.ts";
import { Boards } from "./rig.ts";
import type { Hands } from "./rig.ts";

const FOLDER = new URL("../../scenarios/", import.meta.url).pathname;
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".hasm"));
/** Real boards live later than the script says: what is played is moved by whole days, and begins a minute and a half after they were started. */
const LATER_S = 30 * 86_400 - 90;

/** Why real boards cannot have it; undefined: they can. */
function refusal(name: string): string | undefined {
  try {
    demandPlayable([readScript(FOLDER + name)], () => true);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function played(name: string, hands: Hands, said: string[] = [], meter?: string): Promise<LoopReport> {
  const boards = new Boards();
  const { start, window = "0s" } = readScript(FOLDER + name).head;
  try {
    const policy = atOnceWithin(windowSeconds(window));
    await boards.start({ startS: parseStart(start!) + LATER_S, policy, ...(meter !== undefined && { meter }) });
    return await boards.playFile(FOLDER + name, hands, { said });
  } finally {
    await boards.stop();
  }
}

const failedSteps = ({ scripts }: LoopReport): string[] =>
  scripts.flatMap(({ steps }) => steps.filter(({ outcome }) => outcome !== "passed").map(({ step }) => step));

describe("scenarios on boards behind wires", function () {
  this.timeout(60_000);

  for (const name of NAMES) {
    const why = refusal(name);
    if (why === undefined)
      it(`${name} passes`, async () => {
        const said: string[] = [];
        const report = await played(name, honest, said);
        assert.deepEqual(failedSteps(report), [], said.join("\n"));
        assert.deepEqual(report.scripts[0]!.troubles, []);
        assert.equal(report.verdict, "passed");
      });
    else
      it(`${name} is refused, with the line and a reason`, () => {
        assert.match(why, /^\S+\.hasm(:\d+)?: .*(virtual bench|real boards)/);
      });
  }

  it("are all of those of switch, credit, tariff and logs", () => {
    const able = NAMES.filter((name) => refusal(name) === undefined);
    for (const name of ["switching-back-on", "cut-link", "topping-up", "updating-tariffs", "metrology-log"])
      assert.ok(able.includes(`${name}.hasm`), name);
  });

  it("fail where the tester says what is not so", async () => {
    const liar: Hands = async (question, boards) => {
      const truth = await honest(question, boards);
      return truth === "open" ? "closed" : truth;
    };
    const report = await played("remote-switch-off.hasm", liar);
    assert.equal(report.verdict, "failed");
    assert.deepEqual(failedSteps(report), ["within 10m expect relay open"]);
  });

  it("fail where a board does not do it", async () => {
    const deaf = await without("meter", "credit-balance", "readU32(message, 2) > readU32(held, LATEST_TOP_UP)", "true");
    const report = await played("topping-up.hasm", honest, [], deaf);
    assert.equal(report.verdict, "failed");
    assert.deepEqual(failedSteps(report).slice(0, 1), ['expect said "balance 10.00"']);
  });
});
