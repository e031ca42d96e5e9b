// Commands of the central system that change something, one of each kind, with what they lead to; and firmware that says aloud whenever it acts
// on one, so that a second time is seen also where it leads nowhere else.

import type { Bench, BoardName } from "../../bench/bench.ts";
import type { Sent } from "../../bench/central/central-system.ts";
import * as orders from "../../bench/central/orders.ts";
import { STATE, SWITCH_STATE } from "../../bench/switch-values.ts";
import { REASON_REMOTE } from "../../firmware/messages/switch-state.ts";
import { balanceOf, FIRST_PARAMETER, keyOf, valueOf } from "./cuts.ts";
import { isClosed, without } from "./rig.ts";

const DAY_S = 86_400;
/** Of the reasons in the stored state of the switch. */
const REASONS_AT = 18;
/** Number of the value with what appliance 3 was told. */
export const APPLIANCE = FIRST_PARAMETER + 17;

export interface Kind {
  readonly board: BoardName;
  /** Whether credit-balance takes it: after a start it takes no order before its first reading. */
  readonly isCredit?: boolean;
  /** What has to be so that it can be given again and again. */
  prepare?(bench: Bench): void;
  /** The order for the `n`th time, which leads elsewhere than the one before. */
  give(bench: Bench, n: number): Sent;
  /** What the order leads to. */
  isDone(bench: Bench, n: number): boolean;
}

const secret = (n: number): string => String.fromCharCode(65 + n).repeat(32);
/** A change that was not agreed goes on with the same key. */
let proposed = "";

function toMeter(order: (bench: Bench, n: number) => orders.Order, isDone: Kind["isDone"]): Kind {
  return { board: "meter", give: (bench, n) => bench.central.order("meter", order(bench, n)), isDone };
}

/** Seconds of the day on the clock part. */
function clockS({ meterParts }: Bench): number {
  const [seconds, minutes, hours] = [0, 1, 2].map((address) => Number(meterParts.clock.register(address).toString(16)));
  return seconds! + 60 * minutes! + 3600 * hours!;
}

export const KINDS: Readonly<Record<string, Kind>> = {
  parameter: toMeter(
    (_, n) => orders.parameter(11, `value ${n}`),
    (bench, n) => valueOf(bench, "meter", "parameters", FIRST_PARAMETER + 11) === `value ${n}`,
  ),
  prepaid: {
    ...toMeter(
      (_, n) => orders.prepaid(n % 2 === 0),
      (bench, n) => valueOf(bench, "meter", "credit", 0).charCodeAt(0) === 1 - (n % 2),
    ),
    isCredit: true,
  },
  "top-up": {
    ...toMeter(
      (_, n) => orders.topUp(n + 1, 1000),
      (bench, n) => balanceOf(bench) % 1000 === 0 && balanceOf(bench) <= 1000 * (n + 1) && balanceOf(bench) > 0,
    ),
    isCredit: true,
  },
  appliance: {
    ...toMeter(
      (_, n) => orders.appliance(3, n % 2 === 0),
      (bench, n) => valueOf(bench, "meter", "parameters", APPLIANCE).charAt(0) === `${1 - (n % 2)}`,
    ),
    prepare: (bench) => {
      bench.central.order("meter", orders.loadLimits({ timesAWeek: 255, leastMinutes: 0, mostOffMinutes: 1440 }));
    },
  },
  time: toMeter(
    (bench, n) => orders.timeStep(Math.floor(bench.utcMs / 1000) + 1000 * n),
    (bench, n) => Math.abs(clockS(bench) - ((bench.utcMs / 1000 + 1000 * n) % DAY_S)) < 5,
  ),
  key: {
    board: "meter",
    give: (bench, n) => {
      const sent = bench.central.system.changeKey(9, () => (proposed = secret(n)), bench.utcMs);
      bench.toWan(sent.frames.join(""));
      return sent;
    },
    isDone: (bench) => keyOf(bench, "meter", 9) === proposed,
  },
  off: {
    board: "offSwitch",
    give: (bench) => bench.central.order("off-switch", orders.off()),
    isDone: (bench) => !isClosed(bench),
  },
  on: {
    board: "offSwitch",
    give: (bench) => bench.central.order("off-switch", orders.on()),
    isDone: (bench) => (valueOf(bench, "offSwitch", SWITCH_STATE, STATE).charCodeAt(REASONS_AT) & REASON_REMOTE) === 0,
  },
};

interface Texts {
  readonly meter: string;
  readonly offSwitch: string;
}

async function makeTelling(): Promise<Texts> {
  const say = (counter: string): string =>
    `print("<" + (${counter}.charCodeAt(6) * 256 + ${counter}.charCodeAt(7)) + ">");`;
  const meter = "else run(given, order, body);";
  const offSwitch = "const order = command.commandOrder(plain);";
  const texts = await Promise.all([
    without("meter", "cs-security", meter, `else { ${say("message.substr(1)")} run(given, order, body); }`),
    without("off-switch", "off-switch-security", offSwitch, say("message") + offSwitch),
  ]);
  return { meter: texts[0], offSwitch: texts[1] };
}

let made: Promise<Texts> | undefined;

/** Bundles that say on the console which counter is acted on, each time. */
export function telling(): Promise<Texts> {
  made ??= makeTelling();
  return made;
}

/** How often a board of `telling` acted on a command. Counters up to 65535. */
export function acts(bench: Bench, board: BoardName, { asked }: Sent): number {
  return bench[board].console.split(`<${asked.counter}>`).length - 1;
}

/** Whether the central system has heard that it is done. */
export function wasDone(bench: Bench, { asked }: Sent): boolean {
  return bench.central.events.some(
    (event) =>
      event.kind === "answer" && event.to === asked.to && event.counter === asked.counter && event.result === "done",
  );
}
