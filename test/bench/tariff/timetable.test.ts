// Local time and rates by an independent look: local time as the engine's own time zones have it, the rate in the bytes of the image.

import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeTariff } from "../../../bench/tariff/image.ts";
import { readTariff } from "../../../bench/tariff/read.ts";
import type { Zone } from "../../../bench/tariff/tariff.ts";
import { halfHourAt } from "../../../bench/tariff/timetable.ts";
import { localDay, localSeconds } from "../../../bench/tariff/zone.ts";
import { tariffText } from "../../../bench/tariff/write.ts";
import { tariffFiles, tariffs } from "./arbitrary.ts";

const FIRST_S = Date.UTC(2008, 0, 1) / 1000;
const LAST_S = Date.UTC(2036, 11, 31) / 1000;
const moment = fc.integer({ min: FIRST_S, max: LAST_S });

interface Change {
  readonly month: number;
  readonly which: number;
  readonly weekday: number;
  readonly halfHour: number;
}
const change = (month: number, which: number, halfHour: number): Change => ({ month, which, weekday: 0, halfHour });
const zone = (standardQuarters: number, start?: Change, end?: Change): Zone => ({
  standardQuarters,
  summer: start === undefined || end === undefined ? undefined : { aheadQuarters: 4, start, end },
});

/** Rules that these places have had since 2008. */
const PLACES: Readonly<Record<string, Zone>> = {
  "Europe/London": zone(0, change(3, 5, 2), change(10, 5, 2)),
  "Europe/Brussels": zone(4, change(3, 5, 4), change(10, 5, 4)),
  "America/New_York": zone(-20, change(3, 2, 4), change(11, 1, 2)),
  "Australia/Sydney": zone(40, change(10, 1, 4), change(4, 1, 4)),
  "Pacific/Auckland": zone(48, change(9, 5, 4), change(4, 1, 4)),
  "Asia/Kathmandu": zone(23),
  "Africa/Nairobi": zone(12),
};

/** What a clock shows in that place, as "2013-03-31, 01:30:00". */
function wallClock(place: string): (utcSeconds: number) => number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: place,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (utcSeconds) => {
    const parts = new Map(format.formatToParts(utcSeconds * 1000).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name)!;
    const seconds = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return seconds / 1000;
  };
}

describe("local time of a tariff", () => {
  for (const [place, rule] of Object.entries(PLACES)) {
    const shown = wallClock(place);
    it(`is that of ${place} at any time`, () => {
      fc.assert(
        fc.property(moment, (at) => {
          assert.equal(localSeconds(rule, at), shown(at));
        }),
      );
    });

    it(`is that of ${place} around each change of the clocks for 29 years`, () => {
      let changes = 0;
      let before = shown(FIRST_S) - FIRST_S;
      for (let at = FIRST_S + 1800; at < LAST_S; at += at % 86_400 === 0 ? 86_400 : 1800) {
        const offset = shown(at) - at;
        if (offset === before) continue;
        changes++;
        // The change is in the day before: to the second.
        for (let near = at - 86_400; near <= at; near += 900)
          for (const second of [near - 1, near, near + 1]) assert.equal(localSeconds(rule, second), shown(second));
        before = offset;
      }
      assert.equal(changes, rule.summer === undefined ? 0 : 58);
    });
  }

  it("changes to the next day at midnight", () => {
    const brussels = PLACES["Europe/Brussels"]!;
    const midnight = Date.UTC(2013, 6, 1, 22) / 1000;
    assert.deepEqual([localDay(brussels, midnight - 1), localDay(brussels, midnight)], [15_887, 15_888]);
  });
});

/** The byte of an image for a local time, which is given as the calendar of the wall shows it. */
function codeIn(image: string, wall: Date): number {
  const at = (place: number): number => image.charCodeAt(place);
  const [seasons, specials] = [at(189), at(190)];
  const monthDay = (wall.getUTCMonth() + 1) * 256 + wall.getUTCDate();
  let type = -1;
  for (let i = specials - 1; i >= 0; i--) {
    const place = 192 + seasons * 9 + i * 4;
    const isYear = at(place) === 255 || at(place) + 2000 === wall.getUTCFullYear();
    if (isYear && at(place + 1) * 256 + at(place + 2) === monthDay) type = at(place + 3);
  }
  let season = seasons - 1;
  for (let i = 0; i < seasons; i++) if (at(192 + i * 9) * 256 + at(193 + i * 9) <= monthDay) season = i;
  if (type < 0) type = at(194 + season * 9 + [6, 0, 1, 2, 3, 4, 5][wall.getUTCDay()]!);
  return at(
    192 + seasons * 9 + specials * 4 + type * 48 + wall.getUTCHours() * 2 + (wall.getUTCMinutes() < 30 ? 0 : 1),
  );
}

describe("the timetable of a tariff", () => {
  for (const [place, rule] of Object.entries(PLACES)) {
    const shown = wallClock(place);
    it(`names what the image has for the wall clock of ${place}`, () => {
      fc.assert(
        fc.property(tariffs, fc.array(moment, { minLength: 1, maxLength: 20 }), (tariff, moments) => {
          const image = encodeTariff(tariff);
          for (const utcSeconds of moments) {
            const code = codeIn(image, new Date(shown(utcSeconds) * 1000));
            assert.deepEqual(halfHourAt(tariff, rule, utcSeconds), { rate: code & 7, noDisconnection: code >= 128 });
          }
        }),
        { numRuns: 30 },
      );
    });
  }

  it("is the same as a file", () => {
    fc.assert(
      fc.property(tariffFiles, moment, (file, utcSeconds) => {
        const read = readTariff(tariffText(file), "t.json");
        assert.deepEqual(
          halfHourAt(read.tariff, read.zone, utcSeconds),
          halfHourAt(file.tariff, file.zone, utcSeconds),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("of London: high in the evening of a working day, in local time, and not on holidays", async () => {
    const { readFile } = await import("node:fs/promises");
    const { tariff, zone: london } = readTariff(
      await readFile(new URL("../../../docs/tariff-london.json", import.meta.url), "utf8"),
      "london",
    );
    const names = (iso: string): string => {
      const { rate, noDisconnection } = halfHourAt(tariff, london, Date.parse(iso) / 1000);
      return `${tariff.rates[rate]!.name}${noDisconnection ? ", on" : ""}`;
    };
    for (const [iso, says] of [
      ["2013-01-01T17:00:00Z", "normal, on"],
      ["2013-01-02T17:00:00Z", "high"],
      ["2014-01-01T17:00:00Z", "high"],
      ["2013-01-02T19:59:59Z", "high, on"],
      ["2013-01-02T20:00:00Z", "normal, on"],
      ["2013-07-02T16:00:00Z", "high"],
      ["2013-07-02T15:59:59Z", "normal"],
      ["2013-07-06T16:00:00Z", "normal, on"],
      ["2013-12-25T16:00:00Z", "normal, on"],
      ["2013-03-31T07:59:59Z", "low, on"],
      ["2013-03-31T08:00:00Z", "normal, on"],
    ] as const)
      assert.equal(names(iso), says, iso);
  });
});
