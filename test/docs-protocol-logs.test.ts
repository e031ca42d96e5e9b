// The entries of the four logs have the layouts of docs/protocol.md: what a whole meter wrote while it had the page's conversation, read out of
// its flash parts and taken apart by the page.

import assert from "node:assert/strict";
import { exportedLog } from "../bench/meter-logs.ts";
import type { LogName } from "../bench/meter-logs.ts";
import { decode, layoutBytes, table, vectors, vectorsOf, words } from "./docs-protocol-page.ts";
import { converse, newMeter } from "./docs-protocol-meter.ts";
import type { Meter } from "./docs-protocol-meter.ts";
import { orderOf } from "./docs-protocol-words.ts";

const DATA = 129;
const TAG_BYTES = 16;
const HEADER_BYTES = 17;

/** Type to payload of each record of an exported log (docs/flash-format.md). */
function recordTexts(meter: Meter, name: LogName): Buffer[] {
  const file = Buffer.from(exportedLog(meter.bench, name), "latin1");
  const textBytes = file[12]!;
  const found: Buffer[] = [];
  for (let at = HEADER_BYTES; at + textBytes + TAG_BYTES < file.length; at += textBytes + TAG_BYTES)
    found.push(file.subarray(at, at + textBytes));
  return found;
}

/** Entries that were not merged. */
function entries(meter: Meter, name: LogName, layout: string): Buffer[] {
  return recordTexts(meter, name)
    .filter(([type]) => type === DATA)
    .map((text) => {
      const entry = Buffer.alloc(layoutBytes(layout));
      text.copy(entry, 0, 6, 6 + text[1]!);
      // All but what was accepted could have been counted with others.
      const isMerged = layout === "security entry" && decode(layout, entry).get("what") !== "A";
      assert.equal(text[1], entry.length - (isMerged ? 2 : 0));
      return entry;
    });
}

describe("the logs of a meter after the conversation of docs/protocol.md", () => {
  let meter: Meter;

  before(async () => {
    meter = await newMeter();
    converse(meter);
  });

  it("hold the intervals that were reported", () => {
    const reported = vectorsOf("report").map((one) =>
      one["says"]!.replace(/^report; (utc \d+, import \d+), .*(status \d+, alarms \d+, export \d+), .*$/, "$1, $2"),
    );
    const logged = entries(meter, "metrology", "metrology entry").map((entry) => decode("metrology entry", entry));
    const ended = logged.filter((entry) => Number(entry.get("utc")) % 900 === 0);
    assert.deepEqual(
      ended.map((entry) =>
        ["utc", "import", "status", "alarms", "export"].map((field) => `${field} ${entry.get(field)}`).join(", "),
      ),
      reported,
    );
    assert.deepEqual(
      ended.map((entry) => [entry.get("rate"), entry.get("version")]),
      reported.map(() => ["17", "1"]),
    );
    // At its start, and where the tariff came into force.
    assert.deepEqual(
      logged.map((entry) => entry.get("version")),
      ["0", "0", ...reported.map(() => "1")],
    );
  });

  it("hold every command that opened, with its result", () => {
    const answers = vectors.filter((one) => one["says"]?.startsWith("answer to ") === true);
    for (const [log, layout, isMeter] of [
      ["security", "security entry", true],
      ["switch", "switch entry", false],
    ] as const) {
      const logged = entries(meter, log, layout).map((entry) => decode(layout, entry));
      const done = logged
        .filter((entry) => entry.get("what") === "A" && !["06", "07"].includes(entry.get("route") ?? ""))
        .map((entry) => `${orderOf(entry.get("number")!)["order"]}: ${entry.get("kind")}`);
      const expected = answers
        .filter((one) => one["seal"]!.startsWith("key 2") !== isMeter)
        .map((one) => /^answer to (\S+) of counter \d+: ([a-z-]+)/.exec(one["says"]!)!)
        .filter(
          ([, order]) => order !== "cover" && !/^(query|read-parameter|read-log|log-closing|log-stored)$/.test(order!),
        )
        .map(([, order, result]) => `${order}: ${table("Results").find((row) => row["result"] === result)!["code"]}`);
      assert.deepEqual(done, expected, log);
      assert.equal(logged[0]!.get("what"), "S");
    }
  });

  it("hold in log 3 every record of the switch log, as it came", () => {
    // The last of them may still be on its way.
    meter.bench.runTo(meter.bench.elapsedS + 10);
    const own = recordTexts(meter, "switch").map((text) => text.subarray(0, 6 + text[1]!).toString("hex"));
    const stored = recordTexts(meter, "offSwitch")
      .filter(([type]) => type === DATA)
      .map((text) => text.subarray(6, 6 + text[1]!).toString("hex"));
    assert.equal(own.length, 17);
    assert.deepEqual(stored, own);
    const events = vectorsOf("event").map((one) => one["bytes"]!.slice(2));
    assert.deepEqual(stored.slice(0, events.length), events);
  });

  it("hold codes, the button and what the switch did", () => {
    const what = (log: LogName, layout: string): string[] =>
      entries(meter, log, layout).map((entry) => words(layout, entry).replace(/^(utc|seconds) \d+, /, ""));
    const security = what("security", "security entry");
    const texts = security.filter((text) => text.startsWith("what T"));
    assert.deepEqual(texts, ["00, kind 0", "77, kind 72", "6e, kind 6f"].map(code));
    assert.ok(security.includes("what A, number 42, kind 0, route 06, body 000004d2"));
    const switched = what("switch", "switch entry");
    assert.ok(switched.includes("what B, number 0, kind 0, state 1"));
    assert.ok(switched.includes("what O, number 01, kind 0, state 0"));
    assert.ok(switched.some((text) => /^what Q, number 15, kind 0, state 1$/.test(text)));
  });
});

function code(numbers: string): string {
  return `what T, number ${numbers.replace(/^00/, "0")}, route 0, body 0`;
}
