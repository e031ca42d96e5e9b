// Somebody with the central system's key, or a fault in it, wants to put a home under power when nobody stands at the meter.

import assert from "node:assert/strict";
import { commands, isClosed, target, wait, without } from "./rig.ts";

describe("attack: closing from afar", () => {
  it("closes by no number of valid ons, with any offs between them", async () => {
    const bench = await target();
    wait(bench, 10);
    const orders = ["off", ...Array.from({ length: 60 }, () => "on"), "off", "on", "off", "off", "on", "on"] as const;
    for (const order of orders) {
      bench.central.switch(order as "off" | "on");
      wait(bench, 1);
      assert.equal(isClosed(bench), false);
    }
    wait(bench, 6);
    assert.deepEqual(commands(bench), { accepted: orders.length, rejected: 0 });
    assert.equal(bench.offSwitchParts.relay.operations, 1);
  });

  it("closes where an on does more than arm", async () => {
    const closes = "const result = happens(event); if (event === rules.ON) move(1);";
    const closing = await without("off-switch", "off-switch-security", "const result = happens(event);", closes);
    const bench = await target({ offSwitch: closing });
    wait(bench, 10);
    bench.central.switch("off");
    wait(bench, 1);
    bench.central.switch("on");
    wait(bench, 1);
    assert.equal(isClosed(bench), true);
  });
});
