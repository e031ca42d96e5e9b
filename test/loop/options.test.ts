// What of the command line real boards, or those that stand in for them, need: exact messages, before anything is opened.

import assert from "node:assert/strict";
import { loopBench } from "../../bench/loop/loop-command.ts";
import { isLoop } from "../../bench/loop/options.ts";
import type { LoopOptions } from "../../bench/loop/options.ts";
import { demandPlayable } from "../../bench/loop/loop-run.ts";
import { STAND_IN_ABLE } from "../../bench/loop/stand-in/helper.ts";
import { demandStandIn } from "../../bench/loop/stand-in/play.ts";
import { parseScript } from "../../bench/script/script.ts";
import { UserError } from "../../bench/user-error.ts";

const QEMU = { meter: "qemu", offSwitch: "qemu" };
const FORGETS = "what an emulated board stores is gone with its supply";

describe("options of real boards", () => {
  const refused = (options: LoopOptions, why: string): void =>
    assert.throws(() => isLoop(options), new UserError(why), JSON.stringify(options));

  it("are real boards, QEMU in the place of both, or none", () => {
    assert.equal(isLoop({}), false);
    assert.equal(isLoop({ keys: "meters" }), false);
    assert.equal(isLoop({ meter: "/dev/ttyACM1", offSwitch: "/dev/ttyACM0", keys: "meters", wan: "tcp://a:1" }), true);
    assert.equal(isLoop(QEMU), true);
  });

  it("say what is missing, and what is not theirs", () => {
    refused({ meter: "/dev/ttyACM1" }, "--meter and --off-switch go together: the consoles of both boards");
    refused({ meter: "a", offSwitch: "b" }, "real boards need --keys: the folder of their meter");
    refused({ wan: "a" }, "--wan is for real boards: --meter and --off-switch name them");
    refused({ html: "a" }, "--html is for real boards: --meter and --off-switch name them");
    refused({ raiseTariffs: "1" }, "--raise-tariffs is for real boards: --meter and --off-switch name them");
    refused(
      { meter: "qemu", offSwitch: "/dev/ttyACM0" },
      "QEMU stands in for both boards or for none: --meter qemu --off-switch qemu",
    );
    for (const [option, name] of [
      [{ keys: "meters" }, "keys"],
      [{ han: "a" }, "han"],
    ] as const)
      refused(
        { ...QEMU, ...option },
        `--${name} is for real boards: emulated ones have all their wires, and are new, with keys of their own, at each run`,
      );
  });

  it("need a script", async () => {
    await assert.rejects(loopBench(QEMU, []), new UserError("real boards need --script: what is played on them"));
  });
});

describe("scripts on boards that are emulated", () => {
  const refused = (line: string, why: string): void => {
    const scripts = [parseScript(line, "test.hasm")];
    assert.throws(() => demandPlayable(scripts, () => true, STAND_IN_ABLE), new UserError(`test.hasm:1: ${why}`));
  };

  it("are refused where they take what an emulated board has not", () => {
    refused("cut power meter 10s", `${FORGETS}: cut power is for the virtual bench and for real boards`);
    refused("unplug clock", "an emulated board has no plugs: that is for the virtual bench and for real boards");
    refused("load auto", "load auto: nothing goes on by itself at real boards, say how many watts");
    refused(
      "weld",
      "a contact is welded only on the virtual bench: a real relay would be lost, and a bridged one is not welded",
    );
  });

  it("are for one switch together", () => {
    const scripts = [parseScript("off", "a.hasm"), parseScript("window 10m\noff", "b.hasm")];
    const why = "a.hasm is for a switch that opens within 0 s, b.hasm for one within 600 s: play them one by one";
    assert.throws(() => demandStandIn(scripts), new UserError(why));
  });
});
