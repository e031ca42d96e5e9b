// A serial port in marks on a UART that stand-ins for parts have too: on a virtual board.

import assert from "node:assert/strict";
import { bundleDrivers } from "./bundle-drivers.ts";
import { DriverOnBoard } from "./on-board.ts";

const OPTIONS = { port: "Serial6", tx: "C6", rx: "C7", baud: 19200 };
const ALL = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");
const digits = (bytes: string): string => Buffer.from(bytes, "latin1").toString("hex").toUpperCase();

describe("uart-hex on a virtual board", () => {
  it("sends and posts every byte value unchanged", async () => {
    const driver = (await DriverOnBoard.build("uart-hex", OPTIONS)).boot();
    const wire = driver.board.uart("Serial6");
    let sent = "";
    wire.onSent((bytes) => (sent += bytes));
    driver.call("send", ALL);
    wire.receive(`m${digits(ALL)};`);
    driver.wait(2000);
    assert.equal(sent, `M${digits(ALL)}\r\n`);
    assert.equal(driver.posts.join(""), ALL);
    assert.ok(driver.posts.every((chunk) => chunk.length >= 1 && chunk.length <= 64));
  });

  it("hears between its marks alone, and of a byte both digits", async () => {
    const driver = (await DriverOnBoard.build("uart-hex", OPTIONS)).boot().wait(100);
    for (const [text, heard] of [
      ["4142", ""],
      ["m41;42", "A"],
      ["m4p1;", "A"],
      ["m4;1;m42;", "B"],
      ["m4m43;", "C"],
      ["c1500;", ""],
      ["m444", "D"],
      ["5;", "E"],
      ["46;", ""],
      ["m4a;", ""],
    ] as const) {
      const before = driver.posts.length;
      driver.board.uart("Serial6").receive(text);
      driver.wait(100);
      assert.equal(driver.posts.slice(before).join(""), heard, text);
    }
  });

  it("sends text for whatever it is given, and only so much of it", async () => {
    const driver = (await DriverOnBoard.build("uart-hex", OPTIONS)).boot();
    let sent = "";
    driver.board.uart("Serial6").onSent((bytes) => (sent += bytes));
    driver.call("send", { data: "x", count: 100_000 });
    driver.call("send", "y".repeat(2000));
    driver.wait(3000);
    assert.equal(sent, `M${digits("[object Object]")}\r\nM${digits("y".repeat(1024))}\r\n`);
  });

  it("shares a UART with the display and the pulses: each hears and says its own", async () => {
    const text = await bundleDrivers(`
      import { open as openDisplay } from "./uart-display.ts";
      import { open as openHex } from "./uart-hex.ts";
      import { open as openPulse } from "./uart-pulse.ts";
      let heard = "";
      const port = openHex(${JSON.stringify(OPTIONS)}, function (bytes) { heard += bytes; });
      const pulses = openPulse({ port: "Serial6", rx: "C7", baud: 19200 });
      const display = openDisplay({ port: "Serial6", tx: "C6", baud: 19200 });
      setTimeout(function () {
        display.write(0, heard + " " + pulses.count());
        port.send(heard);
      }, 500);`);
    const { board, clock } = await DriverOnBoard.build("uart", { port: "Serial1", tx: "B6", baud: 9600 });
    let sent = "";
    board.uart("Serial6").onSent((bytes) => (sent += bytes));
    board.boot(text);
    clock.runUntil(250_000);
    board.uart("Serial6").receive("pm7073;ppm70;");
    clock.runUntil(1_000_000);
    assert.equal(sent, "R0 psp 3               \r\nM707370\r\n");
    assert.equal(board.console, "");
  });
});
