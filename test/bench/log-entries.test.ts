// What the entries of every log say in words, to the character; and that a part has the name under which its build tells of it.

import assert from "node:assert/strict";
import { hex } from "../../bench/byte-string.ts";
import { entryLine, logEntries, partNames } from "../../bench/log-entries.ts";
import type { LogFile } from "../../bench/log-file.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { u16, u32 } from "../../firmware/messages/bytes.ts";
import { system as meter } from "../../firmware/meter/system.ts";
import { system as offSwitch } from "../../firmware/off-switch/system.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { camel } from "../../tools/build/names.ts";
import { partitionText } from "../../tools/build/partition.ts";
import { cycleSlots } from "../../tools/build/slots.ts";
import { wiring } from "../../tools/build/wiring.ts";

const NOON = u32(Date.UTC(2026, 0, 15, 12) / 1000);

/** A log file with one record that holds `payload`. */
function file(segment: number, payload: string, type = 129): LogFile {
  const text = (String.fromCharCode(type, payload.length) + u32(7) + payload).padEnd(86, "\xff");
  return { meterId: "HASM0001", segment, textBytes: 86, records: [{ text, tag: "" }], closing: "" };
}

const line = (...args: Parameters<typeof file>): string =>
  logEntries(file(...args))
    .map(entryLine)
    .join("\n");

describe("entries in words", () => {
  const registers = NOON + u32(12_345) + u32(99);
  const security = (what: string, time = NOON): string => (time + what).padEnd(16, "\0");
  const BODY = "\x01\x02\x03\0\0\0\0\0";
  const own = (what: string): string => u32(61) + what;
  /** As the switch log gives it. */
  const record = (type: number, payload: string): string =>
    String.fromCharCode(type, payload.length) + u32(259) + payload;
  for (const [segment, payload, says] of [
    [
      1,
      `${registers}\x11\x07\0\0`,
      "2026-01-15T12:00:00Z  import 12345 Wh, export 99 Wh, rate 2 of tariff ..07, switch on",
    ],
    [
      1,
      `${registers}\x07\xab\x01\0`,
      "2026-01-15T12:00:00Z  import 12345 Wh, export 99 Wh, rate 8 of tariff ..ab, switch off, a part",
    ],
    [
      1,
      `${registers}\x20\0\x18\x01`,
      "2026-01-15T12:00:00Z  import 12345 Wh, export 99 Wh, no tariff, switch armed, clock set, supply failed, a current without pulses",
    ],
    [
      1,
      `${registers}\x30\0\x26\x06`,
      "2026-01-15T12:00:00Z  import 12345 Wh, export 99 Wh, no tariff, switch unknown, no clock, no memory, a test, generation where there is none, pulses without a current",
    ],
    [
      1,
      `${registers}\x10\0\xc1\xf8`,
      "2026-01-15T12:00:00Z  import 12345 Wh, export 99 Wh, no tariff, switch on, a part, status bits 192, another utility's meter that cannot be the bound one, alarm bits 240",
    ],
    [
      1,
      `\0\0\0\0${registers.slice(4)}\x10\x01\x02\0`,
      "-  import 12345 Wh, export 99 Wh, rate 1 of tariff ..01, switch on, no clock",
    ],
    [1, `${registers}\x41\x01\0\0`, `-  unknown entry ${hex(registers)}41010000`],
    [1, `${registers}1\0`, `-  unknown entry ${hex(registers)}3100`],
    [2, security("S\0\0"), "2026-01-15T12:00:00Z  started"],
    [2, security("S\0\0", "\0\0\0\0"), "-  started"],
    [2, security("R\0\0"), "2026-01-15T12:00:00Z  refused a frame or a line"],
    [2, security("R\x01\0"), "2026-01-15T12:00:00Z  refused what did not open as of the central system"],
    [2, security("R\x04\0"), "2026-01-15T12:00:00Z  refused what did not open as of the top-up gateway"],
    [2, security("R\x05\0"), "2026-01-15T12:00:00Z  refused what did not open as of the technician"],
    [2, security("R\x09\0"), "2026-01-15T12:00:00Z  refused what did not open as of route 9"],
    [2, security("A\x40\0\x01"), "2026-01-15T12:00:00Z  prepaid-on of the central system: done"],
    [2, security(`A\x23\x05\x01${BODY}`), "2026-01-15T12:00:00Z  tariff-piece of the central system: busy (010203)"],
    [2, security(`A\x42\x01\x04${BODY}`), "2026-01-15T12:00:00Z  top-up of the top-up gateway: malformed (010203)"],
    [2, security("A\x20\x02\x05"), "2026-01-15T12:00:00Z  time of the technician: not-allowed"],
    [2, security(`A\x42\0\x06${BODY}`), "2026-01-15T12:00:00Z  top-up of a typed code: done (010203)"],
    [2, security("A\x42\x04\x07"), "2026-01-15T12:00:00Z  top-up of the meter itself: part-failed"],
    [2, security("A\x30\x03\x01"), "2026-01-15T12:00:00Z  parameter of the central system: out-of-range"],
    [2, security("Q\x60\0\x05\x01"), "2026-01-15T12:00:00Z  read-log of the technician: done (01)"],
    [2, security("Q\x31\x06\x01"), "2026-01-15T12:00:00Z  read-parameter of the central system: absent"],
    [2, security("A\x77\x08\x03"), "2026-01-15T12:00:00Z  order 119 of ?: result 8"],
    [2, security("T\0\0"), "2026-01-15T12:00:00Z  typed code: right"],
    [2, security("Twr"), "2026-01-15T12:00:00Z  typed code: wrong"],
    [2, security("Tno"), "2026-01-15T12:00:00Z  typed code: mistyped"],
    [2, security("Tlo"), "2026-01-15T12:00:00Z  typed code: not looked at: locked"],
    [2, security("Tag"), "2026-01-15T12:00:00Z  typed code: put off"],
    [2, security("Txx"), "2026-01-15T12:00:00Z  typed code: ?"],
    [2, security("F\x02\x01"), "2026-01-15T12:00:00Z  computations threw"],
    [2, security("F\x07\x02"), "2026-01-15T12:00:00Z  display used up its step budget"],
    [2, security("F\x00\x03"), "2026-01-15T12:00:00Z  communications was interrupted by the engine"],
    [2, security("F\x20\x02"), "2026-01-15T12:00:00Z  importPulses is stuck"],
    [2, security("F\x21\x01"), "2026-01-15T12:00:00Z  exportPulses is missing"],
    [2, security("F\x22\x01"), "2026-01-15T12:00:00Z  clamp is missing"],
    [2, security("F\x23\x04"), "2026-01-15T12:00:00Z  clock has forgotten"],
    [2, security("F\x24\x01"), "2026-01-15T12:00:00Z  lcd is missing"],
    [2, security("F\x25\x00"), "2026-01-15T12:00:00Z  memory works again"],
    [2, security("F\x26\x02"), "2026-01-15T12:00:00Z  metrology-log is of a foreign format"],
    [2, security("F\x27\x01"), "2026-01-15T12:00:00Z  security-log has no part that answers"],
    [2, security("F\x29\x03"), "2026-01-15T12:00:00Z  tariffs is worn"],
    [2, security("F\x2c\x01"), "2026-01-15T12:00:00Z  registers has no part that answers"],
    [2, security("F\x2d\x01"), "2026-01-15T12:00:00Z  tally has no part that answers"],
    [2, security("F\xff\x09"), "2026-01-15T12:00:00Z  number 255 has fault 9"],
    [2, security("\0\0\0"), "2026-01-15T12:00:00Z  one of too many kinds at once"],
    [2, security("Z\x01\x02"), "-  unknown entry 6968d6c05a0102000000000000000000"],
    [2, "short", "-  unknown entry 73686f7274"],
    [9, "x", "-  unknown entry 78"],
    [
      3,
      record(129, own("O\x03\x000")),
      "61 s after the start  switch log 259: opened for remote and credit, switch off",
    ],
    [
      3,
      record(130, u16(300) + own("R\0\x001")),
      "61 s after the start  switch log 259: refused what did not open, switch on, 300 times",
    ],
    [3, record(128, u32(5) + u32(2)), "-  switch log 259: sector begins, acknowledged up to 5, lost unacknowledged 2"],
    [3, record(132, u32(5) + u32(2)), "-  switch log 259: acknowledged up to 5, lost unacknowledged 2"],
    // What a meter board that has fallen writes there looks like nothing else: no reading, no record within a record, no length that is none.
    [3, record(129, registers + "1\0"), `-  switch log 259: unknown entry ${hex(registers + "1\0")}`],
    [3, record(129, own("O\x03\x000").slice(0, 7)), "-  switch log 259: unknown entry 0000003d4f0300"],
    [
      3,
      record(129, own("O\x03\x000")).slice(0, 13),
      `-  unknown entry ${hex(record(129, own("O\x03\x000")).slice(0, 13))}`,
    ],
    [3, `${record(129, own("O\x03\x000"))}x`, `-  unknown entry ${hex(record(129, own("O\x03\x000")))}78`],
    [3, "\x81", "-  unknown entry 81"],
    [3, "", "-  unknown entry "],
    [3, "9".repeat(10), "-  unknown entry 39393939393939393939"],
    [1, own("A\x10\x000"), "61 s after the start  off: done, switch off"],
    [1, own("A\x11\x002"), "61 s after the start  on: done, switch armed"],
    [1, own("A\x02\x041"), "61 s after the start  key: part-failed, switch on"],
    [1, own("A\x20\x020"), "61 s after the start  time: not-allowed, switch off"],
    [1, own("A\x07\x010"), "61 s after the start  order 7: malformed, switch off"],
    [1, own("R\0\x001"), "61 s after the start  refused what did not open, switch on"],
    [1, own("B\0\x001"), "61 s after the start  the button closed the switch, switch on"],
    [1, own("B\0\x010"), "61 s after the start  the button was held and the relay may not move yet, switch off"],
    [1, own("O\x01\x000"), "61 s after the start  opened for remote, switch off"],
    [1, own("O\x0e\x000"), "61 s after the start  opened for credit and limit and tamper, switch off"],
    [1, own("X\0\x000"), "61 s after the start  nobody pressed the button in time, switch off"],
    [
      1,
      own("W\x02\x031"),
      "61 s after the start  the meter board wants it open for credit; reasons now: remote, credit, switch on",
    ],
    [
      1,
      own("W\0\x002"),
      "61 s after the start  the meter board wants it open no more; reasons now: none, switch armed",
    ],
    [1, own("L\0\x001"), "61 s after the start  the state of the switch was lost, switch on"],
    [1, own("N\0\x011"), "61 s after the start  the meter board is silent, switch on"],
    [1, own("N\0\x001"), "61 s after the start  the meter board is heard again, switch on"],
    [1, own("I\0\x010"), "61 s after the start  current flows though the switch is open, switch off"],
    [1, own("I\0\x000"), "61 s after the start  no current flows any more, switch off"],
    [1, own("A\x12\x061"), "61 s after the start  cancel: absent, switch on"],
    [1, own("A\x13\x001"), "61 s after the start  obey: done, switch on"],
    [1, own("A\x14\x031"), "61 s after the start  policy: out-of-range, switch on"],
    [1, own("Q\x60\x001"), "61 s after the start  read-log: done, switch on"],
    [1, own("Q\x15\x001"), "61 s after the start  log-stored: done, switch on"],
    [1, own("C\0\x020"), "61 s after the start  the contact was open where it was to be closed, switch off"],
    [1, own("C\0\x030"), "-  unknown entry 0000003d43000330"],
    [1, own("C\0\x011"), "61 s after the start  the contact does not follow, switch on"],
    [1, own("C\0\x001"), "61 s after the start  the contact follows again, switch on"],
    [1, own("F\x20\x021"), "61 s after the start  relay is stuck, switch on"],
    [1, own("F\x21\x021"), "61 s after the start  button is stuck, switch on"],
    [1, own("F\x01\x011"), "61 s after the start  off-switch-security threw, switch on"],
    [1, own("\0\0\0\0"), "61 s after the start  one of too many kinds at once"],
    [1, own("Z\0\x001"), "-  unknown entry 0000003d5a000031"],
  ] as const)
    it(says, () => {
      assert.equal(line(segment, payload), `7  ${says}`);
    });

  it("of records that the log itself makes", () => {
    const marks = u32(5) + u32(2);
    assert.equal(line(2, marks, 128), "7  -  sector begins, acknowledged up to 5, lost unacknowledged 2");
    assert.equal(line(2, "\x4b", 131), "7  -  75 % of the log wait to be acknowledged");
    assert.equal(line(2, marks, 132), "7  -  acknowledged up to 5, lost unacknowledged 2");
    assert.equal(line(2, marks, 133), "7  -  chain begins anew, acknowledged up to 5, lost unacknowledged 2");
    assert.equal(line(2, "ab", 99), "7  -  unknown record 99 6162");
  });

  it("of equal entries that were counted", () => {
    assert.deepEqual(logEntries(file(2, u16(300) + security("R\0\0"), 130)), [
      { record: 7, count: 300, time: "2026-01-15T12:00:00Z", text: "refused a frame or a line" },
    ]);
    assert.equal(
      line(2, u16(2) + security("R\0\0"), 130),
      "7  2026-01-15T12:00:00Z  refused a frame or a line, 2 times",
    );
  });

  it("never put a control character onto the terminal", () => {
    for (let code = 0; code < 256; code++) {
      const char = String.fromCharCode(code);
      for (const payload of [0, 1, 7, 8, 10, 14, 16, 22].map((length) => char.repeat(length)))
        for (const segment of [1, 2, 3]) assert.match(line(segment, payload), /^[\x20-\x7e]+$/);
    }
  });

  for (const [system, board] of [
    [meter, meterBoard],
    [offSwitch, offSwitchBoard],
  ] as const)
    it(`name the parts of ${system.name} as its build numbers them`, async () => {
      const slots = cycleSlots(system);
      const texts = await Promise.all(
        system.partitions.map(({ name, stepBudget }, index) => {
          const handlers = slots.filter(({ partition }) => partition === index).map(({ handler }) => handler);
          return partitionText(`${ROOT}firmware/${system.name}/${name}.ts`, name, camel(name), handlers, stepBudget);
        }),
      );
      const entry = wiring(
        system,
        board,
        slots,
        texts.map(({ endowments }) => endowments),
      );
      const watched = /watchParts\(\[(.*?)\]/.exec(entry)?.[1]?.split(", ");
      assert.deepEqual(
        partNames(system).map(camel),
        watched?.map((name) => name.replace(".ring", "")),
      );
    });
});
