// A tariff file as somebody reads it who has docs/tariff.md and a calendar on the wall, for a place whose local time the computer knows by its
// name. It shares nothing with the firmware, with bench/tariff or with bench/bill: a price that all of them agree on is the one on the paper.

interface DayTypePage {
  readonly rates: readonly string[];
  readonly noDisconnection?: readonly string[];
}

export interface TariffPage {
  readonly standingCharge: string;
  readonly prices: readonly Readonly<Record<string, string>>[];
  readonly dayTypes: Readonly<Record<string, DayTypePage>>;
  readonly seasons: readonly { readonly from: string; readonly week: readonly string[] }[];
  readonly specialDays?: readonly { readonly date: string; readonly dayType: string }[];
}

/** Half an hour of UTC, as the household lives it. */
export interface HalfHour {
  /** Local, "YYYY-MM-DD". */
  readonly day: string;
  /** Of a kWh, 1e-5 currency. */
  readonly price: bigint;
  /** Nobody is disconnected for lack of credit. */
  readonly isProtected: boolean;
}

export const HALF_HOUR_S = 1800;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** "0.23000" as 23000n. */
export function money(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole) * 100_000n + BigInt(fraction.padEnd(5, "0"));
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** The span of "HH:MM-HH:MM name" that holds a minute of the day. */
function spanAt(spans: readonly string[], minute: number): string | undefined {
  return spans.find((span) => minutesOf(span) <= minute && minute < minutesOf(span.slice(6)));
}

export class Timetable {
  readonly standing: bigint;
  readonly #page: TariffPage;
  readonly #known = new Map<number, HalfHour>();
  readonly #wall: Intl.DateTimeFormat;

  /** `place`: "Europe/London". */
  constructor(page: TariffPage, place: string) {
    this.#page = page;
    this.standing = money(page.standingCharge);
    const two = "2-digit";
    const date = { year: "numeric", month: two, day: two, weekday: "short" } as const;
    this.#wall = new Intl.DateTimeFormat("en-GB", {
      timeZone: place,
      ...date,
      hour: two,
      minute: two,
      hourCycle: "h23",
    });
  }

  at(utcSeconds: number): HalfHour {
    const number = Math.floor(utcSeconds / HALF_HOUR_S);
    const known = this.#known.get(number) ?? this.#look(number * HALF_HOUR_S);
    this.#known.set(number, known);
    return known;
  }

  #look(utcSeconds: number): HalfHour {
    const parts = this.#wall.formatToParts(utcSeconds * 1000);
    const part = (type: string): string => parts.find((one) => one.type === type)!.value;
    const monthDay = `${part("month")}-${part("day")}`;
    const day = `${part("year")}-${monthDay}`;
    const dayType = this.#page.dayTypes[this.#dayTypeOf(day, monthDay, WEEKDAYS.indexOf(part("weekday")))]!;
    const minute = Number(part("hour")) * 60 + Number(part("minute"));
    const rate = spanAt(dayType.rates, minute)!.slice(12);
    const isProtected = spanAt(dayType.noDisconnection ?? [], minute) !== undefined;
    return { day, price: money(this.#page.prices[0]![rate]!), isProtected };
  }

  #dayTypeOf(day: string, monthDay: string, weekday: number): string {
    const special = this.#page.specialDays?.find(({ date }) => date === day || date === monthDay);
    if (special !== undefined) return special.dayType;
    const season = this.#page.seasons.findLast(({ from }) => from <= monthDay) ?? this.#page.seasons.at(-1)!;
    return season.week[weekday]!;
  }
}
