// Everything that a person can do to a meter and to the bench around it, each as a line of text: scripts, the web page, the terminal and hardware
// in the loop use the same.

import { OrderError } from "../central/orders.ts";
import { MOST_WATTS } from "../load/held-load.ts";
import { MOST_PERCENT } from "../load/split-load.ts";
import { quoted } from "../log-file.ts";
import { whole } from "../send/options.ts";
import { typedLine, worthOf } from "../send/typed-codes.ts";
import { UserError } from "../user-error.ts";
import { PARTS } from "./deed.ts";
import type { Deed } from "./deed.ts";
import { matched } from "./form.ts";
import type { Values } from "./form.ts";
import { ORDER_FORMS } from "./order-forms.ts";
import type { ActForm, Who } from "./order-forms.ts";
import { choice, spanOf, typed, wordsOf } from "./words.ts";

export interface Act {
  /** As it is typed. */
  readonly text: string;
  readonly who: Who;
  readonly deed: Deed;
}

const PERCENT = /^(\d{1,3})%$/;
const MOST_BUTTON_S = 60;
const LONGEST_CUT_S = 7 * 86_400;

function seconds(values: Values, most: number): number {
  const span = spanOf(values.get("DURATION") ?? "");
  if (span > most) throw new UserError(`that is up to ${most}s, not ${values.get("DURATION") ?? ""}`);
  return span;
}

function cut(what: (Deed & { kind: "cut" })["what"]): ActForm["read"] {
  return (values) => ({ kind: "cut", what, seconds: seconds(values, LONGEST_CUT_S) });
}

function held(kind: "load" | "sun"): ActForm["read"] {
  return (values) => {
    const watts = values.get("WATTS|auto") ?? "";
    return {
      kind,
      watts: watts === "auto" ? undefined : whole(watts, `the ${kind} in watts, or auto,`, 0, MOST_WATTS),
    };
  };
}

function plug(isIn: boolean): ActForm["read"] {
  return (values) => ({ kind: "plug", part: choice(values.get("PART") ?? "", "a part", PARTS), isIn });
}

function percentOf(word: string): number {
  const [, digits] = PERCENT.exec(word) ?? [];
  const percent = digits === undefined ? NaN : Number(digits);
  if (percent <= MOST_PERCENT) return percent;
  throw new UserError(`round the meter goes 0% to ${MOST_PERCENT}% of the load, not ${quoted(word)}`);
}

const PHYSICAL_FORMS: readonly ActForm[] = [
  {
    form: "code AMOUNT",
    who: "consumer",
    says: "buy a code of that worth from the central system and type it at the top-up port",
    read: (values) => ({ kind: "code", worth: worthOf(values.get("AMOUNT") ?? "") }),
  },
  {
    form: "type CODE",
    who: "consumer",
    says: "type a line at the top-up port",
    read: (values) => ({ kind: "type", typed: typedLine(values.get("CODE") ?? "") }),
  },
  {
    form: "button DURATION",
    who: "consumer",
    says: "hold the button: 2 to 10 s close an armed switch or take the emergency credit, a short press turns the display's pages",
    read: (values) => ({ kind: "button", seconds: seconds(values, MOST_BUTTON_S) }),
  },
  {
    form: "load WATTS|auto",
    who: "consumer",
    says: "hold what the home consumes at so many watts; auto: it goes on by itself",
    read: held("load"),
  },
  {
    form: "bypass PERCENT",
    who: "consumer",
    says: "tap the line in front of the meter: so much of the load, such as 50%, goes round it from now on; 0%: none",
    read: (values) => ({ kind: "bypass", percent: percentOf(values.get("PERCENT") ?? "") }),
  },
  {
    form: "sun WATTS|auto",
    who: "world",
    says: "hold what the roof generates at so many watts; auto: the sun does what it does",
    read: held("sun"),
  },
  {
    form: "cut link DURATION",
    who: "world",
    says: "cut the wire between the two boards for a time",
    read: cut("link"),
  },
  { form: "cut wan DURATION", who: "world", says: "cut the wire at the WAN port for a time", read: cut("wan") },
  {
    form: "cut power meter DURATION",
    who: "world",
    says: "take the supply from the meter board for a time",
    read: cut("meter"),
  },
  {
    form: "cut power off-switch DURATION",
    who: "world",
    says: "take the supply from the off-switch board for a time",
    read: cut("off-switch"),
  },
  {
    form: "weld",
    who: "world",
    says: "weld the relay's contact: closed, it stays closed",
    read: () => ({ kind: "weld" }),
  },
  {
    form: "mend",
    who: "world",
    says: "mend the relay: a welded contact is loose again",
    read: () => ({ kind: "mend" }),
  },
  { form: "unplug PART", who: "world", says: `pull the plug of a part: ${PARTS.join(", ")}`, read: plug(false) },
  { form: "plug PART", who: "world", says: "put it back", read: plug(true) },
  {
    form: "attack NAME",
    who: "attacker",
    says: "begin an attack of `hasm attack`; its verdict is the answer",
    read: (values) => ({ kind: "attack", name: values.get("NAME") ?? "" }),
  },
];

/** In the order of the documentation. */
export const ACT_FORMS: readonly ActForm[] = [...ORDER_FORMS, ...PHYSICAL_FORMS];

/** Throws UserError. */
export function actOf(words: readonly string[]): Act {
  const [form, values] = matched(words, ACT_FORMS, "act");
  const text = words.map(typed).join(" ");
  try {
    return { text, who: form.who, deed: form.read(values, text) };
  } catch (error) {
    if (error instanceof OrderError) throw new UserError(error.message);
    throw error;
  }
}

/** Throws UserError with a message that names the word that is wrong. */
export function parseAct(text: string): Act {
  return actOf(wordsOf(text));
}
