// Whoever holds the WAN keeps commands back and delivers them in another order, or late.

import assert from "node:assert/strict";
import { commands, isClosed, target, wait, withoutCounter } from "./rig.ts";

describe("attack: commands in another order", () => {
  it("takes the latest only: whatever was made before it is refused from then on", async () => {
    const bench = await target();
    wait(bench, 10);
    const [first, second, third] = [
      bench.central.command("off"),
      bench.central.command("on"),
      bench.central.command("off"),
    ];
    for (const frame of [second, first, third, first, second]) {
      bench.toWan(frame);
      wait(bench, 6);
    }
    assert.deepEqual(commands(bench), { accepted: 2, rejected: 3 });
    assert.equal(isClosed(bench), false);
    bench.pressButton(0.3);
    wait(bench, 6);
    assert.equal(isClosed(bench), false);
    assert.equal(bench.offSwitchParts.relay.operations, 1);
  });

  it("arms by an overtaken on, where the counter is not looked at", async () => {
    const bench = await target({ offSwitch: await withoutCounter() });
    wait(bench, 10);
    const [on, off] = [bench.central.command("on"), bench.central.command("off")];
    for (const frame of [off, on]) {
      bench.toWan(frame);
      wait(bench, 2);
    }
    bench.pressButton(0.3);
    wait(bench, 2);
    assert.equal(isClosed(bench), true);
  });

  it("not promised: a command that was withheld acts an hour later, as long as no later one was delivered", async () => {
    const bench = await target();
    wait(bench, 10);
    const withheld = bench.central.command("off");
    wait(bench, 3600);
    bench.toWan(withheld);
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
  });
});
