// The control sheet: what can be done to the bench, by who does it, and what came of it.

import type { Told } from "../shape.ts";
import type { About, ActField, ActShape } from "../shape-about.ts";
import { announce, byId, el } from "./dom.ts";
import { act } from "./server.ts";
import { timeOf } from "./words.ts";

const LINES_KEPT = 100;
const CENTRAL = "central system";
const SAYS: Readonly<Record<string, string>> = {
  "central system": "At the far end of the WAN. Each order is sealed end to end, and a cover goes with it.",
  "top-up gateway": "Sells credit at the top-up port, sealed.",
  technician: "At the maintenance port, with a key that reads and changes nothing.",
  consumer: "With a finger and a wallet.",
  world: "What happens to a meter where it hangs.",
};

const list = el("ol", { class: "told", tabindex: 0, "aria-label": "What came of it" });
const line = el("input", {
  ...{ type: "text", id: "act-line", name: "act", maxlength: 200, autocomplete: "off", spellcheck: "false" },
  placeholder: "such as: topup 10",
});

type Input = HTMLInputElement | HTMLSelectElement;

function inputOf({ name, value, options }: ActField, label: string): Input {
  const attributes = { "aria-label": `${label}: ${name.toLowerCase().replace("|", " or ")}` };
  if (options.length === 0)
    return el("input", { ...attributes, type: "text", value, maxlength: 60, autocomplete: "off" });
  const choices = options.map(([one, text]) => el("option", { value: one, selected: one === value }, text));
  return el("select", attributes, ...choices);
}

/** As it has to be typed, where blanks are part of it. */
const typed = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);

async function perform(text: string): Promise<void> {
  const refused = await act(text);
  if (refused !== undefined) tell({ number: 0, utcMs: 0, act: text, line: refused, kind: "refused" });
}

function actForm({ label, says, parts }: ActShape, isOff: boolean): HTMLFormElement {
  const pieces = parts.map((part) => (typeof part === "string" ? part : inputOf(part, label)));
  const inputs = pieces.filter((piece) => typeof piece !== "string");
  const button = el("button", { type: "submit", disabled: isOff }, label);
  const form = el("form", { class: "act" }, button, ...inputs, el("span", { class: "hint" }, says));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = pieces.map((piece) => (typeof piece === "string" ? piece : typed(piece.value.trim())));
    void perform(words.filter((word) => word !== "").join(" "));
  });
  return form;
}

function roleCard(who: string, acts: readonly ActShape[], centralIsOff: boolean): HTMLElement {
  const id = `role-${who.replaceAll(" ", "-")}`;
  const isOff = centralIsOff && who !== "consumer" && who !== "world";
  const off = "Off here: the meter's own central system is elsewhere (hasm send).";
  const forms = (isRare: boolean): HTMLElement[] =>
    acts.filter((one) => one.isRare === isRare).map((one) => actForm(one, isOff));
  const rare = forms(true);
  return el(
    "section",
    { class: "card", "aria-labelledby": id },
    el("h3", { id }, who.charAt(0).toUpperCase() + who.slice(1)),
    el("p", { class: "says" }, isOff ? off : (SAYS[who] ?? "")),
    ...forms(false),
    ...(rare.length === 0 ? [] : [el("details", { class: "more" }, el("summary", {}, `${rare.length} more`), ...rare)]),
  );
}

function toldCard(): HTMLElement {
  const form = el(
    "form",
    { class: "line" },
    el("label", { for: "act-line" }, "Any act, as in a script"),
    el("div", { class: "row" }, line, el("button", { type: "submit" }, "Do it")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (line.value.trim() !== "") void perform(line.value.trim());
    line.select();
  });
  const title = el("h3", { id: "told-title" }, "What came of it");
  return el("section", { class: "card results", "aria-labelledby": "told-title" }, title, form, list);
}

export function buildControl({ acts, centralIsOff }: About): void {
  const roles = [...new Set(acts.map(({ who }) => who))].sort((one) => (one === CENTRAL ? -1 : 0));
  const cards = roles.map((who) =>
    roleCard(
      who,
      acts.filter((one) => one.who === who),
      centralIsOff,
    ),
  );
  byId("sheet-control").replaceChildren(el("div", { class: "columns" }, ...cards), toldCard());
  list.replaceChildren();
}

let latest: { readonly key: string; readonly item: HTMLElement } | undefined;

/** The lines of one answer are one entry, and only the first of them is read out. */
function tell({ utcMs, act: what, line: text, kind }: Told): void {
  const key = `${utcMs} ${what} ${kind}`;
  const says = el("span", {}, kind === "begun" ? "begun" : text);
  if (latest?.key === key && latest.item.isConnected) {
    latest.item.append(says);
    return;
  }
  const when = utcMs === 0 ? "" : timeOf(utcMs);
  const item = el("li", { class: kind }, el("time", {}, when), " ", el("code", {}, what), says);
  latest = { key, item };
  list.prepend(item);
  while (list.children.length > LINES_KEPT) list.lastElementChild?.remove();
  if (kind !== "begun") announce(`${what}: ${text}`);
}

export function addTold(fresh: readonly Told[]): void {
  for (const told of fresh) tell(told);
}
