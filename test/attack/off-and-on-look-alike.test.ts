// Whoever listens to the WAN, or stands in the concentrator, wants to know which command passes, and what came of it.

import assert from "node:assert/strict";
import { isClosed, payloads, target, wait } from "./rig.ts";

describe("attack: telling off from on", () => {
  it("sees one size, a counter and random bytes, whichever it is", async () => {
    const bench = await target();
    const orders = ["off", "on", "off", "off", "on", "on"] as const;
    const messages = orders.map((order) => payloads(bench.central.command(order))[0]!);
    assert.deepEqual(
      messages.map((message) => message.length),
      orders.map(() => 1 + 8 + 16 + 16),
    );
    assert.equal(new Set(messages.map((message) => message.slice(9))).size, orders.length);
    for (let at = 9; at < 41; at++)
      assert.ok(new Set(messages.map((message) => message[at])).size > 1, `byte ${at} is the same in all`);
  });

  it("hears no answer, whether the command is taken, refused or has nothing to do", async () => {
    const bench = await target();
    const answers: string[] = [];
    bench.onWan((direction, bytes) => {
      if (direction === "out") answers.push(bytes);
    });
    wait(bench, 10);
    const off = bench.central.command("off");
    for (const frame of [off, off, bench.central.command("off"), bench.central.command("on"), "noise\xc0"]) {
      bench.toWan(frame);
      wait(bench, 20);
    }
    assert.equal(isClosed(bench), false);
    assert.deepEqual(answers, []);
  });
});
