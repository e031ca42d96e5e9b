// Whoever records frames on the WAN sends them again: 10 000 times, also after other commands.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { partitionRows } from "../../bench/report.ts";
import { ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { bundles } from "../bundles.ts";
import { commands, isClosed, payloads, target, wait, withoutCounter } from "./rig.ts";

const REPLAYS = 10_000;

/** An "off", an "on" and the button; both frames as they were on the wire. */
function recorded(bench: Bench): string[] {
  const frames: string[] = [];
  bench.onWan((direction, bytes) => {
    const command = payloads(bytes).find((payload) => payload.startsWith(ROUTE_OFF_SWITCH));
    if (direction === "in" && command !== undefined && frames.length < 2) frames.push(frame(command));
  });
  wait(bench, 10);
  bench.central.switch("off");
  wait(bench, 2);
  assert.equal(isClosed(bench), false);
  bench.central.switch("on");
  wait(bench, 2);
  bench.pressButton(2.5);
  wait(bench, 6);
  assert.equal(isClosed(bench), true);
  return frames;
}

describe("attack: recorded commands are sent again", () => {
  it(`acts on none of ${REPLAYS} replays, and on a fresh command after them`, async () => {
    const bench = await target();
    const frames = recorded(bench);
    bench.toWan(frames.join("").repeat(REPLAYS / 2));
    wait(bench, 720);
    bench.pressButton(2.5);
    wait(bench, 6);
    // While a processor writes to its log, a queue may overflow: what is lost there is counted, and acts as little.
    const { accepted, rejected } = commands(bench);
    const dropped = partitionRows(bench).reduce((sum, one) => sum + one.dropped, 0);
    assert.deepEqual([accepted, rejected + dropped], [2, REPLAYS]);
    assert.ok(dropped < REPLAYS / 100, `${dropped} dropped`);
    assert.equal(isClosed(bench), true);
    assert.equal(bench.offSwitchParts.relay.operations, 2);
    bench.central.switch("off");
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
  });

  it("succeeds where the counter is not looked at", async () => {
    const bench = await target({ offSwitch: withoutCounter((await bundles()).offSwitch) });
    const [off] = recorded(bench);
    bench.toWan(off!);
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
  });
});
