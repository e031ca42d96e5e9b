// A prepaid household of the London trial on the bench: both boards with their built bundles, the real half hours as pulses, the tariff, the mode
// and the rules of the switch as sealed commands, and somebody at home who types a code every week and holds the button. What happened is
// written down as it can be seen from outside; what it costs and when it must be off is for oracle.ts to say.
//
// For a second at each border of half an hour nothing is drawn, so that each Wh belongs to one rate beyond doubt. The contact of the pulses is a
// clean one, the consumer's port is silent and there is no clamp: they have tests of their own, and time is dear here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Bench } from "../../bench/bench.ts";
import type { CentralEvent } from "../../bench/central/central-system.ts";
import type { AnswerBody, IntervalReport } from "../../bench/central/messages.ts";
import type { Processor } from "../../bench/central/order-names.ts";
import {
  consumerPort,
  creditLimits,
  mainsVolts,
  obey,
  on,
  parameter,
  policy,
  prepaid,
  query,
  tariff,
} from "../../bench/central/orders.ts";
import type { Order } from "../../bench/central/orders.ts";
import { fromLoad } from "../../bench/household.ts";
import type { Household } from "../../bench/household.ts";
import { readLoadFile, window } from "../../bench/load/load-file.ts";
import { S0Source } from "../../bench/parts/s0-source.ts";
import { encodeTariff } from "../../bench/tariff/image.ts";
import { readTariff } from "../../bench/tariff/read.ts";
import { zoneParameter } from "../../bench/tariff/zone.ts";
import { makeTopUpCode } from "../../bench/top-up-code.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { PARAMETER_LOCAL_TIME } from "../../firmware/messages/parameters.ts";
import { REASON_CREDIT, REASON_REMOTE } from "../../firmware/messages/switch-state.ts";
import { newBench } from "../bundles.ts";
import { HALF_HOUR_S } from "./timetable.ts";
import type { TariffPage } from "./timetable.ts";

export const LOAD = fileURLToPath(new URL("../../../shared/data/london-mac000010-30min.csv", import.meta.url));
const TARIFF = new URL("../../docs/tariff-london.json", import.meta.url);
const BANK_HOLIDAYS = ["2013-03-29", "2013-04-01", "2013-05-06", "2013-05-27", "2013-08-26"];

export const DAY_S = 86_400;
export const WEEK_S = 7 * DAY_S;
/** The meter is installed so long before its tariff is in force: on the day before in any local time that it may have meanwhile. */
const INSTALLED_S = 7200;
/** The last entry of the log is behind all energy and days. */
const REST_S = 960;
const HOLD_S = 2.5;
/** An answer leaves with the second tick after its command. */
const ANSWER_S = 8;
/** The meter erases its memory meanwhile. */
const BUSY_TIMES = 20;
/** Of the first day of a week, UTC: codes are typed in the evening. */
const TYPED_AT_S = 19 * 3600 + 2405;
/** From the light out to the button, and from one hold to the next. */
const NOTICED_S = 1200;
const AGAIN_S = 60;
/** From the beginning of a week: somebody holds the button, whether it is good for anything or not. */
const HELD_AT_S = 2 * DAY_S + 12 * 3600 + 47;

/** For so long the button closes the switch once there is credit; behind that the central system has to arm it anew. */
export const ARMED_S = DAY_S;

export const LIMITS = { warning1e5: 300_000, emergency1e5: 300_000, emergencyFrom1e5: 100_000, mostBalance1e5: 0 };

export interface Plan {
  /** UTC second from which the tariff is in force, and from which weeks count: a midnight of London. */
  readonly fromS: number;
  readonly days: number;
  readonly seed: number;
  /** Pence of the code of that week; the first is typed before the tariff is in force. */
  readonly pence: (week: number) => number;
  /** Whether emergency credit is taken in that week once the light is out, and whether the button is held in the middle of it. */
  readonly takesEmergency: (week: number) => boolean;
  readonly holdsMidweek: (week: number) => boolean;
}

/** What was seen. Times are microseconds of the bench. */
export interface Happened {
  readonly startS: number;
  readonly endUs: number;
  /** When each pulse began. */
  readonly pulsesUs: Float64Array;
  readonly moves: readonly { readonly atUs: number; readonly closed: boolean }[];
  readonly topUps: readonly { readonly atUs: number; readonly amount1e5: number }[];
  /** When the button was let go. */
  readonly holds: readonly { readonly atUs: number }[];
  /** When the central system armed the switch anew, for nobody had held the button in time. */
  readonly arms: readonly { readonly atUs: number }[];
  /** The sealed readings of whole intervals. */
  readonly reports: readonly IntervalReport[];
}

/** The tariff file of the trial with the bank holidays of the year, as text. */
export function tariffText(): string {
  const page = JSON.parse(readFileSync(TARIFF, "utf8")) as TariffPage;
  const holidays = BANK_HOLIDAYS.map((date) => ({ date, dayType: "weekend" }));
  return JSON.stringify({ ...page, specialDays: [...(page.specialDays ?? []), ...holidays] });
}

/** The half hours of the file, quiet for a second at each border, and nothing before and behind. */
function household({ fromS, days }: Plan): Household {
  const profile = window(readLoadFile(readFileSync(LOAD, "utf8"), "london"), fromS, days * DAY_S);
  const real = fromLoad(profile);
  const firstS = fromS - INSTALLED_S;
  const pastS = fromS + days * DAY_S;
  const powersUw = profile.powersUw.map((powerUw) => Math.floor((powerUw * HALF_HOUR_S) / (HALF_HOUR_S - 2)));
  const stepAt = (atS: number) => {
    if (atS < firstS || atS >= pastS) return undefined;
    const startS = Math.floor(atS / HALF_HOUR_S) * HALF_HOUR_S;
    const endS = startS + HALF_HOUR_S;
    const powerUw = powersUw[(startS - fromS) / HALF_HOUR_S] ?? 0;
    if (atS < startS + 1) return { startS, endS: startS + 1, powerUw: 0 };
    if (atS >= endS - 1) return { startS: endS - 1, endS, powerUw: 0 };
    return { startS: startS + 1, endS: endS - 1, powerUw };
  };
  return { ...real, startS: firstS, endS: pastS, stepAt };
}

export class London {
  readonly bench: Bench;
  readonly #plan: Plan;
  #pulsesUs = new Float64Array(1 << 20);
  #pulses = 0;
  readonly #moves: Happened["moves"][number][] = [];
  readonly #topUps: Happened["topUps"][number][] = [];
  readonly #holds: Happened["holds"][number][] = [];
  readonly #arms: Happened["arms"][number][] = [];
  readonly #reports: IntervalReport[] = [];
  #said = "";
  #codes = 0;

  private constructor(bench: Bench, plan: Plan) {
    this.bench = bench;
    this.#plan = plan;
    this.#watchPulses();
    bench.offSwitchParts.relay.onMove((closed, atUs) => {
      this.#moves.push({ atUs, closed });
      if (!closed && plan.takesEmergency(this.#week)) this.#holdLater(atUs + NOTICED_S * 1e6, 2);
    });
    bench.meter.uart(portOf(meterBoard, "topUp")).onSent((bytes) => (this.#said += bytes));
  }

  /** Installs the meter: at the end it is prepaid, has credit, and its tariff is about to be in force. */
  static async install(plan: Plan): Promise<London> {
    const startS = plan.fromS - INSTALLED_S;
    const rig = new London(await newBench({ household: household(plan), startS, seed: plan.seed }), plan);
    const file = readTariff(tariffText(), "london");
    rig.bench.runTo(30);
    rig.order("meter", parameter(PARAMETER_LOCAL_TIME, zoneParameter(file.zone)));
    for (const one of tariff(encodeTariff(file.tariff), file.version, plan.fromS)) rig.order("meter", one);
    rig.order("meter", creditLimits(LIMITS));
    rig.order("meter", consumerPort("silent"));
    rig.order("meter", mainsVolts(0));
    rig.order("off-switch", policy({ windowSeconds: 0, restSeconds: 60, moves: 12, armedSeconds: ARMED_S }));
    rig.order("meter", prepaid(true));
    rig.type(plan.pence(0));
    rig.order("off-switch", obey(REASON_CREDIT));
    return rig;
  }

  /** Since the tariff is in force. */
  get #week(): number {
    return Math.floor((this.bench.startS + this.bench.elapsedS - this.#plan.fromS) / WEEK_S);
  }

  /** Gives a command, again while the meter is busy; it has to be done. What the answer says. */
  order(to: Processor, order: Order): AnswerBody {
    let answer = this.#ask(to, order);
    for (let time = 0; time < BUSY_TIMES && answer?.result === "busy"; time++) answer = this.#ask(to, order);
    assert.equal(answer?.result, "done", order.name);
    return answer.body;
  }

  #ask(to: Processor, order: Order): Extract<CentralEvent, { kind: "answer" }> | undefined {
    const { bench } = this;
    const { events } = bench.central;
    const before = events.length;
    bench.central.order(to, order);
    for (let second = 0; second < ANSWER_S; second++) {
      bench.runTo(bench.elapsedS + 1);
      for (const event of events.slice(before))
        if (event.kind === "answer" && event.to === to && !event.isCover) return event;
    }
    return undefined;
  }

  /** Types the next code on the top-up port. */
  type(pence: number): void {
    const { bench } = this;
    const code = makeTopUpCode(bench.keys.topUpCode, bench.meterId, ++this.#codes, 0, pence);
    this.#said = "";
    this.#topUps.push({ atUs: bench.clock.nowUs, amount1e5: pence * 1000 });
    bench.meter.uart(portOf(meterBoard, "topUp")).receive(`${code}\r`);
    bench.runTo(bench.elapsedS + ANSWER_S);
    assert.equal(this.#said, "credited\r\n", `week ${this.#week}, seed ${this.#plan.seed}`);
  }

  /** Lives the whole plan. */
  run(): Happened {
    const { fromS, days } = this.#plan;
    const { bench } = this;
    const beginS = fromS - bench.startS;
    for (let day = 0; day < days; day++) {
      const week = Math.floor(day / 7);
      if (day % 7 === 0 && week > 0) this.#topUpDay(beginS + day * DAY_S + TYPED_AT_S, week);
      if (day % 7 === 0 && this.#plan.holdsMidweek(week)) this.#holdLater((beginS + day * DAY_S + HELD_AT_S) * 1e6, 1);
      bench.runTo(beginS + (day + 1) * DAY_S);
      this.#takeReports();
    }
    bench.runTo(beginS + days * DAY_S + REST_S);
    this.#takeReports();
    return {
      startS: bench.startS,
      endUs: bench.clock.nowUs,
      pulsesUs: this.#pulsesUs.subarray(0, this.#pulses),
      moves: this.#moves,
      topUps: this.#topUps,
      holds: this.#holds,
      arms: this.#arms,
      reports: this.#reports,
    };
  }

  /** Types the code of the week; without light the button is held then, and the supplier called before where it has closed nothing for a day. */
  #topUpDay(atS: number, week: number): void {
    this.bench.runTo(atS);
    this.type(this.#plan.pence(week));
    if (this.bench.offSwitchParts.relay.closed) return;
    this.bench.runTo(atS + AGAIN_S);
    const told = this.order("off-switch", query());
    assert.ok(told.kind === "switch");
    if ((told.report.reasons & REASON_REMOTE) !== 0) {
      this.order("off-switch", on());
      this.#arms.push({ atUs: this.bench.clock.nowUs });
    }
    this.#holdLater((this.bench.elapsedS + AGAIN_S) * 1e6, 1);
  }

  #holdLater(atUs: number, times: number): void {
    for (let time = 0; time < times; time++)
      this.bench.clock.at(atUs + time * AGAIN_S * 1e6, () => {
        this.bench.pressButton(HOLD_S);
        this.#holds.push({ atUs: this.bench.clock.nowUs + HOLD_S * 1e6 });
      });
  }

  #watchPulses(): void {
    const { bench } = this;
    const { watchPin } = meterBoard.parts["importPulses"]!.options;
    const clean = new S0Source(bench.clock, bench.meter.pin(String(watchPin)));
    bench.meterParts.importPulses.pulse = (atUs, widthUs) => {
      if (this.#pulses === this.#pulsesUs.length) {
        const more = new Float64Array(2 * this.#pulses);
        more.set(this.#pulsesUs);
        this.#pulsesUs = more;
      }
      this.#pulsesUs[this.#pulses++] = atUs;
      clean.pulse(atUs, widthUs);
    };
  }

  #takeReports(): void {
    const after = this.#reports.at(-1)?.endUtcSeconds ?? 0;
    this.#reports.push(...this.bench.central.reports.filter(({ endUtcSeconds }) => endUtcSeconds > after));
  }
}
