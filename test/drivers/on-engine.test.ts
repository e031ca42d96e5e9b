// What only the real engine can say about the drivers: one boot of an emulated board with all of its stand-ins for parts, and two
// drivers whose parts it does not have.

import assert from "node:assert/strict";
import { engineSuite } from "../../tools/engine/available.ts";
import { QemuBoard } from "../../tools/engine/qemu.ts";
import { bundleDrivers } from "./bundle-drivers.ts";

const PROGRAM = `
  import { open as openProcessor } from "./espruino.ts";
  import { open as openUart } from "./uart.ts";
  import { open as openPulse } from "./uart-pulse.ts";
  import { open as openButton } from "./uart-button.ts";
  import { open as openDisplay } from "./uart-display.ts";
  import { open as openClock } from "./engine-clock.ts";
  import { open as openRelay } from "./unsensed-relay.ts";
  import { open as openChipClock } from "./ds3231.ts";
  import { open as openLcd } from "./hd44780-pcf8574.ts";
  import { open as openS0 } from "./s0-pulse.ts";
  const processor = openProcessor();
  processor.closeConsole("");
  const display = openDisplay({ port: "Serial6", tx: "C6", baud: 19200 });
  const link = openUart({ port: "Serial2", tx: "A2", rx: "A3", baud: 19200 }, function (bytes) { link.send(bytes); });
  const han = openUart({ port: "Serial4", tx: "C10", baud: 115200 }, function () { display.write(2, "HAN was heard"); });
  const pulses = openPulse({ port: "Serial5", rx: "D2", baud: 19200 });
  const shared = openPulse({ port: "Serial6", rx: "C7", baud: 19200 });
  const technician = openUart({ port: "Serial1", tx: "A9", rx: "A10", baud: 19200 }, function (bytes) { technician.send(bytes); });
  openButton({ port: "Serial3", rx: "B11", baud: 19200 }, function (bytes) { display.write(2, "button " + bytes.charCodeAt(0)); });
  const clock = openClock({ epochSeconds: 1735689600 });
  const relay = openRelay({ setPin: "B5", resetPin: "B4", coilMs: 50 });
  const chipClock = openChipClock({ i2c: "I2C3", scl: "A8", sda: "C9" });
  const lcd = openLcd({ i2c: "I2C3", scl: "A8", sda: "C9", address: 39 });
  const s0 = openS0({ watchPin: "B7", minimumMs: 20 });
  const bytes = processor.toBytes("abc");
  const text = processor.toText(bytes);
  bytes[0] = 0;
  let busMs = processor.nowMs();
  lcd.write(0, "nobody reads this");
  const missing = chipClock.utcSeconds();
  busMs = processor.nowMs() - busMs;
  const wasClosed = relay.isClosed();
  relay.drive(false);
  processor.after(function () { relay.drive(true); }, 200);
  processor.after(function () {
    let renewals = 0;
    while (s0.count() === 0 && renewals < 3) renewals++;
    han.send(JSON.stringify({
      text: text, missing: missing, busMs: busMs, wasClosed: wasClosed, closed: relay.isClosed(), crc: processor.crc32("123456789"),
      none: processor.readFile("none"), self: processor.readFile(".bootcde").length, clock: clock.utcSeconds(),
    }) + "\\n");
  }, 2500);
  const show = function () {
    processor.after(show, 100);
    display.write(0, "pulses " + pulses.count());
    display.write(3, "shared " + shared.count());
    display.write(1, pulses.spacingMs() > 0 ? "spacing" : "no spacing");
  };
  show();`;

/** One byte at a time: with no baud rate to pace it, the emulated chip lets a byte overwrite the one that is just being fetched. */
engineSuite("drivers on an emulated board", "stm32", function () {
  this.timeout(60_000);
  let board: QemuBoard;
  let bundle: string;

  before(async () => {
    bundle = await bundleDrivers(PROGRAM);
    const serial = { 1: "collect", 2: "collect", 3: "collect", 4: "collect", 5: "collect", 6: "collect" } as const;
    board = await QemuBoard.start({ files: { ".bootcde": bundle }, serial, traceGpio: true, icount: "shift=3" });
    await board.waitFor(6, "no spacing", 30_000);
  });

  after(() => board.stop());

  it("uart: passes bytes both ways", async () => {
    let echo = "";
    for (const byte of ["\x03", "\x11", "\x13", "\x00", "\xff"]) {
      echo += byte;
      board.send(2, byte);
      await board.waitFor(2, echo, 10_000);
    }
  });

  it("uart-pulse and uart-display: pulses in, rows out", async () => {
    board.send(5, "p");
    await board.waitFor(6, "R0 pulses 1 ", 10_000);
    board.send(5, "p");
    await board.waitFor(6, "R0 pulses 2 ", 10_000);
    await board.waitFor(6, "R1 spacing ", 10_000);
  });

  it("uart-pulse beside uart-display on one UART: pulses come in where rows go out", async () => {
    for (let count = 1; count <= 3; count++) {
      board.send(6, "p");
      await board.waitFor(6, `R3 shared ${count} `, 10_000);
    }
  });

  it("uart on the UART that was the console's: passes what the console would have acted on", async () => {
    // The engine has written a prompt there while the console was taken away.
    const prompt = board.received(1).length;
    let echo = "";
    for (const byte of ["\x03", "\x11", "\x13", "p"]) {
      echo += byte;
      board.send(1, byte);
      await board.waitFor(1, (all) => all.subarray(prompt).toString("latin1") === echo, 10_000);
    }
  });

  it("uart-button: d is down, u is up", async () => {
    board.send(3, "d");
    await board.waitFor(6, "R2 button 1 ", 10_000);
    board.send(3, "u");
    await board.waitFor(6, "R2 button 0 ", 10_000);
  });

  it("uart without rx: hears nothing, although the emulated chip needs no pin to receive", async () => {
    board.send(4, "attack");
    board.send(5, "p");
    await board.waitFor(6, "R0 pulses 3 ", 10_000);
    assert.ok(!board.received(6).includes("HAN"));
  });

  it("espruino, engine-clock, ds3231, hd44780-pcf8574 and s0-pulse: what they say of a board without parts", async () => {
    const sent = await board.waitFor(4, "\n", 20_000);
    const { busMs, clock, ...report } = JSON.parse(sent.toString("latin1")) as Record<string, number>;
    assert.deepEqual(report, {
      text: "abc",
      missing: 0,
      wasClosed: true,
      closed: true,
      crc: 0xcbf43926,
      none: "",
      self: bundle.length,
    });
    assert.ok(busMs !== undefined && busMs < 10, `a bus held low costs ${busMs} ms`);
    assert.ok(clock !== undefined && clock >= 1_735_689_602 && clock < 1_735_689_610, `${clock}`);
  });

  it("unsensed-relay: pulses one coil for each order", async () => {
    await board.waitFor(4, "\n", 20_000);
    await board.stop();
    const writes = (await board.gpioWrites()).filter(({ port, pin }) => port === "B" && (pin === 4 || pin === 5));
    const changes = writes.filter(({ pin, level }, index) => {
      const before = writes.slice(0, index).findLast((write) => write.pin === pin);
      return level !== (before?.level ?? 0);
    });
    assert.deepEqual(
      changes.map(({ pin, level }) => `B${pin} ${level}`),
      ["B4 1", "B4 0", "B5 1", "B5 0"],
    );
  });
});
