// Local time by the meter's rule: in the zones of the world that such a rule describes against the time zones of the JavaScript engine, at
// every change of the clocks and at random moments; any rule against a search through the calendar; and on the real engine as in Node.

import assert from "node:assert/strict";
import fc from "fast-check";
import { hex } from "../../bench/byte-string.ts";
import { civilDate, localTime } from "../../firmware/messages/local-time.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { firmwareOnLinux } from "./firmware-on-linux.ts";

const QUARTER_S = 900;
const LAST_SECOND = 2 ** 32 - 1;
const rule = (...bytes: number[]): string => String.fromCharCode(...bytes.map((byte) => byte & 255));
const NO_SUMMER = [0, 0, 0, 0, 0, 0, 0, 0, 0];

/** A zone of the tz database, the rule, and the first year from whose beginning on the zone has it. */
const ZONES: readonly (readonly [zone: string, rule: string, fromYear: number])[] = [
  ["Europe/Berlin", "", 1996],
  ["Europe/Amsterdam", rule(4, 4, 3, 5, 0, 4, 10, 5, 0, 4), 1996],
  ["Europe/London", rule(0, 4, 3, 5, 0, 2, 10, 5, 0, 2), 1996],
  ["Europe/Helsinki", rule(8, 4, 3, 5, 0, 6, 10, 5, 0, 6), 1996],
  ["Atlantic/Azores", rule(-4, 4, 3, 5, 0, 0, 10, 5, 0, 0), 2000],
  ["Africa/Cairo", rule(8, 4, 4, 5, 5, 0, 10, 5, 4, 46), 2024],
  ["America/New_York", rule(-20, 4, 3, 2, 0, 4, 11, 1, 0, 2), 2007],
  ["America/St_Johns", rule(-14, 4, 3, 2, 0, 4, 11, 1, 0, 2), 2012],
  ["America/Havana", rule(-20, 4, 3, 2, 0, 0, 11, 1, 0, 0), 2013],
  ["Australia/Sydney", rule(40, 4, 10, 1, 0, 4, 4, 1, 0, 4), 2009],
  ["Australia/Lord_Howe", rule(42, 2, 10, 1, 0, 4, 4, 1, 0, 3), 2009],
  ["Pacific/Auckland", rule(48, 4, 9, 5, 0, 4, 4, 1, 0, 4), 2009],
  ["Antarctica/Troll", rule(0, 8, 3, 5, 0, 2, 10, 5, 0, 2), 2006],
];
const STEADY: readonly (readonly [zone: string, rule: string])[] = [
  ["Etc/UTC", rule(0, ...NO_SUMMER)],
  ["Etc/GMT+12", rule(-48, ...NO_SUMMER)],
  ["Pacific/Marquesas", rule(-38, 0, 255, 255, 255, 255, 255, 255, 255, 255)],
  ["Asia/Kathmandu", rule(23, ...NO_SUMMER)],
  ["Pacific/Kiritimati", rule(56, ...NO_SUMMER)],
];

const formats = new Map<string, Intl.DateTimeFormat>();

/** Quarter hours ahead of UTC, by what the clocks of the zone show. */
function zoneQuarters(zone: string, utcSeconds: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  formats.set(zone, format);
  const of: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(utcSeconds * 1000)) of[type] = Number(value);
  const shown = Date.UTC(of["year"]!, of["month"]! - 1, of["day"], of["hour"], of["minute"], of["second"]) / 1000;
  return (shown - utcSeconds) / QUARTER_S;
}

const startOf = (year: number, month = 0): number => Date.UTC(year, month) / 1000;

function assertZone(zone: string, parameter: string, standard: number, utcSeconds: number): void {
  const quarters = zoneQuarters(zone, utcSeconds);
  const expected = hex(rule(quarters, quarters === standard ? 0 : 1));
  assert.equal(hex(localTime(parameter, utcSeconds)), expected, `${zone} ${utcSeconds}`);
}

/** The first quarter hour of UTC, of those up to `to`, in which the zone has another time than at `from`. */
function changeAfter(zone: string, from: number, to: number): number {
  const before = zoneQuarters(zone, from);
  let [low, high] = [from, to];
  assert.notEqual(zoneQuarters(zone, high), before, `${zone} has no change between ${from} and ${to}`);
  while (high - low > QUARTER_S) {
    const middle = low + Math.floor((high - low) / QUARTER_S / 2) * QUARTER_S;
    if (zoneQuarters(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

interface Change {
  readonly month: number;
  readonly which: number;
  readonly weekday: number;
  readonly halfHour: number;
}

/** Seconds of standard time: the days of the month are looked through. */
function changeIn(year: number, { month, which, weekday, halfHour }: Change): number {
  const days = Array.from({ length: 31 }, (_, i) => new Date(Date.UTC(year, month - 1, i + 1))).filter(
    (day) => day.getUTCMonth() === month - 1 && day.getUTCDay() === weekday,
  );
  return (which === 5 ? days.at(-1)! : days[which - 1]!).getTime() / 1000 + halfHour * 1800;
}

const change: fc.Arbitrary<Change> = fc.record({
  month: fc.integer({ min: 1, max: 12 }),
  which: fc.integer({ min: 1, max: 5 }),
  weekday: fc.integer({ min: 0, max: 6 }),
  halfHour: fc.integer({ min: 0, max: 47 }),
});
const bytesOf = ({ month, which, weekday, halfHour }: Change): number[] => [month, which, weekday, halfHour];

const anyRule = fc
  .record({
    standard: fc.integer({ min: -48, max: 56 }),
    ahead: fc.integer({ min: 0, max: 8 }),
    start: change,
    end: change,
  })
  .filter(({ start, end }) => start.month !== end.month)
  .map((fields) => ({
    ...fields,
    bytes: rule(fields.standard, fields.ahead, ...bytesOf(fields.start), ...bytesOf(fields.end)),
  }));
const anySecond = fc.integer({ min: startOf(1971), max: LAST_SECOND });

describe("date of a day", () => {
  it("is that of the calendar on every day from March 1968 to 2106", () => {
    for (let day = Date.UTC(1968, 2) / 86_400_000; day <= LAST_SECOND / 86_400 + 1; day++) {
      const [year, month, date] = new Date(day * 86_400_000).toISOString().slice(0, 10).split("-").map(Number);
      assert.equal(civilDate(day), year! * 10_000 + month! * 100 + date!);
    }
  });
});

describe("local time", function () {
  this.timeout(60_000);

  for (const [zone, parameter, fromYear] of ZONES)
    it(`is that of ${zone} around every change of its clocks until 2105`, () => {
      const standard = Math.min(zoneQuarters(zone, startOf(2030)), zoneQuarters(zone, startOf(2030, 6)));
      for (let year = fromYear; year < 2106; year++)
        for (const [from, to] of [
          [startOf(year), startOf(year, 6)],
          [startOf(year, 6), startOf(year + 1)],
        ] as const) {
          const at = changeAfter(zone, from, to);
          for (const seconds of [at - 7200, at - QUARTER_S, at - 1, at, at + QUARTER_S, at + 7200])
            assertZone(zone, parameter, standard, seconds);
        }
    });

  it("is that of each of these zones at any moment", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([zone, bytes, from], part) => {
          const standard = Math.min(zoneQuarters(zone, startOf(2030)), zoneQuarters(zone, startOf(2030, 6)));
          assertZone(zone, bytes, standard, startOf(from) + Math.floor(part * (LAST_SECOND - startOf(from))));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("is that of zones without summer time at any moment", () => {
    fc.assert(
      fc.property(fc.constantFrom(...STEADY), fc.integer({ min: startOf(1997), max: LAST_SECOND }), (zone, seconds) => {
        assertZone(zone[0], zone[1], zoneQuarters(zone[0], startOf(2030)), seconds);
      }),
      { numRuns: 1000 },
    );
  });

  it("is that of any rule, by a search through the calendar", () => {
    const nearChange = fc.tuple(
      anyRule,
      fc.integer({ min: 1972, max: 2105 }),
      fc.integer({ min: -2, max: 2 }),
      fc.nat(1),
    );
    const check = (of: { standard: number; ahead: number; start: Change; end: Change; bytes: string }, utc: number) => {
      const local = utc + of.standard * QUARTER_S;
      const year = new Date(local * 1000).getUTCFullYear();
      const [start, end] = [changeIn(year, of.start), changeIn(year, of.end)];
      const isBetween = local >= Math.min(start, end) && local < Math.max(start, end);
      const ahead = isBetween === start < end ? of.ahead : 0;
      assert.equal(hex(localTime(of.bytes, utc)), hex(rule(of.standard + ahead, ahead > 0 ? 1 : 0)));
    };
    fc.assert(fc.property(anyRule, anySecond, check), { numRuns: 2000 });
    fc.assert(
      fc.property(nearChange, ([of, year, by, which]) => {
        check(of, changeIn(year, which === 0 ? of.start : of.end) - of.standard * QUARTER_S + by);
      }),
      { numRuns: 2000 },
    );
  });

  it("has been what it is since the last whole quarter hour of UTC", () => {
    fc.assert(
      fc.property(anyRule, anySecond, ({ bytes }, seconds) => {
        assert.equal(localTime(bytes, seconds), localTime(bytes, seconds - (seconds % QUARTER_S)));
      }),
    );
  });
});

describe("a rule of local time that is none", () => {
  const GOOD = [0, 4, 3, 5, 0, 2, 10, 5, 0, 2];
  const MOMENTS = [startOf(2026), startOf(2026, 6)];
  const times = (parameter: string): string[] => MOMENTS.map((seconds) => hex(localTime(parameter, seconds)));
  const CENTRAL_EUROPEAN = ["0400", "0801"];
  const with_ = (at: number, value: number): string => rule(...GOOD.map((byte, i) => (i === at ? value : byte)));

  it("by its length is Central European time, and so is no rule", () => {
    assert.deepEqual(times(rule(...GOOD)), ["0000", "0401"]);
    for (let length = 0; length <= 16; length++)
      if (length !== GOOD.length)
        assert.deepEqual(times(rule(...GOOD, ...GOOD).slice(0, length)), CENTRAL_EUROPEAN, `${length}`);
  });

  for (const [at, good, bad] of [
    [0, [-48, 56], [-49, 57, 127, -128]],
    [1, [1, 8], [9, 255]],
    [2, [1, 12], [0, 13, 255]],
    [3, [1, 5], [0, 6, 255]],
    [4, [0, 6], [7, 255]],
    [5, [0, 47], [48, 255]],
    [6, [1, 12], [0, 13, 255]],
    [7, [1, 5], [0, 6, 255]],
    [8, [0, 6], [7, 255]],
    [9, [0, 47], [48, 255]],
  ] as const)
    it(`by its byte ${at} is Central European time`, () => {
      for (const value of bad) assert.deepEqual(times(with_(at, value)), CENTRAL_EUROPEAN, `${value}`);
      for (const value of good) assert.notDeepEqual(times(with_(at, value)), CENTRAL_EUROPEAN, `${value}`);
    });

  it("is judged by its offset alone where it has no summer time", () => {
    assert.deepEqual(times(rule(8, 0, 255, 255, 255, 255, 255, 255, 255, 255)), ["0800", "0800"]);
    assert.deepEqual(times(rule(57, 0, 3, 5, 0, 4, 10, 5, 0, 4)), CENTRAL_EUROPEAN);
  });
});

engineSuite("local time, on the engine", "linux", function () {
  this.timeout(120_000);

  it("is what it is in Node", async () => {
    const moments = [0, 900, 951_782_399, 951_782_400, 2 ** 31 - 1, 2 ** 31, 4_107_542_399, 4_107_542_400, LAST_SECOND];
    const drawn = fc.sample(fc.tuple(anyRule, anySecond), { numRuns: 150, seed: 6 });
    const calls = [
      ...ZONES.flatMap(([, bytes]) => moments.map((seconds) => [hex(bytes), seconds] as const)),
      ...drawn.map(([{ bytes }, seconds]) => [hex(bytes), seconds] as const),
      ...[rule(57, 4, 3, 5, 0, 4, 10, 5, 0, 4), "\0"].map((bytes) => [hex(bytes), 1_782_900_000] as const),
    ];
    const days = [-671, -1, 0, 11_016, 11_017, 47_540, 47_541, 49_710];
    const said = await firmwareOnLinux(
      "local-time",
      "civilDate, localTime",
      `print(JSON.stringify([${JSON.stringify(days)}.map(function (day) { return civilDate(day); }),
        ${JSON.stringify(calls)}.map(function (call) { return hexOf(localTime(unhex(call[0]), call[1])); })]));`,
    );
    const unhex = (digits: string): string => Buffer.from(digits, "hex").toString("latin1");
    assert.deepEqual(JSON.parse(said), [
      days.map(civilDate),
      calls.map(([bytes, seconds]) => hex(localTime(unhex(bytes), seconds))),
    ]);
  });
});
