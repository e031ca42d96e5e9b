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
th, td { border: 1px solid #b8c0c8; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #eef1f4; } code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.passed { color: #0a5d2c; } .failed { color: #9b1c1c; font-weight: 700; } .skipped, .not-taken, .incomplete { color: #6b4e00; font-weight: 600; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`;

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function table(caption: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((one) => `<th scope="col">${escaped(one)}</th>`).join("");
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

function outcome(word: string): string {
  return `<span class="${word.replace(" ", "-")}">${escaped(word)}</span>`;
}

const orDash = (text: string | null): string => escaped(text ?? "\u2013");

function stepRow({ line, step, outcome: word, moment, expected, found, by, says }: ReportStep): string {
  const why = says === null || expected !== null ? "" : `<br>${escaped(says)}`;
  const cells = [String(line), `<code>${escaped(step)}</code>`, orDash(moment), orDash(expected), orDash(found)];
  return row([...cells, escaped(by), outcome(word) + why]);
}

function scriptPart({ file, sha256, begun, steps, troubles }: ReportScript): string {
  const heads = ["line", "step", "moment", "expected", "found", "done or seen by", "outcome"];
  const list = troubles.map((trouble) => `<li class="failed">${escaped(trouble)}</li>`).join("");
  return [
    `<h2>${escaped(file)}</h2>`,
    `<p>begun ${escaped(begun)}, SHA-256 of the script <code>${escaped(sha256)}</code></p>`,
    list === "" ? "" : `<ul>${list}</ul>`,
    table("Steps", heads, steps.map(stepRow)),
  ].join("\n");
}

function boardRow({ board, port, state, engine, bundle }: BoardFacts): string {
  const isRead = state === "read";
  const facts = isRead ? [engine ?? "", bundle ?? ""] : ["not read", "not read"];
  return row([board, port, ...facts, isRead ? "read from the board" : state].map(escaped));
}

function signature({ signedOff }: LoopReport): string {
  if (signedOff === null) return '<p class="incomplete">Not signed off.</p>';
  return `<p>Signed off by <strong>${escaped(signedOff.name)}</strong>, ${escaped(signedOff.at)}.</p>`;
}

const PROVES =
  "The sum is that of the report in the JSON file of this run, without blanks. Noted elsewhere, on paper or in a log, it shows later that neither file " +
  "was changed. It does not show who the tester is: a name was typed, and nothing more. What the tester saw is the tester's word.";

export function htmlPage(report: LoopReport): string {
  const { meter, tester, begun, ended, boards, wires, scripts, verdict } = report;
  const wireRows = Object.entries(wires).map(([port, where]) => row([escaped(port), escaped(where)]));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Meter ${escaped(meter)}: ${escaped(verdict)}</title><style>${STYLE}</style></head><body>
<h1>Test of meter ${escaped(meter)}: ${outcome(verdict)}</h1>
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
