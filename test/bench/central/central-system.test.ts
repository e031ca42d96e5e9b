// The central system towards one meter: every order gets there and its answer back, exactly one of two frames is real, and what is not
// answered is known.

import assert from "node:assert/strict";
import { CentralSystem, MOST_EVENTS } from "../../../bench/central/central-system.ts";
import { MOST_PENDING } from "../../../bench/central/exchange.ts";
import { volatileMemory } from "../../../bench/central/memory.ts";
import type { AnswerBody } from "../../../bench/central/messages.ts";
import { isOrderTo, ORDER_CODES } from "../../../bench/central/order-names.ts";
import * as orders from "../../../bench/central/orders.ts";
import type { Order } from "../../../bench/central/orders.ts";
import type { Refusal } from "../../../bench/central/refusals.ts";
import { keysOf, ModelMeter } from "./model-meter.ts";

const keys = keysOf("HASM0001");
const NOW = 1_700_000_000_000;

function rig(): { readonly central: CentralSystem; readonly meter: ModelMeter } {
  return { central: new CentralSystem(volatileMemory(keys)), meter: new ModelMeter(keys) };
}

function refusals(central: CentralSystem): Partial<Record<Refusal, number>> {
  return Object.fromEntries(Object.entries(central.figures.refused).filter(([, count]) => count > 0));
}

const READING =
  "n" +
  ("\x68\0\0\0" + "\0\0\0\x05" + "\0\0\0\x06" + "1" + "\0\0\0\x07" + "\x01" + "\x04") +
  ("\0\0\0\x08" + "\0\0\0\x09" + "\xc3" + "\0\0\0\x0a" + "\0\0\0\x0b" + "\0\0\0\0\x01\x0c") +
  ("\xfe" + "\x01" + "\x03" + "\0\0\0\x0d" + "\0\0\0\x0e" + "GBP");
const READ = {
  ...{ utcSeconds: 0x68000000, importWh: 5, powerW: 6, switchState: "1", intervalWh: 7, status: 1, alarms: 4 },
  ...{ exportWh: 8, exportPowerW: 9, rate: 3, isLowRate: true, isProtected: true, lowWh: 10, price1e5: 11 },
  ...{ charged1e5: 268, localQuarters: -2, isSummerTime: true, otherMedium: 3, otherLitres: 13, otherUtcSeconds: 14 },
  currency: "GBP",
};
const SWITCH = {
  kind: "switch",
  report: {
    state: "1",
    reasons: 0,
    obeyed: 0,
    accepted: 0,
    rejected: 0,
    operations: 0,
    faults: 0,
    alarm: 0,
    presses: 0,
    holds: 0,
  },
  policy: { windowSeconds: 900, restSeconds: 60, moves: 6, armedSeconds: 86_400 },
  comingSeconds: 0,
} as const satisfies AnswerBody;

/** What the meter answers with, and what that is to be read as. */
const SAID: Readonly<Record<string, readonly [string, AnswerBody]>> = {
  query: [READING, { kind: "reading", reading: READ }],
  "read-parameter": ["\x02ab" + "\0".repeat(14), { kind: "parameter", value: "ab" }],
  "read-log": ["L".repeat(64), { kind: "record", bytes: "L".repeat(64) }],
  "log-closing": [`\0\0\x01\x02${"C".repeat(16)}`, { kind: "closing", lastRecord: 258, tag: "C".repeat(16) }],
  "prepaid-on": ["\0\0\0\0\0\x01", { kind: "balance", balance1e5: 1 }],
  "prepaid-off": ["\xff\xff\xff\xff\xff\xff", { kind: "balance", balance1e5: -1 }],
  "top-up": ["\0\0\0\x13\x12\xd0", { kind: "balance", balance1e5: 1_250_000 }],
};

/** Answered alike by both processors. */
const LOG_ORDERS: ReadonlySet<string> = new Set(["read-log", "log-closing"]);

const ORDERS: readonly Order[] = [
  ...[orders.cover(), orders.query(), orders.off(), orders.on(), orders.time(1_700_000_000)],
  ...[orders.cancel(), orders.obey(2), orders.policy(SWITCH.policy), orders.logStored(7)],
  ...[orders.timeStep(1_700_000_000), ...orders.tariff("tariff", 1, 0), orders.impulsesPerKwh(500)],
  ...[orders.readParameter(0), orders.prepaid(true), orders.prepaid(false), orders.topUp(1, 5), orders.debt(7)],
  ...[orders.appliance(2, true), orders.readLog(1, 1, 0), orders.logClosing(1)],
];

describe("central system: commands", () => {
  for (const order of ORDERS)
    for (const to of ["meter", "off-switch"] as const) {
      if (!isOrderTo(to, order.name)) continue;
      it(`"${order.name}" gets to the ${to} and its answer back, beside a cover`, () => {
        const { central, meter } = rig();
        const code = ORDER_CODES[order.name];
        const [said, body] = SAID[order.name] ?? ["", { kind: "none" }];
        meter.bodies.set(code.charCodeAt(0), said);
        const { frames, asked } = central.command(to, order, NOW);
        const answers = frames.map((one) => meter.take(one));
        const real = { route: to === "meter" ? 1 : 2, order: code.charCodeAt(0), body: order.body };
        const other = { route: to === "meter" ? 2 : 1, order: 0, body: "" };
        assert.deepEqual(meter.acts, to === "meter" ? [real, other] : [other, real]);
        central.receive(answers.join(""));
        const events = central.takeEvents();
        const answer = events.find((event) => event.kind === "answer" && !event.isCover);
        assert.deepEqual(answer, {
          kind: "answer",
          ...asked,
          ...{ to, order: order.name, sentMs: NOW, isCover: false, result: "done" },
          body: to === "off-switch" && !LOG_ORDERS.has(order.name) ? SWITCH : body,
        });
        assert.equal(events.length, 2);
        assert.deepEqual([central.figures.accepted, central.figures.rejected], [2, 0]);
        assert.deepEqual(central.overdue(NOW + 1e9, 0), []);
      });
    }

  it("are two frames of 121 bytes of payload, whatever they say and whoever they are for", () => {
    const { central } = rig();
    for (const order of ORDERS) {
      const to = isOrderTo("meter", order.name) ? "meter" : "off-switch";
      const { frames } = central.command(to, order, NOW);
      const plain = frames.map((one) =>
        one
          .slice(1, -1)
          .replace(/\xdb\xdc/g, "\xc0")
          .replace(/\xdb\xdd/g, "\xdb"),
      );
      assert.deepEqual(
        plain.map((one) => one.length),
        [125, 125],
      );
      assert.deepEqual(
        plain.map((one) => one.charCodeAt(0)),
        [1, 2],
      );
    }
  });

  it("an answer says why not", () => {
    const { central, meter } = rig();
    const names = ["malformed", "not-allowed", "out-of-range", "part-failed", "busy", "absent"];
    for (const [i, name] of names.entries()) {
      meter.results.set(0x40, i + 1);
      const { frames } = central.command("meter", orders.prepaid(true), NOW);
      central.receive(meter.take(frames[0]));
      const [event] = central.takeEvents();
      assert.ok(event?.kind === "answer");
      assert.deepEqual([event.result, event.body], [name, { kind: "none" }]);
    }
  });

  it("what is not for a processor is refused before a counter is used up, and a key is no command", () => {
    const memory = volatileMemory(keys);
    const central = new CentralSystem(memory);
    const refused = [
      [() => central.command("meter", orders.off(), NOW), "wrong-addressee", '"off" is no order to the meter'],
      [() => central.command("meter", orders.cancel(), NOW), "wrong-addressee", '"cancel" is no order to the meter'],
      [
        () => central.command("off-switch", orders.time(1_700_000_000), NOW),
        "wrong-addressee",
        '"time" is no order to the off-switch',
      ],
      [
        () => central.command("meter", orders.key(1, "k".repeat(32)), NOW),
        "not-a-command",
        "a key is changed by changeKey alone",
      ],
    ] as const;
    for (const [act, kind, message] of refused) assert.throws(act, { name: "OrderError", kind, message });
    assert.deepEqual([memory.nextCounter(1), memory.nextCounter(2)], [1n, 1n]);
    assert.deepEqual(central.overdue(NOW, 0), []);
  });

  it("are overdue from the asked time on, until they are answered or given up", () => {
    const { central, meter } = rig();
    const { frames, asked } = central.command("meter", orders.query(), NOW);
    assert.deepEqual(central.overdue(NOW + 4999, 5000), []);
    assert.deepEqual(
      central.overdue(NOW + 5000, 5000).map(({ to, order, isCover }) => [to, order, isCover]),
      [
        ["meter", "query", false],
        ["off-switch", "cover", true],
      ],
    );
    central.receive(meter.take(frames[1]));
    assert.deepEqual(central.overdue(NOW + 5000, 5000), [asked]);
    assert.equal(central.giveUp(asked), true);
    assert.equal(central.giveUp(asked), false);
    meter.bodies.set(1, READING);
    central.receive(meter.take(frames[0]));
    assert.deepEqual(refusals(central), { unasked: 1 });
  });

  it("to a meter that is silent wait up to a number; then the oldest is given up and told", () => {
    const { central } = rig();
    const first = central.command("meter", orders.query(), NOW).asked;
    for (let i = 1; i < MOST_PENDING; i++) central.command("meter", orders.query(), NOW + i);
    assert.deepEqual(central.takeEvents(), []);
    assert.equal(central.overdue(NOW, -1e9).length, 2 * MOST_PENDING);
    central.command("meter", orders.query(), NOW + 1000);
    const told = central.takeEvents();
    assert.deepEqual(told[0], { kind: "given-up", ...first });
    assert.deepEqual(
      told.map((event) => event.kind),
      ["given-up", "given-up"],
    );
    assert.equal(central.overdue(NOW, -1e9).length, 2 * MOST_PENDING);
    for (let i = 0; i < MOST_EVENTS; i++) central.command("meter", orders.query(), NOW);
    assert.equal(central.takeEvents().length, MOST_EVENTS);
    assert.equal(central.figures.eventsLost, MOST_EVENTS);
  });
});
