// The wires sheet: what crosses each port of the meter board, the newest first. What is sealed stands there as it lies on the wire, and beside it
// what it means to whoever holds the key: here, the bench.

import { PORTS } from "../shape.ts";
import type { PortName, WireLine } from "../shape.ts";
import { byId, el, setText } from "./dom.ts";
import { count, timeOf } from "./words.ts";

const LABELS: Readonly<Record<PortName, string>> = {
  wan: "WAN",
  link: "Link",
  han: "Consumer",
  topUp: "Top-up",
  maintenance: "Maintenance",
  "other-utility": "M-Bus",
};
const WAYS = { in: "to the meter", out: "from the meter" } as const;
const LINES_SHOWN = 200;
const BYTES_A_GROUP = 16;

const list = el("div", { class: "wire-lines" });
const note = el("p", { class: "hint" });
const hold = el("button", { type: "button", "aria-pressed": "false" }, "Hold still");
const latestRows = new Map<string, Row>();
const shownPorts = new Set<PortName>(PORTS);
let lines: WireLine[] = [];
let skipped = 0;
let isHeld = false;

hold.addEventListener("click", () => {
  isHeld = !isHeld;
  hold.setAttribute("aria-pressed", String(isHeld));
  if (!isHeld) redraw();
});

function portButton(port: PortName): HTMLButtonElement {
  const button = el("button", { type: "button", "aria-pressed": "true" }, LABELS[port]);
  button.addEventListener("click", () => {
    if (!shownPorts.delete(port)) shownPorts.add(port);
    button.setAttribute("aria-pressed", String(shownPorts.has(port)));
    redraw();
  });
  return button;
}

export function buildWires(): void {
  const filter = el(
    "div",
    { class: "choice wrap", role: "group", "aria-label": "Ports shown" },
    ...PORTS.map(portButton),
  );
  const says =
    "Each frame as it lies on the wire. Sealed ones are opened with the keys of the bench: open a line to see both.";
  byId("sheet-wires").replaceChildren(
    el("div", { class: "sheet-head" }, filter, hold, note),
    el("p", { class: "says" }, says),
    list,
  );
}

function hexRows(hex: string): string {
  const rows = hex.match(new RegExp(`.{1,${2 * BYTES_A_GROUP}}`, "g")) ?? [];
  return rows.map((row) => row.replace(/../g, "$& ").trim()).join("\n");
}

function body({ details, hex }: WireLine): HTMLElement {
  return el(
    "div",
    { class: "wire-body" },
    ...(details.length === 0 ? [] : [el("ul", {}, ...details.map((detail) => el("li", {}, detail)))]),
    ...(hex === "" ? [] : [el("pre", {}, hexRows(hex))]),
  );
}

/** What is said again and again at a port is one line that counts. */
interface Row {
  readonly node: HTMLDetailsElement;
  readonly time: HTMLElement;
  readonly times: HTMLElement;
  line: WireLine;
  count: number;
}

function makeRow(line: WireLine): Row {
  const { utcMs, port, direction, bytes, form, meaning } = line;
  const time = el("time", {}, timeOf(utcMs));
  const times = el("span", { class: "times" });
  const summary = el(
    "summary",
    {},
    time,
    el("span", { class: "port" }, LABELS[port]),
    el("span", { class: "way", role: "img", "aria-label": WAYS[direction] }, direction === "in" ? "\u2192" : "\u2190"),
    el("span", { class: `form ${form}` }, form),
    el("span", { class: "meaning" }, meaning, times),
    el("span", { class: "bytes" }, `${bytes} B`),
  );
  const made: Row = { node: el("details", {}, summary), time, times, line, count: 1 };
  // What is never opened is never made.
  made.node.addEventListener("toggle", () => {
    if (made.node.open) made.node.replaceChildren(summary, body(made.line));
  });
  return made;
}

function show(line: WireLine): void {
  const key = `${line.port} ${line.direction}`;
  const latest = latestRows.get(key);
  if (latest?.line.meaning === line.meaning && latest.node.isConnected) {
    latest.line = line;
    latest.count++;
    setText(latest.time, timeOf(line.utcMs));
    setText(latest.times, ` \u00d7${count(latest.count)}`);
    if (!latest.node.open && !latest.node.contains(document.activeElement)) list.prepend(latest.node);
    return;
  }
  const made = makeRow(line);
  latestRows.set(key, made);
  list.prepend(made.node);
  if (list.children.length > LINES_SHOWN) list.lastElementChild?.remove();
}

function redraw(): void {
  latestRows.clear();
  list.replaceChildren();
  for (const line of lines) if (shownPorts.has(line.port)) show(line);
}

export function resetWires(): void {
  lines = [];
  skipped = 0;
  redraw();
}

export function addWires(fresh: readonly WireLine[], more: number): void {
  lines = [...lines, ...fresh].slice(-4 * LINES_SHOWN);
  skipped += more;
  setText(note, skipped === 0 ? "" : `${count(skipped)} lines went by too fast to be shown`);
  if (isHeld) return;
  for (const line of fresh) if (shownPorts.has(line.port)) show(line);
}
