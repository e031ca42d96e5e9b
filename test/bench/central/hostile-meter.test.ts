// A meter that has its keys and means ill: it may say anything inside the seal, as often as it likes, and hurts nobody but itself.

import assert from "node:assert/strict";
import { MOST_EVENTS, MOST_REPORTS } from "../../../bench/central/central-system.ts";
import { MOST_PENDING } from "../../../bench/central/exchange.ts";
import { Fleet } from "../../../bench/central/fleet.ts";
import { volatileMemory } from "../../../bench/central/memory.ts";
import type { ChannelMemory } from "../../../bench/central/memory.ts";
import { VolatileOffLedger } from "../../../bench/central/off-ledger.ts";
import * as orders from "../../../bench/central/orders.ts";
import { keysOf, ModelMeter, PLAIN_SIZE } from "./model-meter.ts";

const NOW = 1_700_000_000_000;
const REPORT = "r" + "\0".repeat(12) + "1" + "\0".repeat(5);

describe("a hostile meter with valid keys", () => {
  const MESSAGES = 20_000;

  it("throws nothing, fills nothing and touches no other meter, in 20 000 messages", () => {
    const kept = volatileMemory(keysOf("HASM1001"));
    const fleet = new Fleet(new VolatileOffLedger());
    const bad = new ModelMeter(keysOf("HASM1000"));
    fleet.add(volatileMemory(keysOf("HASM1000")));
    fleet.add(kept);
    const other = fleet.meter("HASM1001");
    const waiting = fleet.command("HASM1001", "meter", orders.cover(), NOW).asked;
    fleet.meter("HASM1001").changeKey(2, () => "f".repeat(32), NOW);
    const before = snapshot(kept);
    const figures = other.figures;
    const draw = generator(1);
    for (let i = 0; i < MESSAGES; i++) {
      if (i % 100 === 0) fleet.command("HASM1000", "meter", orders.query(), NOW);
      if (i % 1000 === 0) fleet.meter("HASM1000").changeKey(1, () => "n".repeat(32), NOW);
      fleet.receive("HASM1000", bad.say(1 + (i & 1), plainOf(draw)));
    }
    const { accepted, rejected, reports } = fleet.meter("HASM1000").figures;
    assert.equal(accepted + rejected, MESSAGES);
    assert.ok(
      accepted > 1000 && rejected > 1000 && reports > MOST_REPORTS,
      `${accepted} accepted, ${rejected} rejected`,
    );
    assert.equal(fleet.meter("HASM1000").reports.length, MOST_REPORTS);
    assert.ok(fleet.meter("HASM1000").overdue(NOW, 0).length <= 2 * MOST_PENDING);
    assert.ok(fleet.meter("HASM1000").takeEvents().length <= MOST_EVENTS);
    assert.deepEqual(snapshot(kept), before);
    assert.deepEqual(other.figures, figures);
    assert.deepEqual(other.reports, []);
    assert.equal(other.overdue(NOW, 0)[0]!.counter, waiting.counter);
    assert.deepEqual(fleet.waitingRequests(NOW), []);
    // And its own channel still works as far as it lets it.
    assert.equal(fleet.command("HASM1000", "off-switch", orders.query(), NOW).frames.length, 2);
  });

  it("can shut its own line alone, with the largest counter there is", () => {
    const fleet = new Fleet(new VolatileOffLedger());
    const ids = ["HASM1000", "HASM1001"];
    for (const id of ids) fleet.add(volatileMemory(keysOf(id)));
    const [bad, good] = ids.map((id) => new ModelMeter(keysOf(id)));
    fleet.receive("HASM1000", bad!.say(1, REPORT, (1n << 64n) - 1n));
    fleet.receive("HASM1000", bad!.say(1, REPORT));
    fleet.receive("HASM1001", good!.say(1, REPORT));
    assert.deepEqual(
      ids.map((id) => fleet.meter(id).figures.accepted),
      [1, 1],
    );
    assert.equal(fleet.meter("HASM1000").figures.refused.stale, 1);
  });
});

/** All that a memory says without being changed. */
function snapshot(memory: ChannelMemory): readonly unknown[] {
  return [1, 2, 4, 5, 6, 7, 8, 9].map((key) => [memory.secret(key), memory.successor(key), memory.lastReceived(key)]);
}

/** Numbers below `most`, the same for the same seed. */
function generator(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

/** Anything, and mostly what is nearly something: answers to what was asked lately, reports with a byte changed. */
function plainOf(draw: (most: number) => number): string {
  const bytes = (count: number): string => Array.from({ length: count }, () => String.fromCharCode(draw(256))).join("");
  const kind = draw(4);
  if (kind === 0) return bytes(PLAIN_SIZE);
  if (kind === 1) return REPORT;
  if (kind === 2) {
    const at = draw(30);
    return (REPORT.padEnd(at, "\0").slice(0, at) + bytes(1) + REPORT.slice(at + 1)).slice(0, PLAIN_SIZE);
  }
  const counter = "\0".repeat(6) + String.fromCharCode(draw(3), draw(256));
  const said = draw(2) === 0 ? "" : "1" + bytes(9);
  return "a" + String.fromCharCode(draw(4)) + counter + String.fromCharCode(draw(8)) + said;
}
