// Numbers, readings, reports, states and orders: what is written comes back, stands where the layout says, and nothing else is taken.

import assert from "node:assert/strict";
import fc from "fast-check";
import { readU16, readU32, u16, u32 } from "../../firmware/messages/bytes.ts";
import * as reading from "../../firmware/messages/reading.ts";
import { encodeReport, REPORT_BYTES } from "../../firmware/messages/report.ts";
import {
  decodeSwitchCommand,
  encodeSwitchCommand,
  SWITCH_OFF,
  SWITCH_ON,
} from "../../firmware/messages/switch-command.ts";
import * as state from "../../firmware/messages/switch-state.ts";
import { hex } from "../../bench/byte-string.ts";
import { byteString, readingFields, readingOf, uint16, uint32, uint8 } from "./arbitrary.ts";

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
  it("is 19 bytes with every field at its place, and is read as it was written", () => {
    fc.assert(
      fc.property(readingFields, (fields) => {
        const bytes = readingOf(fields);
        assert.equal(bytes.length, reading.READING_BYTES);
        assert.equal(bytes[0], fields.kind);
        assert.equal(reading.readingUtcSeconds(bytes), fields.utcSeconds);
        assert.equal(reading.readingImportWh(bytes), fields.importWh);
        assert.equal(reading.readingPowerW(bytes), fields.powerW);
        assert.equal(reading.readingSwitch(bytes), fields.switchState);
        assert.equal(readU32(bytes, 14), fields.intervalWh);
        assert.equal(bytes.charCodeAt(18), fields.status);
      }),
    );
  });

  it("has these bytes", () => {
    const bytes = reading.encodeReading("i", 0x01020304, 0x05060708, 0x090a0b0c, "2", 0x0d0e0f10, 3);
    assert.equal(hex(bytes), "69" + "01020304" + "05060708" + "090a0b0c" + "32" + "0d0e0f10" + "03");
  });
});

describe("report", () => {
  it("is the reading without its kind, the two counts and zeros, always 31 bytes", () => {
    fc.assert(
      fc.property(readingFields, uint16, uint16, (fields, faults, refused) => {
        const bytes = readingOf(fields);
        const report = encodeReport(bytes, faults, refused);
        assert.equal(report.length, REPORT_BYTES);
        assert.equal(report, "r" + bytes.slice(1) + u16(faults) + u16(refused) + "\0".repeat(8));
      }),
    );
  });
});

describe("state of the switch", () => {
  it("is ten bytes with every field at its place", () => {
    const anyState = fc.constantFrom(state.DISCONNECTED, state.CONNECTED, state.ARMED);
    fc.assert(
      fc.property(anyState, fc.tuple(uint16, uint16, uint16, uint16), uint8, (now, counts, alarm) => {
        const bytes = state.encodeSwitchState(now, ...counts, alarm);
        assert.equal(bytes.length, state.SWITCH_STATE_BYTES);
        assert.equal(bytes[0], now);
        assert.deepEqual(
          [1, 3, 5, 7].map((at) => readU16(bytes, at)),
          counts,
        );
        assert.equal(state.switchStateRejected(bytes), counts[1]);
        assert.equal(state.switchStateAlarm(bytes), alarm);
        assert.equal(state.isSwitchState(bytes), true);
      }),
    );
  });

  it("is refused with any other length, and with any other first byte", () => {
    fc.assert(
      fc.property(byteString(0, 24), (bytes) => {
        assert.equal(state.isSwitchState(bytes), bytes.length === 10 && ["0", "1", "2"].includes(bytes.charAt(0)));
      }),
    );
    for (let code = 0; code < 256; code++) {
      const first = String.fromCharCode(code);
      assert.equal(state.isSwitchState(first + "\0".repeat(9)), "012".includes(first));
    }
    for (let length = 0; length < 24; length++) assert.equal(state.isSwitchState("1".repeat(length)), length === 10);
    assert.equal(state.isSwitchState(state.UNKNOWN), false);
  });
});

describe("order to the switch", () => {
  it("comes back, in 16 bytes whatever it is", () => {
    for (const order of [SWITCH_OFF, SWITCH_ON]) {
      assert.equal(encodeSwitchCommand(order).length, 16);
      assert.equal(decodeSwitchCommand(encodeSwitchCommand(order)), order);
    }
    assert.notEqual(SWITCH_OFF, SWITCH_ON);
  });

  it("is one of exactly two byte strings: every other length, first byte and padding is refused", () => {
    const accepted = [SWITCH_OFF, SWITCH_ON].map(encodeSwitchCommand);
    const near = fc
      .tuple(fc.constantFrom(...accepted), fc.nat(15), uint8)
      .map(([plain, at, byte]) => plain.slice(0, at) + String.fromCharCode(byte) + plain.slice(at + 1));
    const cut = fc.tuple(fc.constantFrom(...accepted), fc.nat(15)).map(([plain, length]) => plain.slice(0, length));
    const longer = fc.tuple(fc.constantFrom(...accepted), byteString(1, 4)).map(([plain, more]) => plain + more);
    fc.assert(
      fc.property(fc.oneof(near, cut, longer, byteString(0, 20)), (plain) => {
        assert.equal(decodeSwitchCommand(plain), accepted.includes(plain) ? plain.charAt(0) : "");
      }),
      { numRuns: 1000 },
    );
    for (let code = 0; code < 256; code++) {
      const order = String.fromCharCode(code);
      assert.equal(decodeSwitchCommand(encodeSwitchCommand(order)), code === 1 || code === 2 ? order : "");
    }
  });
});
