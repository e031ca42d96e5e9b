// The pulse input on lines that cannot be right: shorted, loose, too fast, or out of step with what the engine saw of them.

import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { S0Source } from "../../bench/parts/s0-source.ts";
import { PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { bundleDrivers } from "./bundle-drivers.ts";
import { faultOf } from "./driven-steps.ts";
import { DriverOnBoard } from "./on-board.ts";

const PIN = "E7";
const START_US = 1_000_000;

const under = (): Promise<DriverOnBoard> => DriverOnBoard.build("s0-pulse", { watchPin: PIN, minimumMs: 20 });

/** Asked once a second, as its owner does: the count and the fault of each second. */
function eachSecond(driver: DriverOnBoard, seconds: number): [unknown, number][] {
  return Array.from({ length: seconds }, (): [unknown, number] => [driver.wait(980).call("count"), faultOf(driver)]);
}

describe("s0-pulse and lines that cannot be right", () => {
  async function line() {
    const driver = await under();
    const source = new S0Source(driver.clock, driver.board.pin(PIN), new Random(7));
    return { driver: driver.boot(), source };
  }

  it("counts a closure of 9 s as a pulse, and one of 11 s as none", async () => {
    const { driver, source } = await line();
    driver.wait(1000);
    for (const [seconds, count] of [
      [9, 1],
      [11, 1],
      [9, 2],
    ] as const) {
      source.wire = "shorted";
      driver.wait(seconds * 1000);
      source.wire = "joined";
      driver.wait(500);
      assert.equal(driver.call("count"), count, `${seconds} s`);
      driver.wait(1000);
    }
  });

  it("is stuck from 10 s after the closing on, whatever short openings there are, and sound when it is open for good", async () => {
    const { driver, source } = await line();
    driver.wait(1000);
    source.wire = "shorted";
    driver.wait(9900).call("count");
    assert.equal(faultOf(driver), PART_OK);
    driver.wait(200).call("count");
    assert.equal(faultOf(driver), PART_STUCK);
    source.wire = "joined";
    driver.wait(12);
    source.wire = "shorted";
    driver.wait(1000).call("count");
    assert.equal(faultOf(driver), PART_STUCK, "12 ms are no gap");
    source.wire = "joined";
    driver.wait(100);
    assert.equal(driver.call("count"), 0);
    assert.equal(faultOf(driver), PART_OK);
  });

  it("is stuck when it was closed at power-on and stays so", async () => {
    const { driver, source } = await line();
    source.wire = "shorted";
    driver.boot();
    const seen = eachSecond(driver, 12);
    assert.deepEqual(seen.at(5), [0, PART_OK]);
    assert.deepEqual(seen.at(-1), [0, PART_STUCK]);
  });

  it("takes the fastest pulses with the worst bounces for sound, every second", async () => {
    const { driver, source } = await line();
    for (let i = 0; i < 500; i++) source.pulse(START_US + i * 60_000, 30_000);
    const seen = eachSecond(driver, 35);
    assert.equal(seen.at(-1)?.[0], 500);
    assert.ok(seen.every(([, fault]) => fault === PART_OK));
  });

  it("takes more pulses than a meter element can give for nonsense", async () => {
    const { driver } = await line();
    const pin = driver.board.pin(PIN);
    for (let i = 0; i < 2 * 20 * 12; i++)
      driver.clock.at(START_US + i * 25_000, () => {
        pin.drive(i % 2 === 0 ? 0 : 1);
      });
    assert.equal(eachSecond(driver, 12).at(-1)?.[1], PART_NONSENSE);
    assert.equal(eachSecond(driver, 12).at(-1)?.[1], PART_OK);
  });

  it("tells of a loose wire within 6 s although some pulses come through, and counts them alone", async () => {
    const { driver, source } = await line();
    for (let i = 0; i < 5; i++) {
      source.pulse(driver.clock.nowUs + 1000, 40_000);
      driver.wait(100);
      source.rattle(90, 5_000);
      driver.wait(900).call("count");
    }
    driver.wait(1000);
    assert.equal(driver.call("count"), 5);
    assert.equal(faultOf(driver), PART_NONSENSE);
  });

  it("finds the level again after the engine lost an edge", async () => {
    const bundle = await bundleDrivers(`
      import { open } from "./s0-pulse.ts";
      const part = open(${JSON.stringify({ watchPin: PIN, minimumMs: 20 })});
      global.seen = [];
      setInterval(function () { global.seen.push([part.count(), part.fault]); }, 1000);
      setTimeout(function () { const until = getTime() + 0.5; while (getTime() < until); }, 100);`);
    const clock = new SimulationClock();
    const board = new VirtualBoard({ clock, name: "lost edge", variables: 5450, consolePort: "Serial2" });
    const pin = board.pin(PIN);
    pin.drive(0);
    board.boot(bundle);
    for (let i = 0; i < 401; i++)
      clock.at(200_000 + i * 500, () => {
        pin.drive(i % 2 === 0 ? 1 : 0);
      });
    clock.runUntil(15_000_000);
    assert.deepEqual(board.errorFlags, ["FIFO_FULL"]);
    for (const [level, ms] of [
      [0, 0],
      [1, 40],
    ] as const)
      clock.at(15_000_000 + ms * 1000, () => {
        pin.drive(level);
      });
    clock.runUntil(18_500_000);
    const seen = Array.from(board.global("seen") as [number, number][]).map((one) => [...one]);
    const before = seen[13]![0]!;
    assert.ok(
      seen.every(([, fault]) => fault !== PART_STUCK),
      JSON.stringify(seen),
    );
    assert.deepEqual(seen.at(-1), [before + 1, PART_OK]);
  });
});
