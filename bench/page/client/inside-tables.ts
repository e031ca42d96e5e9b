// The tables of the inside sheet: what the kernels have counted of their partitions and channels, and the faults that they recorded.

import type { State } from "../shape.ts";
import { el, setText } from "./dom.ts";
import { count } from "./words.ts";

const partitionRows = el("tbody");
const channelRows = el("tbody");
const faultList = el("ol", { class: "faults" });

export function tables(): HTMLElement {
  const heads = (names: readonly string[]) =>
    el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name))));
  const partitions = ["Partition", "Steps", "Most of budget", "Faults", "Restarts", "Dropped", "Held"];
  const channels = ["Channel", "Messages", "Waiting", "Dropped"];
  const box = (title: string, id: string, ...children: readonly HTMLElement[]) =>
    el(
      "section",
      { class: "card", "aria-labelledby": id },
      el("h3", { id }, title),
      el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": title }, ...children),
    );
  return el(
    "div",
    { class: "pair" },
    box("Partitions", "partitions-title", el("table", {}, heads(partitions), partitionRows)),
    box("Channels", "channels-title", el("table", {}, heads(channels), channelRows)),
    box("Latest faults", "faults-title", faultList),
  );
}

function fill(body: HTMLElement, rows: readonly (readonly string[])[]): void {
  if (body.children.length !== rows.length)
    body.replaceChildren(
      ...rows.map(([, ...rest]) => el("tr", {}, el("th", { scope: "row" }), ...rest.map(() => el("td")))),
    );
  for (const [i, row] of rows.entries()) {
    const cells = body.children[i]!.children;
    for (const [j, text] of row.entries()) setText(cells[j]!, text);
  }
}

export function showTables({ channels, partitions, faults }: State): void {
  const all = [...(partitions.meter ?? []), ...(partitions.offSwitch ?? [])];
  const parts = all.map(({ id, steps, mostBudget, stepBudget, faults: failed, restarts, dropped, held }) => [
    ...[
      id,
      count(steps),
      `${count(mostBudget)} of ${count(stepBudget)}`,
      count(failed),
      count(restarts),
      count(dropped),
    ],
    held ? "yes" : "no",
  ]);
  fill(partitionRows, parts);
  fill(
    channelRows,
    channels.map(({ name, messages, waiting, depth, dropped }) => [
      name,
      count(messages),
      `${waiting} of ${depth}`,
      count(dropped),
    ]),
  );
  const lines = faults.map(
    ({ board, partition, kind, atMs }) =>
      `${partition} on the ${board} board ${kind}, ${count(atMs / 1000)} s after its start`,
  );
  const now = lines.length === 0 ? ["none"] : lines.reverse();
  if (faultList.textContent !== now.join("")) faultList.replaceChildren(...now.map((line) => el("li", {}, line)));
}
