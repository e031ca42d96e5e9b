// The policy check against two descriptions that hold, many that break one rule each, and random edits.

import assert from "node:assert/strict";
import fc from "fast-check";
import { contracts } from "../../hal/operations.ts";
import { CHANNELS, DEVICES, PARTITIONS, SLOT_BYTES } from "../../tools/policy/allowed.ts";
import { checkPolicy } from "../../tools/policy/check.ts";
import { holdersOfReadings } from "../../tools/policy/readings.ts";
import { worstQueueBytes } from "../../tools/policy/sizes.ts";
import { RULES } from "../../tools/policy/violation.ts";
import { wearOf } from "../../tools/policy/wear.ts";
import type { Content, Segment, System } from "../../firmware/kernel/description.ts";
import { COUNTER_BYTES } from "../../firmware/messages/sealed.ts";
import { payloadBytes } from "../../firmware/store/values.ts";
import { brokenSystems } from "./broken/index.ts";
import { shareUart } from "./broken/sharing.ts";
import { complete, meter, meterBoard, offSwitch, offSwitchBoard } from "./complete-system.ts";
import type { Description } from "./complete-system.ts";
import { thin } from "./thin-system.ts";
import { broken, channel, device, partition, segment } from "./edits.ts";

const messages = (description: Description): string[] => checkPolicy(description).map(({ message }) => message);

describe("policy: descriptions that hold", () => {
  it("the complete system", () => {
    assert.deepEqual(messages(complete), []);
  });
  it("the thin system", () => {
    assert.deepEqual(messages(thin), []);
  });
  it("each processor by itself", () => {
    assert.deepEqual(messages({ systems: [meter], boards: [meterBoard] }), []);
    assert.deepEqual(messages({ systems: [offSwitch], boards: [offSwitchBoard] }), []);
  });
  it("a second, emulated board for the same processor", () => {
    const wire = { driver: "uart-button", options: { port: "Serial1", rx: "B7", baud: 9600 } };
    const parts = { ...offSwitchBoard.parts, button: wire };
    const memory = { driver: "ram-nor", options: { bytes: offSwitch.flashBytes, pages: 16 } };
    const twin = { ...offSwitchBoard, name: "twin", engine: "STM32F405RG", watchdogSeconds: 0, parts, memory };
    assert.deepEqual(messages({ systems: complete.systems, boards: [...complete.boards, twin] }), []);
  });
  it("a display that sends where pulses come in, on one emulated UART", () => {
    assert.deepEqual(messages(broken(complete, shareUart)), []);
  });
  it("as many stand-ins as there are on one emulated UART, of one direction or both", () => {
    const shared = broken(complete, (draft) => {
      shareUart(draft);
      const { parts } = draft.meterBoard;
      parts["current-clamp"] = { driver: "uart-clamp", options: { port: "Serial2", rx: "A3", baud: 19200 } };
      parts["top-up"] = { driver: "uart-hex", options: { port: "Serial2", tx: "A2", rx: "A3", baud: 19200 } };
    });
    assert.deepEqual(messages(shared), []);
  });
  it("at the limit of every number", () => {
    const atLimits = broken(complete, ({ meter: system, offSwitch: other, meterBoard: board }) => {
      board.watchdogSeconds = 26;
      channel(system, "credit-balance", "off-switch-link").maxBytes = 16;
      segment(system, "registers").bytes = system.flashBytes - segment(system, "registers").baseAddress;
      segment(system, "registers").number = 31;
      Object.assign(segment(system, "credit"), { slotBytes: 32, values: 62, writesPerDay: 11_214 });
      Object.assign(segment(system, "parameters"), { slotBytes: 32, values: 33, writesPerDay: 4073 });
      Object.assign(segment(system, "registers"), { slotBytes: 256, values: 6, writesPerDay: 4906 });
      segment(system, "tariffs").bytes = 16_384;
      segment(system, "tariffs").writesPerDay = 5.47;
      system.segments.reverse();
      segment(other, "switch-state").bytes = 16_384;
      segment(other, "switch-log").bytes = 16_384;
      const [first] = system.partitions;
      if (first) Object.assign(first, { stepBudget: 20_000, periodMs: 86_400_000 });
      other.cycleMs = 1000;
      partition(other, "off-switch-security").periodMs = 1000;
      channel(other, "link", "off-switch-security").depth = 64;
      channel(other, "link", "off-switch-security").maxBytes = 60;
      channel(other, "off-switch-security", "link").maxBytes = 1024;
      channel(other, "off-switch-security", "link").depth = 3;
      device(other, "meter-uart").depth = 19;
      device(other, "button").depth = 28;
    });
    assert.deepEqual(atLimits.systems.map(worstQueueBytes), [6416, 8192]);
    assert.deepEqual(messages(atLimits), []);
  });
  it("keep counters in slots of any size that values may have", () => {
    for (const slotBytes of SLOT_BYTES.values) assert.ok(payloadBytes(slotBytes) >= COUNTER_BYTES, `${slotBytes}`);
  });
  it("use the whole list of channels and partitions", () => {
    for (const system of complete.systems) {
      const edges = (all: readonly { from: string; to: string }[]) =>
        all.map(({ from, to }) => `${from} -> ${to}`).sort();
      assert.deepEqual(edges(system.channels), edges(CHANNELS[system.name]));
      assert.deepEqual(system.partitions.map(({ name }) => name).sort(), [...PARTITIONS[system.name]].sort());
    }
  });
  it("know every contract of the hardware, and which of them speak up", () => {
    for (const [name, { posts }] of Object.entries(contracts)) {
      assert.equal((DEVICES[name]?.postBytes ?? -1) > 0, posts !== "nothing", name);
      assert.notEqual(DEVICES[name], undefined, name);
    }
  });
  it("name who holds readings in clear, and how they came there", () => {
    assert.deepEqual(
      [...holdersOfReadings(meter)].map(([name, path]) => `${name}: ${path.join(" -> ")}`),
      [
        "computations: computations",
        "cs-security: computations -> cs-security",
        "dc-security: computations -> dc-security",
        "credit-balance: computations -> credit-balance",
        "display: computations -> display",
        "consumer-port: computations -> cs-security -> consumer-port",
      ],
    );
    assert.equal(holdersOfReadings(offSwitch).size, 0);
  });
});

describe("policy: descriptions that are refused", () => {
  for (const { title, breaks, messages: expected } of brokenSystems) {
    it(title, () => {
      assert.deepEqual(messages(broken(complete, breaks)), expected);
    });
  }
  it("a board for a processor that is not described", () => {
    assert.deepEqual(messages({ systems: [meter], boards: complete.boards }), [
      "W12 off-switch: nucleo: the board is for off-switch, which is not the system at hand",
    ]);
  });
  it("nothing at all: there is no policy of nothing", () => {
    assert.deepEqual(messages({ systems: [], boards: [] }), [
      "W1 policy: systems: no system is described, so nothing is decided",
    ]);
  });
  it("are at least sixty, of different titles, that break every rule", () => {
    assert.ok(brokenSystems.length >= 60, `${brokenSystems.length}`);
    assert.equal(new Set(brokenSystems.map(({ title }) => title)).size, brokenSystems.length);
    const rulesOf = (texts: readonly string[]): string[] => texts.map((text) => text.split(" ")[0] ?? "");
    const seen = new Set(brokenSystems.flatMap((one) => rulesOf(one.messages)));
    assert.deepEqual([...seen].sort(), Object.keys(RULES).sort());
    for (const one of brokenSystems)
      assert.ok(rulesOf([one.title, ...one.messages]).lastIndexOf(one.title.split(" ")[0] ?? "") > 0, one.title);
  });
  it("say rule, system and subject in the message and beside it", () => {
    for (const one of brokenSystems) {
      for (const { rule, system, subject, message } of checkPolicy(broken(complete, one.breaks))) {
        assert.ok(message.startsWith(`${rule} ${system}: ${subject}: `), message);
        assert.doesNotMatch(message, /undefined|\[object|\n/);
      }
    }
  });
});

const CONTENTS: readonly Content[] = ["frames", "readings", "state", "orders"];

const anyName = fc.constantFrom(...PARTITIONS.meter, ...PARTITIONS["off-switch"], "updater", "constructor", "");

function withChannel(place: number, from: string, to: string, carries: Content): Description {
  return broken(complete, (draft) => {
    const system = place === 0 ? draft.meter : draft.offSwitch;
    system.channels.push({ from, to, carries, depth: 1, maxBytes: 1, reason: "random" });
  });
}

describe("policy: random edits", () => {
  it("refuse every channel that is not on the list, and name it", () => {
    fc.assert(
      fc.property(fc.nat(1), anyName, anyName, fc.constantFrom(...CONTENTS), (place, from, to, carries) => {
        const name = place === 0 ? "meter" : "off-switch";
        fc.pre(!CHANNELS[name].some((allowed) => allowed.from === from && allowed.to === to));
        const subjects = checkPolicy(withChannel(place, from, to, carries)).map(
          (one) => `${one.system}: ${one.subject}`,
        );
        assert.ok(subjects.includes(`${name}: ${from} -> ${to}`), subjects.join("; "));
      }),
      { numRuns: 500 },
    );
  });

  it("refuse every content that the list does not give a channel", () => {
    const rows = ([meter, offSwitch] as const).flatMap((system, place) =>
      system.channels.map((_channel, index) => ({ place, index })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...rows), fc.constantFrom(...CONTENTS), ({ place, index }, carries) => {
        const system = complete.systems[place] as System;
        const channel = system.channels[index] as System["channels"][number];
        const allowed = CHANNELS[system.name].find(({ from, to }) => from === channel.from && to === channel.to);
        fc.pre(!allowed?.carries.includes(carries));
        const edited = { ...system, channels: system.channels.with(index, { ...channel, carries }) };
        const subjects = checkPolicy({ systems: complete.systems.with(place, edited), boards: complete.boards }).map(
          ({ subject }) => subject,
        );
        assert.ok(subjects.includes(`${channel.from} -> ${channel.to}`), subjects.join("; "));
      }),
    );
  });

  it("take channels away, and at most leave partitions asleep", () => {
    const kept = (system: System) =>
      fc.shuffledSubarray([...system.channels]).map((channels) => ({ ...system, channels }));
    fc.assert(
      fc.property(kept(meter), kept(offSwitch), (one, other) => {
        const rules = checkPolicy({ systems: [one, other], boards: complete.boards }).map(({ rule }) => rule);
        assert.deepEqual(
          rules.filter((rule) => rule !== "W11"),
          [],
        );
      }),
    );
  });

  it("let no segment pass that does not last, whatever its numbers", () => {
    const numbersOf = ({ kind, values }: Segment) =>
      fc.record({
        bytes: fc.oneof(fc.constantFrom(16_384, 32_768, 65_536), fc.nat(100_000)),
        slotBytes: fc.constantFrom(...SLOT_BYTES[kind], 0, 100),
        values: fc.oneof(fc.constant(values), fc.nat(130)),
        writesPerDay: fc.oneof(fc.nat(20), fc.nat(5000), fc.double()),
      });
    const anySegment = fc.constantFrom("metrology-log", "tariffs", "registers").chain((name) => {
      const good = meter.segments.find((one) => one.name === name)!;
      return numbersOf(good).map((numbers) => ({ ...good, ...numbers }));
    });
    let passed = 0;
    fc.assert(
      fc.property(anySegment, (edited) => {
        const segments = meter.segments.map((one) => (one.name === edited.name ? edited : one));
        if (checkPolicy({ systems: [{ ...meter, segments }], boards: [meterBoard] }).length > 0) return;
        passed++;
        const wear = wearOf(edited);
        assert.ok(wear !== undefined && wear.margin >= 5 && wear.erases <= 20_000, JSON.stringify({ edited, wear }));
      }),
      { numRuns: 500 },
    );
    assert.ok(passed >= 10, `${passed} passed`);
  });

  it("take anything away, and never stop the check", () => {
    const less = (system: System) =>
      fc.record({
        name: fc.constant(system.name),
        cycleMs: fc.constantFrom(system.cycleMs, 0),
        flashBytes: fc.constantFrom(system.flashBytes, 0),
        partitions: fc.subarray([...system.partitions]),
        channels: fc.subarray([...system.channels]),
        devices: fc.subarray([...system.devices]),
        keys: fc.subarray([...system.keys]),
        segments: fc.subarray([...system.segments]),
      });
    fc.assert(
      fc.property(less(meter), less(offSwitch), fc.subarray([...complete.boards]), (one, other, boards) => {
        for (const { message } of checkPolicy({ systems: [one, other], boards })) assert.match(message, /^[IW]\d+ /);
      }),
    );
  });
});
