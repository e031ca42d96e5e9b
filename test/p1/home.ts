// A home with the built meter on the virtual boards, as the test of its telegrams needs it: pulses of import and generation by a generator of
// the test's own, each of them well between two seconds of the meter, so that there is no doubt which of them a telegram has; a gas meter;
// money that is topped up; a switch that opens and closes. Everything that happens is entered into the books.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import * as orders from "../../bench/central/orders.ts";
import type { Order } from "../../bench/central/orders.ts";
import { Random } from "../../bench/engine/random.ts";
import { fromLoad } from "../../bench/household.ts";
import { DEFAULT_IDENTITY, secondaryAddress } from "../../bench/parts/mbus-meter.ts";
import type { S0Source } from "../../bench/parts/s0-source.ts";
import { encodeTariff } from "../../bench/tariff/image.ts";
import { PARAMETER_MAINS_VOLTS, PARAMETER_OTHER_UTILITY } from "../../firmware/messages/parameters.ts";
import { newBench } from "../bundles.ts";
import { localAt } from "./amsterdam.ts";
import * as books from "./books.ts";
import { Books, TARIFF } from "./books.ts";

export type Profile = "dutch" | "belgian";

export interface Plan {
  readonly profile: Profile;
  /** UTC seconds: the home is set up in the ten minutes before. */
  readonly fromS: number;
  readonly hours: number;
  readonly seed: number;
}

const SETUP_S = 600;
/** The meter's seconds begin 0.2 s after those of the clock, for its supply comes back with a whole one. */
const PULSE_FROM_US = 350_000;
const PULSE_ROOM_US = 400_000;
const PULSE_WIDTH_US = 35_000;
const SECOND_US = 1_000_000;
/** After each telegram credit is weighed, so late; the balance of a telegram is that of then. */
const WEIGHED_S = 2;
const HOUR_S = 3600;
const DAY_HOURS = 24;
const MOST_LITRES_AN_HOUR = 6000;
const HOLD_S = 2.5;
const FIRST_TOP_UP = 1_500_000;
const TOP_UP = 120_000;

export interface GasAnswer {
  readonly atS: number;
  readonly litres: number;
}

/** What a test is told of each telegram: when it was received, and what is true then. */
export interface Moment {
  readonly telegram: string;
  readonly us: number;
  /** The whole second in which the telegram was made. */
  readonly utcS: number;
}

export class Home {
  readonly bench: Bench;
  readonly plan: Plan;
  readonly books: Books;
  /** The latest two answers of the gas meter. */
  gas: readonly GasAnswer[] = [];
  /** Of the switch: what P1 calls its state, what it was before, and when that changed. */
  breaker = { state: "1", before: "1", changedUs: Number.NEGATIVE_INFINITY };
  /** When the emergency credit was last asked for. */
  askedUs = Number.NEGATIVE_INFINITY;
  readonly #random: Random;
  #topUps = 0;
  #see: (moment: Moment) => void = () => undefined;

  static async of(plan: Plan): Promise<Home> {
    const startS = plan.fromS - SETUP_S;
    const seconds = SETUP_S + (plan.hours + 1) * HOUR_S;
    const household = fromLoad({ source: "none", startS, intervalS: seconds, powersUw: [0] });
    const home = new Home(await newBench({ household, startS, seed: plan.seed }), plan);
    home.#setUp();
    return home;
  }

  private constructor(bench: Bench, plan: Plan) {
    this.bench = bench;
    this.plan = plan;
    this.books = new Books(bench.startS);
    this.#random = new Random(plan.seed);
    const { otherUtility } = bench.meterParts;
    otherUtility.litresPerHour = 1700;
    otherUtility.lies = (answer) => {
      this.gas = [...this.gas.slice(-1), { atS: bench.utcMs / 1000, litres: otherUtility.litres }];
      return answer;
    };
    bench.onTelegram.push((telegram) => {
      const us = bench.clock.nowUs;
      const utcS = bench.startS + Math.floor(us / SECOND_US);
      this.#see({ telegram, us, utcS });
      bench.clock.at(us + WEIGHED_S * SECOND_US, () => {
        this.books.weigh(utcS + WEIGHED_S);
      });
    });
    bench.offSwitchParts.relay.onMove((closed, us) => {
      this.#switch(closed ? "1" : "0", us);
    });
  }

  /** Goes on to the end. Throws what `see` throws of a telegram. */
  run(see: (moment: Moment) => void): void {
    const { bench, plan } = this;
    let failure: Error | undefined;
    this.#see = (moment) => {
      try {
        if (failure === undefined) see(moment);
      } catch (error) {
        failure = error as Error;
      }
    };
    this.#pulse(bench.meterParts.importPulses, "import");
    this.#pulse(bench.meterParts.exportPulses, "export");
    for (let hour = 0; hour < plan.hours; hour++) {
      for (const [minutes, happens] of this.#events(hour % DAY_HOURS)) {
        bench.runTo(SETUP_S + hour * HOUR_S + minutes * 60 + 5.5);
        happens();
      }
      bench.runTo(SETUP_S + (hour + 1) * HOUR_S);
      if (failure !== undefined) throw failure;
    }
  }

  #events(hour: number): (readonly [minutes: number, happens: () => void])[] {
    const { bench } = this;
    if (hour === 1) {
      return [
        [5, () => bench.central.switch("off")],
        [20, () => this.#arm()],
        [35, () => bench.pressButton(HOLD_S)],
        [40, () => this.#hold()],
      ];
    }
    return hour === 2 ? [[10, () => this.#topUp(TOP_UP)]] : [];
  }

  #setUp(): void {
    const bound =
      secondaryAddress(DEFAULT_IDENTITY) + String.fromCharCode(MOST_LITRES_AN_HOUR >> 8, MOST_LITRES_AN_HOUR & 255);
    const { bench, plan } = this;
    bench.runTo(20);
    this.#give(orders.impulsesPerKwh(books.IMPORT_PER_KWH));
    this.#give(orders.exportImpulsesPerKwh(books.EXPORT_PER_KWH));
    this.#give(orders.consumerPort("clear", plan.profile));
    this.#give(orders.parameter(PARAMETER_OTHER_UTILITY, bound));
    this.#give(orders.parameter(PARAMETER_MAINS_VOLTS, "\0\0"));
    this.#give(
      orders.creditLimits({
        warning1e5: books.WARNING,
        emergency1e5: books.EMERGENCY,
        emergencyFrom1e5: books.EMERGENCY_FROM,
        mostBalance1e5: 0,
      }),
    );
    this.#give(orders.debtRecovery(books.RECOVERED_A_DAY, books.RECOVERED_PERCENT));
    for (const order of orders.tariff(encodeTariff(TARIFF), 1, 0)) this.#give(order);
    this.#give(orders.prepaid(true));
    this.books.debt = 1_000_000;
    this.#give(orders.debt(this.books.debt));
    this.#topUp(FIRST_TOP_UP);
    assert.equal(localAt(plan.fromS).day, localAt(bench.startS).day, "set up within a day");
    bench.cutPower("meter", Math.ceil(bench.elapsedS + 5) * SECOND_US, SECOND_US);
    assert.ok(bench.elapsedS < SETUP_S - 60, "set up in time");
    bench.runTo(SETUP_S);
  }

  /** Until the meter has done it: it may be busy. */
  #give(order: Order): void {
    const { bench } = this;
    for (let tries = 0; tries < 5; tries++) {
      const { asked } = bench.central.order("meter", order);
      bench.runTo(bench.elapsedS + 4);
      const answer = bench.central.events.findLast(
        (event) => event.kind === "answer" && event.to === "meter" && event.counter === asked.counter,
      );
      if (answer?.kind === "answer" && answer.result === "done") return;
    }
    assert.fail(`${order.name} was not done`);
  }

  #topUp(amount: number): void {
    this.books.topUp(amount);
    this.#give(orders.topUp(++this.#topUps, amount));
  }

  #arm(): void {
    this.bench.central.switch("on");
    this.#switch("2", this.bench.clock.nowUs);
  }

  /** Takes the emergency credit where it can be had: a hold that closes the switch does not. */
  #hold(): void {
    this.bench.pressButton(HOLD_S);
    this.bench.runTo(this.bench.elapsedS + HOLD_S);
    this.askedUs = this.bench.clock.nowUs;
    this.books.takeEmergency();
  }

  #switch(state: string, changedUs: number): void {
    this.breaker = { state, before: this.breaker.state, changedUs };
  }

  /** One pulse after the other; none while the switch is open. What is generated comes between 9:00 and 18:00. */
  #pulse(source: S0Source, kind: "import" | "export"): void {
    const { bench, books: entered } = this;
    const seconds = 1 + this.#random.below(this.#random.below(8) === 0 ? 240 : 30);
    const second = Math.floor(bench.clock.nowUs / SECOND_US) + seconds;
    const us = second * SECOND_US + PULSE_FROM_US + this.#random.below(PULSE_ROOM_US);
    bench.clock.at(us, () => {
      const utcS = bench.startS + second;
      const { hour } = localAt(utcS);
      const isSun = hour >= 9 && hour < 18;
      if (this.bench.offSwitchParts.relay.closed && (kind === "import" || isSun)) {
        source.pulse(us, PULSE_WIDTH_US);
        if (kind === "import") entered.import(utcS, us + PULSE_WIDTH_US);
        else entered.exported.add(us + PULSE_WIDTH_US);
      }
      this.#pulse(source, kind);
    });
  }
}
