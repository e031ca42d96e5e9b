// How a script is played, on a stage that takes its time and writes down what it is asked.

import assert from "node:assert/strict";
import type { Act } from "../../bench/script/act.ts";
import { failureLine, play } from "../../bench/script/play.ts";
import type { Played, Taken } from "../../bench/script/play.ts";
import { parseScript } from "../../bench/script/script.ts";
import type { Look } from "../../bench/script/script.ts";
import type { Seen } from "../../bench/script/sight.ts";
import { Skipped } from "../../bench/script/stage.ts";
import type { Ability, Stage } from "../../bench/script/stage.ts";
import { UserError } from "../../bench/user-error.ts";

const START_S = Date.UTC(2026, 0, 15, 23, 50) / 1000;
const later = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

class Paper implements Stage {
  nowS = START_S;
  readonly happened: string[] = [];
  /** What is seen at a second of the run. */
  shows: (second: number) => Seen = () => "closed";
  endS = Infinity;
  /** Acts that it cannot do. */
  cannot = "";

  note(what: string): void {
    this.happened.push(`${new Date(this.nowS * 1000).toISOString().slice(8, 19)} ${what}`);
  }

  toDo({ text }: Act): Ability {
    if (text === this.cannot) return { kind: "no", why: "nobody here has a hand" };
    return text === "weld" ? { kind: "hand", asks: "weld it" } : { kind: "by-itself" };
  }

  toSee(): Ability {
    return this.cannot === "see" ? { kind: "no", why: "nobody here has eyes" } : { kind: "by-itself" };
  }

  async perform({ text }: Act, told: (line: string) => void): Promise<void> {
    await later();
    this.note(text);
    if (text === "mend") throw new UserError("it is whole");
    if (text === "unplug clock") throw new TypeError("a bug");
    told("well done");
  }

  async look(): Promise<Seen> {
    await later();
    return this.shows(this.nowS - START_S);
  }

  async until(utcS: number): Promise<boolean> {
    await later();
    this.nowS = Math.min(utcS, this.endS);
    return utcS <= this.endS;
  }
}

async function played(lines: readonly string[], stage: Paper, tell: string[] = []): Promise<Played> {
  return play(parseScript(lines.join("\n"), "f.hasm"), stage, (line) => tell.push(line));
}

const failures = ({ file, failed }: Played): string[] => failed.map((failure) => failureLine(file, failure));

describe("a script that is played", () => {
  it("takes each step at its moment: the next of a time of day, so long after the step before, or that of a day", async () => {
    const stage = new Paper();
    const tell: string[] = [];
    const { steps, passed, failed } = await played(
      [
        "off",
        "after 90s on",
        "at 23:51:30 query",
        "at 00:05 cancel",
        "day 3 at 00:00:01 query switch",
        "at 00:00 weld",
      ],
      stage,
      tell,
    );
    assert.deepEqual(stage.happened, [
      "15T23:50:00 off",
      "15T23:51:30 on",
      "15T23:51:30 query",
      "16T00:05:00 cancel",
      "17T00:00:01 query switch",
      "18T00:00:00 weld",
    ]);
    assert.deepEqual([steps, passed, failed], [6, 6, []]);
    assert.deepEqual(tell.slice(0, 3), [
      "2026-01-15T23:50:00Z  off",
      "2026-01-15T23:50:00Z  off: well done",
      "2026-01-15T23:51:30Z  after 90s on",
    ]);
  });

  it("looks once, or each second until it is so, or each second for as long as it has to be so", async () => {
    const stage = new Paper();
    stage.shows = (second) => (second < 7 || second > 20 ? "closed" : "open");
    const result = await played(
      [
        "expect relay closed",
        "within 30s expect relay open # after 7 s",
        "for 13s expect relay open # up to second 20",
        "for 1.5s expect relay closed # not yet",
        "within 0.5s expect relay open # no more at 20.5",
        "within 2s expect relay closed",
      ],
      stage,
    );
    assert.deepEqual(failures(result), [
      "f.hasm:4: expected relay closed for 1.5 s, found open, at 2026-01-15T23:50:20Z",
    ]);
    assert.deepEqual([result.passed, stage.nowS - START_S], [5, 21]);
  });

  it("goes on after what fails, and says of each where, what was expected, what was found, and when", async () => {
    const stage = new Paper();
    stage.shows = () => undefined;
    const result = await played(
      ["expect switch connected", "after 5s mend", "within 2s expect power 5..", "day 1 at 23:50 off", "off"],
      stage,
    );
    assert.deepEqual(failures(result), [
      "f.hasm:1: expected switch connected, found nothing, at 2026-01-15T23:50:00Z",
      "f.hasm:2: mend cannot be done: it is whole, at 2026-01-15T23:50:05Z",
      "f.hasm:3: expected power 5.. within 2 s, found nothing, at 2026-01-15T23:50:07Z",
      "f.hasm:4: 2026-01-15T23:50:00Z is over when the step before is done, at 2026-01-15T23:50:07Z",
    ]);
    assert.deepEqual([result.steps, result.passed, result.failed[1]!.step], [5, 1, "after 5s mend"]);
  });

  it("is not played to its end where the run ends before", async () => {
    const stage = new Paper();
    stage.endS = START_S + 10;
    const result = await played(["off", "after 11s on", "query"], stage);
    assert.deepEqual(failures(result), ["f.hasm:2: the run ended before after 11s on, at 2026-01-15T23:50:10Z"]);
    assert.deepEqual([result.steps, result.passed], [3, 1]);
    stage.nowS = START_S;
    assert.deepEqual(failures(await played(["within 20s expect relay open"], stage)), [
      "f.hasm:1: the run ended before it was known whether relay open, at 2026-01-15T23:50:10Z",
    ]);
  });

  it("is refused before it begins where the stage cannot do, or show, what it asks for", async () => {
    const stage = new Paper();
    stage.cannot = "weld";
    await assert.rejects(played(["off", "weld"], stage), new UserError("f.hasm:2: nobody here has a hand"));
    stage.cannot = "see";
    await assert.rejects(played(["off", "expect moves 1"], stage), new UserError("f.hasm:2: nobody here has eyes"));
    assert.deepEqual(stage.happened, []);
  });

  it("does not take a bug for a failure", async () => {
    await assert.rejects(played(["unplug clock"], new Paper()), new TypeError("a bug"));
  });

  it("has somebody see for all of the time what takes eyes, and notes each step as it ends", async () => {
    const stage = Object.assign(new Paper(), {
      toSee: (): Ability => ({ kind: "hand", asks: "look at it" }),
      witness: async ({ how, seconds }: Look) => {
        await later();
        stage.nowS += seconds;
        return { isMet: how !== "now", found: "what there was" };
      },
    });
    const notes: Taken[] = [];
    const script = ["expect relay open", "for 30s expect relay open", "mend", "weld"].join("\n");
    const { passed } = await play(
      parseScript(script, "f.hasm"),
      stage,
      () => undefined,
      (taken) => notes.push(taken),
    );
    assert.equal(passed, 2);
    const at = "2026-01-15T23:50:30Z";
    assert.deepEqual(notes, [
      {
        ...{ line: 1, at: "2026-01-15T23:50:00Z", step: "expect relay open", outcome: "failed" },
        ...{ says: "expected relay open, found what there was", expected: "relay open", found: "what there was" },
      },
      {
        ...{ line: 2, at, step: "for 30s expect relay open", outcome: "passed" },
        ...{ expected: "relay open for 30 s", found: "what there was" },
      },
      { line: 3, at, step: "mend", outcome: "failed", says: "mend cannot be done: it is whole" },
      { line: 4, at, step: "weld", outcome: "passed" },
    ]);
  });

  it("takes what somebody left out neither for passed nor for failed", async () => {
    const skip = (): Promise<never> => Promise.reject(new Skipped("no ladder"));
    const stage = Object.assign(new Paper(), {
      toSee: (): Ability => ({ kind: "hand", asks: "look at it" }),
      perform: skip,
      witness: skip,
    });
    const notes: Taken[] = [];
    const tell: string[] = [];
    const { steps, passed, failed } = await play(
      parseScript("weld\nwithin 5s expect relay open", "f.hasm"),
      stage,
      (line) => tell.push(line),
      (taken) => notes.push(taken),
    );
    assert.deepEqual([steps, passed, failed], [2, 0, []]);
    const one = { at: "2026-01-15T23:50:00Z", outcome: "skipped", says: "no ladder" };
    assert.deepEqual(notes, [
      { ...one, line: 1, step: "weld" },
      { ...one, line: 2, step: "within 5s expect relay open" },
    ]);
    assert.equal(tell[1], "2026-01-15T23:50:00Z  weld: skipped, no ladder");
  });
});
