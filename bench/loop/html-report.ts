// The report as a page of its own: nothing is loaded from elsewhere, it prints, and whatever comes from a script, a meter or a person is text.

import { sumOf } from "./loop-report.ts";
import type { LoopReport, ReportScript, ReportStep } from "./loop-report.ts";
import type { BoardFacts } from "./boards.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]!).replace(/[^\t\n\x20-\u{10ffff}]/gu, "\ufffd");
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1f24; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { border: 1px solid #b8c0c8; padding: .3em .4em; text-align: left; vertical-align: top; overflow-wrap: break-word; }
td { overflow-wrap: anywhere; } th { background: #eef1f4; } .steps { table-layout: fixed; } .steps th:nth-child(1) { width: 5%; }
.steps th:nth-child(2) { width: 19%; } .steps th:nth-child(3) { width: 12%; } .steps th:nth-child(4) { width: 14%; } .steps th:nth-child(6) { width: 14%; }
.steps th:nth-child(7) { width: 10%; } code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.passed { color: #0a5d2c; } .failed { color: #9b1c1c; font-weight: 700; } .skipped, .not-taken, .incomplete { color: #6b4e00; font-weight: 600; }
@page { margin: 14mm; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 11px; } h2, caption { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`;

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function table(caption: string, heads: readonly string[], rows: readonly string[], kind = "facts"): string {
  const head = heads.map((one) => `<th scope="col">${escaped(one)}</th>`).join("");
  return `<table class="${kind}"><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

function outcome(word: string): string {
  return `<span class="${word.replace(" ", "-")}">${escaped(word)}</span>`;
}

/** Date and time may stand on two lines. */
const momentOf = (text: string | null): string => orDash(text).replace("T", "T<wbr>");

const orDash = (text: string | null): string => escaped(text ?? "\u2013");

function stepRow({ line, step, outcome: word, moment, expected, found, by, says }: ReportStep): string {
  const why = says === null || expected !== null ? "" : `<br>${escaped(says)}`;
  const cells = [String(line), `<code>${escaped(step)}</code>`, momentOf(moment), orDash(expected), orDash(found)];
  return row([...cells, escaped(by), outcome(word) + why]);
}

function countsOf(steps: readonly ReportStep[]): string {
  const outcomes = ["passed", "failed", "skipped", "not taken"] as const;
  const counts = outcomes.map((word) => [word, steps.filter((step) => step.outcome === word).length] as const);
  const there = counts.filter(([, count]) => count > 0).map(([word, count]) => `${count} ${word}`);
  return `${steps.length} steps: ${there.join(", ")}`;
}

function movedWords(movedS: number): string {
  return movedS === 0 ? "" : `; its own moments are ${Math.abs(movedS)} s ${movedS > 0 ? "earlier" : "later"}`;
}

function scriptPart({ file, sha256, begun, movedS, steps, troubles }: ReportScript): string {
  const heads = ["line", "step", "moment", "expected", "found", "done or seen by", "outcome"];
  const list = troubles.map((trouble) => `<li class="failed">${escaped(trouble)}</li>`).join("");
  return [
    `<h2>${escaped(file)}</h2>`,
    `<p>Begun ${escaped(begun)}${movedWords(movedS)}. ${countsOf(steps)}. SHA-256 of the script: <code>${escaped(sha256)}</code></p>`,
    list === "" ? "" : `<ul>${list}</ul>`,
    table("Steps", heads, steps.map(stepRow), "steps"),
  ].join("\n");
}

function boardRow({ board, port, state, engine, bundle }: BoardFacts): string {
  const known = [engine ?? "not read", bundle ?? "not read"];
  return row([board, port, ...known, state === "read" ? "read from the board" : state].map(escaped));
}

function signature({ signedOff }: LoopReport): string {
  if (signedOff === null) return '<p class="incomplete">Not signed off.</p>';
  return `<p>Signed off by <strong>${escaped(signedOff.name)}</strong>, ${escaped(signedOff.at)}.</p>`;
}

const PROVES =
  "The sum is that of the report in the JSON file of this run, without blanks. Noted elsewhere, on paper or in a log, it shows later that neither file " +
  "was changed. It does not show who the tester is: a name was typed, and nothing more. What the tester saw is the tester's word.";

export function htmlPage(report: LoopReport): string {
  const { meter, standIn, tester, begun, ended, boards, wires, scripts, verdict } = report;
  const wireRows = Object.entries(wires).map(([port, where]) => row([escaped(port), escaped(where)]));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Meter ${escaped(meter)}: ${escaped(verdict)}</title><style>${STYLE}</style></head><body>
<h1>Test of meter ${escaped(meter)}: ${outcome(verdict)}</h1>
${standIn === null ? "" : `<p class="incomplete">${escaped(standIn)} stood in for the boards: this is no test of boards. The bench was hand and eyes itself.</p>`}
<p>Tested by ${escaped(tester)}, ${escaped(begun)} to ${escaped(ended)}.</p>
${table("Boards", ["board", "port", "engine", "bundle", "how it is known"], boards.map(boardRow))}
${table("Wires", ["port of the meter", "where"], wireRows)}
${scripts.map(scriptPart).join("\n")}
<h2>Sign-off</h2>
${signature(report)}
<p>SHA-256 of the report: <code>${sumOf(report)}</code></p>
<p>${escaped(PROVES)}</p>
</body></html>
`;
}
