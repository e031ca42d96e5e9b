// dc-security has fallen: it says what it knows of this household, which no kernel can keep from its own partition. But a round has one
// value, under a counter of its own, whatever it asks for; no other key and no other partition is in its reach.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Bench } from "../../bench/bench.ts";
import { readCounter } from "../../bench/central/channel.ts";
import { benchReport } from "../../bench/report.ts";
import { ROUTE_DC } from "../../firmware/messages/route.ts";
import { SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { DEFAULT_START_S, meterWith } from "../bundles.ts";
import { assertNoFaults, isClosed, listen, target, wait, withoutRoundOnce } from "./rig.ts";

const HOSTILE = fileURLToPath(new URL("partitions/dc-security.ts", import.meta.url));

/** Each counter that was sealed for the concentrator, and the different messages under it. */
function rounds(bench: Bench): () => Map<bigint, Set<string>> {
  const heard = listen(bench);
  return () => {
    const found = new Map<bigint, Set<string>>();
    for (const { payload } of heard) {
      if (!payload.startsWith(ROUTE_DC) || payload.length !== 1 + SEALED_BYTES) continue;
      const counter = readCounter(payload.slice(1));
      found.set(counter, (found.get(counter) ?? new Set()).add(payload));
    }
    return found;
  };
}

/** Four intervals; after each the clock is set back into it, and the board is reset. */
function evening(bench: Bench): void {
  for (let interval = 0; interval < 4; interval++) {
    const startS = bench.utcMs / 1000;
    wait(bench, 910);
    bench.meterParts.clock.setUtc(startS + 800);
    bench.meter.reset();
    wait(bench, 120);
    bench.meterParts.clock.setUtc(Math.floor(bench.utcMs / 1000));
    wait(bench, 400);
  }
}

describe("attack: dc-security has fallen", () => {
  it("gets one value sealed for each round, also when the clock is set back and the board reset", async () => {
    const bench = await target({ meter: await meterWith("dc-security", HOSTILE) });
    const found = rounds(bench);
    evening(bench);
    const sealed = found();
    assert.ok(sealed.size >= 4, `${sealed.size} rounds`);
    for (const [round, messages] of sealed) assert.equal(messages.size, 1, `round ${round}`);
  });

  it("gets two where the kernel does not look at the number of the round", async () => {
    const bench = await target({ meter: withoutRoundOnce(await meterWith("dc-security", HOSTILE)) });
    const found = rounds(bench);
    wait(bench, 910);
    assert.ok([...found().values()].some((messages) => messages.size > 1));
  });

  it("moves no relay, and disturbs neither the reports nor the register", async () => {
    const bench = await target({ meter: await meterWith("dc-security", HOSTILE), startS: DEFAULT_START_S - 20 });
    wait(bench, 1850);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
    assert.deepEqual([bench.central.reports.length, bench.central.rejected], [3, 0]);
    assertNoFaults(bench, "meter", "offSwitch");
    bench.finish();
    const { pulses } = benchReport(bench, 0).meters[0]!;
    assert.equal(pulses.counted, pulses.generated);
    assert.ok(pulses.generated > 5);
  });
});
