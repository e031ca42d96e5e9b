// Whoever stands in the concentrator alters a command on its way: each bit of it, and its length. He computes the CRC anew.

import assert from "node:assert/strict";
import { parameter, readParameter } from "../../bench/central/orders.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { encodeCommand, ORDER_OFF } from "../../firmware/messages/meter-order.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { commands, flipped, isClosed, payloads, target, toOffSwitch, wait, withoutSeal } from "./rig.ts";

describe("attack: an altered command", () => {
  it("acts on no command with one bit turned over, nor after any of them refuses the true one", async () => {
    const bench = await target();
    wait(bench, 10);
    const command = bench.central.command("off");
    const altered = flipped(payloads(command)[0]!);
    for (const payload of altered) bench.toWan(frame(payload));
    wait(bench, 90);
    // Eight of them have another route: communications refuses those.
    assert.deepEqual(commands(bench), { accepted: 0, rejected: 8 * 120 });
    assert.equal(isClosed(bench), true);
    bench.toWan(command);
    wait(bench, 6);
    assert.deepEqual(commands(bench), { accepted: 1, rejected: 8 * 120 });
    assert.equal(isClosed(bench), false);
  });

  it("does to cs-security what no altered command says, tells how many there were, and then does what the true one says", async () => {
    const bench = await target({ startS: DEFAULT_START_S - 100 });
    wait(bench, 10);
    const [first] = bench.central.system.command("meter", parameter(11, "true"), bench.utcMs).frames;
    const altered = flipped(payloads(first)[0]!);
    for (const payload of altered) bench.toWan(frame(payload));
    wait(bench, 95);
    const { refusedFrames, refusedMessages } = bench.central.reports[0]!;
    assert.deepEqual([altered.length, refusedFrames, refusedMessages], [8 * 121, 8, 8 * 120]);
    assert.equal(bench.central.events.length, 0);
    bench.toWan(first);
    wait(bench, 3);
    bench.central.order("meter", readParameter(11));
    wait(bench, 3);
    const said = bench.central.events.flatMap((event) =>
      event.kind === "answer" && !event.isCover ? [event.body] : [],
    );
    assert.deepEqual(said, [{ kind: "none" }, { kind: "parameter", value: "true" }]);
  });

  it("acts on no command that is shorter or longer, on the WAN or between the boards", async () => {
    const bench = await target({ startS: DEFAULT_START_S - 100 });
    wait(bench, 10);
    const payload = payloads(bench.central.command("off"))[0]!;
    const shorter = Array.from({ length: 119 }, (_, length) => payload.slice(0, 2 + length));
    const longer = Array.from({ length: 100 }, (_, count) => payload + "\0".repeat(1 + count));
    for (const altered of [...shorter, ...longer]) {
      bench.toWan(frame(altered));
      toOffSwitch(bench, frame(altered.slice(1)));
      wait(bench, 0.4);
    }
    wait(bench, 6);
    // One is longer than a command, and not longer than a frame.
    assert.deepEqual(commands(bench), { accepted: 0, rejected: shorter.length + 1 });
    assert.equal(bench.central.reports[0]!.refusedFrames, shorter.length + longer.length);
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
    const bench = await target({ offSwitch: await withoutSeal() });
    wait(bench, 10);
    bench.toWan(frame("\x02" + "\0".repeat(24) + encodeCommand(ORDER_OFF, "")));
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
  });
});
