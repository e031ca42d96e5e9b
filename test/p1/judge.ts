// Judges each telegram of a home: a foreign reader takes it and finds what the books say, and so do the lines that this reader does not know.

import assert from "node:assert/strict";
import { dsmr } from "../dsmr.ts";
import { localAt, utcOf } from "./amsterdam.ts";
import * as books from "./books.ts";
import type { Home, Moment } from "./home.ts";

const PERIOD_S = 10;
/** A telegram is made so long before it is received, at most. */
const LATE_US = 150_000;
/** The engine's clock counts seconds with a fraction: a gap of whole milliseconds may come out just below. */
const CLOCK_US = 1;
/** What the gas meter says is heard within a poll of ten seconds, and told with the next second. */
const HEARD_S = 12;
/** The switch says what it does and what its button did, and another telegram comes. */
const MOVE_US = 20_000_000;

/** "-000012.34567": an amount in 1e-5 currency, with so many digits at least. */
function money(amount: number, count = 11): string {
  const digits = String(Math.abs(amount)).padStart(count, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -5)}.${digits.slice(-5)}`;
}

function creditText({ balance, weighed }: books.Books, isEmergencyInUse: boolean): string {
  const words = [`CREDIT ${(Math.floor(balance / 1000) / 100).toFixed(2)}`];
  if (balance <= books.WARNING) words.push("LOW");
  if (isEmergencyInUse) words.push("EMERGENCY IN USE");
  else if (balance <= books.EMERGENCY_FROM) words.push("EMERGENCY OFFERED");
  if (weighed.isProtected) words.push("NOT CUT NOW");
  return words.join(" ");
}

/** Object and what stands in its brackets. */
function linesOf(telegram: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of telegram.split("\r\n").slice(2, -2)) {
    const at = line.indexOf("(");
    assert.ok(!found.has(line.slice(0, at)), "each line once");
    found.set(line.slice(0, at), line.slice(at));
  }
  return found;
}

export class Judge {
  telegrams = 0;
  /** What was seen, for the test to know that the run had it in it. */
  readonly seen = new Set<string>();
  readonly #home: Home;
  #lastS = 0;

  constructor(home: Home) {
    this.#home = home;
  }

  see(moment: Moment): void {
    const { plan } = this.#home;
    try {
      this.#judge(moment);
    } catch (error) {
      const where = `${plan.profile}, from ${plan.fromS}, seed ${plan.seed}, at ${moment.utcS}`;
      throw new Error(`${where}: ${(error as Error).message}\n${moment.telegram}`, { cause: error });
    }
    this.telegrams++;
    this.#lastS = moment.utcS;
  }

  #judge({ telegram, us, utcS }: Moment): void {
    if (this.telegrams > 0) assert.equal(utcS - this.#lastS, PERIOD_S, "one every ten seconds");
    const { books: entered, plan } = this.#home;
    const isBelgian = plan.profile === "belgian";
    const local = localAt(utcS);
    const flag = local.isSummer ? "S" : "W";
    const found: Record<string, unknown> = { ...dsmr.parse(telegram).objects };
    const lines = linesOf(telegram);
    const gas = this.#gas(lines.get(isBelgian ? "0-1:24.2.3" : "0-1:24.2.1") ?? "", utcS, flag);
    for (const name of ["timestamp", "gas timestamp"])
      if (found[name] instanceof Date) found[name] = found[name].toISOString();
    const shown = (digits: string): string => new Date(utcOf(`${digits}W`) * 1000 + 3_600_000).toISOString();
    const isLow = entered.isLowAt(utcS);
    this.#power("delivered", found["actual electricity power delivered"], us);
    this.#power("received", found["actual electricity power received"], us);
    const text = this.#creditText(found["text message long"], us);
    const state = this.#breaker(String(found["switch position electricity"]), us);
    assert.deepEqual(found, {
      ...(isBelgian
        ? {}
        : { "dsmr version": "5.0", "gas timestamp": shown(gas.digits), "gas delivered": gas.litres / 1000 }),
      timestamp: shown(local.digits),
      "equipment identifier": "HASM0001",
      "text message long": text,
      "electricity delivered tariff 1": (isBelgian ? entered.normalWh : entered.lowWh) / 1000,
      "electricity delivered tariff 2": (isBelgian ? entered.lowWh : entered.normalWh) / 1000,
      "electricity received tariff 0": entered.exportWh / 1000,
      "tariff indicator electricity": isLow === isBelgian ? 2 : 1,
      "actual electricity power delivered": found["actual electricity power delivered"],
      "actual electricity power received": found["actual electricity power received"],
      "actual theshold electricity in kW": 999.9,
      "switch position electricity": Number(state),
    });
    const own = ["0-0:1.0.0", "0-1:24.1.0", "0-0:199.1.0", "0-0:199.1.1", "1-0:199.2.1", "0-0:96.1.4", "0-0:96.13.0"];
    assert.deepEqual(
      own.map((object) => lines.get(object)),
      [
        `(${local.digits}${flag})`,
        "(003)",
        `(${money(entered.balance)}*EUR)`,
        entered.debt === 0 ? undefined : `(${money(entered.debt)}*EUR)`,
        `(${money(entered.priceAt(utcS), 6)}*EUR)`,
        isBelgian ? "(50217)" : undefined,
        `(${Buffer.from(text).toString("hex").toUpperCase()})`,
      ],
    );
    for (const fact of [flag, isLow ? "low" : "normal", `breaker ${state}`, text.replace(/ -?[\d.]+/, "")])
      this.seen.add(fact);
  }

  /** Local digits that the reading of gas has to bear, and its volume. */
  #gas(line: string, utcS: number, flag: string): { digits: string; litres: number } {
    const [, stamp = "", volume = ""] = /^\((\d{12}[SW])\)\((\d{5}\.\d{3})\*m3\)$/.exec(line) ?? assert.fail("no gas");
    const litres = Math.round(Number(volume) * 1000);
    const { gas } = this.#home;
    const latest = gas.at(-1)!;
    const said = utcS - latest.atS > HEARD_S || latest.litres === litres ? latest : gas[0]!;
    const heardS = utcOf(stamp);
    assert.ok(heardS >= Math.floor(said.atS) && heardS <= said.atS + HEARD_S, `gas of ${said.atS}, not of ${stamp}`);
    assert.equal(stamp.slice(-1), flag);
    return { digits: stamp.slice(0, -1), litres: said.litres };
  }

  #power(which: "delivered" | "received", kilowatts: unknown, us: number): void {
    const { imported, exported } = this.#home.books;
    const [pulses, perKwh] =
      which === "delivered" ? [imported, books.IMPORT_PER_KWH] : [exported, books.EXPORT_PER_KWH];
    const watts = Math.round(Number(kilowatts) * 1000);
    const [least, most] = [pulses.powerW(us, perKwh, 0), pulses.powerW(us - LATE_US, perKwh, CLOCK_US)];
    assert.ok(watts >= least && watts <= most, `${which} ${watts} W, not ${least} to ${most} W`);
    if (watts > 0) this.seen.add(`power ${which}`);
  }

  #creditText(found: unknown, us: number): string {
    const { books: entered, askedUs } = this.#home;
    const before = creditText(entered, entered.wasEmergencyInUse);
    return us - askedUs < MOVE_US && found === before ? before : creditText(entered, entered.isEmergencyInUse);
  }

  #breaker(state: string, us: number): string {
    const { breaker } = this.#home;
    const isMoving = us - breaker.changedUs < MOVE_US;
    assert.ok(
      state === breaker.state || (isMoving && state === breaker.before),
      `breaker ${state}, not ${breaker.state}`,
    );
    return state;
  }
}
