// Orders: each has the bytes that the layout says and is a command that the firmware knows; what makes no sense is refused in words.

import assert from "node:assert/strict";
import { encodeCommand, isCommand } from "../../../firmware/messages/meter-order.ts";
import { hex } from "../../../bench/byte-string.ts";
import { isOrderTo, ORDER_CODES, ORDER_NAMES } from "../../../bench/central/order-names.ts";
import type { OrderName } from "../../../bench/central/order-names.ts";
import * as orders from "../../../bench/central/orders.ts";
import type { Order, OrderErrorKind } from "../../../bench/central/orders.ts";

const SECRET = "k".repeat(32);

const EXAMPLES: readonly (readonly [Order, string])[] = [
  [orders.cover(), "00"],
  [orders.query(), "01"],
  [orders.key(9, SECRET), "02" + "09" + "6b".repeat(32)],
  [orders.off(), "10"],
  [orders.on(), "11"],
  [orders.cancel(), "12"],
  [orders.obey(0), "13" + "00"],
  [orders.obey(14), "13" + "0e"],
  [
    orders.policy({ windowSeconds: 900, restSeconds: 60, moves: 6, armedSeconds: 86_400 }),
    "14" + "00000384" + "003c" + "0006" + "00015180",
  ],
  [
    orders.policy({ windowSeconds: 0, restSeconds: 0, moves: 4, armedSeconds: 60 }),
    "14" + "00000000" + "0000" + "0004" + "0000003c",
  ],
  [orders.logStored(258), "15" + "00000102"],
  [orders.time(0x68000001), "20" + "68000001"],
  [orders.timeStep(4102444799), "21" + "f48656ff"],
  [orders.parameter(11, "ab"), "30" + "0b" + "02" + "6162" + "00".repeat(14)],
  [orders.impulsesPerKwh(10_000), "30" + "00" + "02" + "2710" + "00".repeat(14)],
  [orders.consumerPort("sealed"), "30" + "01" + "03" + "020000" + "00".repeat(13)],
  [orders.consumerPort("clear"), "30" + "01" + "03" + "010000" + "00".repeat(13)],
  [orders.consumerPort("silent"), "30" + "01" + "03" + "000000" + "00".repeat(13)],
  [orders.consumerPort("clear", "belgian", true), "30" + "01" + "03" + "010101" + "00".repeat(13)],
  [orders.exportImpulsesPerKwh(1), "30" + "02" + "02" + "0001" + "00".repeat(14)],
  [orders.interval(60, true), "30" + "03" + "02" + "3c01" + "00".repeat(14)],
  [orders.interval(5, false), "30" + "03" + "02" + "0500" + "00".repeat(14)],
  [
    orders.creditLimits({ warning1e5: 1, emergency1e5: 2, emergencyFrom1e5: 3, mostBalance1e5: 4_294_967_295 }),
    "30" + "05" + "10" + "00000001" + "00000002" + "00000003" + "ffffffff",
  ],
  [orders.debtRecovery(258, 100), "30" + "06" + "05" + "00000102" + "64" + "00".repeat(11)],
  [
    orders.loadLimits({ timesAWeek: 3, leastMinutes: 15, mostOffMinutes: 1440 }),
    "30" + "08" + "04" + "030f05a0" + "00".repeat(12),
  ],
  [orders.mainsVolts(230), "30" + "09" + "02" + "00e6" + "00".repeat(14)],
  [orders.otherUtility("abcdefgh", 6000), "30" + "07" + "0a" + "6162636465666768" + "1770" + "00".repeat(6)],
  [orders.readParameter(1), "31" + "01"],
  [orders.prepaid(true), "40"],
  [orders.prepaid(false), "41"],
  [orders.topUp(7, 1_250_000), "42" + "00000007" + "001312d0"],
  [orders.debt(0), "43" + "00000000"],
  [orders.debt(1_250_000), "43" + "001312d0"],
  [orders.appliance(4, true), "50" + "04" + "01"],
  [orders.appliance(1, false), "50" + "01" + "00"],
  [orders.readLog(3, 258, 64), "60" + "03" + "00000102" + "40"],
  [orders.logClosing(2), "61" + "02"],
];

function refused(make: () => unknown, kind: OrderErrorKind, message: string): void {
  assert.throws(make, { name: "OrderError", kind, message });
}

describe("orders", () => {
  for (const [order, bytes] of EXAMPLES)
    it(`${order.name} is ${bytes.slice(0, 24)}`, () => {
      const plain = encodeCommand(ORDER_CODES[order.name], order.body);
      assert.equal(hex(plain), ("63" + bytes).padEnd(192, "0"));
      assert.ok(isCommand(plain));
    });

  it("each have one code and one name, and are for one processor or for both", () => {
    const names = Object.keys(ORDER_CODES) as readonly OrderName[];
    assert.deepEqual(
      names.map((name) => ORDER_NAMES[ORDER_CODES[name]]),
      names,
    );
    assert.equal(ORDER_NAMES["\x03"], undefined);
    assert.deepEqual(
      names.filter((name) => isOrderTo("off-switch", name)),
      ["cover", "query", "key", "off", "on", "cancel", "obey", "policy", "log-stored", "read-log", "log-closing"],
    );
    assert.deepEqual(
      names.filter((name) => !isOrderTo("meter", name)),
      ["off", "on", "cancel", "obey", "policy", "log-stored"],
    );
  });

  it("a tariff is a beginning, pieces of 64 bytes in order, and a commit over all of them", () => {
    const bytes = Array.from({ length: 130 }, (_, i) => String.fromCharCode(i)).join("");
    const all = orders.tariff(bytes, 3, 1_700_000_000).map(({ name, body }) => [name, hex(body)]);
    assert.deepEqual(all, [
      ["tariff-begin", ""],
      ["tariff-piece", "0000" + "40" + hex(bytes.slice(0, 64))],
      ["tariff-piece", "0040" + "40" + hex(bytes.slice(64, 128))],
      ["tariff-piece", "0080" + "02" + "8081" + "00".repeat(62)],
      ["tariff-commit", "00000003" + "6553f100" + "0082" + "6baeaa49"],
    ]);
    for (const size of [1, 63, 64, 65, 2128])
      assert.equal(orders.tariff("t".repeat(size), 1, 0).length, Math.ceil(size / 64) + 2);
  });

  it("that make no sense are refused", () => {
    refused(() => orders.time(946684799), "out-of-range", "time 946684799 is not 946684800 to 4102444799");
    refused(() => orders.timeStep(4102444800), "out-of-range", "time 4102444800 is not 946684800 to 4102444799");
    refused(() => orders.time(Number.NaN), "out-of-range", "time NaN is not 946684800 to 4102444799");
    refused(() => orders.key(7, SECRET), "out-of-range", "key 7 is not one of 1, 2, 4, 5, 6, 9");
    refused(() => orders.key(1, "short"), "wrong-size", "key has 5 bytes, not 32");
    refused(() => orders.key(1, "\u0100".repeat(32)), "wrong-size", "key holds characters that are no bytes");
    refused(() => orders.tariff("", 1, 0), "wrong-size", "tariff has 0 bytes, not 1 to 2128");
    refused(() => orders.tariff("t".repeat(2129), 1, 0), "wrong-size", "tariff has 2129 bytes, not 1 to 2128");
    refused(() => orders.tariff("t", 0, 0), "out-of-range", "version 0 is not 1 to 4294967295");
    refused(
      () => orders.tariff("t", 512, 0),
      "out-of-range",
      "version 512 is a multiple of 256: logs would take it for none",
    );
    const load = { timesAWeek: 3, leastMinutes: 15, mostOffMinutes: 120 };
    refused(() => orders.loadLimits({ ...load, timesAWeek: 256 }), "out-of-range", "times a week 256 is not 0 to 255");
    refused(() => orders.loadLimits({ ...load, leastMinutes: -1 }), "out-of-range", "least minutes -1 is not 0 to 255");
    refused(() => orders.loadLimits({ ...load, mostOffMinutes: 0 }), "out-of-range", "most minutes 0 is not 1 to 1440");
    refused(() => orders.mainsVolts(501), "out-of-range", "volts 501 is not 0 to 500");
    refused(() => orders.otherUtility("abc", 1), "wrong-size", "address has 3 bytes, not 8");
    refused(() => orders.otherUtility("abcdefgh", 65_536), "out-of-range", "litres an hour 65536 is not 0 to 65535");
    refused(() => orders.tariff("t", 1, -1), "out-of-range", "time -1 is not 0 to 4102444799");
    refused(() => orders.parameter(12, "a"), "out-of-range", "parameter 12 is not 0 to 11");
    refused(() => orders.parameter(0, "a".repeat(17)), "wrong-size", "value has 17 bytes, not 1 to 16");
    refused(() => orders.parameter(0, ""), "wrong-size", "value has 0 bytes, not 1 to 16");
    refused(() => orders.impulsesPerKwh(0), "out-of-range", "impulses per kWh 0 is not 1 to 10000");
    refused(() => orders.exportImpulsesPerKwh(10_001), "out-of-range", "impulses per kWh 10001 is not 1 to 10000");
    refused(() => orders.interval(45, false), "out-of-range", "minutes 45 is not one of 5, 10, 15, 20, 30, 60");
    const limits = { warning1e5: 0, emergency1e5: 0, emergencyFrom1e5: 0, mostBalance1e5: 0 };
    for (const name of Object.keys(limits))
      refused(() => orders.creditLimits({ ...limits, [name]: -1 }), "out-of-range", "amount -1 is not 0 to 4294967295");
    refused(() => orders.debtRecovery(0, 101), "out-of-range", "per cent 101 is not 0 to 100");
    refused(() => orders.debtRecovery(4_294_967_296, 0), "out-of-range", "amount 4294967296 is not 0 to 4294967295");
    refused(() => orders.debt(-1), "out-of-range", "amount -1 is not 0 to 4294967295");
    for (const reasons of [1, 15, 16, -1, 2.5])
      refused(() => orders.obey(reasons), "out-of-range", `reasons ${reasons} are not of 14`);
    const policy = { windowSeconds: 900, restSeconds: 60, moves: 6, armedSeconds: 86_400 };
    for (const [what, name, value, range] of [
      ["window", "windowSeconds", 86_401, "0 to 86400"],
      ["window", "windowSeconds", -1, "0 to 86400"],
      ["rest", "restSeconds", 3601, "0 to 3600"],
      ["moves", "moves", 3, "4 to 65535"],
      ["moves", "moves", 65_536, "4 to 65535"],
      ["armed", "armedSeconds", 59, "60 to 4294967295"],
      ["armed", "armedSeconds", 4_294_967_296, "60 to 4294967295"],
    ] as const)
      refused(() => orders.policy({ ...policy, [name]: value }), "out-of-range", `${what} ${value} is not ${range}`);
    refused(() => orders.logStored(0), "out-of-range", "record 0 is not 1 to 4294967295");
    refused(() => orders.readParameter(-1), "out-of-range", "parameter -1 is not 0 to 11");
    refused(() => orders.topUp(0, 1), "out-of-range", "top-up 0 is not 1 to 4294967295");
    refused(() => orders.topUp(1, 1.5), "out-of-range", "amount 1.5 is not 1 to 4294967295");
    refused(() => orders.appliance(5, true), "out-of-range", "appliance 5 is not 1 to 4");
    refused(() => orders.readLog(4, 1, 0), "out-of-range", "log 4 is not one of 1, 2, 3");
    refused(() => orders.readLog(1, 0, 0), "out-of-range", "sequence number 0 is not 1 to 4294967295");
    refused(() => orders.readLog(1, 1, 32), "out-of-range", "offset 32 is not one of 0, 64");
    refused(() => orders.logClosing(0), "out-of-range", "log 0 is not one of 1, 2, 3");
  });

  it("amounts are read to the last of five decimals, and nothing else is an amount", () => {
    const amounts = { "0": 0, "12": 1_200_000, "12.5": 1_250_000, "0.00001": 1, "42949.67295": 4_294_967_295 };
    for (const [text, amount] of Object.entries(amounts)) assert.equal(orders.amountOf(text), amount);
    for (const text of ["", "-1", "1,5", "1.", ".5", "1.000001", "1e3", "123456", " 1"])
      refused(
        () => orders.amountOf(text),
        "not-decimal",
        `"${text}" is no amount of currency with up to five decimals`,
      );
  });
});
