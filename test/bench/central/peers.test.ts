// Gateway and technician: each under its own key, at its own port, with its own few orders.

import assert from "node:assert/strict";
import { Gateway } from "../../../bench/central/gateway.ts";
import { volatileMemory, volatileMemoryOf } from "../../../bench/central/memory.ts";
import * as orders from "../../../bench/central/orders.ts";
import { Technician } from "../../../bench/central/technician.ts";
import { frame } from "../../../bench/frame-receiver.ts";
import { keysOf, ModelMeter } from "./model-meter.ts";

const keys = keysOf("HASM0001");
const NOW = 1_700_000_000_000;

/** Bodies of the meter's answers by order. */
const BODIES: readonly (readonly [number, string])[] = [
  [0x01, "n" + "\0".repeat(12) + "1" + "\0".repeat(5)],
  [0x31, "\x01\x02" + "\0".repeat(15)],
  [0x42, "\0\0\0\0\0\x05"],
  [0x60, "L".repeat(64)],
  [0x61, "\0\0\0\x07" + "C".repeat(16)],
];

function meter(): ModelMeter {
  const one = new ModelMeter(keys);
  for (const [order, body] of BODIES) one.bodies.set(order, body);
  return one;
}

describe("top-up gateway", () => {
  it("sells top-ups under numbers of their own, and hears the balance", () => {
    const gateway = new Gateway(volatileMemoryOf("HASM0001", new Map([[4, keys.topUp]])));
    const model = meter();
    for (const number of [1, 2]) {
      const sent = gateway.sell(5_000_000, NOW);
      assert.equal(sent.number, number);
      gateway.receive(model.take(sent.frame));
      assert.deepEqual(gateway.takeAnswers(), [
        { ...sent.asked, result: "done", body: { kind: "balance", balance1e5: 5 } },
      ]);
    }
    const body = (number: number): string => "\0\0\0" + String.fromCharCode(number) + "\x00\x4c\x4b\x40";
    assert.deepEqual(model.acts, [
      { route: 4, order: 0x42, body: body(1) },
      { route: 4, order: 0x42, body: body(2) },
    ]);
    assert.deepEqual([gateway.figures.accepted, gateway.figures.rejected], [2, 0]);
  });

  it("sends one again under its number, in a message of its own", () => {
    const gateway = new Gateway(volatileMemory(keys));
    const model = meter();
    const lost = gateway.sell(7, NOW);
    assert.deepEqual(gateway.overdue(NOW + 999, 1000), []);
    assert.deepEqual(gateway.overdue(NOW + 1000, 1000), [lost.asked]);
    assert.ok(gateway.giveUp(lost.asked.counter));
    const again = gateway.sendAgain(lost.number, 7, NOW + 1000);
    assert.notEqual(again.frame, lost.frame);
    gateway.receive(model.take(again.frame));
    assert.equal(gateway.takeAnswers()[0]!.counter, again.asked.counter);
    assert.equal(model.acts[0]!.body, "\0\0\0\x01\0\0\0\x07");
    assert.equal(gateway.sell(7, NOW).number, 2);
  });

  it("uses up no number for an amount that is none", () => {
    const gateway = new Gateway(volatileMemory(keys));
    assert.throws(() => gateway.sell(0, NOW), {
      name: "OrderError",
      message: "amount 0 is not 1 to 4294967295",
    });
    assert.equal(gateway.sell(1, NOW).number, 1);
  });

  it("gives no other order than the meter takes from it", () => {
    const gateway = new Gateway(volatileMemory(keys));
    gateway.command(orders.cover(), NOW);
    assert.throws(() => gateway.command(orders.query(), NOW), {
      name: "OrderError",
      kind: "wrong-addressee",
      message: '"query" is no order of a gateway',
    });
  });

  it("is not made without its key", () => {
    assert.throws(() => new Gateway(volatileMemoryOf("HASM0001", new Map([[5, keys.maintenance]]))), {
      name: "ChannelError",
      message: "key 4 of meter HASM0001 is not held here",
    });
  });
});

describe("technician", () => {
  it("reads reading, parameter, record and closing of a log", () => {
    const technician = new Technician(volatileMemoryOf("HASM0001", new Map([[5, keys.maintenance]])));
    const model = meter();
    const asked = [orders.query(), orders.readParameter(0), orders.readLog(1, 1, 0), orders.logClosing(1)];
    const kinds = [...asked, orders.cover()].map((order) => {
      technician.receive(model.take(technician.command(order, NOW).frame));
      return technician.takeAnswers().map(({ body }) => body.kind);
    });
    assert.deepEqual(kinds, [["reading"], ["parameter"], ["record"], ["closing"], ["none"]]);
    assert.ok(model.acts.every(({ route }) => route === 5));
  });

  it("changes nothing", () => {
    const technician = new Technician(volatileMemory(keys));
    for (const order of [orders.topUp(1, 1), orders.impulsesPerKwh(1), orders.prepaid(true), orders.timeStep(1e9)])
      assert.throws(() => technician.command(order, NOW), {
        name: "OrderError",
        kind: "wrong-addressee",
        message: `"${order.name}" is no order of a technician`,
      });
  });

  it("refuses what is not for it, counts it and waits on", () => {
    const technician = new Technician(volatileMemory(keys));
    const gateway = new Gateway(volatileMemory(keys));
    const model = meter();
    const { frame: sent } = technician.command(orders.query(), NOW);
    const answer = model.take(sent);
    technician.receive(model.take(gateway.sell(1, NOW).frame));
    technician.receive(model.say(5, "r" + "\0".repeat(12) + "1"));
    technician.receive(frame("\x05" + "short") + "noise\xc0");
    technician.receive(sent);
    // The answer is older than what was taken: it is refused, and so is all that is not newer.
    technician.receive(answer);
    const { accepted, rejected, refused, refusedFrames } = technician.figures;
    assert.deepEqual([accepted, rejected, refusedFrames], [0, 5, 1]);
    assert.deepEqual(
      Object.entries(refused).filter(([, count]) => count > 0),
      [
        ["wrong-route", 1],
        ["wrong-size", 1],
        ["stale", 2],
        ["wrong-class", 1],
      ],
    );
    assert.equal(technician.overdue(NOW, 0).length, 1);
  });
});
