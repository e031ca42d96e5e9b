// The partition that listens to the world has fallen: it runs the attacker's code. It has the wire, and must have nothing else.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { frame } from "../../bench/frame-receiver.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { benchReport } from "../../bench/report.ts";
import { DEFAULT_START_S, meterWith } from "../bundles.ts";
import { assertNoFaults, commands, isClosed, payloads, target, toOffSwitch, wait, withoutSeal } from "./rig.ts";

const HOSTILE = fileURLToPath(new URL("partitions/communications.ts", import.meta.url));
const START_S = DEFAULT_START_S - 240;

describe("attack: communications has fallen", () => {
  it("moves no relay, armed or not, and disturbs nobody", async () => {
    const bench = await target({ startS: START_S, meter: await meterWith("communications", HOSTILE) });
    wait(bench, 10);
    const everything = (): void => {
      for (let turn = 0; turn < 400; turn++) {
        bench.toWan("!");
        wait(bench, 0.5);
      }
    };
    everything();
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
    for (const order of ["off", "on"] as const)
      toOffSwitch(bench, frame(payloads(bench.central.command(order))[0]!.slice(1)));
    everything();
    wait(bench, 50);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [false, 1]);
    assert.deepEqual(commands(bench), { accepted: 2, rejected: 3200 });
    assertNoFaults(bench, "meter", "offSwitch");
    bench.finish();
    const { pulses } = benchReport(bench, 0).meters[0]!;
    assert.equal(pulses.counted, pulses.generated);
    assert.ok(pulses.generated > 5);
  });

  it("is handed no reading: of inside it gets sealed reports of one size and nothing else", async () => {
    const bench = await target({ startS: START_S, meter: await meterWith("communications", HOSTILE) });
    let sent = "";
    bench.onWan((direction, bytes) => {
      if (direction === "out") sent += bytes;
    });
    wait(bench, 10);
    bench.toWan("go");
    wait(bench, 1150);
    const handed = [...sent.matchAll(/\[from (cs-security|dc-security|off-switch-link):([^]*?)\](?=\[|$)/g)];
    const of = (from: string): string[] => handed.flatMap((found) => (found[1] === from ? [found[2]!] : []));
    const [cs, dc] = [of("cs-security"), of("dc-security")];
    assert.deepEqual([cs.length, of("off-switch-link").length], [2, 0]);
    assert.equal(new Set(dc).size, 1);
    assert.deepEqual(
      new Set([...cs.map((message) => message.slice(1)), ...dc].map((message) => message.length)),
      new Set([120]),
    );
    const register = benchReport(bench, 0).meters[0]!.importWh!;
    assert.ok(register > 20);
    for (const message of [...cs, ...dc])
      for (let wh = 1; wh <= register; wh++) assert.equal(message.slice(9).includes(u32(wh)), false);
    assert.doesNotMatch(sent, /kWh|1-0:1\.8/);
  });

  it("moves the relay where off-switch-security takes what is not sealed", async () => {
    const bench = await target({
      startS: START_S,
      meter: await meterWith("communications", HOSTILE),
      offSwitch: await withoutSeal(),
    });
    wait(bench, 10);
    for (let turn = 0; turn < 400 && isClosed(bench); turn++) {
      bench.toWan("!");
      wait(bench, 0.5);
    }
    assert.equal(isClosed(bench), false);
  });
});
