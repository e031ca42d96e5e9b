// The tables of docs/protocol.md and the firmware name the same things by the same bytes: orders, results, routes, bits, limits, texts. The
// firmware's own encoders fill the layouts of the page with values that are all different, so that no two fields can change places.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { keyRoom } from "../bench/key-file.ts";
import { ROOM_MARK, SLOT_BYTES } from "../firmware/keys/key-file.ts";
import * as command from "../firmware/messages/meter-order.ts";
import * as entry from "../firmware/messages/security-entry.ts";
import * as parameters from "../firmware/messages/parameters.ts";
import { readingBytes } from "./messages/reading-bytes.ts";
import * as reading from "../firmware/messages/reading.ts";
import * as route from "../firmware/messages/route.ts";
import { u32 } from "../firmware/messages/bytes.ts";
import { encodeEvent, encodeLocal, encodeSwitchWish, isEvent } from "../firmware/messages/local.ts";
import * as policy from "../firmware/messages/switch-policy.ts";
import * as state from "../firmware/messages/switch-state.ts";
import { MOST_TARIFF_BYTES } from "../firmware/messages/tariff.ts";
import { DAY_SECONDS } from "../firmware/off-switch/switch.ts";
import { encodeBalance, PREPAID } from "../firmware/messages/credit.ts";
import { isOverlong, MAX_PAYLOAD } from "../firmware/messages/frame.ts";
import { encodeReport } from "../firmware/messages/report.ts";
import { encodeRound, maskNonce, MOST_WH, ROUND_SECONDS } from "../firmware/messages/round.ts";
import { COUNTER_BYTES, SEALED_BYTES } from "../firmware/messages/sealed.ts";
import { topUpNonce } from "../firmware/messages/top-up-code.ts";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import { ROOT } from "../tools/build/bundle.ts";
import { keyNumber } from "../tools/build/wiring.ts";
import { layoutBytes, table, words } from "./docs-protocol-page.ts";
import { bodyLayout, PLAIN_BYTES } from "./docs-protocol-words.ts";

const EXAMPLE = {
  ...{ kind: "i", utcSeconds: 1, importWh: 2, powerW: 3, switchState: "2", intervalWh: 4, status: 5, alarms: 6 },
  ...{ exportWh: 7, exportPowerW: 8, rate: 0xc1, lowWh: 9, price: 10, charged: 11, localQuarters: -12, isSummer: true },
  ...{ otherMedium: 13, otherLitres: 14, otherUtcSeconds: 15, currency: "EUR" },
};
const EXAMPLE_SAYS =
  "utc 1, import 2, power 3, switch 2, interval 4, status 5, alarms 6, export 7, export power 8, rate 193, low 9, " +
  "price 10, charged 11, offset -12, summer 1, medium 13, litres 14, litres utc 15, currency 455552";

type Constants = Readonly<Record<string, unknown>>;

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const hex = (text: unknown): string => bytes(text as string).toString("hex");

/** The constants of a module whose names begin so, by the rest of the name as the page writes it. */
function named(module: object, prefix: string): Map<string, unknown> {
  const found = Object.entries(module as Constants).filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, value]) => [name.slice(prefix.length).toLowerCase().replaceAll("_", "-"), value]));
}

function column(caption: string, name: string, value: string): Map<string, string> {
  return new Map(table(caption).map((row) => [row[name]!, row[value]!]));
}

function inHex(constants: ReadonlyMap<string, unknown>): Map<string, string> {
  return new Map([...constants].map(([name, value]) => [name, hex(value)]));
}

/** Bytes that a body may have: with one more it is no command. */
function bodyBytes(order: string): number {
  let length = 0;
  while (command.isCommand(command.encodeCommand(order, "\xff".repeat(length + 1)))) length++;
  return length;
}

/** A number that a file of the firmware keeps to itself. */
function constant(file: string, name: string): number {
  const found = new RegExp(`^(?:export )?const ${name} = (\\d+);$`, "m").exec(readFileSync(`${ROOT}${file}`, "utf8"));
  return Number(found?.[1] ?? assert.fail(`${file} has no ${name}`));
}

describe("the tables of docs/protocol.md and the firmware have the same", () => {
  it("orders, with bodies of the same length", () => {
    const orders = named(command, "ORDER_");
    assert.deepEqual(column("Orders", "order", "code"), inHex(orders));
    for (const row of table("Orders")) {
      const layout = bodyLayout(row);
      assert.equal(row["body"], `${bodyBytes(orders.get(row["order"]!) as string)}`, row["order"]);
      assert.equal(row["body"], `${layout === undefined ? 0 : layoutBytes(layout)}`, row["order"]);
    }
  });

  it("results, and nothing in a table that is none", () => {
    const results = inHex(named(command, "RESULT_"));
    assert.deepEqual(column("Results", "result", "code"), results);
    for (const row of table("Orders"))
      for (const other of row["other results"]!.split(", ")) assert.ok(other === "-" || results.has(other), other);
  });

  it("routes, classes, states and entries", () => {
    const routes = inHex(named(route, "ROUTE_"));
    // These stand in no frame.
    assert.deepEqual([routes.get("line"), routes.get("noise"), routes.get("other")], ["06", "07", "08"]);
    for (const inside of ["line", "noise", "other"]) routes.delete(inside);
    assert.deepEqual(column("Routes", "name", "route"), routes);
    const classes = column("Classes", "name", "class");
    assert.deepEqual([classes.get("command"), classes.get("answer")], [hex(command.COMMAND), hex(command.ANSWER)]);
    const { CONNECTED, DISCONNECTED, ARMED, UNKNOWN } = state;
    const states = new Map(
      Object.entries({ disconnected: DISCONNECTED, connected: CONNECTED, armed: ARMED, unknown: UNKNOWN }),
    );
    assert.deepEqual(column("States", "name", "state"), states);
    const entries = named(entry, "ENTRY_");
    assert.deepEqual(column("What an entry says", "name", "what"), entries);
    assert.equal(layoutBytes("security entry"), entry.SECURITY_ENTRY_BYTES);
    assert.equal(entry.SECURITY_MERGED_BYTES, entry.SECURITY_ENTRY_BYTES - 2);
  });

  it("reasons and alarms", () => {
    for (const [caption, prefix, module] of [
      ["Reasons", "REASON_", state],
      ["Alarms", "ALARM_", state],
      ["Alarms of a reading", "ALARM_", reading],
    ] as const) {
      const bits = [...named(module, prefix)].map(([name, bit]) => [name, String(bit)] as const);
      assert.deepEqual(column(caption, "name", "bit"), new Map(bits));
    }
  });

  it("status bits and parameters", () => {
    const bits = [...named(reading, "STATUS_")].map(([name, bit]) => [name, String(bit)] as const);
    assert.deepEqual(column("Status bits", "name", "bit"), new Map(bits));
    const numbers = [...named(parameters, "PARAMETER_")].filter(([name]) => name !== "bytes");
    assert.deepEqual(
      column("Parameters", "name", "number"),
      new Map(numbers.map(([name, one]) => [name, String(one)])),
    );
  });

  it("keys", () => {
    const keys = [...meterSystem.keys, ...offSwitchSystem.keys].map(
      ({ name }) => [name, `${keyNumber(name)}`] as const,
    );
    assert.deepEqual(
      new Map([...column("Keys", "name", "number")].sort()),
      new Map([...keys, ["log root", "3"] as const].sort()),
    );
    const changed = [...meterSystem.keys, ...offSwitchSystem.keys].filter(({ uses }) => uses.includes("change"));
    const replaced = table("Keys").filter((row) => row["replaced"] !== "in provisioning");
    assert.deepEqual(replaced.map((row) => row["name"]).sort(), changed.map(({ name }) => name).sort());
  });

  it("limits", () => {
    const cs = "firmware/meter/cs-security.ts";
    const link = "firmware/meter/off-switch-link.ts";
    const computations = "firmware/meter/computations.ts";
    const offSwitch = "firmware/off-switch/off-switch-security.ts";
    const period = (name: string): number => meterSystem.partitions.find((one) => one.name === name)!.periodMs! / 1000;
    const longest = [...Array(1000).keys()].find((length) => isOverlong("x".repeat(length + 1)));
    const longestEvent = Array.from({ length: 200 }, (_, length) => length)
      .filter((length) => isEvent("e".padEnd(length, "e")))
      .at(-1);
    assert.equal(constant(cs, "ANSWERS_OWED"), constant(offSwitch, "MOST_ANSWERS"));
    assert.equal(constant(cs, "ANSWER_TICKS"), constant(offSwitch, "ANSWER_TICKS"));
    const limits: readonly (readonly [string, number | undefined])[] = [
      ["bytes of a payload, at most", MAX_PAYLOAD],
      ["bytes between two ENDs, at most", longest],
      ["bytes of a sealed message", SEALED_BYTES],
      ["bytes of a plain text", command.encodeCommand("", "").length],
      ["bytes of the body of an answer, at most", PLAIN_BYTES - 3 - COUNTER_BYTES],
      ["bytes of a line at the top-up port, at most", constant("firmware/meter/communications.ts", "LINE_BYTES")],
      ["counters reserved at a time", constant("firmware/keys/keys.ts", "BATCH")],
      ["answers waiting in a processor, at most", constant(cs, "ANSWERS_OWED")],
      ["ticks from command to answer", constant(cs, "ANSWER_TICKS")],
      ["seconds for an order of clock, tariff or credit, at most", constant(cs, "WORK_TICKS")],
      ["seconds by which rounds are numbered", ROUND_SECONDS],
      ["seconds from round to resend", period("dc-security")],
      ["seconds from state report to state report, at most", constant(offSwitch, "REPORT_TICKS")],
      ["seconds without a state report until the state is unknown", constant(link, "SILENT_TICKS")],
      ["seconds from local message to local message, at most", constant(link, "LOCAL_TICKS")],
      ["seconds without a local message until that is an event", constant(offSwitch, "SILENT_TICKS")],
      [
        "local messages in a row with current through an open switch until that is an alarm",
        constant(offSwitch, "STRAY_HINTS"),
      ],
      ["bytes of an event, at most", longestEvent],
      ["tenths of a second for which the button is held, at least", constant(offSwitch, "LEAST_HELD")],
      ["tenths of a second for which the button is held, at most", constant(offSwitch, "MOST_HELD")],
      ["moves of the relay until that is an alarm", constant(offSwitch, "WORN_MOVES")],
      ["seconds from policy to policy that allows more", DAY_SECONDS],
      ["seconds of the longest window", policy.MOST_WINDOW_SECONDS],
      ["seconds of the longest rest", policy.MOST_REST_SECONDS],
      ["moves within 24 h, at least", policy.FEWEST_MOVES],
      ["seconds for which the switch is armed, at least", policy.LEAST_ARMED_SECONDS],
      ["Wh of an interval in a round, at most", MOST_WH],
      ["parameters", parameters.PARAMETERS],
      ["bytes of a parameter, at most", parameters.PARAMETER_BYTES],
      ["bytes of a tariff, at most", MOST_TARIFF_BYTES],
      ["bytes of a piece of a tariff, at most", constant(computations, "MOST_PIECE_BYTES")],
      ["wrong codes in a row without a lock, at most", constant(cs, "WRONG_CODES") - 1],
      ["seconds of the first lock", constant(cs, "LOCK_TICKS")],
      ["seconds of the longest lock", constant(cs, "LOCK_TICKS") * 2 ** constant(cs, "LOCK_DOUBLINGS")],
      ["slots of a key room", (keyRoom().length - ROOM_MARK.length) / SLOT_BYTES],
      ["bytes of a slot of a key room", SLOT_BYTES],
    ];
    const expected = new Map(limits.map(([what, value]) => [what, `${value}`]));
    assert.deepEqual(column("Limits", "what", "value"), expected);
  });
});

describe("the layouts of docs/protocol.md are filled by the firmware's own encoders", () => {
  const filled: readonly (readonly [layout: string, text: string, words: string])[] = [
    ["reading", readingBytes(EXAMPLE), `kind i, ${EXAMPLE_SAYS}`],
    [
      "report",
      encodeReport(readingBytes(EXAMPLE), 20, 21, 22),
      `class r, ${EXAMPLE_SAYS}, faults 20, refused frames 21, refused messages 22`,
    ],
    ["round", encodeRound(1, 2, 3), "class m, round 1, masked 5"],
    ["mask nonce", maskNonce(1, 2), "purpose AG, zero 0, meter 1, round 2, rest 0"],
    ["code nonce", topUpNonce("abcdefgh", 1, 2), "purpose HTUP, meter 6162636465666768, counter 1, value 2"],
    [
      "state",
      state.encodeSwitchState("2", 1, 2, 3, 4, 5, 6, 7, 8, 9),
      "state 2, reasons 1, obeyed 2, accepted 3, rejected 4, operations 5, faults 6, alarm 7, presses 8, holds 9",
    ],
    [
      "switch",
      state.encodeSwitchState("2", 1, 2, 3, 4, 5, 6, 7, 8, 9) + policy.encodePolicy(10, 11, 12, 13) + u32(14),
      "state 2, reasons 1, obeyed 2, accepted 3, rejected 4, operations 5, faults 6, alarm 7, presses 8, holds 9, window 10, rest 11, moves 12, armed 13, coming 14",
    ],
    ["policy", policy.encodePolicy(1, 2, 3, 4), "window 1, rest 2, moves 3, armed 4"],
    ["local", encodeLocal(encodeSwitchWish(1, true), 2), "class l, wanted 1, flows 1, stored 2"],
    ["event", encodeEvent("\x81\0" + u32(3)), "class e, type 129, length 0, number 3"],
    ["balance", encodeBalance(-1), "balance -1"],
    ["credit", PREPAID + encodeBalance(-1) + "\x02" + u32(3), "mode 1, balance -1, flags 2, debt 3"],
    [
      "local-time",
      "\xff\x01\x02\x03\x04\x05\x06\x07\x08\x09",
      "offset -1, ahead 1, start month 2, start which 3, start weekday 4, start half hour 5, end month 6, end which 7, end weekday 8, end half hour 9",
    ],
    ["command", command.encodeCommand("\x23", "body"), "class c, order 23, body 626f6479"],
    [
      "answer",
      command.encodeAnswer("\x23", "\0\0\0\0\0\0\0\x09", "\x05", "body"),
      "class a, order 23, counter 9, result 05, body 626f6479",
    ],
  ];

  for (const [layout, text, inWords] of filled)
    it(layout, () => {
      assert.equal(words(layout, bytes(text)), inWords);
      assert.equal(text.slice(layoutBytes(layout)).replaceAll("\0", ""), "");
    });
});
