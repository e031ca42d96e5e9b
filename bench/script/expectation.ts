// Everything that can be expected of a meter, each as a line of text: what an observer at its boundary sees.

import { quoted } from "../log-file.ts";
import type { LogName } from "../meter-logs.ts";
import { whole } from "../send/options.ts";
import { RESULT_SAYS } from "../send/words.ts";
import { UserError } from "../user-error.ts";
import { matched } from "./form.ts";
import type { Form, Values } from "./form.ts";
import type { Figure, Sight } from "./sight.ts";
import { namesOf, rangeOf } from "./wanted.ts";
import type { Unit, Wanted } from "./wanted.ts";
import { choice, typed } from "./words.ts";

export interface Expectation {
  /** As it is typed. */
  readonly text: string;
  readonly sight: Sight;
  readonly wanted: Wanted;
}

export interface ExpectationForm extends Form {
  readonly says: string;
  readonly read: (values: Values) => Omit<Expectation, "text">;
}

const REASONS = ["remote", "credit", "limit", "tamper"];
const SWITCH_ALARMS = ["contact", "current", "worn"];
const METERING_ALARMS = ["bypass", "reversed", "phantom", "other"];
/** As people type them; the last is the off-switch processor's own. */
const LOGS = { metrology: "metrology", security: "security", "off-switch": "offSwitch", switch: "switch" } as const;
const LOG_WORDS = Object.keys(LOGS) as (keyof typeof LOGS)[];
const ROWS = 4;
const APPLIANCES = 4;
const OBJECT = /^\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}$/;

function word(values: Values, name: string): string {
  return values.get(name) ?? "";
}

function figure(of: Figure, value: string, unit: Unit, says: string): ExpectationForm {
  return {
    form: `${of} ${value}`,
    says,
    read: (values) => ({ sight: { kind: "figure", of }, wanted: rangeOf(word(values, value), unit) }),
  };
}

/** A word of a closed list. */
function oneOf(kind: "switch" | "relay" | "mode", words: string, says: string): ExpectationForm {
  return {
    form: `${kind} ${words}`,
    says,
    read: (values) => ({ sight: { kind }, wanted: { kind: "word", word: word(values, words) } }),
  };
}

function names(
  kind: "reasons" | "switch-alarm" | "metering-alarm",
  allowed: readonly string[],
  says: string,
): ExpectationForm {
  return {
    form: `${kind} NAMES`,
    says: `${says}: ${allowed.join(", ")}, or none`,
    read: (values) => ({ sight: { kind }, wanted: namesOf(word(values, "NAMES"), `of ${kind} each`, allowed) }),
  };
}

function text(kind: "display" | "message" | "said" | "feeder-says", says: string): ExpectationForm {
  return {
    form: `${kind} TEXT`,
    says,
    read: (values) => ({ sight: { kind }, wanted: { kind: "text", text: word(values, "TEXT") } }),
  };
}

function objectOf(values: Values): Sight {
  const object = word(values, "OBJECT");
  if (OBJECT.test(object)) return { kind: "telegram", object };
  throw new UserError(`${quoted(object)} is no object of a telegram, such as 1-0:1.7.0`);
}

const log = (values: Values): LogName => LOGS[choice(word(values, "LOG"), "a log", LOG_WORDS)];

const SWITCH: readonly ExpectationForm[] = [
  oneOf(
    "switch",
    "connected|disconnected|ready",
    "what the off-switch processor said last; ready: armed, the button closes it",
  ),
  oneOf("relay", "open|closed", "where the relay's contact is"),
  names("reasons", REASONS, "what keeps the switch open or is to open it"),
  names("switch-alarm", SWITCH_ALARMS, "what is wrong at the relay"),
  figure("moves", "NUMBER", "", "how often the relay has moved"),
];

const METERING: readonly ExpectationForm[] = [
  figure("flow", "WATTS", "W", "what flows through the meter, below 0 into the grid"),
  figure("power", "WATTS", "W", "power drawn, in the latest telegram"),
  figure("export-power", "WATTS", "W", "power fed in, in the latest telegram"),
  figure("import", "WH", "Wh", "both import registers of the latest telegram"),
  figure("export", "WH", "Wh", "the export register of the latest telegram"),
  figure(
    "lost",
    "NUMBER",
    "",
    "pulses that came and are not in the latest telegram: 0 a telegram after the last one, if nothing is lost",
  ),
  names(
    "metering-alarm",
    METERING_ALARMS,
    "what the meter found wrong with its inputs, in the latest reading that the central system was told",
  ),
];

const MONEY: readonly ExpectationForm[] = [
  oneOf("mode", "prepaid|postpaid", "whether the latest telegram says that supply is prepaid"),
  figure(
    "balance",
    "AMOUNT",
    "money",
    "what is left of the credit, in the latest telegram; only where supply is prepaid",
  ),
  figure("debt", "AMOUNT", "money", "what is owed from before, in the latest telegram; only where supply is prepaid"),
  figure("price", "AMOUNT", "money", "of a kWh, in the latest telegram"),
  figure("charged", "AMOUNT", "money", "since ever, in the latest reading that the central system was told"),
  figure("rate", "NUMBER", "", "from 1, in the latest reading that the central system was told"),
];

const TEXTS: readonly ExpectationForm[] = [
  text("display", "a row of the display has this in it"),
  {
    form: "row NUMBER TEXT",
    says: "the row, 1 to 4, has this in it",
    read: (values) => ({
      sight: { kind: "row", row: whole(word(values, "NUMBER"), "a row", 1, ROWS) },
      wanted: { kind: "text", text: word(values, "TEXT") },
    }),
  },
  text("message", "the text of the latest telegram has this in it"),
  {
    form: "no message",
    says: "the latest telegram has no text",
    read: () => ({ sight: { kind: "message" }, wanted: { kind: "absent" } }),
  },
  {
    form: "telegram OBJECT TEXT",
    says: "the line of that object in the latest telegram has this in it",
    read: (values) => ({ sight: objectOf(values), wanted: { kind: "text", text: word(values, "TEXT") } }),
  },
  {
    form: "no telegram OBJECT",
    says: "the latest telegram has no line of that object",
    read: (values) => ({ sight: objectOf(values), wanted: { kind: "absent" } }),
  },
  figure("telegrams", "NUMBER", "", "how many telegrams there were"),
  {
    form: "appliance NUMBER on|off|untold",
    says: "what the latest telegram tells an appliance, 1 to 4",
    read: (values) => ({
      sight: { kind: "appliance", number: whole(word(values, "NUMBER"), "an appliance's number", 1, APPLIANCES) },
      wanted: { kind: "word", word: word(values, "on|off|untold") },
    }),
  },
];

const ANSWERS = "done|refused|no-answer|waiting|held|broken";
const RESULTS = Object.keys(RESULT_SAYS);

function answer(values: Values): Wanted {
  const result = word(values, ANSWERS);
  if (!values.has("REASON")) return { kind: "word", word: result };
  if (result !== "refused") throw new UserError(`only a refused answer has a reason, not one that is ${result}`);
  return { kind: "word", word: `refused ${choice(word(values, "REASON"), "a reason", RESULTS)}` };
}

const CENTRAL: readonly ExpectationForm[] = [
  {
    form: `answer ${ANSWERS} [REASON]`,
    says: `what became of the latest act that has an answer; a refusal may have a reason: ${RESULTS.join(", ")}`,
    read: (values) => ({ sight: { kind: "answer" }, wanted: answer(values) }),
  },
  text("said", "a line of that answer has this in it"),
  figure("reports", "NUMBER", "", "interval reports that the central system took"),
  figure("interval", "WH", "Wh", "what the latest of them says was used in the interval"),
  figure("accepted", "NUMBER", "", "messages of the meter that the central system believed"),
  figure("rejected", "NUMBER", "", "messages that it did not"),
  {
    form: "log LOG TEXT [NUMBER]",
    says: `so many records of a log (${LOG_WORDS.join(", ")}) have this in their line; else one or more`,
    read: (values) => ({
      sight: { kind: "entries", log: log(values), text: word(values, "TEXT") },
      wanted: rangeOf(values.get("NUMBER") ?? "1..", ""),
    }),
  },
  {
    form: "records LOG NUMBER",
    says: "how many records a log has",
    read: (values) => ({ sight: { kind: "records", log: log(values) }, wanted: rangeOf(word(values, "NUMBER"), "") }),
  },
  {
    form: "intact LOG",
    says: "the log is what the meter wrote, whole, under the keys of the central system",
    read: (values) => ({ sight: { kind: "intact", log: log(values) }, wanted: { kind: "word", word: "yes" } }),
  },
];

const FEEDER: readonly ExpectationForm[] = [
  figure("feeder-rounds", "NUMBER", "", "rounds that the data concentrator has closed"),
  figure("feeder-sums", "NUMBER", "", "those of them of which it has the sum of all meters that answered"),
  figure("feeder-missing", "NUMBER", "", "meters that are not in the latest round"),
  figure("feeder-energy", "WH", "Wh", "what the feeder meter gave in the latest round"),
  figure("feeder-sum", "WH", "Wh", "the sum of the readings of the latest round; known of three meters or more"),
  figure("feeder-loss", "PERCENT", "%", "what of the feeder's energy no meter counted in the latest round"),
  text("feeder-says", "what the concentrator says of the latest round has this in it"),
];

/** In the order of the documentation. */
export const EXPECTATION_FORMS: readonly ExpectationForm[] = [
  ...SWITCH,
  ...METERING,
  ...MONEY,
  ...TEXTS,
  ...CENTRAL,
  ...FEEDER,
];

/** Throws UserError. */
export function expectationOf(words: readonly string[]): Expectation {
  const [form, values] = matched(words, EXPECTATION_FORMS, "expectation");
  return { text: words.map(typed).join(" "), ...form.read(values) };
}
