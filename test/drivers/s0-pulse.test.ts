import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../bench/engine/random.ts";
import type { Level } from "../../bench/engine/parts-api.ts";
import { S0Source } from "../../bench/parts/s0-source.ts";
import { DriverOnBoard } from "./on-board.ts";

const PIN = "E7";
const START_US = 1_000_000;

const under = (): Promise<DriverOnBoard> => DriverOnBoard.build("s0-pulse", { watchPin: PIN, minimumMs: 20 });

/** Levels of the wire from `START_US` on: [low or high, for how many ms]. */
async function counted(...levels: readonly (readonly [Level, number])[]): Promise<unknown> {
  const driver = await under();
  driver.board.pin(PIN).drive(1);
  driver.boot();
  let timeUs = START_US;
  for (const [level, ms] of levels) {
    driver.clock.at(timeUs, () => {
      driver.board.pin(PIN).drive(level);
    });
    timeUs += ms * 1000;
  }
  driver.waitUntil(timeUs + 100_000);
  return driver.call("count");
}

describe("s0-pulse on a virtual board", () => {
  it("IEC 62053-31, 4.1.3.3: counts every pulse of 30 ms with gaps of 30 ms, 16.7 a second", async () => {
    const driver = await under();
    const source = new S0Source(driver.clock, driver.board.pin(PIN));
    driver.boot();
    for (let i = 0; i < 1000; i++) source.pulse(START_US + i * 60_000, 30_000);
    driver.waitUntil(START_US + 1000 * 60_000);
    assert.equal(driver.call("count"), 1000);
  });

  it("4.1.3.4: counts each pulse once whatever its contact does for 5 ms at both edges", async () => {
    const driver = await under();
    const source = new S0Source(driver.clock, driver.board.pin(PIN), new Random(2));
    driver.boot();
    for (let i = 0; i < 1000; i++) source.pulse(START_US + i * 60_000, 30_000);
    driver.waitUntil(START_US + 1001 * 60_000);
    assert.equal(driver.call("count"), 1000);
  });

  it("takes a closure of 20 ms for a pulse, and one of 19 ms for none", async () => {
    assert.equal(await counted([0, 20], [1, 100]), 1);
    assert.equal(await counted([0, 19], [1, 100]), 0);
  });

  it("takes a pulse with a glitch in its middle for one", async () => {
    assert.equal(await counted([0, 25], [1, 2], [0, 25], [1, 100]), 1);
    assert.equal(await counted([0, 12], [1, 2], [0, 16], [1, 100]), 1);
  });

  it("takes two pulses with a glitch in the gap between them for two", async () => {
    assert.equal(await counted([0, 30], [1, 14], [0, 2], [1, 14], [0, 30], [1, 100]), 2);
  });

  it("takes a storm of short closures for nothing", async () => {
    const storm = Array.from({ length: 200 }, (_, i): readonly [Level, number] => (i % 2 === 0 ? [0, 4] : [1, 6]));
    assert.equal(await counted(...storm), 0);
  });

  it("counts a contact that sticks when it opens, once", async () => {
    assert.equal(await counted([0, 5_000], [1, 100], [0, 40], [1, 100]), 2);
  });

  it("counts a pulse that began before power-on, when enough of it is left", async () => {
    const driver = await under();
    driver.board.pin(PIN).drive(0);
    driver.boot();
    driver.clock.at(25_000, () => {
      driver.board.pin(PIN).drive(1);
    });
    driver.wait(200);
    assert.equal(driver.call("count"), 1);
  });

  it("counts right for any pulses within the standard", async () => {
    const pulse = fc.record({ width: fc.integer({ min: 30, max: 500 }), gap: fc.integer({ min: 30, max: 3000 }) });
    const driver = await under();
    fc.assert(
      fc.property(fc.array(pulse, { maxLength: 30 }), fc.integer(), (pulses, seed) => {
        driver.boot();
        const source = new S0Source(driver.clock, driver.board.pin(PIN), new Random(seed));
        let timeUs = driver.clock.nowUs + 100_000;
        for (const { width, gap } of pulses) {
          source.pulse(timeUs, width * 1000);
          timeUs += (width + gap) * 1000;
        }
        driver.waitUntil(timeUs + 100_000);
        assert.equal(driver.call("count"), pulses.length);
      }),
      { numRuns: 100 },
    );
  });

  it("says the spacing of the two latest pulses, or how long there was none", async () => {
    const driver = await under();
    const source = new S0Source(driver.clock, driver.board.pin(PIN));
    driver.boot().wait(1000);
    assert.equal(driver.call("spacingMs"), 0);
    source.pulse(START_US + 100_000);
    driver.wait(500);
    assert.equal(driver.call("spacingMs"), 0, "one pulse has no spacing");
    source.pulse(START_US + 800_000);
    driver.waitUntil(START_US + 900_000);
    assert.equal(driver.call("spacingMs"), 700);
    driver.waitUntil(START_US + 840_000 + 5_000_000);
    const spacingMs = driver.call("spacingMs") as number;
    assert.ok(spacingMs >= 5_000 && spacingMs <= 5_020, `${spacingMs}`);
  });

  it("watches its pin again after the engine dropped the watch, and counts on", async () => {
    const driver = await under();
    const source = new S0Source(driver.clock, driver.board.pin(PIN));
    driver.boot();
    source.pulse(START_US);
    driver.waitUntil(START_US + 200_000);
    driver.dropWatches();
    source.pulse(driver.clock.nowUs + 1000);
    driver.wait(3000);
    assert.equal(driver.call("count"), 1, "what came while nobody watched is lost");
    source.pulse(driver.clock.nowUs + 1000);
    driver.wait(200);
    assert.equal(driver.call("count"), 2);
  });

  it("renews a watch in silence without losing or doubling a pulse", async () => {
    const driver = await under();
    const source = new S0Source(driver.clock, driver.board.pin(PIN));
    driver.boot();
    for (let i = 0; i < 20; i++) source.pulse(START_US + i * 5_000_000);
    for (let i = 0; i < 100; i++) driver.wait(1003).call("count");
    assert.equal(driver.call("count"), 20);
    assert.equal(driver.board.console, "");
  });
});
