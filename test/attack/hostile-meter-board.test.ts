// The whole meter board has fallen: another program runs on it, with the wire to the off-switch processor and all that was ever sent over
// it. It floods, makes frames up, lies, and repeats each command that it hears, for ever.

import assert from "node:assert/strict";
import { lies } from "../../bench/attack/hostile-meter-board.ts";
import type { Bench } from "../../bench/bench.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { bundles } from "../bundles.ts";
import {
  assertNoFaults,
  commands,
  isClosed,
  payloads,
  queued,
  target,
  wait,
  withoutCounter,
  withoutSeal,
} from "./rig.ts";

const LIES = lies();

/** What comes in at the WAN is remembered and goes to the link at once; every `everyMs` follows a lie and a memory. */
function hostile(everyMs: number): string {
  const { link, wan } = meterBoard.parts;
  const setup = (port: typeof link): string => JSON.stringify({ tx: port!.options["tx"], rx: port!.options["rx"] });
  return `
var lies=${JSON.stringify(LIES)},heard=[],turn=0;
${portOf(meterBoard, "link")}.setup(19200,${setup(link)});
${portOf(meterBoard, "wan")}.setup(19200,${setup(wan)});
${portOf(meterBoard, "wan")}.on("data",function(d){heard.push(d);${portOf(meterBoard, "link")}.write(d)});
setInterval(function(){turn++;
${portOf(meterBoard, "link")}.write(lies[turn%lies.length]);
if(heard.length)${portOf(meterBoard, "link")}.write(heard.join(""));
},${everyMs});`;
}

/** A fresh command, as the wire between the boards has it: the attacker is so kind as to deliver it. */
function deliver(bench: Bench, order: "off" | "on"): void {
  bench.toWan(frame(payloads(bench.central.command(order))[0]!.slice(1)));
}

describe("attack: the meter board has fallen", () => {
  it("moves the relay for a fresh command and for the button, once each, and for nothing that it says itself", async () => {
    const bench = await target({ meter: hostile(200) });
    wait(bench, 60);
    assert.equal(commands(bench).accepted, 0);
    assert.ok(commands(bench).rejected > 100);
    bench.pressButton(2.5);
    wait(bench, 60);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
    deliver(bench, "off");
    wait(bench, 60);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [false, 1]);
    bench.pressButton(2.5);
    wait(bench, 60);
    assert.equal(isClosed(bench), false);
    deliver(bench, "on");
    wait(bench, 60);
    assert.equal(isClosed(bench), false);
    bench.pressButton(2.5);
    wait(bench, 120);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 2]);
    assert.equal(commands(bench).accepted, 2);
    assertNoFaults(bench, "offSwitch");
    assert.deepEqual(bench.offSwitchParts.relay.faults, []);
  });

  it("does not stop the button by a flood: an armed switch still closes, and what waits is bounded", async () => {
    const bench = await target({ meter: hostile(1) });
    deliver(bench, "off");
    wait(bench, 20);
    deliver(bench, "on");
    wait(bench, 60);
    const { messages, bytes } = queued(bench, "offSwitch");
    assert.ok(messages < 32 && bytes < 6000, `${messages} messages, ${bytes} bytes wait`);
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.equal(isClosed(bench), true);
    assertNoFaults(bench, "offSwitch");
  });

  it("moves the relay at will where commands are not sealed, and again and again where the counter is not looked at", async () => {
    const unsealed = await withoutSeal();
    const first = await target({ meter: hostile(200), offSwitch: unsealed });
    wait(first, 60);
    assert.equal(isClosed(first), false);

    const second = await target({ meter: hostile(200), offSwitch: withoutCounter((await bundles()).offSwitch) });
    wait(second, 10);
    deliver(second, "off");
    wait(second, 2);
    deliver(second, "on");
    wait(second, 20);
    assert.ok(commands(second).accepted > 10);
  });
});
