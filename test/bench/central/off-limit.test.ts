// The limit on "off": a few go alone, more need another person, in time and once; the edges of every number.

import assert from "node:assert/strict";
import fc from "fast-check";
import { OFF_REFUSAL_SAYS, OFF_RULES, OffLimit } from "../../../bench/central/off-limit.ts";
import type { OffDecision, OffRefusal } from "../../../bench/central/off-limit.ts";
import { VolatileOffLedger } from "../../../bench/central/off-ledger.ts";

const NOW = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;

class Desk {
  readonly ledger = new VolatileOffLedger();
  #ids = 0;
  readonly limit = new OffLimit(this.ledger, OFF_RULES, () => `request ${++this.#ids}`);

  request(count: number, nowMs = NOW, by = "anna"): OffDecision {
    const ids = Array.from({ length: count }, (_, i) => `METER${i}`);
    return this.limit.request(ids, by, nowMs, (id) => id.startsWith("METER"));
  }
}

function refused(decision: OffDecision, why: OffRefusal): void {
  assert.deepEqual(decision, { kind: "refused", why });
}

describe("limit on off", () => {
  it("is ten within an hour, to be confirmed within a quarter", () => {
    assert.deepEqual(OFF_RULES, { mostAlone: 10, windowMs: HOUR_MS, confirmWithinMs: QUARTER_MS, mostRequests: 100 });
  });

  it("lets ten go, in any portions, and not the eleventh", () => {
    for (const portions of [[10], [3, 7], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]) {
      const desk = new Desk();
      for (const count of portions) assert.equal(desk.request(count).kind, "allowed");
      assert.equal(desk.request(1).kind, "to-confirm");
    }
    assert.equal(new Desk().request(11).kind, "to-confirm");
  });

  it("a batch that needs another person counts for nothing until then", () => {
    const desk = new Desk();
    assert.equal(desk.request(11).kind, "to-confirm");
    assert.equal(desk.request(10).kind, "allowed");
  });

  it("opens again when an hour is over, and not before", () => {
    const desk = new Desk();
    desk.request(10);
    assert.equal(desk.request(1, NOW + HOUR_MS - 1).kind, "to-confirm");
    assert.equal(desk.request(1, NOW + HOUR_MS).kind, "allowed");
  });

  it("does not open for a clock that is set back", () => {
    const desk = new Desk();
    desk.request(10);
    assert.equal(desk.request(1, NOW - 10 * HOUR_MS).kind, "to-confirm");
  });

  it("never lets more than ten within any hour go alone", () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(HOUR_MS));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const desk = new Desk();
        const alone: { readonly atMs: number; readonly count: number }[] = [];
        let nowMs = NOW;
        for (const [count, laterMs] of steps) {
          nowMs += laterMs;
          const last = alone.filter(({ atMs }) => atMs > nowMs - HOUR_MS).reduce((sum, one) => sum + one.count, 0);
          const { kind } = desk.request(count, nowMs);
          assert.equal(kind, last + count <= 10 ? "allowed" : "to-confirm");
          if (kind === "allowed") alone.push({ atMs: nowMs, count });
        }
      }),
    );
  });

  it("a meter that is named twice counts once", () => {
    const { limit } = new Desk();
    const ids = Array.from({ length: 30 }, (_, i) => `METER${i % 10}`);
    const decision = limit.request(ids, "anna", NOW, () => true);
    assert.deepEqual(decision, { kind: "allowed", meterIds: ids.slice(0, 10) });
  });
});

describe("confirmation of off", () => {
  it("comes from another person, whatever letters the name is written in, and works once", () => {
    const desk = new Desk();
    const asked = desk.request(11);
    assert.ok(asked.kind === "to-confirm");
    const { id, meterIds } = asked.request;
    refused(desk.limit.confirm(id, "anna", NOW), "same-person");
    refused(desk.limit.confirm(id, "ANNA", NOW), "same-person");
    assert.deepEqual(desk.limit.confirm(id, "bert", NOW), { kind: "allowed", meterIds });
    refused(desk.limit.confirm(id, "bert", NOW), "unknown-request");
    refused(desk.limit.confirm(id, "carl", NOW), "unknown-request");
    assert.deepEqual(
      [...desk.limit.refused],
      [
        ["same-person", 2],
        ["unknown-request", 2],
      ],
    );
  });

  it("counts into the window: after it nothing goes alone", () => {
    const desk = new Desk();
    const asked = desk.request(11);
    assert.ok(asked.kind === "to-confirm");
    desk.limit.confirm(asked.request.id, "bert", NOW + 1);
    assert.equal(desk.request(1, NOW + HOUR_MS).kind, "to-confirm");
    assert.equal(desk.request(1, NOW + HOUR_MS + 1).kind, "allowed");
  });

  it("is in time until the quarter of an hour is over, and void afterwards or where the clock was set back", () => {
    for (const [atMs, isInTime] of [
      [NOW, true],
      [NOW + QUARTER_MS - 1, true],
      [NOW + QUARTER_MS, false],
      [NOW - 1, false],
    ] as const) {
      const desk = new Desk();
      const asked = desk.request(11);
      assert.ok(asked.kind === "to-confirm");
      assert.deepEqual(desk.limit.waiting(atMs), isInTime ? [asked.request] : []);
      const decision = desk.limit.confirm(asked.request.id, "bert", atMs);
      assert.equal(decision.kind, isInTime ? "allowed" : "refused");
      if (!isInTime) {
        refused(decision, "expired");
        refused(desk.limit.confirm(asked.request.id, "bert", NOW), "unknown-request");
      }
    }
  });

  it("is not waited for by more than a hundred requests; expired ones make room", () => {
    const desk = new Desk();
    for (let i = 0; i < 100; i++) assert.equal(desk.request(11, NOW + i).kind, "to-confirm");
    refused(desk.request(11, NOW + 100), "too-many-requests");
    assert.equal(desk.request(11, NOW + QUARTER_MS).kind, "to-confirm");
    assert.equal(desk.ledger.requests().length, 100);
  });

  it("loses against another one that was first, and nothing is counted twice", () => {
    const desk = new Desk();
    const asked = desk.request(11);
    assert.ok(asked.kind === "to-confirm");
    // Somebody else's confirmation lands between the look at the request and its use.
    const { ledger } = desk;
    const requests = ledger.requests();
    ledger.requests = () => requests;
    assert.ok(ledger.confirm(asked.request.id, NOW));
    refused(desk.limit.confirm(asked.request.id, "bert", NOW), "unknown-request");
  });
});

describe("requests for off that make no sense", () => {
  it("are refused before anything else, counted and put in words", () => {
    const desk = new Desk();
    for (const name of ["", " anna", "anna\n", "a".repeat(65), "änna"]) refused(desk.request(1, NOW, name), "bad-name");
    refused(desk.limit.confirm("request 1", "", NOW), "bad-name");
    refused(desk.request(0), "no-meter");
    refused(
      desk.limit.request(["METER1", "OTHER"], "anna", NOW, (id) => id.startsWith("METER")),
      "unknown-meter",
    );
    refused(desk.limit.confirm("nothing", "bert", NOW), "unknown-request");
    assert.deepEqual(
      [...desk.limit.refused],
      [
        ["bad-name", 6],
        ["no-meter", 1],
        ["unknown-meter", 1],
        ["unknown-request", 1],
      ],
    );
    assert.equal(desk.request(10).kind, "allowed");
    assert.deepEqual(OFF_REFUSAL_SAYS, {
      "bad-name": 'a name is 1 to 64 of the characters A to Z, a to z, 0 to 9 and "._@-"',
      "no-meter": "no meter was named",
      "unknown-meter": "a meter was named that is not in the fleet; none was switched",
      "too-many-requests": "too many requests wait for a confirmation already",
      "unknown-request": "there is no such request, or it was confirmed before",
      expired: "the request was not confirmed in time",
      "same-person": "a request is confirmed by somebody else than the one who made it",
    });
  });
});
