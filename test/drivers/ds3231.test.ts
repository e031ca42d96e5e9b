import assert from "node:assert/strict";
import fc from "fast-check";
import { Ds3231, DS3231_ADDRESS, REGISTER } from "../../bench/parts/ds3231.ts";
import { PART_NONSENSE, type Part } from "../../hal/part-fault.ts";
import { DriverOnBoard } from "./on-board.ts";

const seconds = (iso: string): number => Date.parse(iso) / 1000;

async function setUp() {
  const driver = await DriverOnBoard.build("ds3231", { i2c: "I2C3", scl: "A8", sda: "C9" });
  const chip = new Ds3231(driver.clock);
  driver.board.softI2c("A8", "C9").attach(DS3231_ADDRESS, chip);
  return { driver: driver.boot(), chip };
}

describe("ds3231 on a virtual board", () => {
  it("reads any time of 2000 to 2099", async () => {
    const { driver, chip } = await setUp();
    const times = fc.integer({ min: seconds("2000-01-01T00:00:00Z"), max: seconds("2099-12-31T23:59:00Z") });
    const corners = ["2000-02-29T23:59:59Z", "2024-02-29T00:00:00Z", "2023-02-28T23:59:59Z", "2024-12-31T23:59:59Z"];
    fc.assert(
      fc.property(times, (utcSeconds) => {
        chip.setUtc(utcSeconds);
        assert.equal(driver.call("utcSeconds"), utcSeconds);
      }),
      { numRuns: 500, examples: corners.map((iso): [number] => [seconds(iso)]) },
    );
  });

  it("follows the chip as time goes by", async () => {
    const { driver, chip } = await setUp();
    chip.setUtc(seconds("2025-03-30T00:59:00Z"));
    driver.wait(3_600_000);
    assert.equal(driver.call("utcSeconds"), seconds("2025-03-30T01:59:00Z"));
  });

  it("says 0 for a chip whose oscillator stood still since it was set", async () => {
    const { driver, chip } = await setUp();
    assert.equal(driver.call("utcSeconds"), 0, "never set");
    chip.setUtc(seconds("2025-01-01T00:00:00Z"));
    chip.stopOscillator();
    assert.equal(driver.call("utcSeconds"), 0);
    chip.startOscillator();
    assert.equal(driver.call("utcSeconds"), 0, "running again, but who knows since when");
  });

  const nonsense: readonly (readonly [string, number, number])[] = [
    ["second 60", REGISTER.SECONDS, 0x60],
    ["second 5A", REGISTER.SECONDS, 0x5a],
    ["minute 60", REGISTER.MINUTES, 0x60],
    ["hour 24", REGISTER.HOURS, 0x24],
    ["12-hour mode", REGISTER.HOURS, 0x52],
    ["date 0", REGISTER.DATE, 0x00],
    ["date 32", REGISTER.DATE, 0x32],
    ["June 31", REGISTER.DATE, 0x31],
    ["month 0", REGISTER.MONTH_CENTURY, 0x00],
    ["month 13", REGISTER.MONTH_CENTURY, 0x13],
    ["century bit", REGISTER.MONTH_CENTURY, 0x86],
    ["year A0", REGISTER.YEAR, 0xa0],
  ];
  for (const [name, register, value] of nonsense) {
    it(`says 0 for ${name}`, async () => {
      const { driver, chip } = await setUp();
      chip.setUtc(seconds("2025-06-15T12:30:00Z"));
      assert.equal(driver.call("utcSeconds"), seconds("2025-06-15T12:30:00Z"));
      chip.write(Uint8Array.of(register, value));
      assert.equal(driver.call("utcSeconds"), 0);
      assert.equal((driver.call("valueOf") as Part).fault, PART_NONSENSE);
    });
  }

  it("says 0 for February 29 of a common year", async () => {
    const { driver, chip } = await setUp();
    chip.setUtc(seconds("2025-02-28T12:30:00Z"));
    chip.write(Uint8Array.of(REGISTER.DATE, 0x29));
    assert.equal(driver.call("utcSeconds"), 0);
  });

  it("says 0 and costs little when the chip is gone or the bus is held low", async () => {
    const { driver, chip } = await setUp();
    chip.setUtc(seconds("2025-01-01T00:00:00Z"));
    const bus = driver.board.softI2c("A8", "C9");
    const lost: readonly (readonly [string, () => void])[] = [
      [
        "no chip",
        () => {
          bus.detach(DS3231_ADDRESS);
        },
      ],
      [
        "data held low",
        () => {
          driver.board.pin("C9").drive(0);
        },
      ],
      [
        "clock held low",
        () => {
          driver.board.pin("A8").drive(0);
        },
      ],
    ];
    for (const [name, lose] of lost) {
      lose();
      const beforeUs = driver.board.busyUs;
      assert.equal(driver.call("utcSeconds"), 0, name);
      assert.ok(driver.board.busyUs - beforeUs < 20_000, `${name}: ${driver.board.busyUs - beforeUs} us`);
    }
    driver.board.pin("A8").drive(undefined);
    driver.board.pin("C9").drive(undefined);
    bus.attach(DS3231_ADDRESS, chip);
    assert.ok((driver.call("utcSeconds") as number) > 0, "back again");
  });
});
