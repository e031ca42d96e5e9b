// The logs sheet: the records of each log in words, the newest first, and whether its chain holds under the keys of the central system.

import type { LogName, LogRecordView, LogView } from "../shape.ts";
import { LOGS } from "../shape.ts";
import { announce, byId, el, setData, setText } from "./dom.ts";
import { count } from "./words.ts";

const TITLES: Readonly<Record<LogName, readonly [title: string, says: string]>> = {
  metrology: ["Metrology log", "Interval readings, on the meter board"],
  security: ["Security log", "Commands, codes and faults, on the meter board"],
  offSwitch: ["Off-switch log", "Events of the off-switch processor, as the meter board keeps them"],
  switch: ["Switch log", "The same events at their origin, on the off-switch board"],
};

interface Panel {
  readonly verdict: HTMLElement;
  readonly size: HTMLElement;
  readonly rows: HTMLElement;
  wasIntact: boolean | undefined;
}

const panels = new Map<LogName, Panel>();

function panel(name: LogName): HTMLElement {
  const [title, says] = TITLES[name];
  const id = `log-${name}`;
  const verdict = el("p", { class: "verdict" }, "not read yet");
  const size = el("p", { class: "hint" });
  const rows = el("tbody");
  panels.set(name, { verdict, size, rows, wasIntact: undefined });
  const heads = ["Record", "Time", "What", "Tag"].map((head) => el("th", { scope: "col" }, head));
  const table = el("table", { "aria-labelledby": id }, el("thead", {}, el("tr", {}, ...heads)), rows);
  return el(
    "section",
    { class: "card log", "aria-labelledby": id },
    el("h3", { id }, title),
    el("p", { class: "says" }, says),
    verdict,
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": `Records of the ${title.toLowerCase()}` },
      table,
    ),
    size,
  );
}

export function buildLogs(): void {
  byId("sheet-logs").replaceChildren(el("div", { class: "logs" }, ...LOGS.map(panel)));
}

function row({ record, count: times, time, text, tag, verified }: LogRecordView): HTMLElement {
  return el(
    "tr",
    { class: verified ? "good" : "bad" },
    el("th", { scope: "row" }, count(record)),
    el("td", { class: "when" }, (time ?? "").replace("T", " ").replace("Z", "")),
    el("td", {}, times === 1 ? text : `${text}, ${count(times)} times`),
    el("td", { class: "tag" }, tag),
  );
}

export function showLogs(views: readonly LogView[]): void {
  for (const { name, records, dropped, intact, verdict, latest } of views) {
    const shown = panels.get(name);
    if (shown === undefined) continue;
    setText(shown.verdict, verdict);
    setData(shown.verdict, "intact", intact ? "yes" : "no");
    setText(
      shown.size,
      `${count(records)} records${dropped === 0 ? "" : `, ${count(dropped)} made place`}${records > latest.length ? `; the latest ${latest.length} are shown` : ""}`,
    );
    shown.rows.replaceChildren(...latest.map(row));
    if (shown.wasIntact === true && !intact) announce(`${TITLES[name][0]}: ${verdict}`);
    shown.wasIntact = intact;
  }
}
