// The text of scripts: moments, expectations, head, and the message for each line that is not understood.

import assert from "node:assert/strict";
import fc from "fast-check";
import { ACT_FORMS } from "../../bench/script/act.ts";
import { EXPECTATION_FORMS, expectationOf } from "../../bench/script/expectation.ts";
import { head } from "../../bench/script/form.ts";
import { isLook, parseScript } from "../../bench/script/script.ts";
import { planOptionsOf } from "../../bench/script/script-file.ts";
import { meets, seenWords } from "../../bench/script/wanted.ts";
import { wordsOf } from "../../bench/script/words.ts";
import { UserError } from "../../bench/user-error.ts";

const says = (text: string): string => {
  try {
    parseScript(text, "f.hasm");
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  }
  return "";
};

const expects = (text: string) => expectationOf(wordsOf(text));

/** For each expectation one or more as they are typed, and what is seen where they are met and where they are not. */
const EXAMPLES = [
  ["switch ready", "ready", "connected"],
  ["relay open", "open", "closed"],
  ["reasons credit,remote", ["remote", "credit"], ["credit"]],
  ["reasons none", [], ["credit"]],
  ["switch-alarm contact", ["contact"], []],
  ["moves 3", 3, 4],
  ["flow -500..0", -500, 1],
  ["power 100..200", 200, 201],
  ["export-power 5..", 5, 4],
  ["import ..7", 7, 8],
  ["export 0", 0, 1],
  ["lost 0", 0, 1],
  ["metering-alarm none", [], ["bypass"]],
  ["mode prepaid", "prepaid", "postpaid"],
  ["balance -0.5..0.25", 25_000, 25_001],
  ["debt 3", 300_000, 0],
  ["price 0.0399", 3990, 3991],
  ["charged 1.00001", 100_001, 100_000],
  ["rate 2", 2, 1],
  ['display "no credit"', ["", "Off: no credit"], ["Off"]],
  ["row 2 W", "  327 W ", "  327 kWh".replace("W", "w")],
  ["message LOW", "CREDIT 1.00 LOW", "CREDIT 1.00"],
  ["no message", undefined, "CREDIT"],
  ["telegram 1-0:199.2.1 EUR", "0.30000*EUR", "0.30000*GBP"],
  ["no telegram 1-0:199.2.1", undefined, "0"],
  ["telegrams 1..", 1, 0],
  ["appliance 4 off", "off", "untold"],
  ["answer done", "done", "refused"],
  ["answer refused", "refused busy", "done"],
  ["answer refused too-often", "refused too-often", "refused busy"],
  ["said balance", ["meter X: topup done", "balance 1.00"], ["meter X: topup done"]],
  ["reports 2", 2, 1],
  ["interval 5", 5, 6],
  ["accepted 2..", 2, 1],
  ["rejected 0", 0, 1],
  ["log security started", 3, 0],
  ["log switch off 2", 2, 3],
  ["records metrology 10", 10, 11],
  ["intact off-switch", "yes", "no"],
  ["feeder-rounds 3..", 3, 2],
  ["feeder-sums 2", 2, 3],
  ["feeder-missing 0", 0, 1],
  ["feeder-energy 700..800", 772, 801],
  ["feeder-sum -750", -750, 750],
  ["feeder-loss 10..", 18.5, 9.9],
  ["feeder-says lost", "round 08:30: 18.5 % lost", "round 08:30: no sum"],
] as const;

describe("an expectation", () => {
  it("of each kind is met by what it says, and by nothing else", () => {
    for (const [text, right, wrong] of EXAMPLES) {
      const { wanted } = expects(text);
      assert.deepEqual([meets(right, wanted), meets(wrong, wanted)], [true, false], text);
      if (wanted.kind !== "absent") assert.equal(meets(undefined, wanted), false, text);
    }
    const typed = EXAMPLES.map(([text]) => text);
    for (const { form } of EXPECTATION_FORMS)
      assert.ok(
        typed.some((text) => text.startsWith(head(form).join(" "))),
        form,
      );
  });

  it("says what was found in its own words", () => {
    for (const [text, seen, words] of [
      ["power 1..2", 3, "3 W"],
      ["balance 1..2", -12_345, "-0.12345"],
      ["moves 1", 2, "2"],
      ["feeder-loss ..6", 18.5, "18.5 %"],
      ["reasons none", ["credit", "limit"], "credit,limit"],
      ["reasons credit", [], "none"],
      ["relay open", "closed", "closed"],
      ["display x", ["a", "b"], '"a", "b"'],
      ["message x", 'say "y"', '"say \\x22y\\x22"'],
      ["switch ready", undefined, "nothing"],
    ] as const)
      assert.equal(seenWords(seen, expects(text).wanted), words, text);
  });
});

describe("a script", () => {
  it("has a head, and steps at moments", () => {
    const script = parseScript(
      [
        "# Two lines of nothing.",
        "",
        "start 2026-01-15T08:00   # UTC",
        "household 500",
        "generation 4000",
        "seed 7",
        "window 10m",
        "off",
        "at 09:15 cut link 30s",
        "day 2 at 00:00:30 expect switch connected",
        "after 2.5s on\r",
        'within 60s expect display "Switch: on"',
        "after 1m for 5m expect relay closed",
      ].join("\n"),
      "f.hasm",
    );
    assert.deepEqual(script.head, {
      start: "2026-01-15T08:00",
      household: "500",
      generation: "4000",
      seed: "7",
      window: "10m",
    });
    const steps = script.steps.map(({ line, when, does }) => {
      const what = isLook(does) ? `${does.how} ${does.seconds} ${does.expectation.text}` : does.text;
      return [line, when, what];
    });
    assert.deepEqual(steps, [
      [8, { kind: "now" }, "off"],
      [9, { kind: "at", daySeconds: 33_300, day: undefined }, "cut link 30s"],
      [10, { kind: "at", daySeconds: 30, day: 2 }, "now 0 switch connected"],
      [11, { kind: "after", seconds: 2.5 }, "on"],
      [12, { kind: "now" }, 'within 60 display "Switch: on"'],
      [13, { kind: "after", seconds: 60 }, "for 300 relay closed"],
    ]);
    assert.equal(script.steps[4]!.text, 'within 60s expect display "Switch: on"');
  });

  it("is what was typed as options would be, with files beside it", () => {
    const options = (text: string) => planOptionsOf(parseScript(`${text}\noff`, "/a/f.hasm"));
    assert.deepEqual(options(""), {});
    assert.deepEqual(options("household built-in\nseed 3"), { seed: "3" });
    assert.deepEqual(options("household 500"), { constant: "500" });
    assert.deepEqual(options("household load.csv"), { load: "/a/load.csv" });
    assert.deepEqual(options("start 2026-01-15\ngeneration 4000\nwindow 60s"), {
      start: "2026-01-15",
      generation: "4000",
      window: "60s",
    });
  });

  it("says in which line which word is wrong", () => {
    const begins = ACT_FORMS.map(({ form }) => head(form)[0]!);
    const acts = [...new Set(begins)];
    const expectations = [...new Set(EXPECTATION_FORMS.map(({ form }) => head(form)[0]!))];
    const or = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} or ${words.at(-1)!}`;
    const line = "start, household, meters, generation, seed, window, at, day, after, within, for or expect";
    for (const [text, message] of [
      ["", "f.hasm has no step"],
      ["start 2026-01-15", "f.hasm has no step"],
      ["\n\nfly", `f.hasm:3: "fly" is no act: it begins with ${or(acts)}; a line may also begin with ${line}`],
      ["start", "f.hasm:1: behind start comes one word"],
      ["start 2026-01-15 08:00", "f.hasm:1: behind start comes one word"],
      ["start today", 'f.hasm:1: "today" is no moment: ISO 8601 in UTC, such as 2007-02-01T00:00'],
      ["seed x", 'f.hasm:1: seed is a whole number, not "x"'],
      ["generation 5", "f.hasm:1: generation is 1000 to 20000 W, not 5"],
      ["window 2d", 'f.hasm:1: window is 0 to 86400 s, not "2d"'],
      ["seed 1\nseed 2", "f.hasm:2: seed is there twice"],
      ["off\nseed 2", "f.hasm:2: seed stands before the first step"],
      ["at 8:00 off", 'f.hasm:1: behind at comes a time of day in UTC, such as 08:00 or 08:00:30, not "8:00"'],
      ["at", "f.hasm:1: behind at comes a time of day in UTC, such as 08:00 or 08:00:30, not nothing"],
      ["at 08:00", "f.hasm:1: a moment, and nothing to do or to expect then"],
      ["day 0 at 08:00 off", 'f.hasm:1: behind day comes 1 to 9999, not "0"'],
      ["day 2 08:00 off", 'f.hasm:1: behind day 2 comes at, not "08:00"'],
      ["day 2", "f.hasm:1: behind day 2 comes at, not nothing"],
      ["after off", 'f.hasm:1: "off" is no duration: a number and s, m, h or d, up to 366d, such as 30s or 2.5s'],
      ["after", "f.hasm:1: behind after comes a duration, such as 30s"],
      ["within 5s off", 'f.hasm:1: behind within and its duration comes expect, not "off"'],
      ["for 5s", "f.hasm:1: behind for and its duration comes expect, not nothing"],
      ["expect", "f.hasm:1: an expectation is missing"],
      ["expect rain", `f.hasm:1: "rain" is no expectation: it begins with ${or(expectations)}`],
      ["expect relay ajar", 'f.hasm:1: in "relay open|closed" what stands there is open or closed, not "ajar"'],
      ["expect power", 'f.hasm:1: it is "power WATTS": WATTS is missing'],
      ["expect power much", 'f.hasm:1: "much" is no number and no range of numbers: 5, 5..7, 5.. or ..7'],
      ["expect power 7..5", 'f.hasm:1: "7..5" is no number and no range of numbers: 5, 5..7, 5.. or ..7'],
      ["expect power ..", 'f.hasm:1: ".." is no number and no range of numbers: 5, 5..7, 5.. or ..7'],
      [
        "expect reasons x",
        'f.hasm:1: of reasons each is remote, credit, limit, tamper, with commas between, or none, not "x"',
      ],
      ["expect row 5 x", 'f.hasm:1: a row is a whole number from 1 to 4, not "5"'],
      ["expect telegram 1.7.0 x", 'f.hasm:1: "1.7.0" is no object of a telegram, such as 1-0:1.7.0'],
      ["expect answer done busy", "f.hasm:1: only a refused answer has a reason, not one that is done"],
      [
        "expect answer refused why",
        'f.hasm:1: a reason is malformed, not-allowed, out-of-range, part-failed, busy, absent or too-often, not "why"',
      ],
      ["expect log diary x", 'f.hasm:1: a log is metrology, security, off-switch or switch, not "diary"'],
      ["expect no rain", 'f.hasm:1: behind "no" comes message or telegram, not "rain"'],
      ["cut link", 'f.hasm:1: it is "cut link DURATION": DURATION is missing'],
    ] as const)
      assert.equal(says(text), message, text);
  });

  it("is refused with a place and a message, whatever stands in it", () => {
    const word = fc.oneof(
      fc.constantFrom(
        "at",
        "day",
        "1",
        "08:00",
        "after",
        "5s",
        "within",
        "for",
        "expect",
        "relay",
        "open",
        "off",
        "start",
      ),
      fc.string({ maxLength: 5 }),
    );
    const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const message = says(lines.join("\n"));
        if (message === "") assert.ok(parseScript(lines.join("\n"), "f").steps.length > 0);
        else assert.match(message, /^f\.hasm(:\d+:| has) [\x20-\x7e]+$/);
      }),
      { numRuns: 2000 },
    );
  });
});
