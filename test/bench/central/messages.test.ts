// What a meter says inside the seal: what is written is read as it was written, what is read could only have been written so, and
// nothing that a meter can seal makes a reader throw.

import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeAnswer } from "../../../firmware/messages/meter-order.ts";
import { encodeBalance } from "../../../firmware/messages/credit.ts";
import { encodeReport } from "../../../firmware/messages/report.ts";
import { encodeRound } from "../../../firmware/messages/round.ts";
import { encodeSwitchState } from "../../../firmware/messages/switch-state.ts";
import { readingBytes as fieldBytes } from "../../messages/reading-bytes.ts";
import { toByteString } from "../../../bench/byte-string.ts";
import { u32 } from "../../../firmware/messages/bytes.ts";
import { counterBytes } from "../../../bench/central/channel.ts";
import { decodeAnswer, decodeReport, decodeRound, RESULTS } from "../../../bench/central/messages.ts";
import type { Answer, IntervalReport, Reading, Round } from "../../../bench/central/messages.ts";
import { ORDER_CODES } from "../../../bench/central/order-names.ts";
import type { OrderName, Processor } from "../../../bench/central/order-names.ts";
import type { SwitchPolicy } from "../../../bench/central/orders.ts";
import type { SwitchReport } from "../../../bench/central/switch-messages.ts";
import { encodePolicy } from "../../../firmware/messages/switch-policy.ts";
import { REFUSAL_SAYS } from "../../../bench/central/refusals.ts";
import { byteString, uint16, uint32, uint8 } from "../../messages/arbitrary.ts";
import { filled, PLAIN_SIZE } from "./model-meter.ts";

const NAMES = Object.keys(ORDER_CODES) as readonly OrderName[];
const RESULT_CODES = new Map(Object.entries(RESULTS).map(([code, name]) => [name, code]));

const PLAIN_OBJECT = { noNullPrototype: true };

const reading: fc.Arbitrary<Reading> = fc.record(
  {
    utcSeconds: uint32,
    importWh: uint32,
    powerW: uint32,
    switchState: fc.constantFrom("0", "1", "2", "?"),
    intervalWh: uint32,
    status: uint8,
    alarms: uint8,
    exportWh: uint32,
    exportPowerW: uint32,
    rate: fc.nat(7),
    isLowRate: fc.boolean(),
    isProtected: fc.boolean(),
    lowWh: uint32,
    price1e5: uint32,
    charged1e5: fc.nat(2 ** 47 - 1),
    localQuarters: fc.integer({ min: -128, max: 127 }),
    isSummerTime: fc.boolean(),
    otherMedium: uint8,
    otherLitres: uint32,
    otherUtcSeconds: uint32,
    currency: fc.oneof(fc.constantFrom("", "EUR", "GBP"), byteString(3, 3)).map((of) => (of === "\0\0\0" ? "" : of)),
  },
  PLAIN_OBJECT,
);

/** Open for at least one reason, closed for any, armed for none. */
const stateAndReasons = fc.oneof(
  fc.integer({ min: 1, max: 15 }).map((reasons) => ({ state: "0", reasons })),
  fc.nat(15).map((reasons) => ({ state: "1", reasons })),
  fc.constant({ state: "2", reasons: 0 }),
);

const switchReport: fc.Arbitrary<SwitchReport> = fc
  .tuple(
    stateAndReasons,
    fc.nat(7).map((obeyed) => 2 * obeyed),
    fc.tuple(uint16, uint16, uint16, uint16),
    fc.tuple(fc.nat(7), uint8, uint8),
  )
  .map(([how, obeyed, [accepted, rejected, operations, faults], [alarm, presses, holds]]) => ({
    ...how,
    ...{ obeyed, accepted, rejected, operations, faults, alarm, presses, holds },
  }));

const policy: fc.Arbitrary<SwitchPolicy> = fc.record(
  {
    windowSeconds: fc.nat(86_400),
    restSeconds: fc.nat(3600),
    moves: fc.integer({ min: 4, max: 65_535 }),
    armedSeconds: fc.integer({ min: 60, max: 4_294_967_295 }),
  },
  PLAIN_OBJECT,
);

const report: fc.Arbitrary<IntervalReport> = fc
  .tuple(reading, uint16, uint16, uint16)
  .map(([{ utcSeconds, ...rest }, faults, refusedFrames, refusedMessages]) => ({
    ...rest,
    endUtcSeconds: utcSeconds,
    ...{ faults, refusedFrames, refusedMessages },
  }));

function readingBytes(kind: string, of: Reading): string {
  const rate = of.rate + (of.isLowRate ? 0x40 : 0) + (of.isProtected ? 0x80 : 0);
  return fieldBytes({
    ...of,
    ...{ kind, rate, price: of.price1e5, charged: of.charged1e5, isSummer: of.isSummerTime },
    currency: of.currency || "\0\0\0",
  });
}

function reportBytes(of: IntervalReport): string {
  const bytes = readingBytes("i", { ...of, utcSeconds: of.endUtcSeconds });
  return encodeReport(bytes, of.faults, of.refusedFrames, of.refusedMessages);
}

function bodyBytes({ body }: Answer): string {
  if (body.kind === "none") return "";
  if (body.kind === "reading") return readingBytes("n", body.reading);
  if (body.kind === "parameter") return String.fromCharCode(body.value.length) + body.value.padEnd(16, "\0");
  if (body.kind === "record") return body.bytes;
  if (body.kind === "closing") return u32(body.lastRecord) + body.tag;
  if (body.kind === "balance") return encodeBalance(body.balance1e5);
  const { state, reasons, obeyed, accepted, rejected, operations, faults, alarm, presses, holds } = body.report;
  const { windowSeconds, restSeconds, moves, armedSeconds } = body.policy;
  return (
    encodeSwitchState(state, reasons, obeyed, accepted, rejected, operations, faults, alarm, presses, holds) +
    encodePolicy(windowSeconds, restSeconds, moves, armedSeconds) +
    u32(body.comingSeconds)
  );
}

function answerBytes(answer: Answer): string {
  const { order, counter, result } = answer;
  return encodeAnswer(ORDER_CODES[order], counterBytes(counter), RESULT_CODES.get(result)!, bodyBytes(answer));
}

const balance: fc.Arbitrary<Answer["body"]> = fc
  .integer({ min: -(2 ** 47), max: 2 ** 47 - 1 })
  .map((balance1e5) => ({ kind: "balance", balance1e5 }));

const BODIES: Readonly<Partial<Record<OrderName, fc.Arbitrary<Answer["body"]>>>> = {
  query: reading.map((read) => ({ kind: "reading", reading: read })),
  "read-parameter": byteString(0, 16).map((value) => ({ kind: "parameter", value })),
  "read-log": byteString(64, 64).map((bytes) => ({ kind: "record", bytes })),
  "log-closing": fc
    .tuple(fc.nat(0xffffffff), byteString(16, 16))
    .map(([lastRecord, tag]) => ({ kind: "closing", lastRecord, tag })),
  "prepaid-on": balance,
  "prepaid-off": balance,
  "top-up": balance,
};

const head = {
  order: fc.constantFrom(...NAMES),
  counter: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  result: fc.constantFrom(...Object.values(RESULTS)),
};

const meterAnswer: fc.Arbitrary<Answer> = fc.record(head).chain((of) => {
  const body = of.result === "done" ? BODIES[of.order] : undefined;
  return (body ?? fc.constant({ kind: "none" as const })).map((said) => ({ ...of, body: said }));
});

const switchBody: fc.Arbitrary<Answer["body"]> = fc
  .tuple(switchReport, policy, fc.nat(86_400))
  .map(([said, bounds, comingSeconds]) => ({ kind: "switch", report: said, policy: bounds, comingSeconds }));

const switchAnswer: fc.Arbitrary<Answer> = fc.record(head).chain((of) => {
  const isOfLog = of.order === "read-log" || of.order === "log-closing";
  const ofLog = of.result === "done" ? BODIES[of.order]! : fc.constant({ kind: "none" as const });
  return (isOfLog ? ofLog : switchBody).map((body) => ({ ...of, body }));
});

/** A plain text that is nearly one: some bytes of a right one are others. */
function nearly(right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(PLAIN_SIZE - 1), fc.oneof(uint8, fc.constantFrom(0, 1, 0x31, 0x61)));
  return fc.tuple(right, fc.array(change, { minLength: 1, maxLength: 4 })).map(([plain, changes]) => {
    const bytes = Uint8Array.from(plain, (byte) => byte.charCodeAt(0));
    for (const [at, byte] of changes) bytes[at] = byte;
    return toByteString(bytes);
  });
}

const anyPlain = fc.oneof(
  byteString(PLAIN_SIZE, PLAIN_SIZE),
  byteString(0, 40).map((start) => filled("a" + start)),
  nearly(meterAnswer.map(answerBytes)),
  nearly(switchAnswer.map(answerBytes)),
  nearly(report.map(reportBytes)),
  nearly(fc.tuple(uint32, uint32).map(([round, masked]) => encodeRound(round, masked, 0))),
);

describe("answers of a meter", () => {
  it("of the meter board are read as they were written", () => {
    fc.assert(
      fc.property(meterAnswer, (answer) => {
        assert.deepEqual(decodeAnswer(answerBytes(answer), "meter"), { message: answer });
      }),
      { numRuns: 500 },
    );
  });

  it("of the off-switch processor are read as they were written, with its state and policy unless it was asked for its log", () => {
    fc.assert(
      fc.property(switchAnswer, (answer) => {
        assert.deepEqual(decodeAnswer(answerBytes(answer), "off-switch"), { message: answer });
      }),
    );
  });

  it("have these bytes", () => {
    const done = filled("a\x31\0\0\0\0\0\0\0\x07\0" + "\x02\x03\xe8");
    const body = { kind: "parameter", value: "\x03\xe8" };
    assert.deepEqual(decodeAnswer(done, "meter"), {
      message: { order: "read-parameter", counter: 7n, result: "done", body },
    });
    const credited = filled("a\x42\0\0\0\0\0\0\0\x07\0" + "\xff\xff\xff\xff\xff\xfe");
    assert.deepEqual(decodeAnswer(credited, "meter"), {
      message: { order: "top-up", counter: 7n, result: "done", body: { kind: "balance", balance1e5: -2 } },
    });
    const busy = filled("a\x23\0\0\0\0\0\0\x01\0\x05");
    assert.deepEqual(decodeAnswer(busy, "meter"), {
      message: { order: "tariff-piece", counter: 256n, result: "busy", body: { kind: "none" } },
    });
  });

  it("are refused for what is wrong with them", () => {
    const right = filled("a\x00\0\0\0\0\0\0\0\x01\0");
    const wrong = (plain: string, from: Processor = "meter"): unknown => decodeAnswer(plain, from);
    assert.ok("message" in decodeAnswer(right, "meter"));
    assert.deepEqual(wrong("c" + right.slice(1)), { wrong: "wrong-class" });
    assert.deepEqual(wrong("a\x03" + right.slice(2)), { wrong: "wrong-order" });
    assert.deepEqual(wrong(right.slice(0, 10) + "\x08" + right.slice(11)), { wrong: "wrong-result" });
    assert.deepEqual(wrong(right.slice(0, 95) + "\x01"), { wrong: "wrong-padding" });
    assert.deepEqual(wrong(right, "off-switch"), { wrong: "wrong-body" });
    const state = "1\0\0" + "\0".repeat(8) + "\0" + "\xfe\x01";
    const bounds = "\0\0\x03\x84\0\x3c\0\x06\0\x01\x51\x80";
    const off = "a\x10" + right.slice(2, 11);
    const says = (body: string): unknown => wrong(filled(off + body), "off-switch");
    assert.deepEqual(says(state + bounds + "\0\0\0\0"), {
      message: {
        order: "off",
        counter: 1n,
        result: "done",
        body: {
          kind: "switch",
          report: {
            ...{ state: "1", reasons: 0, obeyed: 0, accepted: 0, rejected: 0, operations: 0, faults: 0, alarm: 0 },
            ...{ presses: 254, holds: 1 },
          },
          policy: { windowSeconds: 900, restSeconds: 60, moves: 6, armedSeconds: 86_400 },
          comingSeconds: 0,
        },
      },
    });
    assert.deepEqual(says(state + bounds + "\0\0\0\0\x01"), { wrong: "wrong-padding" });
    const replaced = (at: number, by: string): string => state.slice(0, at) + by + state.slice(at + by.length);
    for (const impossible of [
      replaced(0, "3"),
      replaced(0, "0"), // open for no reason
      replaced(0, "2\x01"), // armed for a reason
      replaced(1, "\x10"), // no such reason
      replaced(2, "\x01"), // nobody but the central system orders that
      replaced(2, "\x10"),
      replaced(11, "\x08"), // no such alarm
    ])
      assert.deepEqual(says(impossible + bounds + "\0\0\0\0"), { wrong: "wrong-body" });
    for (const none of [
      "\0\x01\x51\x81\0\x3c\0\x06\0\x01\x51\x80", // a window of more than a day
      "\0\0\x03\x84\x0e\x11\0\x06\0\x01\x51\x80", // a rest of more than an hour
      "\0\0\x03\x84\0\x3c\0\x03\0\x01\x51\x80", // three moves
      "\0\0\x03\x84\0\x3c\0\x06\0\0\0\x3b", // armed for less than a minute
    ])
      assert.deepEqual(says(state + none + "\0\0\0\0"), { wrong: "wrong-body" });
    assert.deepEqual(says(state + bounds + "\0\x01\x51\x81"), { wrong: "wrong-body" });
    const query = "a\x01" + right.slice(2, 11);
    assert.deepEqual(wrong(filled(query)), { wrong: "wrong-body" });
    assert.deepEqual(wrong(filled(query + "n" + "\0".repeat(12) + "3")), { wrong: "wrong-body" });
    assert.deepEqual(wrong(filled(query + "x" + "\0".repeat(12) + "1")), { wrong: "wrong-body" });
    const read = "a\x31" + right.slice(2, 11);
    assert.deepEqual(wrong(filled(read + "\x11")), { wrong: "wrong-body" });
    assert.deepEqual(wrong(filled(read + "\x01ab")), { wrong: "wrong-body" });
    assert.deepEqual(wrong(filled(query.slice(0, 10) + "\x06" + "n")), { wrong: "wrong-padding" });
  });
});

describe("reports and rounds of a meter", () => {
  it("reports are read as they were written", () => {
    fc.assert(
      fc.property(report, (of) => {
        assert.deepEqual(decodeReport(reportBytes(of)), { message: of });
      }),
    );
  });

  it("rounds are read as they were written, under the counter of their number alone", () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, (round, energyWh, mask) => {
        const maskedWh = (energyWh + mask) % 2 ** 32;
        const plain = encodeRound(round, energyWh, mask);
        assert.deepEqual(decodeRound(plain, BigInt(round)), { message: { round, maskedWh } });
        assert.deepEqual(decodeRound(plain, BigInt(round) + (1n << 32n)), { wrong: "wrong-round" });
      }),
    );
  });

  it("are refused for what is wrong with them", () => {
    const right = filled("r" + "\0".repeat(12) + "1" + "\0".repeat(49));
    assert.ok("message" in decodeReport(right));
    assert.deepEqual(decodeReport("m" + right.slice(1)), { wrong: "wrong-class" });
    assert.deepEqual(decodeReport(right.slice(0, 13) + "3" + right.slice(14)), { wrong: "wrong-body" });
    for (const [at, byte] of [
      [28, "\x08"], // a rate that there is not
      [37, "\x80"], // charged less than nothing
      [44, "\x02"], // neither summer time nor not
    ] as const)
      assert.deepEqual(decodeReport(right.slice(0, at) + byte + right.slice(at + 1)), { wrong: "wrong-body" });
    assert.deepEqual(decodeReport(right.slice(0, 63) + "\x01" + right.slice(64)), { wrong: "wrong-padding" });
    const round = filled("m\0\0\0\x02\0\0\0\x03");
    assert.deepEqual(decodeRound(round, 2n), { message: { round: 2, maskedWh: 3 } });
    assert.deepEqual(decodeRound("r" + round.slice(1), 2n), { wrong: "wrong-class" });
    assert.deepEqual(decodeRound(round.slice(0, 9) + "\x01" + round.slice(10), 2n), { wrong: "wrong-padding" });
  });
});

describe("anything that a meter can seal", () => {
  it("never throws, is refused for a listed reason, or is what it would be written as", () => {
    fc.assert(
      fc.property(anyPlain, (plain) => {
        for (const from of ["meter", "off-switch"] as const) {
          const answer = decodeAnswer(plain, from);
          if ("wrong" in answer) assert.ok(answer.wrong in REFUSAL_SAYS);
          else {
            // The kind of a reading is the one thing that is not kept.
            const again = answerBytes(answer.message);
            const isInterval = answer.message.body.kind === "reading" && plain[11] === "i";
            assert.equal(isInterval ? again.slice(0, 11) + "i" + again.slice(12) : again, plain);
          }
        }
        const told = decodeReport(plain);
        if ("wrong" in told) assert.ok(told.wrong in REFUSAL_SAYS);
        else assert.equal(reportBytes(told.message), plain);
        const round = decodeRound(plain, BigInt("0x" + Buffer.from(plain.slice(1, 5), "latin1").toString("hex")));
        if ("wrong" in round) assert.ok(round.wrong in REFUSAL_SAYS);
        else assert.equal(roundBytes(round.message), plain);
      }),
      { numRuns: 5000 },
    );
  });
});

function roundBytes({ round, maskedWh }: Round): string {
  return encodeRound(round, maskedWh, 0);
}
