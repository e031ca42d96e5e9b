// Many meters: each stays its own, and "off" goes through the limit alone.

import assert from "node:assert/strict";
import { Fleet } from "../../../bench/central/fleet.ts";
import type { OffOutcome } from "../../../bench/central/fleet.ts";
import { volatileMemory, volatileMemoryOf } from "../../../bench/central/memory.ts";
import type { ChannelMemory } from "../../../bench/central/memory.ts";
import { OFF_RULES } from "../../../bench/central/off-limit.ts";
import { VolatileOffLedger } from "../../../bench/central/off-ledger.ts";
import * as orders from "../../../bench/central/orders.ts";
import { keysOf, ModelMeter } from "./model-meter.ts";

const NOW = 1_700_000_000_000;
const REPORT = "r" + "\0".repeat(12) + "1" + "\0".repeat(5);

function ids(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `HASM${1000 + i}`);
}

function fleetOf(count: number, ledger = new VolatileOffLedger()): Fleet {
  const fleet = new Fleet(ledger);
  for (const id of ids(count)) fleet.add(volatileMemory(keysOf(id)));
  return fleet;
}

function sentTo(outcome: OffOutcome): readonly string[] {
  assert.ok(outcome.kind === "sent");
  assert.equal(outcome.failed.size, 0);
  return [...outcome.sent.keys()];
}

describe("fleet", () => {
  it("keeps the traffic of each meter apart", () => {
    const fleet = fleetOf(3);
    const meters = ids(3).map((id) => new ModelMeter(keysOf(id)));
    for (const [i, meter] of meters.entries())
      for (let times = 0; times <= i; times++) assert.ok(fleet.receive(meter.meterId, meter.say(1, REPORT)));
    assert.deepEqual(fleet.meterIds, ids(3));
    assert.deepEqual(
      ids(3).map((id) => fleet.meter(id).reports.length),
      [1, 2, 3],
    );
    // What one meter seals is nothing on the line of another.
    fleet.receive(ids(3)[0]!, meters[1]!.say(1, REPORT));
    assert.equal(fleet.meter(ids(3)[0]!).figures.refused["not-authentic"], 1);
    assert.deepEqual([fleet.figures.accepted, fleet.figures.rejected], [6, 1]);
    const { frames } = fleet.command(ids(3)[2]!, "meter", orders.cover(), NOW);
    assert.equal(meters[1]!.take(frames.join("")), "");
    assert.notEqual(meters[2]!.take(frames.join("")), "");
  });

  it("knows its meters, each once", () => {
    const fleet = fleetOf(1);
    assert.throws(() => fleet.add(volatileMemory(keysOf("HASM1000"))), {
      name: "FleetError",
      kind: "known-meter",
      message: "meter HASM1000 is in the fleet already",
    });
    assert.throws(() => fleet.add(volatileMemoryOf("HASM1001", new Map())), {
      name: "ChannelError",
      message: "key 1 of meter HASM1001 is not held here",
    });
    const unknown = { name: "FleetError", kind: "unknown-meter", message: "meter HASM1001 is not in the fleet" };
    assert.throws(() => fleet.meter("HASM1001"), unknown);
    assert.throws(() => fleet.command("HASM1001", "meter", orders.query(), NOW), unknown);
    assert.equal(fleet.receive("HASM1001", "bytes"), false);
    assert.equal(fleet.figures.unknownMeters, 1);
  });

  it("switches nothing off but through the limit", () => {
    const fleet = fleetOf(1);
    assert.throws(() => fleet.command("HASM1000", "off-switch", orders.off(), NOW), {
      name: "FleetError",
      kind: "off-alone",
      message: "meters are switched off by requestOff alone",
    });
    assert.equal(fleet.command("HASM1000", "off-switch", orders.on(), NOW).asked.order, "on");
  });
});

describe("fleet: cancel", () => {
  it("goes to as many as there are at one word, whatever the limit on off says, and a meter that is named twice gets one", () => {
    const broken = new VolatileOffLedger();
    broken.admit =
      broken.open =
      broken.confirm =
      broken.requests =
        () => {
          throw new RangeError("the ledger is damaged");
        };
    const fleet = fleetOf(1000, broken);
    const { sent, failed } = fleet.cancel([...ids(1000), ...ids(2)], NOW);
    assert.deepEqual([[...sent.keys()], failed.size], [ids(1000), 0]);
    for (const [id, { frames }] of [...sent].slice(0, 3)) {
      const meter = new ModelMeter(keysOf(id));
      for (const one of frames) fleet.receive(id, meter.take(one));
      assert.deepEqual(meter.acts, [
        { route: 1, order: 0, body: "" },
        { route: 2, order: 0x12, body: "" },
      ]);
      const answered = fleet.meter(id).takeEvents();
      assert.deepEqual(
        answered.map((event) => event.kind === "answer" && event.order),
        ["cover", "cancel"],
      );
    }
  });

  it("does not count as an off, and leaves the limit as it was", () => {
    const fleet = fleetOf(12);
    fleet.cancel(ids(12), NOW);
    assert.deepEqual(sentTo(fleet.requestOff(ids(10), "anna", NOW)), ids(10));
    fleet.cancel(ids(10), NOW);
    assert.equal(fleet.requestOff(ids(1), "anna", NOW).kind, "to-confirm");
  });

  it("an unknown meter among them is refused before anything is sealed; a memory that fails stops its own meter alone", () => {
    const fleet = new Fleet(new VolatileOffLedger());
    for (const id of ids(3)) fleet.add(id === "HASM1001" ? fullMemory(id) : volatileMemory(keysOf(id)));
    assert.throws(() => fleet.cancel(["HASM1000", "HASM9999"], NOW), {
      name: "FleetError",
      kind: "unknown-meter",
      message: "meter HASM9999 is not in the fleet",
    });
    assert.deepEqual(fleet.meter("HASM1000").overdue(NOW, 0), []);
    const { sent, failed } = fleet.cancel(ids(3), NOW);
    assert.deepEqual([...sent.keys()], ["HASM1000", "HASM1002"]);
    assert.deepEqual([...failed], [["HASM1001", new RangeError("the disk is full")]]);
  });
});

describe("fleet: off", () => {
  it("ten meters go off at one word, each by a sealed command of its own", () => {
    const fleet = fleetOf(12);
    const outcome = fleet.requestOff(ids(10), "anna", NOW);
    assert.deepEqual(sentTo(outcome), ids(10));
    assert.ok(outcome.kind === "sent");
    for (const [id, { frames }] of outcome.sent) {
      const meter = new ModelMeter(keysOf(id));
      for (const one of frames) fleet.receive(id, meter.take(one));
      assert.deepEqual(meter.acts, [
        { route: 1, order: 0, body: "" },
        { route: 2, order: 0x10, body: "" },
      ]);
      const answered = fleet.meter(id).takeEvents();
      assert.deepEqual(
        answered.map((event) => event.kind === "answer" && event.order),
        ["cover", "off"],
      );
    }
  });

  it("more go when another person says so, and not one of them before", () => {
    const fleet = fleetOf(12);
    const asked = fleet.requestOff(ids(12), "anna", NOW);
    assert.ok(asked.kind === "to-confirm");
    assert.deepEqual(
      ids(12).flatMap((id) => fleet.meter(id).overdue(NOW, 0)),
      [],
    );
    assert.deepEqual(fleet.waitingRequests(NOW), [asked.request]);
    assert.match(asked.request.id, /^[0-9a-f]{16}$/);
    assert.deepEqual(fleet.confirm(asked.request.id, "anna", NOW), {
      kind: "refused",
      why: "same-person",
      text: "a request is confirmed by somebody else than the one who made it",
    });
    assert.deepEqual(sentTo(fleet.confirm(asked.request.id, "bert", NOW)), ids(12));
    assert.deepEqual(fleet.confirm(asked.request.id, "bert", NOW), {
      kind: "refused",
      why: "unknown-request",
      text: "there is no such request, or it was confirmed before",
    });
    assert.deepEqual(fleet.waitingRequests(NOW), []);
    assert.deepEqual(
      [...fleet.figures.refusedOffs],
      [
        ["same-person", 1],
        ["unknown-request", 1],
      ],
    );
  });

  it("the limit is over all meters and outlives the fleet where the ledger does", () => {
    const ledger = new VolatileOffLedger();
    assert.deepEqual(sentTo(fleetOf(12, ledger).requestOff(ids(10), "anna", NOW)), ids(10));
    const later = fleetOf(12, ledger);
    const asked = later.requestOff(ids(12).slice(10, 11), "bert", NOW + OFF_RULES.windowMs - 1);
    assert.ok(asked.kind === "to-confirm");
    const afterwards = fleetOf(12, ledger);
    assert.deepEqual(sentTo(afterwards.confirm(asked.request.id, "anna", asked.request.madeMs)), ["HASM1010"]);
  });

  it("an unknown meter among them stops all", () => {
    const fleet = fleetOf(2);
    const outcome = fleet.requestOff(["HASM1000", "HASM9999"], "anna", NOW);
    assert.equal(outcome.kind === "refused" && outcome.why, "unknown-meter");
    assert.deepEqual(fleet.meter("HASM1000").overdue(NOW, 0), []);
  });

  it("every off is in the ledger before it is sealed", () => {
    const steps: string[] = [];
    class Told extends VolatileOffLedger {
      override admit(count: number, atMs: number, sinceMs: number, most: number): boolean {
        const admitted = super.admit(count, atMs, sinceMs, most);
        steps.push(`admitted ${count}: ${admitted}`);
        return admitted;
      }
      override confirm(id: string, atMs: number): boolean {
        steps.push("confirmed");
        return super.confirm(id, atMs);
      }
    }
    const fleet = new Fleet(new Told(), { ...OFF_RULES, mostAlone: 1 });
    for (const id of ids(2)) {
      const memory = volatileMemory(keysOf(id));
      const nextCounter = memory.nextCounter.bind(memory);
      memory.nextCounter = (key) => {
        if (key === 2) steps.push(`sealed for ${id}`);
        return nextCounter(key);
      };
      fleet.add(memory);
    }
    fleet.requestOff(ids(1), "anna", NOW);
    const asked = fleet.requestOff(ids(2), "anna", NOW);
    assert.ok(asked.kind === "to-confirm");
    fleet.confirm(asked.request.id, "bert", NOW);
    assert.deepEqual(steps, [
      ...["admitted 1: true", "sealed for HASM1000", "admitted 2: false"],
      ...["confirmed", "sealed for HASM1000", "sealed for HASM1001"],
    ]);
  });

  it("a memory that fails stops its own meter and no other, and is told", () => {
    const fleet = new Fleet(new VolatileOffLedger());
    for (const id of ids(3)) fleet.add(id === "HASM1001" ? fullMemory(id) : volatileMemory(keysOf(id)));
    const outcome = fleet.requestOff(ids(3), "anna", NOW);
    assert.ok(outcome.kind === "sent");
    assert.deepEqual([...outcome.sent.keys()], ["HASM1000", "HASM1002"]);
    assert.deepEqual([...outcome.failed], [["HASM1001", new RangeError("the disk is full")]]);
  });
});

function fullMemory(meterId: string): ChannelMemory {
  const memory = volatileMemory(keysOf(meterId));
  memory.nextCounter = () => {
    throw new RangeError("the disk is full");
  };
  return memory;
}
