// What the page is told of the wires: what crossed each port, as it lay there and as the keys of the bench open it.

import assert from "node:assert/strict";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import type { WireLine } from "../../bench/page/shape.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { newBench } from "../bundles.ts";
import { shown } from "./shown-rig.ts";

const ofPort = (lines: readonly WireLine[], port: string): readonly string[] =>
  lines.filter((line) => line.port === port).map(({ direction, form, meaning }) => `${direction} ${form} ${meaning}`);

describe("page: what crosses the wires", () => {
  it("opens what is sealed with the keys of the bench, order and answer on both wires", async () => {
    const { bench, lines } = await shown();
    bench.runTo(20);
    bench.central.switch("off");
    bench.runTo(24);
    const wan = ofPort(lines(), "wan");
    assert.ok(wan.includes('in sealed order "off" to the off-switch processor'), wan.join("\n"));
    assert.ok(
      wan.includes("in sealed cover, which hides for whom the other one is to the cs-security"),
      wan.join("\n"),
    );
    assert.ok(wan.includes('out sealed answer of the off-switch processor to "off": done'), wan.join("\n"));
    const link = ofPort(lines(), "link");
    assert.ok(link.includes('out sealed order "off" to the off-switch processor'), link.join("\n"));
    assert.ok(link.includes('in sealed answer of the off-switch processor to "off": done'), link.join("\n"));
    assert.ok(link.includes("in clear the switch is disconnected"), link.join("\n"));
    const order = lines().find(({ port, meaning }) => port === "wan" && meaning.startsWith('order "off"'))!;
    assert.deepEqual([order.bytes, order.hex.length, order.details], [121, 242, ["key 2 (central system), counter 1"]]);
  });

  it("shows noise as noise, and what a stranger sealed as nothing that opens", async () => {
    const { bench, lines } = await shown();
    const other = await newBench({ seed: 2 });
    bench.runTo(20);
    bench.toWan("\xc0rubbish\xc0");
    bench.toWan(other.central.command("off"));
    bench.runTo(22);
    const wan = ofPort(lines(), "wan");
    assert.deepEqual(wan.slice(-2), [
      "in clear noise: no frame with a right CRC".replace("clear", "noise"),
      "in sealed does not open under the key of the central system",
    ]);
  });

  it("reads telegrams, the M-Bus and what is typed", async () => {
    const { bench, lines } = await shown();
    bench.runTo(30);
    bench.meter.uart(portOf(meterBoard, "topUp")).receive("1234\r");
    bench.runTo(125);
    const now = lines();
    assert.match(ofPort(now, "han").at(-1)!, /^out clear P1 telegram: \d+ Wh, \d+ W$/);
    const mbus = ofPort(now, "other-utility");
    assert.ok(mbus.includes("out clear asks who is there (SND_NKE)"), mbus.join("\n"));
    assert.ok(mbus.includes("in clear acknowledges"), mbus.join("\n"));
    assert.ok(
      mbus.some((line) => /^in clear gas: \d+ l$/.test(line)),
      mbus.join("\n"),
    );
    const typed = ofPort(now, "topUp");
    assert.deepEqual(typed[0], "in clear typed: 1234");
    assert.match(typed[1]!, /^out clear says: /);
  });
});
