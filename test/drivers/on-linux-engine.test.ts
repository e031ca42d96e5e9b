// The drivers of I2C parts on the real engine's language, with a bus and a pin made of JavaScript: its Linux build has neither.

import assert from "node:assert/strict";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Ds3231 } from "../../bench/parts/ds3231.ts";
import { Pcf8574Hd44780 } from "../../bench/parts/pcf8574-hd44780.ts";
import { bundleDrivers } from "./bundle-drivers.ts";

const BUS = { i2c: "I2C3", scl: "A8", sda: "C9" };
const FAKES = `
  global.pinMode = function () {};
  global.digitalRead = function () { return 1; };
  const sent = [];
  let answer = [];
  global.I2C = function () {
    return {
      setup: function () {},
      writeTo: function (address, bytes) { sent.push(bytes); },
      readFrom: function () { return new Uint8Array(answer); },
    };
  };`;

async function run(program: string): Promise<unknown> {
  const bundle = await bundleDrivers(program);
  const { stdout: output } = await runOnLinux(bundle, { timeoutMs: 20_000 });
  const line = /#RESULT (.*)/.exec(output)?.[1];
  assert.ok(line !== undefined, output);
  return JSON.parse(line);
}

engineSuite("drivers of I2C parts on the Linux engine", "linux", function () {
  this.timeout(60_000);

  it("ds3231: reads the calendar as Node does, leap years and all", async () => {
    const times = ["2000-01-01T00:00:00Z", "2000-02-29T23:59:59Z", "2024-03-01T12:34:56Z", "2099-12-31T23:59:59Z"];
    for (let day = Date.parse("2023-01-15T06:07:08Z"); day < Date.parse("2026-01-01"); day += 13 * 86_400_000) {
      times.push(new Date(day).toISOString());
    }
    const seconds = times.map((iso) => Math.floor(Date.parse(iso) / 1000));
    const registers = seconds.map((utcSeconds) => {
      const chip = new Ds3231(new SimulationClock());
      chip.setUtc(utcSeconds);
      chip.write(Uint8Array.of(0x0f));
      return [...chip.read(11)];
    });
    const result = await run(`
      import { open } from "./ds3231.ts";
      ${FAKES}
      const clock = open(${JSON.stringify(BUS)});
      const results = [];
      for (const registers of ${JSON.stringify(registers)}) {
        answer = registers;
        results.push(clock.utcSeconds());
      }
      print("#RESULT " + JSON.stringify(results));`);
    assert.deepEqual(result, seconds);
  });

  it("hd44780-pcf8574: what it sends shows on the display", async () => {
    const result = (await run(`
      import { open } from "./hd44780-pcf8574.ts";
      ${FAKES}
      const lcd = open(${JSON.stringify({ ...BUS, address: 39 })});
      answer = [0];
      lcd.write(0, "     123.456 kWh");
      lcd.write(1, "          900 W");
      lcd.write(0, "     124.456 kWh");
      lcd.write(3, "Off, press button, please");
      const codes = [];
      for (const bytes of sent) codes.push(E.toUint8Array(bytes));
      print("#RESULT " + JSON.stringify(codes));`)) as number[][];
    const clock = new SimulationClock();
    const display = new Pcf8574Hd44780(clock);
    clock.runUntil(100_000);
    for (const bytes of result) {
      clock.runUntil(clock.nowUs + 20_000);
      display.write(Uint8Array.from(bytes), clock.nowUs);
    }
    assert.deepEqual(display.rows(), [
      "     124.456 kWh    ",
      "          900 W     ",
      "                    ",
      "Off, press button, p",
    ]);
    assert.deepEqual(display.faults, []);
  });
});
