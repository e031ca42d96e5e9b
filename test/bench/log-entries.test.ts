// What the entries of every log say in words, to the character; and that a part has the name under which its build tells of it.

import assert from "node:assert/strict";
import { entryLine, logEntries, partNames } from "../../bench/log-entries.ts";
import type { LogFile } from "../../bench/log-file.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { u16, u32 } from "../../firmware/messages/bytes.ts";
import { encodeSwitchState } from "../../firmware/messages/switch-state.ts";
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
  const interval = NOON + u32(12_345) + u32(99);
  const security = (what: string): string => NOON + what;
  const own = (what: string): string => u32(61) + what;
  for (const [segment, payload, says] of [
    [1, `${interval}1\0`, "2026-01-15T12:00:00Z  register 12345 Wh, interval 99 Wh, switch on"],
    [1, `${interval}0\x01`, "2026-01-15T12:00:00Z  register 12345 Wh, interval 99 Wh, switch off, a part"],
    [
      1,
      `${interval}?\x06`,
      "2026-01-15T12:00:00Z  register 12345 Wh, interval 99 Wh, switch unknown, no clock, no memory",
    ],
    [2, security("S\0\0"), "2026-01-15T12:00:00Z  started"],
    [2, "\0\0\0\0S\0\0", "-  started"],
    [2, security("R\0\0"), "2026-01-15T12:00:00Z  refused a frame or a command"],
    [2, security("F\x02\x01"), "2026-01-15T12:00:00Z  computations threw"],
    [2, security("F\x05\x02"), "2026-01-15T12:00:00Z  display used up its step budget"],
    [2, security("F\x00\x03"), "2026-01-15T12:00:00Z  communications was interrupted by the engine"],
    [2, security("F\x20\x02"), "2026-01-15T12:00:00Z  importPulses is stuck"],
    [2, security("F\x21\x04"), "2026-01-15T12:00:00Z  clock has forgotten"],
    [2, security("F\x22\x01"), "2026-01-15T12:00:00Z  lcd is missing"],
    [2, security("F\x23\x00"), "2026-01-15T12:00:00Z  memory works again"],
    [2, security("F\x24\x02"), "2026-01-15T12:00:00Z  metrology-log is of a foreign format"],
    [2, security("F\x25\x01"), "2026-01-15T12:00:00Z  security-log has no part that answers"],
    [2, security("F\x27\x03"), "2026-01-15T12:00:00Z  registers is worn"],
    [2, security("F\xff\x09"), "2026-01-15T12:00:00Z  number 255 has fault 9"],
    [2, security("\0\0\0"), "2026-01-15T12:00:00Z  one of too many kinds at once"],
    [2, security("Z\x01\x02"), "-  unknown entry 6968d6c05a0102"],
    [2, "short", "-  unknown entry 73686f7274"],
    [9, "x", "-  unknown entry 78"],
    [3, encodeSwitchState("2", 3, 4, 5, 6, 0), "-  switch armed, accepted 3, rejected 4, operations 5, faults 6"],
    [
      3,
      encodeSwitchState("0", 0, 0, 1, 0, 1),
      "-  switch off, accepted 0, rejected 0, operations 1, faults 0, ALARM: contact",
    ],
    [3, "9".repeat(10), "-  unknown entry 39393939393939393939"],
    [1, own("A\x01\x000"), "61 s after the start  accepted off, switch off"],
    [1, own("A\x02\x002"), "61 s after the start  accepted on, switch armed"],
    [1, own("A\x07\x000"), "61 s after the start  accepted order 7, switch off"],
    [1, own("B\0\x001"), "61 s after the start  the button closed the switch, switch on"],
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
      { record: 7, count: 300, time: "2026-01-15T12:00:00Z", text: "refused a frame or a command" },
    ]);
    assert.equal(
      line(2, u16(2) + security("R\0\0"), 130),
      "7  2026-01-15T12:00:00Z  refused a frame or a command, 2 times",
    );
  });

  it("never put a control character onto the terminal", () => {
    for (let code = 0; code < 256; code++) {
      const char = String.fromCharCode(code);
      for (const payload of [char, char.repeat(7), char.repeat(8), char.repeat(10), char.repeat(14)])
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
