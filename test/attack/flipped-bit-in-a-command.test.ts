// Whoever stands in the concentrator alters a command on its way: each bit of it, and its length. He computes the CRC anew.

import assert from "node:assert/strict";
import { frame } from "../../bench/frame-receiver.ts";
import { commands, flipped, isClosed, payloads, target, toOffSwitch, wait, without } from "./rig.ts";

describe("attack: an altered command", () => {
  it("acts on no command with one bit turned over, nor after any of them refuses the true one", async () => {
    const bench = await target();
    wait(bench, 10);
    const command = bench.central.command("off");
    const altered = flipped(payloads(command)[0]!);
    for (const payload of altered) bench.toWan(frame(payload));
    wait(bench, 30);
    assert.equal(altered.length, 8 * 41);
    // Eight of them have another route: communications refuses those.
    assert.deepEqual(commands(bench), { accepted: 0, rejected: 8 * 40 });
    assert.equal(isClosed(bench), true);
    bench.toWan(command);
    wait(bench, 6);
    assert.deepEqual(commands(bench), { accepted: 1, rejected: 8 * 40 });
    assert.equal(isClosed(bench), false);
  });

  it("acts on no command that is shorter or longer", async () => {
    const bench = await target();
    wait(bench, 10);
    const [payload] = payloads(bench.central.command("off"));
    const shorter = Array.from({ length: 39 }, (_, length) => payload!.slice(0, 2 + length));
    const longer = Array.from({ length: 100 }, (_, count) => payload! + "\0".repeat(1 + count));
    for (const altered of [...shorter, ...longer]) {
      bench.toWan(frame(altered));
      wait(bench, 0.2);
    }
    wait(bench, 6);
    assert.deepEqual(commands(bench), { accepted: 0, rejected: shorter.length + longer.length });
    assert.equal(isClosed(bench), true);
  });

  it("drops every frame of which noise turned a bit over, on the WAN or between the boards, unopened", async () => {
    const bench = await target();
    wait(bench, 10);
    const command = bench.central.command("off");
    const [payload] = payloads(command);
    for (const altered of flipped(command.slice(1, -1))) bench.toWan("\xc0" + altered + "\xc0");
    for (const altered of flipped(frame(payload!.slice(1)).slice(1, -1))) toOffSwitch(bench, "\xc0" + altered + "\xc0");
    wait(bench, 30);
    assert.deepEqual(commands(bench), { accepted: 0, rejected: 0 });
    assert.equal(isClosed(bench), true);
  });

  it("succeeds where commands are not sealed: the CRC is no defence", async () => {
    const open = without("off-switch", "off-switch-security", "openOffSwitch(sealed)", "sealed.substr(24)");
    const bench = await target({ offSwitch: await open });
    wait(bench, 10);
    bench.toWan(frame("\x02" + "\0".repeat(24) + "\x01" + "\0".repeat(15)));
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
  });
});
