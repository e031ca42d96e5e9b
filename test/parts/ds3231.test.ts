import assert from "node:assert/strict";
import fc from "fast-check";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Ds3231, REGISTER } from "../../bench/parts/ds3231.ts";

const seconds = (iso: string): number => Date.parse(iso) / 1000;

function setUp(iso?: string) {
  const clock = new SimulationClock();
  const chip = new Ds3231(clock);
  if (iso !== undefined) chip.setUtc(seconds(iso));
  const write = (...bytes: number[]): boolean => chip.write(Uint8Array.from(bytes));
  const read = (from: number, count: number): number[] => {
    write(from);
    return [...chip.read(count)];
  };
  return { clock, chip, write, read };
}

describe("DS3231", () => {
  it("figure 1, page 11: seconds, minutes, hours, day, date, month and year are BCD at 00h to 06h", () => {
    const { read } = setUp("2024-12-31T23:59:48Z");
    assert.deepEqual(read(0x00, 7), [0x48, 0x59, 0x23, 0x02, 0x31, 0x12, 0x24]);
  });

  it("page 14, status register: OSF is set when power is first applied, and 0Eh and 0Fh start as 1Ch and 88h", () => {
    const { read } = setUp();
    assert.deepEqual(read(REGISTER.CONTROL, 2), [0x1c, 0x88]);
  });

  it("page 14: OSF is cleared by writing 0, cannot be written to 1, and comes back when the oscillator stops", () => {
    const { chip, write, read } = setUp();
    write(REGISTER.STATUS, 0x08);
    assert.deepEqual(read(REGISTER.STATUS, 1), [0x08]);
    write(REGISTER.STATUS, 0x88);
    assert.deepEqual(read(REGISTER.STATUS, 1), [0x08]);
    chip.stopOscillator();
    assert.deepEqual(read(REGISTER.STATUS, 1), [0x88]);
  });

  it("keeps time while the oscillator runs, and none while it stands", () => {
    const { clock, chip } = setUp("2025-01-01T00:00:00Z");
    clock.runUntil(61_000_000);
    assert.equal(chip.register(REGISTER.SECONDS), 0x01);
    assert.equal(chip.register(REGISTER.MINUTES), 0x01);
    chip.stopOscillator();
    clock.runUntil(200_000_000);
    assert.equal(chip.register(REGISTER.SECONDS), 0x01);
    chip.startOscillator();
    clock.runUntil(201_999_999);
    assert.equal(chip.register(REGISTER.SECONDS), 0x02);
  });

  it("page 11: the address pointer wraps from 12h to 00h", () => {
    const { read } = setUp("2025-06-07T08:09:10Z");
    assert.deepEqual(read(REGISTER.STATUS, 6), [0x08, 0, 25, 0, 0x10, 0x09]);
  });

  it("page 11: a read goes on where the last transfer ended", () => {
    const { chip, read } = setUp("2025-06-07T08:09:10Z");
    read(0x00, 1);
    assert.deepEqual([...chip.read(2)], [0x09, 0x08]);
  });

  it("page 11: the century bit toggles when the years register overflows from 99 to 00", () => {
    const { clock, read } = setUp("2099-12-31T23:59:59Z");
    clock.runUntil(1_000_000);
    assert.deepEqual(read(0x04, 3), [0x01, 0x81, 0x00]);
  });

  it("page 11: the day of the week increments at midnight and goes from 7 to 1", () => {
    const { clock, chip } = setUp("2025-06-08T23:59:59Z");
    assert.equal(chip.register(REGISTER.DAY), 7);
    clock.runUntil(1_000_000);
    assert.equal(chip.register(REGISTER.DAY), 1);
  });

  it("page 11: 12-hour mode, where bit 6 of the hours is set and bit 5 means PM", () => {
    const { clock, chip, write } = setUp("2025-06-08T10:59:59Z");
    write(REGISTER.HOURS, 0x40 | 0x11);
    clock.runUntil(1_000_000);
    assert.equal(chip.register(REGISTER.HOURS), 0x40 | 0x20 | 0x12, "12 PM");
    clock.runUntil(13 * 3_600_000_000);
    assert.equal(chip.register(REGISTER.HOURS), 0x40 | 0x12, "12 AM");
  });

  it("page 12: writing the seconds register starts the second anew", () => {
    const { clock, chip, write } = setUp("2025-06-08T10:00:00Z");
    clock.runUntil(900_000);
    write(REGISTER.SECONDS, 0x30);
    clock.runUntil(1_899_999);
    assert.equal(chip.register(REGISTER.SECONDS), 0x30);
    clock.runUntil(1_900_000);
    assert.equal(chip.register(REGISTER.SECONDS), 0x31);
  });

  it("illogical entries stay as they are", () => {
    const { clock, chip, write } = setUp("2025-06-08T10:00:00Z");
    write(REGISTER.DATE, 0x31);
    clock.runUntil(5_000_000);
    assert.equal(chip.register(REGISTER.DATE), 0x31);
    assert.equal(chip.register(REGISTER.SECONDS), 0x00);
  });

  it("carries any time of 2000 to 2099 through any span as the calendar does", () => {
    const last = seconds("2099-12-31T23:59:59Z");
    fc.assert(
      fc.property(
        fc.integer({ min: seconds("2000-01-01T00:00:00Z"), max: last }),
        fc.nat(400 * 86_400),
        (from, span) => {
          const clock = new SimulationClock();
          const chip = new Ds3231(clock);
          const to = Math.min(from + span, last);
          chip.setUtc(from);
          clock.runUntil((to - from) * 1_000_000);
          chip.write(Uint8Array.of(0));
          const bcd = [...chip.read(7)].map((byte) => byte.toString(16).padStart(2, "0"));
          const [second, minute, hour, , date, month, year] = bcd;
          assert.equal(
            `20${year}-${month}-${date}T${hour}:${minute}:${second}.000Z`,
            new Date(to * 1000).toISOString(),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("page 13: with EOSC at 1 the oscillator runs from the supply, and stops on the battery, which sets OSF", () => {
    const { clock, chip, write, read } = setUp("2025-06-08T10:00:00Z");
    write(REGISTER.CONTROL, 0x84);
    clock.runUntil(2_000_000);
    assert.deepEqual([chip.register(REGISTER.SECONDS), ...read(REGISTER.STATUS, 1)], [0x02, 0x08]);
    chip.cutSupply();
    clock.runUntil(10_000_000);
    chip.restoreSupply();
    assert.deepEqual([chip.register(REGISTER.SECONDS), ...read(REGISTER.STATUS, 1)], [0x02, 0x88]);
    clock.runUntil(11_000_000);
    assert.equal(chip.register(REGISTER.SECONDS), 0x03);
  });

  it("page 13: with EOSC at 0 time goes on from the battery", () => {
    const { clock, chip, read } = setUp("2025-06-08T10:00:00Z");
    chip.cutSupply();
    clock.runUntil(10_000_000);
    chip.restoreSupply();
    assert.deepEqual([chip.register(REGISTER.SECONDS), ...read(REGISTER.STATUS, 1)], [0x10, 0x08]);
  });

  it("is as new after supply and battery were gone", () => {
    const { clock, chip, write, read } = setUp("2025-06-08T10:00:00Z");
    write(0x07, 1, 2, 3);
    clock.runUntil(500_000);
    chip.powerCycle();
    assert.deepEqual(read(0x00, 0x13), [...new Ds3231(clock).read(0x13)]);
    clock.runUntil(1_499_999);
    assert.equal(chip.register(REGISTER.SECONDS), 0x00);
    clock.runUntil(1_500_000);
    assert.equal(chip.register(REGISTER.SECONDS), 0x01);
  });

  it("a defect: stands still without a flag", () => {
    const { clock, chip, read } = setUp("2025-06-08T10:00:00Z");
    clock.runUntil(1_000_000);
    chip.freeze();
    clock.runUntil(9_000_000);
    assert.deepEqual([chip.register(REGISTER.SECONDS), ...read(REGISTER.STATUS, 1)], [0x01, 0x08]);
  });
});
