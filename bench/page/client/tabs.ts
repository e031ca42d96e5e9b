// The sheets below the overview: one is shown. Arrow keys move among their tabs, as the pattern for tabs has it.

import { byId, el } from "./dom.ts";

const SHEETS = [
  ["control", "Control"],
  ["attacks", "Attacks"],
  ["wires", "Wires"],
  ["inside", "Inside"],
  ["logs", "Logs"],
] as const;
export type SheetName = (typeof SHEETS)[number][0];

const tabs = SHEETS.map(([name, label]) => {
  const tab = el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `sheet-${name}` }, label);
  tab.addEventListener("click", () => {
    show(name);
  });
  return [name, tab] as const;
});
byId("tabs").append(...tabs.map(([, tab]) => tab));
let shown: SheetName = "control";

export function shownSheet(): SheetName {
  return shown;
}

function show(name: SheetName): void {
  shown = name;
  for (const [other, tab] of tabs) {
    tab.setAttribute("aria-selected", String(other === name));
    tab.tabIndex = other === name ? 0 : -1;
    byId(`sheet-${other}`).hidden = other !== name;
  }
  history.replaceState(null, "", `#${name}`);
}

byId("tabs").addEventListener("keydown", (event) => {
  const at = tabs.findIndex(([name]) => name === shown);
  const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: tabs.length - 1 - at }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const [name, tab] = tabs[(at + step + tabs.length) % tabs.length]!;
  show(name);
  tab.focus();
});

show(SHEETS.find(([name]) => `#${name}` === location.hash)?.[0] ?? "control");
