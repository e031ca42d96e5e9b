// What a page may ask for, and what becomes of it: time, the finger on the button, acts, attacks, and where the page is.

import assert from "node:assert/strict";
import { Command } from "commander";
import type { Bench } from "../../bench/bench.ts";
import type { Pace } from "../../bench/pace.ts";
import { actShapes } from "../../bench/page/act-shapes.ts";
import { AttackDesk } from "../../bench/page/attack-desk.ts";
import { ButtonHold } from "../../bench/page/button-hold.ts";
import { knownTariffs } from "../../bench/page/open.ts";
import { pageAddress, withPageOptions } from "../../bench/page/options.ts";
import type { PageOptions } from "../../bench/page/options.ts";
import { actOf, nameOf, paceOf, pressOf } from "../../bench/page/requests.ts";
import { TimeControl } from "../../bench/page/time-control.ts";
import { ACT_FORMS, parseAct } from "../../bench/script/act.ts";
import { UserError } from "../../bench/user-error.ts";
import { newBench } from "../bundles.ts";

const refuses = (run: () => unknown, message: string): void => {
  assert.throws(run, new UserError(message));
};

describe("page: what it asks for", () => {
  it("is looked at before anything is done with it", () => {
    assert.deepEqual(paceOf({ speed: "max" }), { speed: "max" });
    assert.deepEqual(
      [paceOf({ paused: true }), paceOf({ step: 1 }), paceOf({ leap: 60 })],
      [{ paused: true }, { step: 1 }, { leap: 60 }],
    );
    for (const body of [{}, { speed: "60" }, { speed: 1, paused: true }, { quit: true }])
      refuses(() => paceOf(body), "time takes one of speed, paused, step and leap");
    for (const body of [null, 1, "x", [1]]) refuses(() => paceOf(body), "the body is no object");
    assert.equal(actOf({ act: "  query  " }), "query");
    for (const act of [undefined, 5, "", "a\nb", "\u2028", "x".repeat(201)])
      refuses(() => actOf({ act }), "an act is a line of at most 200 printable characters");
    refuses(() => pressOf({ viewer: "a" }), "a press says viewer and down");
    refuses(() => nameOf({}), "an attack has a name");
  });

  it("offers each act that can be typed, but attacks and sliders, and what it offers can be typed", () => {
    const shapes = actShapes({ tariffs: knownTariffs(), moment: "2026-01-15T18:00" });
    const elsewhere = ["attack NAME", "load WATTS|auto", "sun WATTS|auto"];
    assert.equal(shapes.length, ACT_FORMS.filter(({ form }) => !elsewhere.includes(form)).length);
    for (const { parts, label } of shapes) {
      const words = parts.map((part) =>
        typeof part === "string" ? part : /\s/.test(part.value) ? `"${part.value}"` : part.value,
      );
      const line = words.filter((word) => word !== "").join(" ");
      assert.equal(parseAct(line).text, line, label);
    }
  });

  it("says where the page is", () => {
    const parsed = (...args: string[]): PageOptions => {
      const command = withPageOptions(new Command()).option("--headless");
      return command.parse(args, { from: "user" }).opts<PageOptions>();
    };
    const address = (...args: string[]): unknown => pageAddress(parsed(...args));
    assert.deepEqual(address(), { host: "127.0.0.1", port: 8080 });
    assert.deepEqual(address("--port", "0", "--host", "::1"), { host: "::1", port: 0 });
    assert.deepEqual([address("--no-page"), address("--headless")], [undefined, undefined]);
    refuses(() => address("--port", "65536"), '--port is a whole number from 0 to 65535, not "65536"');
    refuses(
      () => address("--headless", "--port", "1"),
      "--port and --headless exclude each other: the page belongs to the live view",
    );
    refuses(
      () => address("--headless", "--host", "::1"),
      "--host and --headless exclude each other: the page belongs to the live view",
    );
    refuses(() => address("--no-page", "--port", "1"), "--port and --no-page exclude each other");
  });
});

describe("page: its command of time", () => {
  async function control(): Promise<{ bench: Bench; pace: Pace; time: TimeControl }> {
    const bench = await newBench();
    const pace: Pace = { speed: 1, paused: false, quit: false };
    return { bench, pace, time: new TimeControl(bench, pace) };
  }

  it("sets speed and pause, steps and leaps, and ends a leap by whatever comes next", async () => {
    const { bench, pace, time } = await control();
    bench.runTo(10);
    time.request({ leap: 3600 });
    assert.deepEqual([pace.hurryToS, pace.paused], [3610, false]);
    assert.equal(time.state().leapToUtcMs, (bench.startS + 3610) * 1000);
    time.request({ speed: 60 });
    assert.deepEqual([pace.hurryToS, pace.speed], [undefined, 60]);
    time.request({ leap: 3600 });
    time.request({ paused: true });
    assert.deepEqual([pace.hurryToS, pace.paused], [undefined, true]);
    time.request({ paused: true });
    time.request({ leap: 60 });
    assert.deepEqual([pace.hurryToS, time.state().paused], [70, false]);
    bench.runTo(70);
    assert.deepEqual([time.state().leapToUtcMs, time.state().paused], [null, true]);
    time.request({ step: 1 });
    assert.deepEqual([pace.hurryToS, pace.paused], [71, true]);
    time.request({ speed: "max" });
    assert.deepEqual([pace.speed, pace.paused, time.state().speed], [Infinity, false, null]);
  });

  it("refuses what is no time", async () => {
    const { time } = await control();
    for (const speed of [0, -1, Number.NaN, Infinity, 3601])
      refuses(() => time.request({ speed }), 'a speed is a number above 0, up to 3600, or "max"');
    for (const step of [0, 1.5, 61]) refuses(() => time.request({ step }), "a step is 1 to 60 whole seconds");
    for (const leap of [0, 604_801]) refuses(() => time.request({ leap }), "a leap is 1 to 604800 whole seconds");
  });
});

describe("page: the finger on the button", () => {
  async function finger() {
    const bench = await newBench();
    const pace: Pace = { speed: 60, paused: false, quit: false };
    let wallMs = 0;
    const hold = new ButtonHold(bench, pace, new TimeControl(bench, pace), () => wallMs);
    const presses: string[] = [];
    const { button } = bench.offSwitchParts;
    const [press, release] = [button.press.bind(button), button.release.bind(button)];
    button.press = (timeUs) => {
      presses.push(`down ${timeUs ?? -1}`);
      press(timeUs);
    };
    button.release = (timeUs) => {
      presses.push(`up ${timeUs ?? -1}`);
      release(timeUs);
    };
    return { bench, pace, hold, presses, pass: (ms: number) => (wallMs += ms) };
  }

  it("presses as long in the bench's time as in the hand's, within one leap and over many", async () => {
    const { bench, pace, hold, presses, pass } = await finger();
    bench.runTo(1);
    hold.down("a");
    assert.deepEqual([hold.isDown, pace.speed], [true, 1]);
    pass(120);
    hold.up("a");
    assert.deepEqual([hold.isDown, pace.speed], [false, 60]);
    hold.down("a");
    pass(2500);
    bench.runTo(3.5);
    hold.up("a");
    assert.deepEqual(presses, ["down 1000000", "up 1120000", "down 1140000", "up 3640000"]);
  });

  it("is one finger's, and is lifted when its page is gone or it has pressed for a minute", async () => {
    const { hold, presses, pass } = await finger();
    hold.down("a");
    hold.down("b");
    hold.up("b");
    assert.equal(presses.length, 1);
    hold.look((by) => by === "a");
    assert.equal(hold.isDown, true);
    hold.look(() => false);
    assert.equal(hold.isDown, false);
    hold.down("b");
    pass(60_001);
    hold.look(() => true);
    assert.equal(hold.isDown, false);
  });

  it("leaves a speed alone that was chosen while it pressed", async () => {
    const { pace, hold } = await finger();
    hold.down("a");
    pace.speed = 10;
    hold.up("a");
    assert.equal(pace.speed, 10);
  });
});

describe("page: attacks", () => {
  it("are launched one at a time, and their verdicts kept", async () => {
    const bench = await newBench();
    const after =
      (seconds: number) =>
      (one: Bench, done: (verdict: { held: boolean; stoppedBy: string; evidence: string[] }) => void) => {
        one.clock.at(one.clock.nowUs + seconds * 1e6, () =>
          done({ held: true, stoppedBy: "a wall", evidence: ["it stands"] }),
        );
      };
    const busy = {
      name: "busy",
      threats: ["T1"],
      does: "Cannot.",
      launch: () => {
        throw new UserError("not now");
      },
    };
    const desk = new AttackDesk(bench, [{ name: "slow", threats: ["T1"], does: "Waits.", launch: after(5) }, busy]);
    refuses(() => desk.launch("other"), 'there is no attack "other"');
    refuses(() => desk.launch("busy"), "not now");
    assert.equal(desk.running, null);
    desk.launch("slow");
    assert.equal(desk.running, "slow");
    refuses(() => desk.launch("slow"), "slow is under way: one attack at a time");
    bench.runTo(6);
    const utcMs = (bench.startS + 5) * 1000;
    assert.deepEqual(desk.verdicts.since(0), [
      { number: 1, utcMs, name: "slow", held: true, stoppedBy: "a wall", evidence: ["it stands"] },
    ]);
    assert.equal(desk.running, null);
  });
});
