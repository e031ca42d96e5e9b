// Load control as whoever commands appliances meets it: however he tries, an appliance is switched off so often in any week, stays off so
// long, changes so fast, and no more.

import assert from "node:assert/strict";
import fc from "fast-check";
import { u16 } from "../../firmware/messages/bytes.ts";
import { applianceSwitched, applianceTold } from "../../firmware/messages/load-control.ts";

const START = 1_768_500_000;
const DAY = 86_400;
const WEEK = 7 * DAY;

const rule = (times: number, minutes: number, longestMinutes: number): string =>
  String.fromCharCode(times, minutes) + u16(longestMinutes);

interface Command {
  readonly afterSeconds: number;
  readonly to: string;
}

interface Change {
  readonly atSeconds: number;
  readonly to: string;
}

/** Gives the commands, and returns every change that the appliance goes through, those that come by themselves too. */
function changesOf(limits: string, commands: readonly Command[]): { changes: Change[]; refused: number } {
  const changes: Change[] = [];
  let stored = "";
  let now = START;
  let refused = 0;
  const see = (atSeconds: number): void => {
    const to = applianceTold(stored, limits, atSeconds);
    if (to !== (changes.at(-1)?.to ?? "?")) changes.push({ atSeconds, to });
  };
  for (const { afterSeconds, to } of commands) {
    const next = now + afterSeconds;
    // By the second, as far as a change can come.
    const over = changes.at(-1);
    if (over?.to === "0") {
      const longest = 60 * ((limits.charCodeAt(2) << 8) | limits.charCodeAt(3));
      for (const at of [over.atSeconds + longest - 1, over.atSeconds + longest]) if (at > now && at <= next) see(at);
    }
    now = next;
    see(now);
    const switched = applianceSwitched(stored, limits, to, now);
    if (switched === "") refused++;
    else stored = switched;
    see(now);
  }
  return { changes, refused };
}

describe("load control", () => {
  const off = { to: "0" };
  const on = { to: "1" };

  it("says what the appliance is told, and nothing before the first command", () => {
    assert.equal(applianceTold("", "", START), "?");
    const stored = applianceSwitched("", "", "0", START);
    assert.equal(applianceTold(stored, "", START), "0");
    assert.equal(applianceTold(applianceSwitched(stored, "", "1", START + 900), "", START + 900), "1");
  });

  it("ends an off that lasts too long by itself, at the second", () => {
    const stored = applianceSwitched("", rule(5, 0, 45), "0", START);
    assert.equal(applianceTold(stored, rule(5, 0, 45), START + 45 * 60 - 1), "0");
    assert.equal(applianceTold(stored, rule(5, 0, 45), START + 45 * 60), "1");
  });

  it("keeps nothing off by a clock that was set back, or that is away", () => {
    const stored = applianceSwitched("", "", "0", START);
    assert.equal(applianceTold(stored, "", START - 1), "1");
    assert.equal(applianceTold(stored, "", 0), "1");
  });

  it("is not prolonged by being said again, and that is no further time", () => {
    const limits = rule(1, 15, 60);
    const { changes, refused } = changesOf(limits, [
      { afterSeconds: 0, ...off },
      { afterSeconds: 3000, ...off },
      { afterSeconds: 1000, ...on },
    ]);
    assert.deepEqual(
      [changes.map(({ atSeconds, to }) => [atSeconds - START, to]), refused],
      [
        [
          [0, "0"],
          [3600, "1"],
        ],
        0,
      ],
    );
  });

  it("counts the least time from when it came on by itself", () => {
    const limits = rule(9, 30, 60);
    const again = (afterSeconds: number): number =>
      changesOf(limits, [
        { afterSeconds: 0, ...off },
        { afterSeconds, ...off },
      ]).refused;
    assert.equal(again(3600 + 30 * 60 - 1), 1);
    assert.equal(again(3600 + 30 * 60), 0);
  });

  it("allows the second off of a week a week after the first, where one a week is allowed, and within a day of it", () => {
    const limits = rule(1, 0, 10);
    const again = (afterSeconds: number): number =>
      changesOf(limits, [
        { afterSeconds: 0, ...off },
        { afterSeconds, ...off },
      ]).refused;
    assert.equal(again(WEEK - 1), 1);
    assert.equal(again(WEEK + DAY), 0);
  });

  it("holds by what is usual where the parameter is none", () => {
    for (const parameter of ["", "\xff", rule(255, 0, 65_535) + "\0"]) {
      const stored = applianceSwitched("", parameter, "0", START);
      assert.equal(applianceSwitched(stored, parameter, "1", START + 899), "");
      assert.equal(applianceTold(stored, parameter, START + 7199), "0");
      assert.equal(applianceTold(stored, parameter, START + 7200), "1");
    }
  });

  it("where none is allowed refuses the first, and takes an on", () => {
    assert.equal(applianceSwitched("", rule(0, 15, 60), "0", START), "");
    assert.notEqual(applianceSwitched("", rule(0, 15, 60), "1", START), "");
  });

  it("holds whatever is commanded", () => {
    const commands = fc.array(
      fc.record({
        afterSeconds: fc.oneof(fc.nat(400), fc.nat(7200), fc.nat(3 * DAY)),
        to: fc.constantFrom("0", "0", "1"),
      }),
      { maxLength: 60 },
    );
    const rules = fc.tuple(fc.nat(6), fc.nat(90), fc.integer({ min: 1, max: 600 }));
    fc.assert(
      fc.property(rules, commands, ([times, minutes, longest], given) => {
        const { changes } = changesOf(rule(times, minutes, longest), given);
        const offs = changes.filter(({ to }) => to === "0").map(({ atSeconds }) => atSeconds);
        for (const at of offs)
          assert.ok(
            offs.filter((one) => one >= at && one < at + WEEK).length <= times,
            `more than ${times} in the week from ${at - START}`,
          );
        changes.forEach(({ atSeconds, to }, i) => {
          const next = changes[i + 1];
          if (next === undefined) return;
          const lasted = next.atSeconds - atSeconds;
          if (to === "0") assert.ok(lasted <= longest * 60, `off for ${lasted} s`);
          // Coming on by itself is the end of the time allowed, whatever the least time is.
          if (!(to === "0" && lasted === longest * 60)) assert.ok(lasted >= minutes * 60, `changed after ${lasted} s`);
        });
      }),
      { numRuns: 400 },
    );
  });
});
