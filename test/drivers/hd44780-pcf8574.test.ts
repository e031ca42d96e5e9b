import assert from "node:assert/strict";
import fc from "fast-check";
import { PCF8574_ADDRESS, Pcf8574Hd44780 } from "../../bench/parts/pcf8574-hd44780.ts";
import { DriverOnBoard } from "./on-board.ts";

const BLANK = " ".repeat(20);
const OPTIONS = { i2c: "I2C3", scl: "A8", sda: "C9", address: PCF8574_ADDRESS };

async function setUp() {
  const driver = await DriverOnBoard.build("hd44780-pcf8574", OPTIONS);
  const display = new Pcf8574Hd44780(driver.clock);
  const bus = driver.board.softI2c("A8", "C9");
  bus.attach(PCF8574_ADDRESS, display);
  driver.boot();
  return { driver, display, bus };
}

/** A display that has been found and set up. */
async function ready() {
  const all = await setUp();
  all.driver.wait(100).call("write", 0, "");
  all.driver.wait(100).call("write", 0, "");
  return all;
}

describe("hd44780-pcf8574 on a virtual board", () => {
  it("finds the display at the first write, gives it time to power up, and shows all rows with the next", async () => {
    const { driver, display } = await setUp();
    driver.call("write", 0, "HASM");
    driver.call("write", 1, "too early");
    assert.deepEqual(display.rows(), [BLANK, BLANK, BLANK, BLANK]);
    driver.wait(50).call("write", 3, "Switch: on");
    assert.deepEqual(
      display.rows().map((row) => row.trimEnd()),
      ["HASM", "too early", "", "Switch: on"],
    );
    assert.equal(display.backlight, true);
    assert.deepEqual(display.faults, []);
  });

  it("shows any text on any row, filled with blanks or cut, and never breaks the chip's timing", async () => {
    const { driver, display } = await ready();
    const text = fc.string({
      unit: fc.constantFrom(..." 0123456789.kWhSwitch:onff,prebutALM".split("")),
      maxLength: 25,
    });
    const rows = [...display.rows()];
    fc.assert(
      fc.property(fc.nat(3), text, (row, text) => {
        driver.call("write", row, text);
        rows[row] = text.padEnd(20).slice(0, 20);
        assert.deepEqual(display.rows(), rows);
      }),
      { numRuns: 300 },
    );
    assert.deepEqual(display.faults, []);
    assert.equal(driver.board.console, "");
  });

  it("sends no row that shows already, and of a changed row only the change", async () => {
    const { driver, bus, display } = await ready();
    const sent: number[] = [];
    bus.detach(PCF8574_ADDRESS);
    bus.attach(PCF8574_ADDRESS, {
      write: (bytes, timeUs) => {
        sent.push(bytes.length);
        return display.write(bytes, timeUs);
      },
      read: (count) => display.read(count),
    });
    driver.call("write", 0, "     123.456 kWh");
    driver.call("write", 0, "     123.456 kWh");
    driver.call("write", 0, "     123.457 kWh");
    const row = 1 + 4 + 1 + 4 * 11 + 1;
    assert.deepEqual(sent, [16, 16, 16, row - 48, 1 + 4 + 1 + 4 + 1]);
    assert.equal(display.rows()[0], "     123.457 kWh    ");
  });

  it("sets a display up again that was without power, with all its rows", async () => {
    const { driver, display } = await ready();
    for (const [row, text] of ["one", "two", "three", "four"].entries()) driver.call("write", row, text);
    display.powerCycle();
    driver.wait(10_000).call("write", 0, "five");
    driver.wait(100).call("write", 0, "six");
    assert.deepEqual(
      display.rows().map((row) => row.trimEnd()),
      ["six", "two", "three", "four"],
    );
    assert.deepEqual(display.faults, []);
  });

  it("looks for a missing display once in 10 s, and waits for nothing", async () => {
    const { driver, display, bus } = await ready();
    bus.detach(PCF8574_ADDRESS);
    let writes = 0;
    bus.attach(PCF8574_ADDRESS, {
      write: () => {
        writes++;
        return false;
      },
      read: (count) => new Uint8Array(count).fill(255),
    });
    driver.wait(10_000);
    const startUs = driver.clock.nowUs;
    for (let i = 0; i < 35; i++) {
      driver.waitUntil(startUs + i * 1_000_000);
      const beforeUs = driver.board.busyUs;
      driver.call("write", 1, `lost ${i}`);
      assert.ok(driver.board.busyUs - beforeUs < 20_000);
    }
    assert.equal(writes, 4);
    bus.detach(PCF8574_ADDRESS);
    bus.attach(PCF8574_ADDRESS, display);
    display.powerCycle();
    driver.wait(10_000).call("write", 1, "back");
    driver.wait(100).call("write", 1, "again");
    assert.equal(display.rows()[1]?.trimEnd(), "again");
  });

  it("waits for nothing while the bus is held low, and shows the latest text when it is free", async () => {
    for (const [pin, name] of [
      ["A8", "clock"],
      ["C9", "data"],
    ] as const) {
      const { driver, display } = await ready();
      driver.board.pin(pin).drive(0);
      const beforeUs = driver.board.busyUs;
      driver.call("write", 0, "held");
      driver.call("write", 2, "held too");
      assert.ok(driver.board.busyUs - beforeUs < 40_000, `${name} held low`);
      driver.board.pin(pin).drive(undefined);
      driver.wait(100).call("write", 0, "free");
      driver.wait(100).call("write", 2, "free too");
      assert.equal(display.rows()[0]?.trimEnd(), "free", name);
      assert.equal(display.rows()[2]?.trimEnd(), "free too", name);
      assert.deepEqual(display.faults, []);
      assert.equal(driver.board.console, "");
    }
  });

  it("takes a row number out of range for one of the four", async () => {
    const { driver, display } = await ready();
    driver.call("write", 7, "row three");
    assert.equal(display.rows()[3]?.trimEnd(), "row three");
  });

  it("works on after the processor was reset in the middle of a nibble", async () => {
    const { driver, display } = await ready();
    driver.call("write", 0, "before");
    driver.wait(50);
    display.write(Uint8Array.from([0x09, 0x4d, 0x49, 0x08]), driver.clock.nowUs);
    driver.wait(1).boot().wait(100);
    driver.call("write", 0, "after");
    assert.deepEqual(
      display.rows().map((row) => row.trimEnd()),
      ["after", "", "", ""],
    );
    assert.deepEqual(display.faults, []);
  });
});
