// Whoever stands in the concentrator puts a new message together from pieces of recorded ones.

import assert from "node:assert/strict";
import { frame } from "../../bench/frame-receiver.ts";
import { commands, isClosed, payloads, target, wait } from "./rig.ts";

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
    bench.toWan(frame(one + other.slice(1)));
    bench.toWan(frame("\x02" + one.slice(1) + other.slice(1)));
    wait(bench, 30);
    assert.ok(tried > 60, `${tried} tried`);
    assert.deepEqual(commands(bench), { accepted: 0, rejected: tried + 2 });
    assert.equal(isClosed(bench), true);
  });

  it("takes two frames that share their delimiter for what they are, and half a frame before a whole one for nothing", async () => {
    const bench = await target();
    wait(bench, 10);
    const [off, on] = [bench.central.command("off"), bench.central.command("on")];
    bench.toWan(off.slice(0, 20) + off + on.slice(1));
    wait(bench, 6);
    assert.deepEqual(commands(bench), { accepted: 2, rejected: 0 });
    bench.pressButton(0.3);
    wait(bench, 2);
    assert.equal(isClosed(bench), true);
    assert.equal(bench.offSwitchParts.relay.operations, 2);
  });
});
