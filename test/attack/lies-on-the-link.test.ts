// Somebody holds the wire between the boards: he can lie about the switch to display, telegram and report, for that is sent in clear.
// He moves nothing, and changes no register.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { Random } from "../../bench/engine/random.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { benchReport } from "../../bench/report.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { encodeSwitchState } from "../../firmware/messages/switch-state.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { assertNoFaults, isClosed, target, toOffSwitch, wait } from "./rig.ts";

function toMeter(bench: Bench, bytes: string): void {
  bench.meter.uart(portOf(meterBoard, "link")).receive(bytes);
}

describe("attack: the wire between the boards", () => {
  it("not promised: a false state reaches display, telegram and report; but the relay stays and the register is true", async () => {
    const bench = await target({ startS: DEFAULT_START_S - 100 });
    wait(bench, 10);
    bench.link.cut();
    for (let second = 0; second < 100; second++) {
      toMeter(bench, frame(encodeSwitchState("0", 1, 0, 0, 0, 0, 0, 0, 0, 0)));
      wait(bench, 1);
    }
    assert.match(bench.meterParts.lcd.rows()[2]!, /^Switch: off/);
    assert.match(bench.han.last, /0-0:96\.3\.10\(0\)/);
    assert.equal(bench.central.reports[0]!.switchState, "0");
    assert.equal(isClosed(bench), true);
    bench.finish();
    const { pulses } = benchReport(bench, 0).meters[0]!;
    assert.equal(pulses.counted, pulses.generated);
  });

  it("stops neither board by noise, both ways, and a command acts after it", async () => {
    const bench = await target();
    const random = new Random(3);
    wait(bench, 10);
    for (const bytes of [random.byteString(50_000), "U".repeat(50_000), "\xdb\xc0".repeat(25_000)]) {
      toMeter(bench, bytes);
      toOffSwitch(bench, bytes);
      wait(bench, 30);
    }
    assertNoFaults(bench, "meter", "offSwitch");
    assert.match(bench.meterParts.lcd.rows()[2]!, /^Switch: on/);
    bench.central.switch("off");
    wait(bench, 12);
    assert.equal(isClosed(bench), false);
    assert.match(bench.meterParts.lcd.rows()[2]!, /^Switch: off/);
  });
});
