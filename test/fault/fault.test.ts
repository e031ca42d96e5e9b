// A partition that misbehaves on virtual boards: it stops no other, loses no pulse, and leaves a fault record. Node cannot run out of
// the engine's memory: that one is had only on the real engine (test/engine/fault.test.ts).

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Bench } from "../../bench/bench.ts";
import { benchReport, kernelStatus, partitionRows } from "../../bench/report.ts";
import { meterWith, newBench } from "../bundles.ts";

const RUN_S = 1000;
const misbehaving = (name: string): string => fileURLToPath(new URL(`partitions/${name}.ts`, import.meta.url));

async function runWith(partition: string, name: string): Promise<Bench> {
  const bench = await newBench({ meter: await meterWith(partition, misbehaving(name)) });
  bench.runTo(RUN_S);
  return bench;
}

/** Copied: the arrays of a bundle are not those of this realm. */
function faultsOf(bench: Bench): [string, number][] {
  return Array.from(kernelStatus(bench, "meter").faults, (fault) => [fault.partition, fault.kind]);
}

/** Everyone but `culprit` has run as ever: telegrams, reports and pulses are all there. */
function assertOthersUnharmed(bench: Bench, culprit: string): void {
  for (const row of partitionRows(bench).filter((row) => row.name !== culprit))
    assert.deepEqual([row.name, row.faults, row.restarts], [row.name, 0, 0]);
  assert.equal(bench.han.telegrams, RUN_S / 10);
  bench.finish();
  const { pulses } = benchReport(bench, 0).meters[0]!;
  assert.equal(pulses.counted, pulses.generated);
  assert.ok(bench.pulses.generated > 10);
}

describe("a misbehaving partition on virtual boards", () => {
  for (const [name, kind] of [
    ["throws", 1],
    ["loops", 2],
    ["recurses", 2],
  ] as const) {
    it(`${name}: is ended, restarted with growing spaces and held at last, and everybody else goes on`, async () => {
      const bench = await runWith("display", name);
      assertOthersUnharmed(bench, "display");
      const display = kernelStatus(bench, "meter").partitions.find((one) => one.name === "display")!;
      assert.deepEqual(
        faultsOf(bench),
        Array.from({ length: 6 }, () => ["display", kind]),
      );
      assert.equal(display.held, true);
      assert.equal(bench.central.reports.at(-1)?.faults ?? 0, 6);
    });
  }

  it("floods: what is too much is dropped and counted, and nobody starves", async () => {
    const bench = await runWith("off-switch-link", "floods");
    assertOthersUnharmed(bench, "off-switch-link");
    const dropped = partitionRows(bench).find((row) => row.name === "display")!.dropped;
    assert.ok(dropped > 100_000, `${dropped} dropped`);
  });

  it("sends garbage: a message too long is the sender's fault, wrong bytes are nobody's", async () => {
    const bench = await runWith("off-switch-link", "sends-garbage");
    assertOthersUnharmed(bench, "off-switch-link");
    assert.deepEqual(
      faultsOf(bench),
      Array.from({ length: 6 }, () => ["off-switch-link", 1]),
    );
  });
});
