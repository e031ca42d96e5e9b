// A burglar listens to the WAN for a night and a morning: an empty house and a full one must look alike in when and how much is sent.

import assert from "node:assert/strict";
import { parameter, prepaid, query, tariff, topUp } from "../../bench/central/orders.ts";
import type { Order } from "../../bench/central/orders.ts";
import { builtInHousehold } from "../../bench/household.ts";
import type { Household } from "../../bench/household.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { tariff as aTariff } from "../meter/tariff-rig.ts";
import { ROUTE_CS, ROUTE_DC } from "../../firmware/messages/route.ts";
import { listen, target, wait, without } from "./rig.ts";

const HOUR_S = 3600;
const LISTENED_S = 9 * HOUR_S;
const ASKED_S = 6 * HOUR_S;
const INTERVALS = LISTENED_S / 900;
const END_S = DEFAULT_START_S + LISTENED_S + HOUR_S;
const nothing = { startS: DEFAULT_START_S, endS: END_S, powerUw: 0 };
const emptyHouse: Household = {
  startS: DEFAULT_START_S,
  endS: END_S,
  powerW: () => 0,
  energyUj: () => 0n,
  stepAt: (atS) => (atS < END_S ? nothing : undefined),
};

interface Heard {
  /** Second of the run, route and length of each message: the frame's own length varies with how many bytes chance makes it escape. */
  readonly seen: readonly string[];
  readonly reports: readonly string[];
  readonly rounds: readonly string[];
  readonly registers: readonly number[];
}

/** `orders` are given one an hour. */
async function heardFrom(
  household: Household,
  seconds: number,
  orders: readonly Order[],
  meter?: string,
): Promise<Heard> {
  const bench = await target({ household, ...(meter === undefined ? {} : { meter }) });
  const heard = listen(bench);
  for (const order of orders) {
    wait(bench, HOUR_S);
    bench.central.order("meter", order);
  }
  wait(bench, seconds - bench.elapsedS);
  const outgoing = heard.filter(({ direction }) => direction === "out");
  const payloads = (route: string): string[] =>
    outgoing.flatMap(({ payload }) => (payload.startsWith(route) ? [payload] : []));
  return {
    seen: heard.map(
      ({ second, direction, payload }) => `${second} s ${direction} ${payload.charCodeAt(0)} ${payload.length}`,
    ),
    reports: payloads(ROUTE_CS),
    rounds: payloads(ROUTE_DC),
    registers: bench.central.reports.map((report) => report.importWh),
  };
}

describe("attack: listening to the WAN", () => {
  it("hears the same times and sizes from an empty house as from a full one, for nine hours", async () => {
    const empty = await heardFrom(emptyHouse, LISTENED_S + 1, []);
    const full = await heardFrom(builtInHousehold(1), LISTENED_S + 1, []);
    assert.equal(empty.reports.length, INTERVALS);
    assert.ok(empty.rounds.length > 2 * INTERVALS);
    assert.deepEqual(empty.seen, full.seen);
    assert.equal(empty.registers.at(-1), 0);
    assert.ok(full.registers.at(-1)! > 1000);
    for (const [index, register] of full.registers.entries())
      assert.equal(full.reports[index]!.includes(u32(register)), false);
    const boxes = (of: "reports" | "rounds"): number =>
      new Set([...empty[of], ...full[of]].map((message) => message.slice(9))).size;
    // A round is said again until the next, in the same bytes; the first interval began without the meter.
    assert.deepEqual([boxes("reports"), boxes("rounds")], [2 * INTERVALS, 2 * (INTERVALS - 1)]);
  });

  it("hears the same of an empty house that is asked each hour as of a full one that gets a tariff, money and a new parameter", async () => {
    const asked = Array.from({ length: 6 }, query);
    const image = aTariff(1, 0, 4).body;
    const ordered = [...tariff(image, 1, 0), prepaid(true), topUp(1, 5_000_000), parameter(11, "new")];
    assert.ok(ordered.length >= asked.length);
    const empty = await heardFrom(emptyHouse, ASKED_S + 10, asked);
    const full = await heardFrom(builtInHousehold(1), ASKED_S + 10, ordered.slice(-asked.length));
    assert.equal(empty.reports.length, 24 + asked.length);
    assert.deepEqual(empty.seen, full.seen);
  });

  it("reads the register where reports are not sealed", async () => {
    const unsealed = await without("meter", "cs-security", "sealCentral(encodeReport(", "(encodeReport(");
    const { reports, registers } = await heardFrom(builtInHousehold(1), 2000, [], unsealed);
    assert.equal(reports.length, 2);
    assert.equal(registers.length, 0);
    assert.equal(reports[1]!.startsWith("\x01r"), true);
  });
});
