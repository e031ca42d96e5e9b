// Noise, cuts and delays on the wires of a whole meter: the relay moves on an order that arrives whole and on nothing else.

import assert from "node:assert/strict";
import { noise } from "../../bench/engine/wire.ts";
import { Random } from "../../bench/engine/random.ts";
import type { Bench } from "../../bench/bench.ts";
import { benchReport, partitionRows } from "../../bench/report.ts";
import { newBench } from "../bundles.ts";

const closed = (bench: Bench): boolean => bench.offSwitchParts.relay.closed;

function assertNoFaults(bench: Bench): void {
  for (const row of partitionRows(bench)) assert.deepEqual([row.name, row.faults, row.held], [row.name, 0, false]);
}

describe("trouble on the wire between the boards", () => {
  for (const [title, probability] of [
    ["three bytes in ten", 0.3],
    ["every byte", 1],
  ] as const) {
    it(`with ${title} garbled, no order and no noise moves the relay`, async () => {
      const bench = await newBench({ seed: 3 });
      bench.link.garble(noise(probability, new Random(9)));
      for (let second = 10; second <= 200; second += 10) {
        bench.runTo(second);
        bench.central.switch("off");
      }
      bench.runTo(220);
      assert.deepEqual([closed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
      bench.link.garble(undefined);
      bench.central.switch("off");
      bench.runTo(221);
      assert.deepEqual([closed(bench), bench.offSwitchParts.relay.operations], [false, 1]);
      assertNoFaults(bench);
    });
  }

  it("bytes of anybody's own moves nothing, be it an old order, another order's counter or a state report", async () => {
    const bench = await newBench();
    bench.runTo(10);
    let overheard = "";
    bench.link.onBytes((direction, bytes) => {
      if (direction === "a-to-b") overheard += bytes;
    });
    bench.central.switch("off");
    bench.runTo(12);
    bench.central.switch("on");
    bench.runTo(14);
    bench.pressButton(2.5);
    bench.runTo(17);
    const { operations } = bench.offSwitchParts.relay;
    assert.deepEqual([closed(bench), operations], [true, 2]);
    const replayed = overheard;
    assert.ok(replayed.length > 80);
    let sent = false;
    bench.link.garble((bytes, direction) => {
      if (direction === "b-to-a" || sent) return bytes;
      sent = true;
      return replayed;
    });
    bench.central.switch("on");
    bench.runTo(30);
    assert.equal(sent, true);
    assert.deepEqual([closed(bench), bench.offSwitchParts.relay.operations], [true, operations]);
    assert.equal(benchReport(bench, 0).meters[0]!.commands!.rejected, 2);
  });

  it("an order that the wire delays acts when it arrives, and once", async () => {
    const bench = await newBench();
    bench.link.delay(3_000_000);
    bench.runTo(10);
    bench.central.switch("off");
    bench.runTo(12.9);
    assert.equal(closed(bench), true);
    bench.runTo(14);
    assert.deepEqual([closed(bench), bench.offSwitchParts.relay.operations], [false, 1]);
    assertNoFaults(bench);
  });

  for (const [title, cutAtS] of [
    ["whole", 12.1],
    ["by half", 12.17],
  ] as const) {
    it(`an order that a cut swallows ${title} never acts`, async () => {
      const bench = await newBench();
      const arrived: string[] = [];
      // What the meter board says of its own, every 5 s, is over.
      bench.runTo(12);
      bench.link.onBytes((direction, bytes) => void (direction === "a-to-b" && arrived.push(bytes)));
      bench.central.switch("off");
      bench.runTo(cutAtS);
      bench.link.cut();
      bench.runTo(30);
      const bytes = arrived.join("").length;
      assert.ok(title === "whole" ? bytes === 0 : bytes > 20 && bytes < 120, `${bytes} arrived`);
      bench.link.mend();
      bench.runTo(60);
      assert.deepEqual([closed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
      assert.equal(benchReport(bench, 0).meters[0]!.switch, "connected");
      assertNoFaults(bench);
    });
  }
});

describe("trouble on the WAN", () => {
  it("a flood of random bytes moves nothing, stops nothing and is counted", async () => {
    const bench = await newBench();
    const random = new Random(5);
    for (let second = 10; second < 40; second++) {
      bench.runTo(second);
      bench.toWan(random.byteString(1500));
    }
    bench.runTo(60);
    assert.deepEqual([closed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
    assert.equal(bench.han.telegrams, 6);
    assertNoFaults(bench);
    bench.central.switch("off");
    bench.runTo(61);
    assert.equal(closed(bench), false);
    bench.runTo(910);
    assert.ok(bench.central.reports[0]!.refusedFrames > 100);
  });

  it("an order with any byte changed does not act", async () => {
    const bench = await newBench();
    bench.runTo(10);
    const order = bench.central.command("off");
    for (let at = 1; at < order.length - 1; at++) {
      const changed = String.fromCharCode(order.charCodeAt(at) ^ 0x10);
      bench.toWan(order.slice(0, at) + changed + order.slice(at + 1));
      bench.runTo(bench.elapsedS + 0.2);
    }
    assert.deepEqual([closed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
    bench.toWan(order);
    bench.runTo(bench.elapsedS + 1);
    assert.equal(closed(bench), false);
    assertNoFaults(bench);
  });
});
