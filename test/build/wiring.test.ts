// Which capability a partition is lent for a name, the order of the cycle, and the exact words for a name that system.ts does not give.

import assert from "node:assert/strict";
import type { Board } from "../../boards/board.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { system as meter } from "../../firmware/meter/system.ts";
import { system as offSwitch } from "../../firmware/off-switch/system.ts";
import {
  KEY_CENTRAL,
  KEY_CONCENTRATOR,
  KEY_CONSUMER,
  KEY_DELAY,
  KEY_MAINTENANCE,
  KEY_MASK,
  KEY_OFF_SWITCH,
  KEY_TOP_UP,
  KEY_TOP_UP_CODE,
} from "../../bench/key-file.ts";
import { boards, systemOf, systems } from "../../tools/build/build.ts";
import { camel } from "../../tools/build/names.ts";
import { cycleSlots } from "../../tools/build/slots.ts";
import { KEY_NUMBERS } from "../../tools/build/key-numbers.ts";
import { wiring } from "../../tools/build/wiring.ts";

/** The entry of a board where one partition asks for `names` and the others for nothing. */
function wired(partition: string, names: readonly string[], system: System = meter, board: Board = meterBoard): string {
  const asked = system.partitions.map((one) => (one.name === partition ? names : []));
  return wiring(system, board, cycleSlots(system), asked);
}

/** The expressions that stand for `names`. */
function lent(partition: string, names: readonly string[], system: System, board: Board): string {
  const place = system.partitions.findIndex((one) => one.name === partition);
  return (
    new RegExp(`factories\\[${place}\\]\\.bind\\(undefined, (.*)\\);`).exec(
      wired(partition, names, system, board),
    )?.[1] ?? ""
  );
}

const slotOf = (system: System, source: string): number =>
  cycleSlots(system).findIndex((slot) => slot.source === source);

describe("wiring", () => {
  for (const [system, board, partition, name, expression] of [
    [
      meter,
      meterBoard,
      "communications",
      "toCsSecurity",
      `ends.send.bind(undefined, ${slotOf(meter, "communications -> cs-security")})`,
    ],
    [
      meter,
      meterBoard,
      "off-switch-link",
      "toDisplay",
      `ends.send.bind(undefined, ${slotOf(meter, "off-switch-link -> display")})`,
    ],
    [meter, meterBoard, "communications", "wanSend", "wan.send"],
    [meter, meterBoard, "computations", "importPulsesSpacingMs", "importPulses.spacingMs"],
    [meter, meterBoard, "computations", "clockUtcSeconds", "clock.utcSeconds"],
    [meter, meterBoard, "cs-security", "sealCentral", "lendSeal(keys, { number: 1, last: 0, reserved: 0 })"],
    [meter, meterBoard, "display", "crc32", "processor.crc32"],
    [meter, meterBoard, "display", "toBytes", "processor.toBytes"],
    [meter, meterBoard, "display", "meterId", "meterId"],
    [offSwitch, offSwitchBoard, "off-switch-security", "openOffSwitch", "lendOpen(keys, 2)"],
    [offSwitch, offSwitchBoard, "off-switch-security", "prfDelay", "lendPrf(keys, 10)"],
    [offSwitch, offSwitchBoard, "off-switch-security", "relayDrive", "relay.drive"],
    [offSwitch, offSwitchBoard, "off-switch-security", "relayIsClosed", "relay.isClosed"],
  ] as const) {
    it(`lends ${name} to ${partition} as ${expression}`, () => {
      assert.equal(lent(partition, [name], system, board), expression);
    });
  }

  for (const [title, system, board, partition, name] of [
    ["a channel to a partition that it has none to", meter, meterBoard, "display", "toCommunications"],
    ["the far end of its own channel", meter, meterBoard, "consumer-port", "toCsSecurity"],
    ["the other's channel", meter, meterBoard, "communications", "toDisplay"],
    ["the other's device", meter, meterBoard, "display", "wanSend"],
    ["an operation that the contract has not", meter, meterBoard, "communications", "wanRead"],
    ["listening to a port that only sends", meter, meterBoard, "consumer-port", "hanCount"],
    ["the relay on the meter board", meter, meterBoard, "off-switch-link", "relayDrive"],
    ["the other's key", meter, meterBoard, "communications", "sealCentral"],
    ["the other direction of its key", meter, meterBoard, "cs-security", "openConsumer"],
    ["sealing with a key that is for another use", meter, meterBoard, "dc-security", "sealMask"],
    ["the relay from the link", offSwitch, offSwitchBoard, "link", "relayDrive"],
    ["the kernel's processor", meter, meterBoard, "display", "processor"],
    ["a name of every object", meter, meterBoard, "display", "toString"],
    ["another name of every object", meter, meterBoard, "display", "constructor"],
  ] as const) {
    it(`refuses ${title}`, () => {
      const message = `${partition}: asks for ${name}, which system.ts does not give it`;
      assert.throws(() => wired(partition, [name], system, board), { name: "BuildError", blame: "partition", message });
    });
  }

  for (const [contract, partition, name] of [
    ["relay", "off-switch-security", "relayDrive"],
    ["relay", "off-switch-security", "relayIsClosed"],
  ] as const) {
    it(`refuses ${name} where the ${contract} is wired for the other direction only`, () => {
      const direction = name === "relayDrive" ? "in" : "out";
      const devices = offSwitch.devices.map((device) =>
        device.contract === contract ? ({ ...device, direction } as const) : device,
      );
      const message = `${partition}: asks for ${name}, which system.ts does not give it`;
      const system = { ...offSwitch, devices };
      assert.throws(() => wired(partition, [name], system, offSwitchBoard), { blame: "partition", message });
    });
  }

  it("refuses sending on a port that only hears", () => {
    const devices = meter.devices.map((device) =>
      device.name === "wan" ? { ...device, direction: "in" as const } : device,
    );
    const message = "communications: asks for wanSend, which system.ts does not give it";
    assert.throws(() => wired("communications", ["wanSend"], { ...meter, devices }), { blame: "partition", message });
  });

  it("refuses a device without a part on the board", () => {
    const parts = Object.fromEntries(Object.entries(meterBoard.parts).filter(([name]) => name !== "lcd"));
    const message = "stm32f4discovery: has no part for the device lcd";
    assert.throws(() => wired("display", [], meter, { ...meterBoard, parts }), {
      name: "BuildError",
      blame: "board",
      message,
    });
  });

  it("refuses keys without a place for their counters", () => {
    const message = "meter: its keys have no values segment for their counters";
    const segments = meter.segments.filter(({ name }) => name !== meter.counters);
    assert.throws(() => wired("cs-security", ["sealCentral"], { ...meter, segments }), {
      name: "BuildError",
      blame: "system",
      message,
    });
  });

  it("refuses a key without a number", () => {
    for (const name of ["neighbour", "constructor"]) {
      const keys = [{ ...meter.keys[0]!, name }];
      const message = `key ${name}: has no number`;
      assert.throws(() => wired("cs-security", [], { ...meter, keys }), {
        name: "BuildError",
        blame: "system",
        message,
      });
    }
  });

  it("numbers keys as key files do", () => {
    const numbers = [1, 2, 4, 5, 6, 7, 8, 9, 10];
    assert.deepEqual(Object.values(KEY_NUMBERS), numbers);
    assert.deepEqual(KEY_NUMBERS, {
      central: KEY_CENTRAL,
      "off-switch": KEY_OFF_SWITCH,
      "top-up": KEY_TOP_UP,
      maintenance: KEY_MAINTENANCE,
      consumer: KEY_CONSUMER,
      concentrator: KEY_CONCENTRATOR,
      mask: KEY_MASK,
      "top-up-code": KEY_TOP_UP_CODE,
      delay: KEY_DELAY,
    });
  });

  it("opens every log that a partition may read, though nobody writes it", () => {
    const text = wired("cs-security", ["readLog"]);
    const logs = meter.segments.filter(({ kind }) => kind === "log").map(({ name }) => camel(name));
    assert.equal(logs.length, 3);
    for (const name of logs) assert.ok(text.includes(`const ${name} = logState(`), name);
    assert.ok(text.includes(`const logs = [${logs.join(", ")}];`));
    assert.equal(lent("cs-security", ["readLog"], meter, meterBoard), "lendReadLog(logs)");
  });

  it("opens no receive pin for a port that only sends, and posts nothing from it", () => {
    const han = /const han = .*/.exec(wired("display", []))?.[0];
    assert.equal(han, 'const han = openUart({"port":"Serial1","tx":"B6","baud":115200});');
  });

  it("closes the console before anything is opened", () => {
    for (const board of boards) {
      const system = systemOf(board);
      const text = wired("", [], system, board);
      const close = text.indexOf("processor.closeConsole(");
      assert.ok(close > 0);
      assert.doesNotMatch(text.slice(text.indexOf("openProcessor();") + 16, close), /open/);
    }
  });
});

describe("cycle", () => {
  it("has for each partition its channels, its devices and its period, in the order of system.ts", () => {
    const shown = cycleSlots(meter).map(
      (slot) => `${meter.partitions[slot.partition]!.name} ${slot.handler} (${slot.source})`,
    );
    assert.deepEqual(shown, [
      "communications fromOffSwitchLink (off-switch-link -> communications)",
      "communications fromCsSecurity (cs-security -> communications)",
      "communications fromDcSecurity (dc-security -> communications)",
      "communications onWan (wan)",
      "communications onTopUp (topUp)",
      "communications onMaintenance (maintenance)",
      "communications onOtherUtility (other-utility)",
      "communications tick (period)",
      "off-switch-link fromCommunications (communications -> off-switch-link)",
      "off-switch-link fromCreditBalance (credit-balance -> off-switch-link)",
      "off-switch-link onLink (link)",
      "off-switch-link tick (period)",
      "computations fromOffSwitchLink (off-switch-link -> computations)",
      "computations fromCsSecurity (cs-security -> computations)",
      "computations tick (period)",
      "credit-balance fromOffSwitchLink (off-switch-link -> credit-balance)",
      "credit-balance fromComputations (computations -> credit-balance)",
      "credit-balance fromCsSecurity (cs-security -> credit-balance)",
      "cs-security fromCommunications (communications -> cs-security)",
      "cs-security fromComputations (computations -> cs-security)",
      "cs-security fromCreditBalance (credit-balance -> cs-security)",
      "cs-security onFaults (faults)",
      "cs-security tick (period)",
      "dc-security fromComputations (computations -> dc-security)",
      "dc-security tick (period)",
      "consumer-port fromCsSecurity (cs-security -> consumer-port)",
      "display fromOffSwitchLink (off-switch-link -> display)",
      "display fromCreditBalance (credit-balance -> display)",
      "display fromComputations (computations -> display)",
      "display tick (period)",
    ]);
  });

  it("has every channel once with its depth and length, and every device that speaks with its depth", () => {
    for (const system of systems) {
      const slots = cycleSlots(system);
      for (const { from, to, depth, maxBytes } of system.channels) {
        const found = slots.filter((slot) => slot.source === `${from} -> ${to}`);
        assert.deepEqual(
          found.map((slot) => [slot.depth, slot.maxBytes, slot.periodMs, slot.joinBytes]),
          [[depth, maxBytes, 0, 0]],
        );
      }
      for (const device of system.devices) {
        const speaks =
          ["serial-port", "push-button", "fault-record"].includes(device.contract) && device.direction !== "out";
        const found = slots.filter((slot) => slot.source === device.name);
        const joined = device.contract === "serial-port" ? 128 : 0;
        assert.deepEqual(
          found.map((slot) => [slot.depth, slot.joinBytes]),
          speaks ? [[device.depth, joined]] : [],
        );
      }
    }
  });

  it("stands in the kernel's table in columns, each in the smallest numbers that hold it", () => {
    const slots = cycleSlots(offSwitch);
    const text = wired("", [], offSwitch, offSwitchBoard);
    const shown = /start\(processor, \{ (.*) \}, factories/.exec(text)![1]!;
    const column = (bits: number, numbers: readonly number[]): string => `new Uint${bits}Array([${numbers.join(",")}])`;
    assert.equal(
      shown,
      [
        "cycleMs: 20",
        "watchdogSeconds: 5",
        `faultSlot: ${slots.findIndex((slot) => slot.source === "faults")}`,
        `stepBudgets: ${column(16, [2000, 500])}`,
        `owners: ${column(8, [0, 0, 1, 1, 1, 1])}`,
        `depths: ${column(8, [4, 8, 4, 4, 4, 0])}`,
        `mostBytes: ${column(8, [120, 128, 121, 0, 0, 0])}`,
        `periodsMs: ${column(16, [0, 0, 0, 0, 0, 1000])}`,
      ].join(", "),
    );
    assert.match(wired("", [], meter, meterBoard), /periodsMs: new Uint32Array\(\[.*,300000,.*\]\)/);
  });

  it("lets a port's bytes in at the slot of its owner", () => {
    const link = /const link = .*/.exec(wired("", [], offSwitch, offSwitchBoard))?.[0];
    assert.match(link!, /, ends\.post\.bind\(undefined, 1\)\);$/);
  });
});
