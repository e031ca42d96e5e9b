// What the page is told of a bench: figures are those of the meter, messages and faults those of its kernels, and looking on changes nothing.

import assert from "node:assert/strict";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { ChannelProbe } from "../../bench/page/channel-probe.ts";
import { logView } from "../../bench/page/log-watch.ts";
import { mapShape } from "../../bench/page/map-shape.ts";
import { Ring } from "../../bench/page/ring.ts";
import type { State } from "../../bench/page/shape.ts";
import { telegramFigures } from "../../bench/page/telegram-figures.ts";
import { meterFigures, telegramImportWh } from "../../bench/report.ts";
import { meterWith, newBench } from "../bundles.ts";
import { shown } from "./shown-rig.ts";

describe("page: what it is told", () => {
  it("figures are those of the meter's telegram, its parts and its kernels", async () => {
    const { bench, state } = await shown();
    bench.runTo(125);
    const now = state();
    const figures = meterFigures(bench);
    assert.equal(now.telegram?.importWh, telegramImportWh(bench.han.last));
    assert.deepEqual(now.lcd.rows, bench.meterParts.lcd.rows());
    assert.deepEqual(
      [now.switch?.state, now.relay.operations, now.telegrams, now.pulses.generated],
      ["connected", 0, figures.han.telegrams, bench.pulses.generated],
    );
    const partitions = [...now.partitions.meter!, ...now.partitions.offSwitch!];
    assert.deepEqual(
      partitions.map(({ id, steps, mostBudget, dropped }) => [id, steps, mostBudget, dropped]),
      figures.partitions.map(({ board, name, steps, mostBudget, dropped }) => [
        `${board}/${name}`,
        steps,
        mostBudget,
        dropped,
      ]),
    );
  });

  it("counts each message of a channel once: a telegram is one from cs-security to consumer-port", async () => {
    const { bench, state } = await shown();
    bench.runTo(305);
    const now = state();
    const sent = new Map(now.channels.map(({ name, messages }) => [name, messages]));
    const telegrams = sent.get("meter/cs-security -> consumer-port")!;
    assert.ok(bench.han.telegrams >= 29);
    assert.equal(telegrams, bench.han.telegrams);
    const wire = mapShape().wires.findIndex(({ to }) => to === "meter/consumer-port");
    assert.deepEqual(now.flows[wire], [telegrams, 0]);
    bench.central.switch("off");
    bench.runTo(310);
    const after = new Map(state().channels.map(({ name, messages }) => [name, messages]));
    assert.equal(after.get("meter/communications -> off-switch-link"), 1);
    assert.equal(sent.get("meter/communications -> off-switch-link"), 0);
  });

  it("goes on counting behind a cut of the supply, and says nothing of a processor that has none", async () => {
    const { bench, state } = await shown();
    bench.runTo(30);
    bench.cutPower("meter", undefined, 5_000_000);
    bench.runTo(32);
    assert.equal(state().partitions.meter, null);
    assert.notEqual(state().partitions.offSwitch, null);
    const before = state().channels.find(({ name }) => name === "meter/computations -> display")!.messages;
    bench.runTo(70);
    const after = state().channels.find(({ name }) => name === "meter/computations -> display")!.messages;
    assert.ok(after > before, `${after} messages, ${before} before`);
  });

  it("takes back what a step sent that failed", () => {
    const queue: string[] = [];
    const probe = new ChannelProbe({ global: () => ({ slots: { queues: [queue] } }) }, meterSystem);
    queue.push("a");
    queue.push("b");
    queue.pop();
    queue.shift();
    queue.push("c");
    assert.deepEqual([probe.counts[0], [...queue]], [2, ["c"]]);
    assert.deepEqual(Object.keys(queue), ["0"]);
  });

  it("tells of faults, and goes on counting behind a restart", async () => {
    const throws = new URL("../fault/partitions/throws.ts", import.meta.url).pathname;
    const { bench, state } = await shown(await meterWith("display", throws));
    bench.runTo(15);
    const early = state();
    bench.runTo(40);
    const late = state();
    const display = ({ partitions }: State) => partitions.meter!.find(({ id }) => id === "meter/display")!;
    const heard = ({ channels }: State) =>
      channels.find(({ name }) => name === "meter/computations -> display")!.messages;
    assert.ok(display(early).faults >= 1 && display(late).faults > display(early).faults);
    assert.equal(display(late).faults, late.faults.length);
    const { board, partition, kind } = late.faults[0]!;
    assert.deepEqual([board, partition, kind], ["meter", "display", "threw"]);
    assert.ok(heard(late) > heard(early), `${heard(late)} messages, ${heard(early)} before`);
  });

  it("looking on changes nothing: flash, telegrams and kernels are the same to the byte", async () => {
    const watched = await shown();
    const alone = await newBench();
    for (let s = 100; s <= 1000; s += 100) {
      watched.bench.runTo(s);
      watched.state();
      watched.lines();
      logView(watched.bench, "security");
    }
    alone.runTo(1000);
    assert.equal(watched.bench.han.last, alone.han.last);
    assert.deepEqual(meterFigures(watched.bench), meterFigures(alone));
    assert.ok(
      Buffer.from(watched.bench.meterParts.memory.array.cells).equals(Buffer.from(alone.meterParts.memory.array.cells)),
    );
  });

  it("reads the credit of a prepaid meter, also where there is less than nothing", () => {
    const telegram = (balance: string): string =>
      `/HSM5\\HASM-1\r\n\r\n1-3:0.2.8(50)\r\n1-0:1.8.1(000001.500*kWh)\r\n1-0:1.8.2(000002.000*kWh)\r\n1-0:2.8.0(000000.004*kWh)\r\n` +
      `0-0:96.14.0(0001)\r\n1-0:1.7.0(00.168*kW)\r\n1-0:2.7.0(00.000*kW)\r\n0-0:96.13.0(4F4B)\r\n0-0:199.1.0(${balance}*EUR)\r\n1-0:199.2.1(0.25000*EUR)\r\n!0000\r\n`;
    assert.deepEqual(telegramFigures(telegram("-000001.25000")), {
      ...{ importWh: 3500, exportWh: 4, powerW: 168, exportPowerW: 0, rate: "low", switchState: null },
      ...{ currency: "EUR", price1e5: 25_000, balance1e5: -125_000, debt1e5: null, text: "OK" },
    });
    assert.equal(telegramFigures(telegram("12.5"))?.balance1e5, null);
    assert.equal(telegramFigures("/HSM5\\HASM-1\r\n\r\n0-0:96.13.0(00)\r\n!0000\r\n"), undefined);
  });

  it("keeps the latest of what comes, for readers that come late", () => {
    const ring = new Ring<number>(3);
    for (let i = 1; i <= 10; i++) ring.push(i);
    assert.deepEqual(
      [ring.end, ring.since(0), ring.since(8), ring.since(10), ring.since(0, 1)],
      [10, [8, 9, 10], [9, 10], [], [10]],
    );
  });
});
