// Whoever has hacked one meter, or recorded its commands, turns to the others. The second meter's keys are known to him, the first's
// not; then each field of the nonce is tried for itself, by somebody who has the right key and may seal for another purpose only.

import assert from "node:assert/strict";
import { nonce } from "../../bench/central/channel.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { encodeCommand, ORDER_OFF } from "../../firmware/messages/meter-order.ts";
import { commands, isClosed, sealed, target, wait } from "./rig.ts";

const OFF = encodeCommand(ORDER_OFF, "");
const COUNTER = 1n << 50n;

describe("attack: a command for another meter", () => {
  it("acts on none that was recorded at, or sealed with the keys of, another meter", async () => {
    const bench = await target();
    const other = await target({ seed: 2, meterId: "HASM0002" });
    wait(bench, 10);
    wait(other, 10);
    const recorded = other.central.command("off");
    bench.toWan(recorded);
    const stolen = other.keys;
    for (const id of ["HASM0001", "HASM0002"])
      for (const key of [stolen.offSwitch, stolen.central])
        bench.toWan(frame("\x02" + sealed(OFF, key, (counter) => nonce(id, "\x01", 2, counter), COUNTER)));
    wait(bench, 6);
    assert.deepEqual(commands(bench), { accepted: 0, rejected: 5 });
    assert.equal(isClosed(bench), true);
    other.toWan(recorded);
    wait(other, 2);
    assert.equal(isClosed(other), false);
  });

  it("acts on none that was sealed with the right key for another meter, direction or purpose", async () => {
    const bench = await target();
    wait(bench, 10);
    const { meterId, offSwitch } = bench.keys;
    const send = (id: string, direction: string, purpose: number): void => {
      bench.toWan(frame("\x02" + sealed(OFF, offSwitch, (counter) => nonce(id, direction, purpose, counter), COUNTER)));
      wait(bench, 6);
    };
    send("HASM0002", "\x01", 2);
    send(meterId, "\x02", 2);
    send(meterId, "\x01", 1);
    assert.deepEqual(commands(bench), { accepted: 0, rejected: 3 });
    assert.equal(isClosed(bench), true);
    send(meterId, "\x01", 2);
    assert.deepEqual(commands(bench), { accepted: 1, rejected: 3 });
    assert.equal(isClosed(bench), false);
  });
});
