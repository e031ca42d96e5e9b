// Whoever stands in the concentrator puts a new message together from pieces of recorded ones.

import assert from "node:assert/strict";
import * as orders from "../../bench/central/orders.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { commands, isClosed, payloads, target, wait } from "./rig.ts";

/** Counter, tag and cipher text of a payload. */
function parts(payload: string): readonly [string, string, string] {
  return [payload.slice(1, 9), payload.slice(9, 25), payload.slice(25)];
}

/** Every message of a counter, a tag and a cipher text that are not all of one payload. */
function mixed(from: readonly string[]): string[] {
  const split = from.map(parts);
  return split.flatMap(([counter], i) =>
    split.flatMap(([, tag], j) => split.flatMap(([, , text], k) => (i === j && j === k ? [] : [counter + tag + text]))),
  );
}

describe("attack: spliced messages", () => {
  it("acts on no message that is one command's beginning and another's end, cut anywhere", async () => {
    const bench = await target();
    wait(bench, 10);
    const one = payloads(bench.central.command("on"))[0]!;
    const other = payloads(bench.central.command("off"))[0]!;
    let tried = 0;
    for (let cut = 2; cut < one.length; cut++)
      for (const spliced of [one.slice(0, cut) + other.slice(cut), other.slice(0, cut) + one.slice(cut)]) {
        if (spliced === one || spliced === other) continue;
        bench.toWan(frame(spliced));
        tried++;
      }
    wait(bench, 40);
    assert.ok(tried > 220, `${tried} tried`);
    assert.deepEqual(commands(bench), { accepted: 0, rejected: tried });
    assert.equal(isClosed(bench), true);
  });

  it("acts on no counter, tag and cipher text of different orders, on either processor, and then on the true ones", async () => {
    const bench = await target({ startS: DEFAULT_START_S - 60 });
    wait(bench, 10);
    const { system } = bench.central;
    const frames = [
      system.command("meter", orders.parameter(4, "four"), 0),
      system.command("meter", orders.topUp(1, 100_000), 0),
      system.command("meter", orders.appliance(1, true), 0),
      system.command("off-switch", orders.off(), 0),
      system.command("off-switch", orders.on(), 0),
    ].map((sent) => sent.frames.map((one) => payloads(one)[0]!));
    const toMeter = mixed(frames.slice(0, 3).map(([one]) => one!));
    const toOffSwitch = mixed(frames.slice(3).map(([, one]) => one!));
    // Pieces for the one processor at the other: both have counters of their own, and the same numbers.
    const across = mixed([frames[0]![0]!, frames[3]![1]!]);
    for (const message of [...toMeter, ...across]) bench.toWan(frame(ROUTE_CS + message));
    for (const message of [...toOffSwitch, ...across]) bench.toWan(frame(ROUTE_OFF_SWITCH + message));
    wait(bench, 60);
    assert.equal(bench.central.events.length, 0);
    assert.equal(bench.central.reports[0]!.refusedMessages, toMeter.length + across.length);
    assert.deepEqual(commands(bench), { accepted: 0, rejected: toOffSwitch.length + across.length });
    for (const [meter, offSwitch] of frames) {
      bench.toWan(frame(meter!) + frame(offSwitch!));
      wait(bench, 2);
    }
    wait(bench, 4);
    const results = bench.central.events.map((event) => (event.kind === "answer" ? event.result : event.kind));
    assert.deepEqual(
      results,
      frames.flatMap(() => ["done", "done"]),
    );
  });

  it("takes two frames that share their delimiter for what they are, and half a frame before a whole one for nothing", async () => {
    const bench = await target();
    wait(bench, 10);
    const [off, on] = [bench.central.command("off"), bench.central.command("on")];
    bench.toWan(off.slice(0, 20) + off + on.slice(1));
    wait(bench, 6);
    assert.deepEqual(commands(bench), { accepted: 2, rejected: 0 });
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.equal(isClosed(bench), true);
    assert.equal(bench.offSwitchParts.relay.operations, 2);
  });
});
