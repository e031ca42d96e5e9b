// Whoever has a device on the home network sends into the P1 port what he likes: a million random bytes.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { Random } from "../../bench/engine/random.ts";
import { kernelStatus } from "../../bench/report.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { system } from "../../firmware/meter/system.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { target, wait, without } from "./rig.ts";

const BYTES = 1_000_000;
const HAN = portOf(meterBoard, "han");

interface Trace {
  readonly bench: Bench;
  readonly state: string;
}

/** 100 s of a meter, a report within; `bytes` arrive at the HAN from the first second on, at the speed of the port. */
async function run(bytes: string, meter?: string): Promise<Trace> {
  const bench = await target({ startS: DEFAULT_START_S - 60, ...(meter === undefined ? {} : { meter }) });
  const seen: unknown[] = [];
  bench.onTelegram.push((telegram) => void seen.push([bench.clock.nowUs, telegram]));
  bench.onWan((_, sent) => void seen.push([bench.clock.nowUs, sent]));
  bench.link.onBytes((direction, sent, timeUs) => void seen.push([timeUs, direction, sent]));
  wait(bench, 1);
  bench.meter.uart(HAN).receive(bytes);
  wait(bench, 100);
  const { meter: board, meterParts } = bench;
  const kernel = kernelStatus(bench, "meter");
  // The chain of slots is in `slots` already.
  const slots = Array.from(kernel.slots, (slot) => ({ ...slot, owner: slot.owner.name, next: undefined }));
  const status = { partitions: kernel.partitions, slots, faults: kernel.faults };
  const rest = { lcd: meterParts.lcd.rows(), resets: board.resets, busyUs: board.busyUs, flags: board.errorFlags };
  return { bench, state: JSON.stringify([seen, status, rest, bench.central.reports]) };
}

describe("attack: bytes into the HAN port", () => {
  it(`changes nothing by ${BYTES} of them: not a telegram, a report, the display, a record of the kernel or a microsecond`, async () => {
    const quiet = await run("");
    const attacked = await run(new Random(99).byteString(BYTES));
    assert.equal(attacked.bench.han.telegrams, 10);
    assert.equal(attacked.bench.central.accepted, 1);
    assert.equal(attacked.state, quiet.state);
    assert.equal(attacked.bench.meter.uart(HAN).receivePins.size, 0);
    assert.equal(attacked.bench.meter.replInput, "");
    assert.equal(attacked.bench.meter.interruptions, 0);
  });

  it("changes the meter where the port has a receive pin and its owner a handler", async () => {
    const han = meterBoard.parts["han"]!;
    const parts = { ...meterBoard.parts, han: { ...han, options: { ...han.options, rx: "B7" } } };
    const devices = system.devices.map((one) =>
      one.name === "han" ? { ...one, direction: "both" as const, depth: 8 } : one,
    );
    const hearing = [
      { ...system, devices },
      { ...meterBoard, parts },
    ] as const;
    const meter = await without("meter", "consumer-port", "return {", "return { onHan() {},", hearing);
    const quiet = await run("", meter);
    const attacked = await run(new Random(99).byteString(BYTES), meter);
    assert.equal(quiet.bench.han.telegrams, 10);
    assert.notEqual(attacked.state, quiet.state);
    assert.equal(attacked.bench.meter.uart(HAN).receivePins.size, 1);
  });
});
