// Billing fraud on the wire: reports are altered, kept back, sent twice, put in another order, made up, or taken from another meter.
// A second central system with the same keys stands for the one that has not yet received the true ones.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { CentralSystem } from "../../bench/central/central-system.ts";
import { nonce } from "../../bench/central/channel.ts";
import { volatileMemory } from "../../bench/central/memory.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { READING_INTERVAL } from "../../firmware/messages/reading.ts";
import { encodeReading } from "../messages/reading-bytes.ts";
import { encodeReport } from "../../firmware/messages/report.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { flipped, listen, sealed, target, wait } from "./rig.ts";

const COUNTER = 1n << 62n;
const REPORT = encodeReport(encodeReading(READING_INTERVAL, 900, 1, 0, "1", 1, 0), 0, 0, 0);

interface Evening {
  readonly bench: Bench;
  /** Three reports in their order, without frames. */
  readonly reports: readonly string[];
}

async function evening(seed: number, meterId: string): Promise<Evening> {
  const bench = await target({ seed, meterId });
  const heard = listen(bench);
  wait(bench, 2710);
  assert.equal(bench.central.accepted, 3);
  return { bench, reports: heard.flatMap(({ payload }) => (payload[0] === ROUTE_CS ? [payload] : [])) };
}

function secondCentral(bench: Bench): CentralSystem {
  return new CentralSystem(volatileMemory(bench.keys));
}

describe("attack: a forged report", () => {
  let one: Evening;
  let other: Evening;
  before(async () => {
    one = await evening(1, "HASM0001");
    other = await evening(2, "HASM0002");
  });

  it("takes none with one bit turned over, and then the true one", () => {
    const central = secondCentral(one.bench);
    const altered = flipped(one.reports[0]!);
    for (const report of altered) central.receive(frame(report));
    const { accepted, rejected, passedBy } = central.figures;
    // One of them bears the route of the data concentrator then, who has another key.
    assert.deepEqual([accepted, rejected, passedBy, central.reports], [0, 8 * 121 - 1, 1, []]);
    central.receive(frame(one.reports[0]!));
    assert.deepEqual(central.reports, one.bench.central.reports.slice(0, 1));
  });

  it("takes none of another length, and nothing that is no frame", () => {
    const central = secondCentral(one.bench);
    const report = one.reports[0]!;
    for (let length = 1; length < report.length; length++) central.receive(frame(report.slice(0, length)));
    for (let count = 1; count <= 100; count++) central.receive(frame(report + "\0".repeat(count)));
    central.receive("\xff".repeat(100_000));
    const { accepted, rejected, refusedFrames } = central.figures;
    assert.deepEqual([accepted, rejected], [0, report.length - 1]);
    assert.ok(refusedFrames > 100);
  });

  it("takes each once, and none that was made before the last one taken", () => {
    const central = secondCentral(one.bench);
    for (const index of [1, 0, 1, 2, 0, 1, 2]) central.receive(frame(one.reports[index]!));
    assert.deepEqual(central.reports, one.bench.central.reports.slice(1));
    assert.equal(central.figures.rejected, 5);
  });

  it("takes none of another meter, whether recorded or sealed with that meter's keys in this one's name", () => {
    const central = secondCentral(one.bench);
    const key = other.bench.keys.central;
    for (const report of other.reports) central.receive(frame(report));
    for (const id of ["HASM0001", "HASM0002"])
      central.receive(frame("\x01" + sealed(REPORT, key, (counter) => nonce(id, "\x02", 1, counter), COUNTER)));
    const { accepted, rejected } = central.figures;
    assert.deepEqual([accepted, rejected, central.reports], [0, 5, []]);
  });

  it("takes none that the right key sealed for another meter, direction or purpose, or of another size", () => {
    const central = secondCentral(one.bench);
    const { central: key, meterId } = one.bench.keys;
    const send = (id: string, direction: string, purpose: number, text: string, counter: bigint): void => {
      central.receive(frame("\x01" + sealed(text, key, (bytes) => nonce(id, direction, purpose, bytes), counter)));
    };
    send("HASM0002", "\x02", 1, REPORT, COUNTER);
    send(meterId, "\x01", 1, REPORT, COUNTER);
    send(meterId, "\x02", 2, REPORT, COUNTER);
    send(meterId, "\x02", 1, REPORT.slice(1), COUNTER);
    send(meterId, "\x02", 1, "q" + REPORT.slice(1), COUNTER + 1n);
    assert.deepEqual([central.figures.accepted, central.figures.rejected], [0, 5]);
    send(meterId, "\x02", 1, REPORT, COUNTER + 2n);
    assert.deepEqual([central.figures.accepted, central.figures.rejected], [1, 5]);
  });
});
