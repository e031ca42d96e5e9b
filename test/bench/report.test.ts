// The report of a run and the live picture: every field is there, what is not built is null, and nothing is wider than the terminal.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { debt, prepaid, query, tariff, topUp } from "../../bench/central/orders.ts";
import type { Bench } from "../../bench/bench.ts";
import type { CentralEvent } from "../../bench/central/central-system.ts";
import type { AnswerBody } from "../../bench/central/messages.ts";
import type { Order } from "../../bench/central/orders.ts";
import { tariffToSend } from "../../bench/send/tariff-order.ts";
import { benchReport, isStored, telegramExportWh, telegramImportWh } from "../../bench/report.ts";
import { picture } from "../../bench/terminal.ts";
import { DEFAULT_START_S, newBench } from "../bundles.ts";
import { steady } from "./missing-parts-rig.ts";

/** A pulse comes every few seconds. */
const EVENING_S = DEFAULT_START_S + 18 * 3600;
const METER = [
  "communications",
  "off-switch-link",
  "computations",
  "credit-balance",
  "cs-security",
  "dc-security",
  "consumer-port",
  "display",
];
const OFF_SWITCH = ["link", "off-switch-security"];

/** What the meter answers to an order, once it is not busy and has done it. */
function give(bench: Bench, order: Order): AnswerBody {
  for (let tries = 0; tries < 5; tries++) {
    const { asked } = bench.central.order("meter", order);
    bench.runTo(bench.clock.nowUs / 1e6 + 4);
    const isIt = (event: CentralEvent): boolean =>
      event.kind === "answer" && event.to === "meter" && event.counter === asked.counter;
    const answer = bench.central.events.find(isIt);
    assert.ok(answer?.kind === "answer", order.name);
    if (answer.result === "done") return answer.body;
    assert.equal(answer.result, "busy", order.name);
  }
  throw new Error(`busy with ${order.name}`);
}

describe("report of a run", () => {
  it("has every field, and null where nothing is built", async () => {
    const bench = await newBench();
    bench.runTo(1800);
    bench.finish();
    const report = JSON.parse(JSON.stringify(benchReport(bench, 1.5))) as ReturnType<typeof benchReport>;
    assert.deepEqual([report.simulatedSeconds, report.wallSeconds, report.concentrator], [1800, 1.5, null]);
    assert.deepEqual(report.central, { accepted: bench.central.accepted, rejected: 0 });
    assert.ok(bench.central.accepted >= 1);
    const meter = report.meters[0]!;
    assert.equal(report.meters.length, 1);
    const { generated } = bench.pulses;
    assert.ok(generated > 0);
    assert.deepEqual(
      { ...meter, partitions: [], loadWh: 0, han: {} },
      {
        id: "HASM0001",
        importWh: generated,
        exportWh: 0,
        loadWh: 0,
        surplusWh: 0,
        pulses: { generated, counted: generated },
        mode: "postpaid",
        balance: 0,
        charged: 0,
        switch: "connected",
        switchReasons: [],
        switchAlarm: false,
        switchAlarms: [],
        commands: { accepted: 0, rejected: 0 },
        relayOperations: 0,
        logs: {
          metrology: { records: 4, dropped: 0, verified: true },
          security: { records: 2, dropped: 0, verified: true },
          offSwitch: { records: 3, dropped: 0, verified: true },
          switch: { records: 2, dropped: 0, verified: true },
        },
        han: {},
        partitions: [],
        faults: [],
      },
    );
    assert.equal(Math.floor(meter.loadWh), generated);
    assert.deepEqual(meter.han, { telegrams: bench.han.telegrams, last: bench.han.last });
    assert.equal(meter.han.telegrams, 181);
    const rows = meter.partitions.map((row) => [row.board, row.name, row.faults, row.restarts, row.dropped, row.held]);
    const spotless = (board: string) => (name: string) => [board, name, 0, 0, 0, false];
    assert.deepEqual(rows, [...METER.map(spotless("meter")), ...OFF_SWITCH.map(spotless("off-switch"))]);
    for (const row of meter.partitions)
      assert.ok(row.steps > 0 && row.mostBudget > 0 && row.mostBudget < row.stepBudget);
  });

  it("knows nothing that it has not heard yet", async () => {
    const bench = await newBench();
    const meter = benchReport(bench, 0).meters[0]!;
    assert.deepEqual([meter.importWh, meter.pulses], [null, { generated: 0, counted: null }]);
    const { exportWh, mode, balance, charged } = meter;
    assert.deepEqual([exportWh, mode, balance, charged], [null, null, null, null]);
    const { switch: state, switchReasons, switchAlarm, switchAlarms, commands } = meter;
    assert.deepEqual([state, switchReasons, switchAlarm, switchAlarms, commands], [null, null, null, null, null]);
  });

  it("says mode, balance and charge to the last digit, of the moment of its register, once the meter has stored them", async () => {
    const bench = await newBench({ household: steady(3600, 1) });
    bench.runTo(30);
    const { bytes, version } = tariffToSend(readFileSync("docs/tariff-london.json", "latin1"), "london", undefined);
    const ordered = [prepaid(true), topUp(1, 500_000), debt(70_000), ...tariff(bytes, version, 0)];
    for (const order of ordered) give(bench, order);
    bench.runTo(1234);
    bench.finish(() => isStored(bench));
    const { importWh, mode, balance, charged } = benchReport(bench, 0).meters[0]!;
    assert.equal(bench.elapsedS, 1234);
    const reading = give(bench, query());
    assert.ok(reading.kind === "reading");
    assert.deepEqual([importWh, charged], [reading.reading.importWh, reading.reading.charged1e5]);
    assert.ok(charged! > 0);
    assert.deepEqual([mode, balance], ["prepaid", 500_000 - charged!]);
  });

  it("reads the registers of a telegram, and nothing else", () => {
    const [low, normal] = ["1-0:1.8.1(000012.345*kWh)\r\n", "1-0:1.8.2(000100.001*kWh)\r\n"];
    assert.equal(telegramImportWh(low + normal), 112_346);
    assert.equal(telegramExportWh("1-0:2.8.0(000012.345*kWh)\r\n"), 12_345);
    for (const other of ["", low, normal, low + "1-0:1.8.2(1.001*kWh)\r\n", low + "1-0:1.8.2(000100.001*Wh)\r\n"])
      assert.equal(telegramImportWh(other), undefined);
    for (const other of ["", "1-0:2.8.1(000012.345*kWh)\r\n", "x1-0:2.8.0(000012.345*kWh)\r\n"])
      assert.equal(telegramExportWh(other), undefined);
  });
});

describe("end of a run", () => {
  it("draws nothing more, whatever the load and whenever it comes, and keeps its length", async () => {
    for (const endS of [3, 65.5, 1000]) {
      const bench = await newBench({ startS: EVENING_S });
      bench.runTo(endS);
      const { generated } = bench.pulses;
      bench.finish();
      assert.deepEqual([bench.pulses.generated, bench.elapsedS], [generated, endS]);
      const { importWh } = benchReport(bench, 0).meters[0]!;
      assert.equal(importWh, generated);
    }
  });

  it("has the pulse in it that began at the very end, while a telegram was on its way", async () => {
    for (const endS of [99, 109, 110]) {
      const bench = await newBench({ household: steady(3600, 1) });
      bench.runTo(endS);
      assert.equal(bench.pulses.generated, endS);
      bench.finish();
      assert.equal(telegramImportWh(bench.han.last), endS);
    }
  });

  it("stays the end when the switch closes behind it", async () => {
    const bench = await newBench();
    bench.central.switch("off");
    bench.runTo(5);
    bench.central.switch("on");
    bench.runTo(12);
    bench.pressButton(2.5);
    bench.finish();
    assert.equal(bench.offSwitchParts.relay.closed, true);
    assert.equal(bench.pulses.connected, false);
  });
});

describe("live picture", () => {
  const ports = [
    { port: "00:00:01 wan  <", text: "00".repeat(300) },
    { port: "00:00:02 han  >", text: "x" },
  ];

  it("is never wider than the terminal, whatever happened", async () => {
    const bench = await newBench();
    for (const runTo of [0, 100]) {
      bench.runTo(runTo);
      for (const columns of [0, 1, 2, 20, 40, 79, 80, 100, 132, 400]) {
        const lines = picture(bench, ports, columns);
        for (const line of lines) assert.ok(line.length <= columns && !/[\r\n\x1b]/.test(line), `${columns}: ${line}`);
      }
    }
  });

  it("says where the page is", async () => {
    const bench = await newBench();
    const head = (pageUrl?: string): string => picture(bench, ports, 100, pageUrl)[0]!;
    assert.equal(head("http://127.0.0.1:1/"), `${head()}  page http://127.0.0.1:1/`);
  });

  it("goes on without the partitions of a processor that has no supply", async () => {
    const bench = await newBench();
    bench.runTo(10);
    bench.cutPower("meter", undefined, 5_000_000);
    bench.runTo(12);
    const text = picture(bench, ports, 100).join("\n");
    assert.ok(!text.includes(" computations ") && text.includes(" off-switch-security "), text);
  });

  it("has the whole display, relay, switch and every partition at 100 columns", async () => {
    const bench = await newBench();
    bench.runTo(100);
    const text = picture(bench, ports, 100).join("\n");
    for (const row of bench.meterParts.lcd.rows()) assert.ok(text.includes(`| ${row} |`), row);
    for (const name of [...METER, ...OFF_SWITCH]) assert.ok(text.includes(` ${name} `), name);
    for (const part of [
      "relay     closed",
      "switch    connected",
      "pulses    ",
      "keys: o off   c cancel   n on (arms)   b hold the button",
      "00:00:02 han  > x",
    ])
      assert.ok(text.includes(part), part);
  });
});
