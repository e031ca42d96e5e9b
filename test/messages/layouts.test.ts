// Numbers, readings, reports, rounds, states and credit: what is written comes back, stands where the layout says, and nothing else is taken.
// Commands and their answers are in layouts-commands.test.ts.

import assert from "node:assert/strict";
import fc from "fast-check";
import { readU16, readU32, u16, u32 } from "../../firmware/messages/bytes.ts";
import { readingBytes } from "./reading-bytes.ts";
import * as reading from "../../firmware/messages/reading.ts";
import { BALANCE_LIMIT, encodeBalance, readBalance } from "../../firmware/messages/credit.ts";
import { encodeReport } from "../../firmware/messages/report.ts";
import { encodeRound, maskNonce, MOST_WH } from "../../firmware/messages/round.ts";
import * as local from "../../firmware/messages/local.ts";
import * as policy from "../../firmware/messages/switch-policy.ts";
import * as state from "../../firmware/messages/switch-state.ts";
import { hex } from "../../bench/byte-string.ts";
import { decodeReport, decodeRound } from "../../bench/central/messages.ts";
import { byteString, readingFields, readingOf, uint16, uint32, uint8 } from "./arbitrary.ts";

/** A plain text of the sealed messages. */
const u8 = (value: number): string => value.toString(16).padStart(2, "0");
const plainOf = (text: string): string => text.padEnd(96, "\0");

const wholeReadings = fc.record(
  {
    kind: fc.constantFrom("n", "i"),
    ...{ utcSeconds: uint32, importWh: uint32, powerW: uint32, intervalWh: uint32, status: uint8, alarms: uint8 },
    switchState: fc.constantFrom("0", "1", "2", "?"),
    ...{ exportWh: uint32, exportPowerW: uint32, rate: uint8, lowWh: uint32, price: uint32 },
    charged: fc.nat(BALANCE_LIMIT - 1),
    localQuarters: fc.integer({ min: -128, max: 127 }),
    isSummer: fc.boolean(),
    ...{ otherMedium: uint8, otherLitres: uint32, otherUtcSeconds: uint32, currency: byteString(3, 3) },
  },
  { noNullPrototype: true },
);

const EXAMPLE = {
  ...{ kind: "i", utcSeconds: 0x01020304, importWh: 0x05060708, powerW: 0x090a0b0c, switchState: "2" },
  ...{ intervalWh: 0x0d0e0f10, status: 3, alarms: 4, exportWh: 0x11121314, exportPowerW: 0x15161718, rate: 0xc5 },
  ...{ lowWh: 0x191a1b1c, price: 0x1d1e1f20, charged: 0x2122_2324_2526, localQuarters: -2, isSummer: true },
  ...{ otherMedium: 7, otherLitres: 0x2728292a, otherUtcSeconds: 0x2b2c2d2e, currency: "EUR" },
};
/** What stands behind its kind. */
const EXAMPLE_TOLD =
  "01020304" +
  "05060708" +
  "090a0b0c" +
  "32" +
  "0d0e0f10" +
  ("03" + "04" + "11121314" + "15161718" + "c5" + "191a1b1c" + "1d1e1f20" + "212223242526" + "fe" + "01") +
  ("07" + "2728292a" + "2b2c2d2e" + "455552");

describe("numbers in messages", () => {
  it("16 bits are two bytes, most significant first, and come back from any place", () => {
    fc.assert(
      fc.property(uint16, byteString(0, 5), byteString(0, 5), (value, before, after) => {
        assert.equal(u16(value).length, 2);
        assert.equal(hex(u16(value)), value.toString(16).padStart(4, "0"));
        assert.equal(readU16(before + u16(value) + after, before.length), value);
      }),
    );
  });

  it("32 bits are four bytes, most significant first, and come back from any place, never negative", () => {
    fc.assert(
      fc.property(uint32, byteString(0, 5), byteString(0, 5), (value, before, after) => {
        assert.equal(hex(u32(value)), value.toString(16).padStart(8, "0"));
        assert.equal(readU32(before + u32(value) + after, before.length), value);
      }),
    );
    for (const value of [0, 1, 65_535, 65_536, 2_147_483_647, 2_147_483_648, 4_294_967_295])
      assert.equal(readU32(u32(value), 0), value);
  });
});

describe("reading", () => {
  it("is 57 bytes with every field at its place, and is read as it was written", () => {
    assert.equal(reading.READING_BYTES, 57);
    fc.assert(
      fc.property(wholeReadings, (fields) => {
        const bytes = readingBytes(fields);
        assert.equal(bytes.length, reading.READING_BYTES);
        assert.deepEqual(
          {
            kind: bytes.charAt(0),
            utcSeconds: reading.readingUtcSeconds(bytes),
            importWh: reading.readingImportWh(bytes),
            powerW: reading.readingPowerW(bytes),
            switchState: reading.readingSwitch(bytes),
            intervalWh: reading.readingIntervalWh(bytes),
            status: reading.readingStatus(bytes),
            alarms: reading.readingAlarms(bytes),
            exportWh: reading.readingExportWh(bytes),
            exportPowerW: reading.readingExportPowerW(bytes),
            rate: reading.readingRate(bytes),
            lowWh: reading.readingLowWh(bytes),
            price: reading.readingPrice(bytes),
            charged: reading.readingCharged(bytes),
            localQuarters: reading.readingLocalQuarters(bytes),
            isSummer: reading.readingIsSummer(bytes),
            otherMedium: reading.readingOtherMedium(bytes),
            otherLitres: reading.readingOtherLitres(bytes),
            otherUtcSeconds: reading.readingOtherUtcSeconds(bytes),
            currency: reading.readingCurrency(bytes),
          },
          fields,
        );
      }),
    );
    fc.assert(
      fc.property(readingFields, (fields) => {
        const bytes = readingOf(fields);
        assert.equal(bytes.length, reading.READING_BYTES);
        assert.equal(bytes[0], fields.kind);
        assert.equal(reading.readingUtcSeconds(bytes), fields.utcSeconds);
        assert.equal(reading.readingImportWh(bytes), fields.importWh);
        assert.equal(reading.readingPowerW(bytes), fields.powerW);
        assert.equal(reading.readingSwitch(bytes), fields.switchState);
        assert.equal(reading.readingIntervalWh(bytes), fields.intervalWh);
        assert.equal(reading.readingStatus(bytes), fields.status);
      }),
    );
  });

  it("has these bytes", () => {
    assert.equal(hex(readingBytes(EXAMPLE)), `69${EXAMPLE_TOLD}`);
  });
});

describe("report", () => {
  it("is the reading without its kind, the three counts and zeros, always 96 bytes", () => {
    fc.assert(
      fc.property(readingFields, uint16, uint16, uint16, (fields, faults, frames, messages) => {
        const bytes = readingOf(fields);
        const report = encodeReport(bytes, faults, frames, messages);
        assert.equal(report, plainOf("r" + bytes.slice(1) + u16(faults) + u16(frames) + u16(messages)));
        const decoded = decodeReport(report);
        assert.ok("message" in decoded);
        const { endUtcSeconds, importWh, powerW, switchState, intervalWh, status, ...rest } = decoded.message;
        const { kind, utcSeconds, ...others } = fields;
        assert.deepEqual({ importWh, powerW, switchState, intervalWh, status }, others, kind);
        assert.equal(endUtcSeconds, utcSeconds);
        assert.deepEqual([rest.faults, rest.refusedFrames, rest.refusedMessages], [faults, frames, messages]);
      }),
    );
  });

  it("has these bytes", () => {
    const report = `72${EXAMPLE_TOLD}` + "1112" + "1314" + "1516";
    assert.equal(hex(encodeReport(readingBytes(EXAMPLE), 0x1112, 0x1314, 0x1516)), report.padEnd(192, "0"));
  });
});

describe("masked reading", () => {
  it("is round and energy under its mask, always 96 bytes, and comes back without it", () => {
    fc.assert(
      fc.property(uint32, fc.nat(MOST_WH), uint32, (round, energyWh, mask) => {
        const plain = encodeRound(round, energyWh, mask);
        assert.equal(plain.length, 96);
        const maskedWh = (energyWh + mask) % 2 ** 32;
        assert.deepEqual(decodeRound(plain, BigInt(round)), { message: { round, maskedWh } });
        assert.equal((maskedWh - mask + 2 ** 32) % 2 ** 32, energyWh);
      }),
    );
    assert.equal(hex(encodeRound(0x01020304, 3, 0xffffffff)), ("6d" + "01020304" + "00000002").padEnd(192, "0"));
  });

  it("has a nonce of 24 bytes that names meter and round", () => {
    assert.equal(hex(maskNonce(0x01020304, 0xf0f1f2f3)), "41470000" + "01020304" + "f0f1f2f3" + "00".repeat(12));
  });
});

describe("state of the switch", () => {
  it("is fourteen bytes with every field at its place", () => {
    const bits = fc.nat(15);
    const anyState = fc.constantFrom(state.DISCONNECTED, state.CONNECTED, state.ARMED);
    fc.assert(
      fc.property(
        anyState,
        bits,
        bits,
        fc.tuple(uint16, uint16, uint16, uint16),
        fc.tuple(uint8, uint8, uint8),
        (now, reasons, obeyed, counts, [alarm, presses, holds]) => {
          const bytes = state.encodeSwitchState(now, reasons, obeyed, ...counts, alarm, presses, holds);
          assert.deepEqual([bytes.charCodeAt(12), bytes.charCodeAt(13)], [presses, holds]);
          assert.deepEqual([state.switchStatePresses(bytes), state.switchStateHolds(bytes)], [presses, holds]);
          assert.equal(bytes.length, state.SWITCH_STATE_BYTES);
          assert.equal(bytes[0], now);
          assert.deepEqual([bytes.charCodeAt(1), bytes.charCodeAt(2), bytes.charCodeAt(11)], [reasons, obeyed, alarm]);
          assert.deepEqual(
            [3, 5, 7, 9].map((at) => readU16(bytes, at)),
            counts,
          );
          assert.equal(state.switchStateReasons(bytes), reasons);
          assert.equal(state.switchStateRejected(bytes), counts[1]);
          assert.equal(state.switchStateAlarm(bytes), alarm);
          assert.equal(state.isSwitchState(bytes), true);
        },
      ),
    );
  });

  it("is refused with any other length, and with any other first byte", () => {
    fc.assert(
      fc.property(byteString(0, 24), (bytes) => {
        assert.equal(state.isSwitchState(bytes), bytes.length === 14 && ["0", "1", "2"].includes(bytes.charAt(0)));
      }),
    );
    for (let code = 0; code < 256; code++) {
      const first = String.fromCharCode(code);
      assert.equal(state.isSwitchState(first + "\0".repeat(13)), "012".includes(first));
    }
    for (let length = 0; length < 24; length++) assert.equal(state.isSwitchState("1".repeat(length)), length === 14);
    assert.equal(state.isSwitchState(state.UNKNOWN), false);
  });
});

describe("policy of the switch", () => {
  const fields = fc.tuple(fc.nat(90_000), fc.nat(4000), fc.nat(40), fc.oneof(fc.nat(100), uint32));

  it("is twelve bytes with every field at its place", () => {
    fc.assert(
      fc.property(fields, ([window, rest, moves, armed]) => {
        const bytes = policy.encodePolicy(window, rest, moves, armed);
        assert.equal(bytes, u32(window) + u16(rest) + u16(moves) + u32(armed));
        assert.equal(bytes.length, policy.POLICY_BYTES);
        const read = [policy.windowSeconds, policy.restSeconds, policy.moves, policy.armedSeconds].map((of) =>
          of(bytes),
        );
        assert.deepEqual(read, [window, rest, moves, armed]);
        assert.equal(policy.isPolicy(bytes), window <= 86_400 && rest <= 3600 && moves >= 4 && armed >= 60);
      }),
    );
    assert.equal(hex(policy.encodePolicy(0x0001_0203, 0x0405, 0x0607, 0x0809_0a0b)), "000102030405060708090a0b");
    for (let length = 0; length < 24; length++)
      assert.equal(policy.isPolicy("\0\0\x01\x04".repeat(9).slice(0, length)), length === 12);
  });

  it("is tighter where none of the four is looser, also where it is the same", () => {
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const [window, rest, moves, armed] = one;
        const isNoLooser = window >= other[0] && rest >= other[1] && moves <= other[2] && armed <= other[3];
        assert.equal(policy.isTighter(policy.encodePolicy(...one), policy.encodePolicy(...other)), isNoLooser);
      }),
    );
    const inForce = [900, 60, 6, 86_400] as const;
    const tighter = (...of: [number, number, number, number]): boolean =>
      policy.isTighter(policy.encodePolicy(...of), policy.encodePolicy(...inForce));
    assert.equal(tighter(...inForce), true);
    assert.equal(tighter(901, 61, 5, 86_399), true);
    assert.deepEqual(
      [
        tighter(899, 60, 6, 86_400),
        tighter(900, 59, 6, 86_400),
        tighter(900, 60, 7, 86_400),
        tighter(900, 60, 6, 86_401),
      ],
      [false, false, false, false],
    );
  });
});

describe("messages between the boards, in clear", () => {
  it("what the meter board asks and hints is seven bytes with every field at its place", () => {
    fc.assert(
      fc.property(uint8, fc.boolean(), uint32, (wanted, flows, stored) => {
        const wish = local.encodeSwitchWish(wanted, flows);
        assert.equal(hex(wish), u8(wanted) + (flows ? "01" : "00"));
        assert.equal(local.isSwitchWish(wish), true);
        const message = local.encodeLocal(wish, stored);
        assert.equal(hex(message), "6c" + hex(wish) + hex(u32(stored)));
        assert.equal(local.isLocal(message), true);
        assert.deepEqual(
          [local.localWanted(message), local.localFlows(message), local.localStored(message)],
          [wanted, flows, stored],
        );
      }),
    );
    for (let length = 0; length < 130; length++) {
      assert.equal(local.isLocal("l".padEnd(length, "l")), length === 0 ? false : length === 7);
      assert.equal(local.isSwitchWish("\0".repeat(length)), length === 2);
    }
    assert.equal(local.isLocal("k" + "l".repeat(6)), false);
    // Whatever is not 1 says that none flows.
    assert.equal(local.localFlows("l\0\x02\0\0\0\0"), false);
  });

  it("an event is a record of the other log to the end of its payload, and no other message is one", () => {
    fc.assert(
      fc.property(uint8, uint32, byteString(0, 16), byteString(0, 20), (type, number, payload, behind) => {
        const record = String.fromCharCode(type, payload.length) + u32(number) + payload;
        const event = local.encodeEvent(record + behind);
        assert.equal(event, "e" + record);
        assert.equal(local.isEvent(event), true);
        assert.equal(local.eventRecord(event), record);
        assert.equal(local.recordNumber(record), number);
        assert.equal(local.isLocal(event) || state.isSwitchState(event), false);
      }),
    );
    for (let length = 0; length < 130; length++)
      assert.equal(local.isEvent("e".padEnd(length, "e")), length >= 7 && length <= 23);
    for (const message of ["l" + "\0".repeat(6), "1" + "\0".repeat(11), "x".repeat(120)])
      assert.equal(local.isEvent(message), false);
  });
});

describe("credit", () => {
  const balance = fc.integer({ min: 1 - BALANCE_LIMIT, max: BALANCE_LIMIT - 1 });

  it("is six bytes, two's complement, and comes back from any place", () => {
    fc.assert(
      fc.property(fc.oneof(balance, fc.integer()), byteString(0, 4), byteString(0, 4), (amount, before, after) => {
        const bytes = encodeBalance(amount);
        assert.equal(hex(bytes), BigInt.asUintN(48, BigInt(amount)).toString(16).padStart(12, "0"));
        assert.equal(readBalance(before + bytes + after, before.length), amount);
      }),
    );
    for (const amount of [0, -1, 1, 1 - BALANCE_LIMIT, BALANCE_LIMIT - 1, 2 ** 32, -(2 ** 32), 2 ** 31])
      assert.equal(readBalance(encodeBalance(amount), 0), amount);
  });
});
