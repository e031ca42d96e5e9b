// The acts of bench/script as forms of the page: the same list, so that whatever can be typed in a script can be clicked. Here are only what
// stands in a field at first, and what is wanted seldom. An attack has a sheet of its own.

import { ACT_FORMS } from "../script/act.ts";
import { PARTS } from "../script/deed.ts";
import { LOG_NAMES } from "../send/log-orders.ts";
import { PARAMETER_NAMES } from "../send/parameter-values.ts";
import type { ActField, ActShape } from "./shape-about.ts";

const RARE: ReadonlySet<string> = new Set([
  ...["policy", "read parameter", "time", "time-step", "read log", "close log", "events", "key", "debt"],
  ...["technician read parameter", "technician read log", "technician close log", "type", "mend", "unplug", "plug"],
]);
/** Sliders of the overview. */
const ELSEWHERE: ReadonlySet<string> = new Set(["attack", "load", "sun"]);

const TYPED: Readonly<Record<string, string>> = {
  AMOUNT: "10.00",
  PERCENT: "50%",
  DURATION: "30s",
  REASONS: "credit",
  WINDOW: "0s",
  REST: "0s",
  MOVES: "65535",
  ARMED: "1d",
  NUMBER: "1",
  CODE: "0000 0000 0000 0000 0000",
};
const TYPED_BY_FORM: Readonly<Record<string, string>> = {
  "button DURATION": "3s",
  "code AMOUNT": "10",
  "parameter VALUE": "clear",
};
const LISTS: Readonly<Record<string, readonly string[]>> = {
  REASONS: ["credit", "limit", "tamper", "credit,limit", "none"],
  LOG: LOG_NAMES,
  PART: PARTS,
  NAME: PARAMETER_NAMES,
};
const LIST_BY_FORM: Readonly<Record<string, readonly string[]>> = { "appliance NUMBER": ["1", "2", "3", "4"] };
const FIRST: Readonly<Record<string, string>> = { NAME: "consumer-port", PART: "gas-meter" };

/** Where the words of the form say too little on a button. */
const LABELS: Readonly<Record<string, string>> = {
  ...{ query: "query meter", topup: "top up", "gateway topup": "top up", code: "buy a code", button: "hold button" },
};

export interface Suggestions {
  readonly tariffs: readonly string[];
  /** ISO 8601. */
  readonly moment: string;
}

const labelled = (values: readonly string[]): ActField["options"] =>
  values.map((value) => [value, value.replace(/^docs\//, "")]);

function field(name: string, head: string, { tariffs, moment }: Suggestions): ActField {
  const key = `${head} ${name}`;
  if (name.includes("|")) {
    const values = name.split("|");
    return { name, value: values[0]!, options: labelled(values) };
  }
  const list = name === "FILE" ? tariffs : (LIST_BY_FORM[key] ?? LISTS[name]);
  if (list !== undefined) return { name, value: FIRST[name] ?? list[0] ?? "", options: labelled(list) };
  const value = name === "MOMENT" ? moment : (TYPED_BY_FORM[key] ?? TYPED[name] ?? "");
  return { name, value, options: [] };
}

/** Of what may be left out only a word that stands for itself is offered. */
function optional(words: string): ActField | undefined {
  if (/[A-Z]/.test(words)) return undefined;
  return {
    name: words,
    value: words,
    options: [
      [words, `with ${words}`],
      ["", `without ${words}`],
    ],
  };
}

function shapeOf(form: string, who: string, says: string, suggestions: Suggestions): ActShape | undefined {
  const pieces = [...form.matchAll(/\[([^\]]+)\]|(\S+)/g)];
  const isLiteral = (word: string): boolean => /^[a-z-]+$/.test(word);
  const words = pieces.map(([, , word]) => word).filter((word) => word !== undefined);
  const head = words
    .slice(
      0,
      Math.max(
        words.findIndex((word) => !isLiteral(word)),
        0,
      ) || words.length,
    )
    .join(" ");
  if (ELSEWHERE.has(head) || (words.includes("FILE") && suggestions.tariffs.length === 0)) return undefined;
  const parts = pieces.flatMap(([, left, word = ""]): (string | ActField)[] => {
    if (left !== undefined) return [optional(left)].filter((one) => one !== undefined);
    return [isLiteral(word) ? word : field(word, head, suggestions)];
  });
  return { who, label: labelOf(head), says: says.replaceAll("`", ""), parts, isRare: RARE.has(head) };
}

/** Without who it is: that stands above. */
function labelOf(head: string): string {
  const text = LABELS[head] ?? head.replace(/^(gateway|technician) /, "").replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function actShapes(suggestions: Suggestions): readonly ActShape[] {
  return ACT_FORMS.flatMap(({ form, who, says }) => shapeOf(form, who, says, suggestions) ?? []);
}
