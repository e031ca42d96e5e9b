// A day of a household and of its meter's ports, in the board's own time: pulses seconds to minutes apart, a busy stretch at 16.7 a second, and
// within it a stretch in which every port that can hear hears something every few seconds, sealed, forged and plain noise. It tells the
// neighbours what to do and counts what it sent.

import * as orders from "../../bench/central/orders.ts";
import { Random } from "../../bench/engine/random.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { makeTopUpCode } from "../../bench/top-up-code.ts";
import { ROUTE_CS, ROUTE_MAINTENANCE, ROUTE_OFF_SWITCH, ROUTE_TOP_UP } from "../../firmware/messages/route.ts";
import { SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import type { Neighbours } from "./neighbours.ts";
import { KEYS, usartOf } from "./rig.ts";
import type { Rig } from "./rig.ts";

export interface Stretch {
  readonly fromS: number;
  readonly toS: number;
}

export interface Plan {
  readonly busy: Stretch;
  /** Within the busy one. */
  readonly traffic: Stretch;
  /** Nothing is drawn from here on, so that the last telegram has every pulse. */
  readonly endS: number;
}

/** The fastest that S0 allows: 16.7 a second. */
const FASTEST_US = 60_000;
const SLOWEST_S = [3, 90] as const;
/** Everything is counted from the first cycle on. */
const FIRST_S = 5;
const REPORT_EVERY_S = 5;
const PRESS_EVERY_S = 1800;
const NOISE_BYTES = 160;
/** How an answer of a gas meter begins. */
const MBUS_LONG = "\x68";

const within = (timeS: number, { fromS, toS }: Stretch): boolean => timeS >= fromS && timeS < toS;

export class Traffic {
  importPulses = 0;
  exportPulses = 0;
  /** Sealed ones to cs-security. */
  commands = 0;
  readonly #random = new Random(1905);
  readonly #rig: Rig;
  readonly #all: Neighbours;
  readonly #plan: Plan;

  constructor(rig: Rig, neighbours: Neighbours, plan: Plan) {
    this.#rig = rig;
    this.#all = neighbours;
    this.#plan = plan;
    const day = { fromS: FIRST_S, toS: plan.endS };
    this.#at(FIRST_S, () => this.#pulse());
    this.#at(FIRST_S + 5, () => {
      this.commands++;
      neighbours.bindGas();
    });
    this.#every(REPORT_EVERY_S, day, () => neighbours.switchReports());
    this.#every(PRESS_EVERY_S, { ...day, fromS: PRESS_EVERY_S }, () => neighbours.press());
    this.#everyPort(plan.traffic);
  }

  #at(timeS: number, run: () => void): void {
    this.#rig.board.at(timeS * 1e6, run);
  }

  #every(periodS: number, { fromS, toS }: Stretch, run: () => void): void {
    const next = (timeS: number): void => {
      if (timeS >= toS) return;
      this.#at(timeS, () => {
        run();
        next(timeS + periodS);
      });
    };
    next(fromS);
  }

  #pulse(): void {
    const { board } = this.#rig;
    const nowS = board.nowUs / 1e6;
    if (nowS >= this.#plan.endS) return;
    this.importPulses++;
    board.send(usartOf("importPulses"), "p", true);
    const [least, most] = SLOWEST_S;
    // Slow ones end where the busy stretch begins.
    const slowUs = (least + this.#random.below((most - least) * 1000) / 1000) * 1e6;
    const { fromS } = this.#plan.busy;
    const untilBusyUs = nowS < fromS ? fromS * 1e6 - board.nowUs : Number.POSITIVE_INFINITY;
    board.at(board.nowUs + (within(nowS, this.#plan.busy) ? FASTEST_US : Math.min(slowUs, untilBusyUs)), () =>
      this.#pulse(),
    );
  }

  #everyPort(stretch: Stretch): void {
    const all = this.#all;
    const later = (byS: number): Stretch => ({ fromS: stretch.fromS + byS, toS: stretch.toS });
    const asked = [orders.query(), orders.readParameter(0), orders.readLog(2, 1, 0), orders.logClosing(2)];
    let turn = 0;
    let codes = 0;
    const next = () => {
      this.commands++;
      return asked[turn++ % asked.length]!;
    };
    this.#every(5, later(0.5), () => all.order(next()));
    this.#every(30, later(3), () => all.central.order("off-switch", orders.query()));
    this.#every(7, later(1.5), () => all.technicianAsks(next()));
    this.#every(20, later(2.5), () => {
      this.commands++;
      all.gatewaySells();
    });
    this.#every(11, later(4), () => all.type(String(this.#random.below(1e9)).repeat(3).slice(0, 20)));
    this.#every(120, later(6), () => all.type(makeTopUpCode(KEYS.topUpCode, KEYS.meterId, ++codes, 0, 1234)));
    this.#every(9, later(2), () => all.press());
    this.#every(15, later(5.5), () => all.switchEvent());
    this.#every(2.5, later(0.25), () => {
      this.exportPulses++;
      this.#rig.board.send(usartOf("exportPulses"), "x", true);
    });
    this.#every(10, later(7.5), () => all.gas.say(this.#noise([MBUS_LONG])));
    this.#every(6, later(3.5), () => all.noise("wan", this.#noise([ROUTE_CS, ROUTE_OFF_SWITCH])));
    this.#every(13, later(4.5), () => all.noise("topUp", this.#noise([ROUTE_TOP_UP])));
    this.#every(13, later(8.5), () => all.noise("maintenance", this.#noise([ROUTE_MAINTENANCE])));
    this.#every(8, later(6.5), () => all.noise("link", this.#noise(["l", "e"])));
  }

  /** Ends as a frame does, so that it takes nothing with it that comes behind it. */
  #noise(routes: readonly string[]): string {
    const random = this.#random;
    const route = routes[random.below(routes.length)]!;
    const kinds = [
      () => random.byteString(random.below(NOISE_BYTES)),
      () => frame(route + random.byteString(SEALED_BYTES)),
      () => frame(`${route}\0\0\0\0\0\0\0${String.fromCharCode(random.below(256))}${random.byteString(112)}`),
      () => frame(random.byteString(1 + random.below(120))),
      () => "\xdb".repeat(random.below(NOISE_BYTES)),
    ];
    return `${kinds[random.below(kinds.length)]!()}\xc0`;
  }
}
