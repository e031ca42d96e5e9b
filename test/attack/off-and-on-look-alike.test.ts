// Whoever listens to the WAN, or stands in the concentrator, wants to know which command passes, and what came of it. An off, a tariff, a
// top-up, a new key: the same frames, of the same length, in the same order, answered in the same second.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import * as orders from "../../bench/central/orders.ts";
import { FrameReceiver } from "../../bench/frame-receiver.ts";
import { tariff } from "../meter/tariff-rig.ts";
import { isClosed, listen, payloads, target, wait } from "./rig.ts";

const TARIFF = orders.tariff(tariff(1, 0).body, 1, 0);
const SECRET = "k".repeat(32);

/** Some way to use the central system: once, in the tenth second or somewhat after it. */
const ORDERS: Readonly<Record<string, (bench: Bench) => void>> = {
  off: (bench) => void bench.central.switch("off"),
  on: (bench) => void bench.central.switch("on"),
  "query of the off-switch processor": (bench) => void bench.central.order("off-switch", orders.query()),
  query: (bench) => void bench.central.order("meter", orders.query()),
  "tariff begin": (bench) => void bench.central.order("meter", TARIFF[0]!),
  "tariff piece": (bench) => void bench.central.order("meter", TARIFF[1]!),
  "tariff commit": (bench) => void bench.central.order("meter", TARIFF.at(-1)!),
  "time step": (bench) => void bench.central.order("meter", orders.timeStep(bench.startS + 500)),
  parameter: (bench) => void bench.central.order("meter", orders.parameter(11, "eleven")),
  "prepaid on": (bench) => void bench.central.order("meter", orders.prepaid(true)),
  debt: (bench) => void bench.central.order("meter", orders.debt(100_000)),
  "top-up": (bench) => void bench.central.order("meter", orders.topUp(1, 100_000)),
  appliance: (bench) => void bench.central.order("meter", orders.appliance(2, true)),
  "log, half a record": (bench) => void bench.central.order("meter", orders.readLog(2, 1, 0)),
  "log that there is not": (bench) => void bench.central.order("meter", orders.readLog(1, 99, 0)),
  "log closing": (bench) => void bench.central.order("meter", orders.logClosing(2)),
  "new key of the meter": (bench) => void changeKey(bench, 1),
  "new key of the off-switch processor": (bench) => void changeKey(bench, 2),
  "new key of the gateway": (bench) => void changeKey(bench, 4),
};

function changeKey(bench: Bench, number: number): void {
  const sent = bench.central.system.changeKey(number, () => SECRET, bench.utcMs);
  bench.toWan(sent.frames.join(""));
}

/** What is heard of each order, the first of them given `atS` seconds after power-on, each a while after the one before. */
async function heardOf(gives: readonly ((bench: Bench) => void)[], atS: number): Promise<string[][]> {
  const bench = await target();
  const heard = listen(bench);
  wait(bench, atS);
  return gives.map((give) => {
    heard.length = 0;
    const givenS = Math.floor(bench.elapsedS);
    give(bench);
    wait(bench, 12);
    return heard.map(
      ({ second, direction, payload }) =>
        `${second - givenS} s ${direction}, route ${payload.charCodeAt(0)}, ${payload.length} bytes`,
    );
  });
}

describe("attack: telling off from on", () => {
  for (const hundredths of [0, 30, 60, 91, 92, 93, 94])
    it(`hears the same of every order that is given ${hundredths / 100} s after a second began`, async () => {
      const atS = 10 + hundredths / 100;
      const all = await heardOf(Object.values(ORDERS), atS);
      for (const [index, name] of Object.keys(ORDERS).entries()) assert.deepEqual(all[index], all[0], name);
      assert.deepEqual(
        all[0]!.map((one) => one.replace(/^\d+ s /, "")),
        ["in, route 1, 121 bytes", "in, route 2, 121 bytes", "out, route 1, 121 bytes", "out, route 2, 121 bytes"],
      );
    });

  it("hears which processor is meant where no cover goes with a command", async () => {
    const bare = (bench: Bench): void => {
      bench.toWan(bench.central.command("off"));
    };
    const [off, piece] = await heardOf([bare, ORDERS["tariff piece"]!], 10);
    assert.deepEqual(off, ["0 s in, route 2, 121 bytes", "2 s out, route 2, 121 bytes"]);
    assert.equal(piece!.length, 4);
  });

  it("sees a counter and random bytes, whichever it is", async () => {
    const bench = await target();
    const kinds = ["off", "on", "off", "off", "on", "on"] as const;
    const messages = kinds.map((order) => payloads(bench.central.command(order))[0]!);
    assert.deepEqual(
      messages.map((message) => message.length),
      kinds.map(() => 1 + 8 + 16 + 96),
    );
    assert.equal(new Set(messages.map((message) => message.slice(9))).size, kinds.length);
    for (let at = 9; at < 121; at++)
      assert.ok(new Set(messages.map((message) => message[at])).size > 1, `byte ${at} is the same in all`);
  });

  it("hears the same answer to what is done, was done before and is not allowed, and none to noise and replays", async () => {
    const bench = await target();
    const answers: string[] = [];
    const ear = new FrameReceiver((payload) => answers.push(`route ${payload.charCodeAt(0)}, ${payload.length} bytes`));
    bench.onWan((direction, bytes) => {
      if (direction === "out") ear.receive(bytes);
    });
    wait(bench, 10);
    const said = (bytes: string): string[] => {
      answers.length = 0;
      bench.toWan(bytes);
      wait(bench, 20);
      return [...answers];
    };
    const off = bench.central.command("off");
    for (const frame of [off, bench.central.command("off"), bench.central.command("on")])
      assert.deepEqual(said(frame), ["route 2, 121 bytes"]);
    for (const refused of [off, "noise\xc0"]) assert.deepEqual(said(refused), []);
    assert.equal(isClosed(bench), false);
  });
});
