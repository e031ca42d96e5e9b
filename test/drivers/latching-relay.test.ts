import assert from "node:assert/strict";
import fc from "fast-check";
import { LatchingRelay } from "../../bench/parts/latching-relay.ts";
import { PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { faultOf } from "./driven-steps.ts";
import { DriverOnBoard } from "./on-board.ts";

const OPTIONS = { setPin: "B5", resetPin: "B10", feedbackPin: "A8", coilMs: 50 };

async function setUp(initiallyClosed: boolean) {
  const driver = await DriverOnBoard.build("latching-relay", OPTIONS);
  const { board, clock } = driver;
  const pins = { set: board.pin("B5"), reset: board.pin("B10"), feedback: board.pin("A8") };
  const relay = new LatchingRelay(clock, pins, initiallyClosed);
  return { driver: driver.boot(), relay, pins };
}

describe("latching-relay on a virtual board", () => {
  for (const closed of [true, false]) {
    it(`leaves a relay that is ${closed ? "closed" : "open"} where it is at power-on, and says so`, async () => {
      const { driver, relay } = await setUp(closed);
      driver.wait(1000);
      assert.equal(driver.call("isClosed"), closed);
      assert.equal(relay.closed, closed);
      assert.equal(relay.operations, 0);
    });
  }

  it("closes and opens, with one pulse of coilMs at one coil", async () => {
    const { driver, relay, pins } = await setUp(false);
    const edges: [string, number, number][] = [];
    pins.set.onWrite((level, timeUs) => edges.push(["set", level, timeUs]));
    pins.reset.onWrite((level, timeUs) => edges.push(["reset", level, timeUs]));
    driver.call("drive", true);
    driver.wait(500);
    assert.equal(driver.call("isClosed"), true);
    driver.call("drive", false);
    driver.wait(500);
    assert.equal(driver.call("isClosed"), false);
    assert.equal(relay.operations, 2);
    assert.deepEqual(relay.faults, []);
    assert.deepEqual(
      edges.map(([coil, level]) => `${coil} ${level}`),
      ["set 1", "set 0", "reset 1", "reset 0"],
    );
    assert.equal(edges[1]![2] - edges[0]![2], 50_000);
    assert.equal(edges[3]![2] - edges[2]![2], 50_000);
  });

  it("never drives both coils, and ends where it was last told to go, whatever the orders and their times", async () => {
    const order = fc.record({ closed: fc.boolean(), afterMs: fc.integer({ min: 0, max: 120 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 20 }), fc.boolean(), async (orders, initially) => {
        const { driver, relay } = await setUp(initially);
        for (const { closed, afterMs } of orders) {
          driver.wait(afterMs).call("drive", closed);
        }
        driver.wait(500);
        assert.deepEqual(relay.faults, []);
        assert.equal(relay.closed, orders.at(-1)?.closed);
      }),
      { numRuns: 60 },
    );
  });

  it("obeys the last of many orders within one pulse", async () => {
    const { driver, relay } = await setUp(false);
    for (const closed of [true, false, true, false]) driver.call("drive", closed);
    driver.wait(500);
    assert.equal(relay.closed, false);
    assert.equal(relay.operations, 2);
    assert.deepEqual(relay.faults, []);
  });

  it("shows a welded contact: told to open, it stays closed and isClosed says so", async () => {
    const { driver, relay } = await setUp(true);
    relay.weld();
    driver.call("drive", false);
    driver.wait(500);
    assert.equal(driver.call("isClosed"), true);
  });

  it("leaves no coil under power when the processor dies in the middle of a pulse", async () => {
    const { driver, relay, pins } = await setUp(false);
    driver.call("drive", true);
    driver.board.powerOff();
    driver.wait(2000);
    assert.equal(pins.set.read(), 0);
    assert.deepEqual(relay.faults, []);
  });

  it("judges nothing before the first drive", async () => {
    for (const closed of [true, false]) {
      const { driver } = await setUp(closed);
      assert.equal(driver.wait(1000).call("isClosed"), closed);
      assert.equal(faultOf(driver), PART_OK);
    }
  });

  it("gives the contact its time: 105 ms from the start of the pulse, and keeps its word up to then", async () => {
    const { driver, relay } = await setUp(true);
    relay.weld();
    for (const before of [PART_OK, PART_STUCK]) {
      driver.call("drive", false);
      driver.wait(60).call("isClosed");
      assert.equal(faultOf(driver), before);
      driver.wait(50).call("isClosed");
      assert.equal(faultOf(driver), PART_STUCK);
    }
  });

  it("is sound at every look after its time when the relay follows, whatever the orders and their times", async () => {
    const order = fc.record({ closed: fc.boolean(), afterMs: fc.integer({ min: 0, max: 300 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 15 }), fc.boolean(), async (orders, initially) => {
        const { driver } = await setUp(initially);
        for (const { closed, afterMs } of orders) {
          driver.call("drive", closed);
          driver.wait(afterMs).call("isClosed");
          assert.equal(faultOf(driver), PART_OK);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("never drives both coils of a relay that does not follow, however often it is told to", async () => {
    const { driver, relay } = await setUp(true);
    relay.break("reset-cut");
    for (let i = 0; i < 30; i++) {
      driver.call("drive", i % 3 === 0);
      driver.wait((i * 37) % 130).call("isClosed");
    }
    driver.wait(500);
    assert.deepEqual(relay.faults, []);
  });
});
