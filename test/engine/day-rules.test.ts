// What a day on the engine must keep (test/engine-day): every rule says what broke it, and nothing else. Needs no engine.

import assert from "node:assert/strict";
import { brokenRules, gasLitres, heapOf, share, wattHours } from "../engine-day/figures.ts";
import type { DayFigures } from "../engine-day/figures.ts";
import type { Sample } from "../engine-day/rig.ts";

const GOOD: DayFigures = {
  simulatedS: 1000,
  wallS: 10,
  importPulses: 7,
  importCounted: 7,
  exportPulses: 3,
  exportCounted: 3,
  telegrams: 98,
  telegramsAccepted: 98,
  reports: 1,
  reportsWh: 6,
  lastReportWh: 6,
  commands: { sent: 5, answered: 5, results: { done: 5 } },
  messagesRejected: 1,
  rejectedAs: { "not-authentic": 1 },
  noiseToCentral: 1,
  gas: { shown: 210, told: 100 },
  switchEvents: { sent: 2, stored: 2 },
  linesAnswered: 0,
  displayRows: 4,
  refusedByMeter: { frames: 1, messages: 1 },
  faults: 0,
  engineFlags: ["LOW_MEMORY"],
  processorPercent: { quiet: 4, busy: 7, traffic: 50 },
  metronomePercent: 1,
  bytesIn: 100,
  bytesUnread: 0,
  driftUs: 2100,
  heap: { afterBoot: 2900, highest: 3200, atEnd: 3050 },
};

const CASES: readonly (readonly [Partial<DayFigures>, string])[] = [
  [{ importCounted: 6 }, "7 import pulses were given, 6 counted"],
  [{ importCounted: 8 }, "7 import pulses were given, 8 counted"],
  [{ importCounted: NaN }, "7 import pulses were given, NaN counted"],
  [{ exportCounted: 2 }, "3 export pulses were given, 2 counted"],
  [{ telegramsAccepted: 97 }, "98 telegrams came, 97 were accepted: bad CRC"],
  [{ telegrams: 97, telegramsAccepted: 97 }, "98 telegrams or more should have come, 97 did"],
  [{ reports: 0 }, "1 intervals ended, 0 were reported"],
  [{ reportsWh: 5 }, "the intervals have 5 Wh, the register 6 Wh"],
  [{ faults: 1 }, "1 faults"],
  [{ engineFlags: ["FIFO_FULL", "LOW_MEMORY", "CALLBACK"] }, "the engine said FIFO_FULL, CALLBACK"],
  [{ messagesRejected: 2 }, "2 messages of the meter were rejected, and 1 were noise that it passed on"],
  [
    { messagesRejected: 0, rejectedAs: {} },
    "0 messages of the meter were rejected, and 1 were noise that it passed on",
  ],
  [{ commands: { sent: 5, answered: 4, results: {} } }, "5 commands were given, 4 answered"],
  [{ switchEvents: { sent: 2, stored: 1 } }, "2 events of the off-switch were told, 1 stored"],
  [{ gas: { shown: 211, told: 100 } }, "the gas meter shows 211 litres, the telegram 100"],
  [{ gas: { shown: 99, told: 100 } }, "the gas meter shows 99 litres, the telegram 100"],
  [{ gas: { shown: 99, told: NaN } }, "the gas meter shows 99 litres, the telegram NaN"],
  [{ bytesUnread: 1 }, "1 bytes found the one before unread"],
  [{ driftUs: 2101 }, "the engine's clock and the metronome's went 2101 us apart"],
  [
    { heap: { afterBoot: 2900, highest: 3200, atEnd: 3051 } },
    "the heap had 2900 variables after boot, 3051 at the end",
  ],
];

const sample = (seconds: number, busy: number, heap: number): Sample => ({
  seconds,
  busy,
  slow: 0,
  heap,
  beatUs: 0,
  faults: [],
  failed: [],
  flags: [],
  beat: [0, 0, 0],
});

describe("rules of a day on the engine", () => {
  it("are all kept by a good day", () => {
    assert.deepEqual(brokenRules(GOOD, 1), []);
  });

  for (const [change, sentence] of CASES)
    it(`tell: ${sentence}`, () => {
      assert.deepEqual(brokenRules({ ...GOOD, ...change }, 1, ["bad CRC"]), [sentence]);
    });

  it("count what the processor did in each stretch, and not what lies across two", () => {
    const samples = [
      sample(20, 9, 5000),
      ...[sample(40, 10, 2900), sample(60, 11, 2950), sample(120, 50, 3000), sample(160, 54, 3100)],
      ...[sample(220, 100, 3200), sample(260, 120, 3150), sample(320, 200, 3000), sample(360, 204, 3000)],
      ...[sample(420, 300, 3000), sample(440, 301, 2910)],
    ];
    const shares = share(samples, { fromS: 100, toS: 400 }, { fromS: 200, toS: 300 });
    assert.deepEqual(shares, { quiet: 5, busy: 10, traffic: 50 });
    assert.deepEqual(heapOf(samples), { afterBoot: 2900, highest: 3200, atEnd: 2910 });
  });

  it("read registers in watt-hours and litres", () => {
    const objects = { "electricity delivered tariff 1": 1.005, "electricity delivered tariff 2": 0.002 };
    assert.equal(wattHours(objects, "electricity delivered", [1, 2]), 1007);
    assert.ok(Number.isNaN(wattHours(objects, "electricity received", [0])));
    assert.equal(gasLitres("/X\r\n0-1:24.2.1(250101000131W)(10834.092*m3)\r\n!"), 10_834_092);
    assert.ok(Number.isNaN(gasLitres("/X\r\n0-1:24.1.0(003)\r\n!")));
  });
});
