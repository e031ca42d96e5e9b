// What the meter itself has sealed comes back to it as a command, at every port and for both processors; what was made for the meter goes
// to the central system as an answer.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { CentralSystem } from "../../bench/central/central-system.ts";
import { volatileMemory } from "../../bench/central/memory.ts";
import * as orders from "../../bench/central/orders.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import {
  ROUTE_CS,
  ROUTE_DC,
  ROUTE_MAINTENANCE,
  ROUTE_OFF_SWITCH,
  ROUTE_TOP_UP,
} from "../../firmware/messages/route.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { commands, isClosed, listen, target, wait } from "./rig.ts";

const PORTS = { wan: [ROUTE_CS, ROUTE_OFF_SWITCH], topUp: [ROUTE_TOP_UP], maintenance: [ROUTE_MAINTENANCE] } as const;

/** Answers of both processors to orders of all kinds, a report and a round, as they left; and what went to the meter. */
async function evening(): Promise<{ bench: Bench; outgoing: string[]; incoming: string[] }> {
  const bench = await target({ startS: DEFAULT_START_S - 1000 });
  const heard = listen(bench);
  wait(bench, 10);
  for (const order of [orders.query(), orders.parameter(2, "two"), orders.prepaid(true), orders.readLog(2, 1, 64)]) {
    bench.central.order("meter", order);
    wait(bench, 3);
  }
  for (const order of ["off", "on"] as const) {
    bench.central.switch(order);
    wait(bench, 3);
  }
  wait(bench, 1000);
  const of = (wanted: "in" | "out"): string[] =>
    heard.flatMap(({ direction, payload }) => (direction === wanted ? [payload] : []));
  return { bench, outgoing: of("out"), incoming: of("in") };
}

describe("attack: reflection of answers", () => {
  it("takes nothing for a command that the meter sealed, at no port, under no route", async () => {
    const { bench, outgoing } = await evening();
    assert.deepEqual(
      [ROUTE_CS, ROUTE_OFF_SWITCH, ROUTE_DC].map((route) => outgoing.some((payload) => payload.startsWith(route))),
      [true, true, true],
    );
    const before = { accepted: bench.central.accepted, commands: commands(bench) };
    for (const payload of outgoing) {
      for (const [port, routes] of Object.entries(PORTS))
        for (const route of routes) bench.meter.uart(portOf(meterBoard, port)).receive(frame(route + payload.slice(1)));
      wait(bench, 2);
    }
    wait(bench, 6);
    const { accepted, rejected } = commands(bench);
    assert.deepEqual([accepted, rejected], [before.commands.accepted, before.commands.rejected + outgoing.length]);
    wait(bench, 900);
    const report = bench.central.reports.at(-1)!;
    assert.deepEqual([report.refusedFrames, report.refusedMessages], [0, 3 * outgoing.length]);
    // No answer to any of it: nothing came but reports.
    assert.equal(bench.central.events.length, 12);
    assert.equal(isClosed(bench), false);
  });

  it("takes no command for an answer, from whichever route", async () => {
    const { bench, incoming } = await evening();
    const central = new CentralSystem(volatileMemory(bench.keys));
    for (const payload of incoming)
      for (const route of [ROUTE_CS, ROUTE_OFF_SWITCH, ROUTE_DC]) central.receive(frame(route + payload.slice(1)));
    const { accepted, rejected, refused, passedBy } = central.figures;
    assert.deepEqual([accepted, rejected, passedBy], [0, 2 * incoming.length, incoming.length]);
    assert.equal(refused["not-authentic"], 2 * incoming.length);
  });

  it("takes no answer twice, and none to another's question", async () => {
    const { bench, outgoing } = await evening();
    const { accepted } = bench.central;
    for (const payload of outgoing) bench.central.receive(frame(payload));
    assert.equal(bench.central.accepted, accepted);
    const stranger = new CentralSystem(volatileMemory(bench.keys));
    for (const payload of outgoing.filter((one) => !one.startsWith(ROUTE_DC))) stranger.receive(frame(payload));
    // The same keys, and nothing asked: of all that, the report alone says something.
    assert.deepEqual([stranger.figures.accepted, stranger.figures.refused.unasked], [bench.central.reports.length, 12]);
  });
});
