// The attacks sheet: what an attacker tries, and the line of defence that stopped it, with what the meter itself shows for it.

import type { State, VerdictView } from "../shape.ts";
import type { About, AttackShape } from "../shape-about.ts";
import { announce, byId, el, setText } from "./dom.ts";
import { attack } from "./server.ts";
import { timeOf } from "./words.ts";

interface Card {
  readonly button: HTMLButtonElement;
  readonly verdict: HTMLElement;
}

const cards = new Map<string, Card>();

function card({ name, threats, does }: AttackShape): HTMLElement {
  const id = `attack-${name}`;
  const button = el("button", { type: "button", "aria-label": `Launch ${words(name)}` }, "Launch");
  const verdict = el("div", { class: "outcome" });
  cards.set(name, { button, verdict });
  button.addEventListener("click", () => {
    void attack(name).then((refused) => {
      if (refused === undefined) return;
      verdict.replaceChildren(el("p", { class: "hint" }, refused));
      announce(refused);
    });
  });
  return el(
    "section",
    { class: "card attack", "aria-labelledby": id },
    el("h3", { id }, words(name)),
    el("p", { class: "threats" }, ...threats.map((threat) => el("span", {}, threat))),
    el("p", { class: "says" }, does),
    button,
    verdict,
  );
}

function words(name: string): string {
  const text = name.replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function buildAttacks({ attacks }: About): void {
  cards.clear();
  const says =
    "Each is launched on the meter as it is now. T numbers are those of the threat table in docs/threat-model.md.";
  byId("sheet-attacks").replaceChildren(
    el("p", { class: "says" }, says),
    el("div", { class: "cards" }, ...attacks.map(card)),
  );
}

export function showAttack({ attack: running, time }: State): void {
  const underWay = time.paused ? "Under way: time stands still" : "Under way";
  for (const [name, { button }] of cards) {
    setText(button, running === name ? underWay : "Launch");
    button.disabled = running !== null;
  }
}

export function addVerdicts(fresh: readonly VerdictView[], { time }: State): void {
  for (const { name, utcMs, held, stoppedBy, evidence } of fresh) {
    const shown = cards.get(name);
    const word = held ? "Held" : "Broken";
    shown?.verdict.replaceChildren(
      el("p", { class: held ? "held" : "broken" }, el("strong", {}, word), ` ${held ? `by ${stoppedBy}` : stoppedBy}`),
      el("ul", {}, ...evidence.map((line) => el("li", {}, line))),
      el("p", { class: "hint" }, `at ${timeOf(utcMs)}`),
    );
    // What was launched long ago, and is told to a page that has just come, is no news.
    if (time.utcMs - utcMs < 3_600_000) announce(`${words(name)}: ${word}, ${stoppedBy}`);
  }
}
