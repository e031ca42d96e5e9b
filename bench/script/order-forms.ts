// The acts of those who command a meter: its central system, the top-up gateway and the technician. The orders are those of `hasm send`.

import * as orders from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import type { Processor } from "../central/order-names.ts";
import { parseStart } from "../duration.ts";
import type { Errand } from "../send/errand.ts";
import { LOG_NAMES, logClosingErrand } from "../send/log-orders.ts";
import { whole } from "../send/options.ts";
import { parameterOrder, parameterWords } from "../send/parameter-values.ts";
import { amountWords } from "../send/words.ts";
import { parsePolicy, parseReasons } from "../switch-words.ts";
import type { Deed } from "./deed.ts";
import type { Form, Values } from "./form.ts";
import { choice } from "./words.ts";

export const WHO = ["central system", "top-up gateway", "technician", "consumer", "world", "attacker"] as const;
/** Who does it. */
export type Who = (typeof WHO)[number];

export interface ActForm extends Form {
  readonly who: Who;
  /** What it does, for people. */
  readonly says: string;
  /** `text`: as it was typed. Throws UserError and OrderError. */
  readonly read: (values: Values, text: string) => Deed;
}

const MOST_RECORDS = 10_000;
const USUAL_RECORDS = "10";

const value = (values: Values, name: string): string => values.get(name) ?? "";

type Lines = NonNullable<Errand["lines"]>;

const settledLines: Lines = (body) => (body.kind === "balance" ? [`settled ${amountWords(body.balance1e5)}`] : []);

function central(name: string, to: Processor, order: Order, lines?: Lines): Deed {
  return { kind: "errand", role: "central", errand: { name, to, order, ...(lines && { lines }) } };
}

function readParameter(role: "central" | "technician", values: Values, name: string): Deed {
  const number = whole(value(values, "NUMBER"), "a parameter");
  const lines: Lines = (body) => (body.kind === "parameter" ? [parameterWords(number, body.value)] : []);
  return { kind: "errand", role, errand: { name, to: "meter", order: orders.readParameter(number), lines } };
}

function readLog(role: "central" | "technician", values: Values): Deed {
  const count = whole(values.get("COUNT") ?? USUAL_RECORDS, "a count", 1, MOST_RECORDS);
  return { kind: "read-log", role, log: choice(value(values, "LOG"), "a log", LOG_NAMES), count };
}

function closeLog(role: "central" | "technician", values: Values): Deed {
  return { kind: "errand", role, errand: logClosingErrand(choice(value(values, "LOG"), "a log", LOG_NAMES)) };
}

function topUp(role: "central" | "gateway", values: Values): Deed {
  const number = values.has("number") ? whole(value(values, "NUMBER"), "the number of a top-up", 1) : undefined;
  const amount1e5 = orders.amountOf(value(values, "AMOUNT"));
  orders.topUp(number ?? 1, amount1e5);
  return { kind: "top-up", role, amount1e5, number };
}

function time(order: "time" | "time-step", values: Values): Deed {
  const moment = values.get("MOMENT");
  return { kind: "time", order, utcS: moment === undefined ? undefined : parseStart(moment) };
}

const SWITCH_FORMS: readonly ActForm[] = [
  ["off", "disconnect the household, within the window of its policy", "off", orders.off()],
  ["cancel", "take back an off that was not carried out yet", "cancel", orders.cancel()],
  ["on", "arm the switch: the consumer's button closes it", "on", orders.on()],
  ["query switch", "ask the off-switch processor how it is", "query switch", orders.query()],
].map(([form, says, name, order]) => ({
  form: form as string,
  who: "central system",
  says: says as string,
  read: () => central(name as string, "off-switch", order as Order),
}));

const CENTRAL_FORMS: readonly Omit<ActForm, "who">[] = [
  {
    form: "obey REASONS",
    says: "say for which reasons the meter board may have the switch opened: credit, limit, tamper, with commas between, or none",
    read: (values, text) => central(text, "off-switch", orders.obey(parseReasons(value(values, "REASONS")))),
  },
  {
    form: "policy WINDOW REST MOVES ARMED",
    says: "set within which bounds the relay moves; what allows more than before counts a day later",
    read: (values, text) => {
      const [window, rest, moves, armed] = ["WINDOW", "REST", "MOVES", "ARMED"].map((name) => value(values, name));
      const policy = parsePolicy({ window: window!, rest: rest!, moves: moves!, armed: armed! });
      return central(text, "off-switch", orders.policy(policy));
    },
  },
  {
    form: "query",
    says: "ask for the meter's latest reading",
    read: (_, text) => central(text, "meter", orders.query()),
  },
  {
    form: "prepaid on|off",
    says: "prepaid supply on or off: the balance is settled, and begins anew with nothing",
    read: (values, text) => central(text, "meter", orders.prepaid(value(values, "on|off") === "on"), settledLines),
  },
  {
    form: "topup AMOUNT [number NUMBER]",
    says: "credit an amount of currency; one that was given before counts once under its number",
    read: (values) => topUp("central", values),
  },
  {
    form: "debt AMOUNT",
    says: "set what the consumer owes from before; 0: nothing",
    read: (values, text) => central(text, "meter", orders.debt(orders.amountOf(value(values, "AMOUNT")))),
  },
  {
    form: "tariff FILE [from MOMENT] [local-time]",
    says: "bring a tariff to the meter, in force from the beginning of this quarter hour or from a moment; local-time also sets the meter's local time to its zone",
    read: (values) => ({
      kind: "tariff",
      file: value(values, "FILE"),
      fromS: values.has("from") ? parseStart(value(values, "MOMENT")) : undefined,
      setsLocalTime: values.has("local-time"),
    }),
  },
  {
    form: "parameter NAME VALUE",
    says: "set a parameter, as `hasm send parameter` does",
    read: (values, text) => central(text, "meter", parameterOrder(value(values, "NAME"), value(values, "VALUE"))),
  },
  {
    form: "read parameter NUMBER",
    says: "read a parameter",
    read: (values, text) => readParameter("central", values, text),
  },
  {
    form: "appliance NUMBER on|off",
    says: "switch an appliance, 1 to 4",
    read: (values, text) => {
      const number = whole(value(values, "NUMBER"), "an appliance's number");
      return central(text, "meter", orders.appliance(number, value(values, "on|off") === "on"));
    },
  },
  {
    form: "time [MOMENT]",
    says: "set a clock that is at most 10 s wrong, to what time it is or to a moment",
    read: (values) => time("time", values),
  },
  {
    form: "time-step [MOMENT]",
    says: "set the clock however wrong it is",
    read: (values) => time("time-step", values),
  },
  {
    form: "read log LOG [COUNT]",
    says: "read the latest records of a log",
    read: (values) => readLog("central", values),
  },
  {
    form: "close log LOG",
    says: "ask for the tag that closes a log as it is now",
    read: (values) => closeLog("central", values),
  },
  {
    form: "events",
    says: "read what the off-switch processor logged since the last time, verify it and acknowledge it",
    read: () => ({ kind: "events" }),
  },
  {
    form: "key NUMBER",
    says: "change a key: 1 central, 2 off-switch, 4 gateway, 5 technician, 6 consumer, 9 codes",
    read: (values) => {
      const number = whole(value(values, "NUMBER"), "a key");
      orders.demandChangeableKey(number);
      return { kind: "key", number };
    },
  },
];

const PEER_FORMS: readonly ActForm[] = [
  {
    form: "gateway topup AMOUNT [number NUMBER]",
    who: "top-up gateway",
    says: "credit an amount at the top-up port",
    read: (values) => topUp("gateway", values),
  },
  {
    form: "technician query",
    who: "technician",
    says: "ask for the latest reading at the maintenance port",
    read: (_, text) => ({
      kind: "errand",
      role: "technician",
      errand: { name: text, to: "meter", order: orders.query() },
    }),
  },
  {
    form: "technician read parameter NUMBER",
    who: "technician",
    says: "read a parameter there",
    read: (values, text) => readParameter("technician", values, text),
  },
  {
    form: "technician read log LOG [COUNT]",
    who: "technician",
    says: "read the latest records of a log there",
    read: (values) => readLog("technician", values),
  },
  {
    form: "technician close log LOG",
    who: "technician",
    says: "ask for the tag that closes a log there",
    read: (values) => closeLog("technician", values),
  },
];

export const ORDER_FORMS: readonly ActForm[] = [
  ...SWITCH_FORMS,
  ...CENTRAL_FORMS.map((form): ActForm => ({ ...form, who: "central system" })),
  ...PEER_FORMS,
];
