// Acts as people type them: what each form makes of its words, and every message about a word that is wrong.

import assert from "node:assert/strict";
import fc from "fast-check";
import { ACT_FORMS, parseAct } from "../../bench/script/act.ts";
import { head } from "../../bench/script/form.ts";
import { spanOf, typed, wordsOf } from "../../bench/script/words.ts";
import { UserError } from "../../bench/user-error.ts";

const says = (text: string): string => {
  try {
    parseAct(text);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  }
  return "";
};

/** For each value of a form one that it takes. */
const EXAMPLES: Readonly<Record<string, string>> = {
  REASONS: "credit,limit",
  WINDOW: "0s",
  REST: "60s",
  MOVES: "6",
  ARMED: "24h",
  AMOUNT: "12.5",
  PERCENT: "50%",
  NUMBER: "4",
  FILE: "a b.json",
  MOMENT: "2026-01-15T08:00",
  NAME: "mains-volts",
  VALUE: "230",
  LOG: "security",
  COUNT: "3",
  CODE: "1234 5678",
  DURATION: "2.5s",
  "WATTS|auto": "auto",
  "on|off": "on",
  PART: "clamp",
};

const examples = (form: string): string =>
  [...form.matchAll(/[^\s[\]]+/g)].map(([word]) => typed(EXAMPLES[word] ?? word)).join(" ");

describe("an act", () => {
  it("is what its form says, with everything that may be left out and without", () => {
    for (const { form, who } of ACT_FORMS)
      for (const one of [form, form.replace(/ \[[^\]]*\]/g, "")]) {
        const text = examples(one);
        const act = parseAct(
          `  ${text.replaceAll(" ", "  ")}   # a remark`.replace("a  b", "a b").replace("4  5", "4 5"),
        );
        assert.deepEqual([act.text, act.who], [text, who], form);
      }
  });

  it("has its values", () => {
    assert.deepEqual(parseAct("topup 12.50 number 7").deed, {
      kind: "top-up",
      role: "central",
      amount1e5: 1250000,
      number: 7,
    });
    assert.deepEqual(parseAct("gateway topup 1").deed, {
      kind: "top-up",
      role: "gateway",
      amount1e5: 100000,
      number: undefined,
    });
    assert.deepEqual(parseAct("load auto").deed, { kind: "load", watts: undefined });
    assert.deepEqual(parseAct("sun 4000").deed, { kind: "sun", watts: 4000 });
    assert.deepEqual(parseAct("cut power meter 1.5m").deed, { kind: "cut", what: "meter", seconds: 90 });
    assert.deepEqual(parseAct("plug clock").deed, { kind: "plug", part: "clock", isIn: true });
    assert.deepEqual(parseAct('tariff "my tariff.json" local-time').deed, {
      kind: "tariff",
      file: "my tariff.json",
      fromS: undefined,
      setsLocalTime: true,
    });
    assert.deepEqual(parseAct("time-step 2026-01-15T08:00").deed, {
      kind: "time",
      order: "time-step",
      utcS: Date.UTC(2026, 0, 15, 8) / 1000,
    });
  });

  it("says which word is wrong and what is possible", () => {
    const firsts = [...new Set(ACT_FORMS.map(({ form }) => head(form)[0]!))];
    const all = `${firsts.slice(0, -1).join(", ")} or ${firsts.at(-1)!}`;
    for (const [text, message] of [
      ["", "an act is missing"],
      ["# nothing", "an act is missing"],
      ["fly", `"fly" is no act: it begins with ${all}`],
      ["cut", 'behind "cut" comes link, wan or power, not nothing'],
      ["cut rope 3s", 'behind "cut" comes link, wan or power, not "rope"'],
      ["cut power x 3s", 'behind "cut power" comes meter or off-switch, not "x"'],
      ["cut link", 'it is "cut link DURATION": DURATION is missing'],
      ["cut link 3", '"3" is no duration: a number and s, m, h or d, up to 366d, such as 30s or 2.5s'],
      ["cut wan 8d", "that is up to 604800s, not 8d"],
      ["off now", 'it is "off": "now" is too much'],
      ["prepaid maybe", 'in "prepaid on|off" what stands there is on or off, not "maybe"'],
      ["topup", 'it is "topup AMOUNT [number NUMBER]": AMOUNT is missing'],
      ["topup 1 number", 'it is "topup AMOUNT [number NUMBER]": NUMBER is missing'],
      ["topup 1 again", 'it is "topup AMOUNT [number NUMBER]": "again" is too much'],
      ["topup ten", '"ten" is no amount of currency with up to five decimals'],
      ["topup 0", "amount 0 is not 1 to 4294967295"],
      ["code 82.5", "a code is worth 0.01 to 81.91, or a whole amount up to 8191, not 82.5"],
      ["type ä", "a line is 1 to 40 printable characters"],
      ["obey remote", 'a reason is credit, limit or tamper, or none for all, not "remote"'],
      ["appliance 5 on", "appliance 5 is not 1 to 4"],
      ["tariff f from 1.1.26", '"1.1.26" is no moment: ISO 8601 in UTC, such as 2007-02-01T00:00'],
      ["read log book", 'a log is metrology, security or off-switch, not "book"'],
      ["key 3", "key 3 is not one of 1, 2, 4, 5, 6, 9"],
      ["load 60001", 'the load in watts, or auto, is a whole number from 0 to 60000, not "60001"'],
      [
        "unplug fridge",
        'a part is clamp, import-pulses, export-pulses, clock, display, button, contact or gas-meter, not "fridge"',
      ],
      ["button 2m", "that is up to 60s, not 2m"],
      ['type "open', 'what begins with "\\x22open" is no word'],
    ] as const)
      assert.equal(says(text), message, text);
  });

  it("is refused with a message for a person, whatever is typed", () => {
    const word = fc.oneof(
      fc.constantFrom(...ACT_FORMS.flatMap(({ form }) => head(form)), ...Object.values(EXAMPLES).map(typed)),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        const text = words.join(" ");
        const message = says(text);
        if (message === "") assert.equal(parseAct(parseAct(text).text).text, parseAct(text).text);
        else assert.match(message, /^[\x20-\x7e]+$/);
      }),
      { numRuns: 2000 },
    );
  });

  it("is made of words: blanks part them, quotes hold them together, a hash ends them", () => {
    assert.deepEqual(wordsOf('a  "b c"\t"" d#e # f "g'.replace("d#e ", "d ")), ["a", "b c", "", "d"]);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", " ", "#", "\t", ".", "-") })), (words) => {
        assert.deepEqual(wordsOf(words.map(typed).join(" ")), words);
      }),
    );
    assert.deepEqual(["30s", "2.5s", "15m", "48h", "1.5d"].map(spanOf), [30, 2.5, 900, 172800, 129600]);
  });
});
