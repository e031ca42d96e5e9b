// A meter without its flash part, from the start or for a while, and one whose part holds what this program does not know. It says so on its
// display and counts on, the off-switch board obeys, and what was in the part is there afterwards. It seals what it has numbers for.

import assert from "node:assert/strict";
import { crc32, fromByteString, toByteString } from "../../bench/byte-string.ts";
import type { Bench } from "../../bench/bench.ts";
import { Random } from "../../bench/engine/random.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { STATUS_NO_MEMORY, STATUS_PARTIAL, STATUS_POWER_FAIL } from "../../firmware/messages/reading.ts";
import { system } from "../../firmware/meter/system.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { newBench } from "../bundles.ts";
import { assertIntact, events, passedOn, registerWh, reported, steady, telegrams } from "./missing-parts-rig.ts";

const SECOND_ROW = 1;
const FAULT = "MEMORY FAULT        ";

function row(bench: Bench): string {
  return bench.meterParts.lcd.rows()[SECOND_ROW]!;
}

/** Starts a meter whose part is not there. */
function startWithout(bench: Bench): void {
  bench.meterParts.memory.plug = "missing";
  bench.meter.reset();
}

describe("a meter without its flash", () => {
  for (const powerW of [3600, 0])
    it(`says so on its display within a minute, at ${powerW} W, counts from nothing, and reports when the part is there`, async () => {
      const bench = await newBench({ household: steady(powerW, 2) });
      startWithout(bench);
      const all = telegrams(bench);
      bench.runTo(65);
      for (let second = 65; second < 1900; second += 7) {
        bench.runTo(second);
        assert.equal(row(bench), FAULT);
      }
      assert.ok(all.length >= 188, `${all.length}`);
      // What it cannot number it does not seal.
      assert.deepEqual(bench.central.events, []);
      bench.meterParts.memory.plug = "good";
      bench.runTo(3620);
      bench.finish();
      assert.equal(registerWh(bench.han.last), bench.pulses.generated);
      assert.deepEqual(
        reported(bench).map(([end, , status]) => [end, status]),
        [
          ["00:45", 0],
          ["01:00", 0],
        ],
      );
    });

  it("leaves the switch as it is, and obeys a sealed off and on", async () => {
    const bench = await newBench();
    startWithout(bench);
    bench.runTo(1000);
    const { relay } = bench.offSwitchParts;
    assert.deepEqual([relay.closed, relay.operations], [true, 0]);
    bench.central.switch("off");
    bench.runTo(1010);
    assert.equal(relay.closed, false);
    bench.central.switch("on");
    bench.runTo(1020);
    bench.pressButton(2.5);
    bench.runTo(1030);
    assert.deepEqual([relay.closed, relay.operations], [true, 2]);
    // Credit is not known, so nothing is said of it, and nothing else to the off-switch board.
    assert.deepEqual(events(bench, "switch").slice(1), [
      "15 s after the start the meter board is silent, switch on",
      "1001 s after the start opened for remote, switch off",
      "1001 s after the start off: done, switch off",
      "1011 s after the start on: done, switch armed",
      "1023 s after the start the button closed the switch, switch on",
    ]);
  });

  it("adds to the register that it finds when the part is there again, and logs what was missing", async () => {
    const bench = await newBench({ household: steady(3600, 3) });
    bench.runTo(3700);
    startWithout(bench);
    bench.runTo(5000);
    // From the reset on.
    assert.equal(registerWh(bench.han.last), 1299);
    bench.meterParts.memory.plug = "good";
    bench.runTo(6000);
    const counted = registerWh(bench.han.last);
    // Those of the second before the reset are lost, and no other; one may be on its way.
    const lost = bench.pulses.generated - counted;
    assert.ok(lost >= 0 && lost <= 3, `${lost} lost`);
    bench.meter.reset();
    bench.runTo(6020);
    assert.ok(registerWh(bench.han.last) >= counted);
    assert.equal(row(bench), "         3600 W     ");
    assert.deepEqual(events(bench, "security").slice(0, 11), [
      "00:00:09Z started",
      "- memory is missing",
      "- metrology-log has no part that answers",
      "- security-log has no part that answers",
      "- off-switch-log has no part that answers",
      "- tariffs has no part that answers",
      "- credit has no part that answers",
      "- parameters has no part that answers",
      "- registers has no part that answers",
      "- tally has no part that answers",
      "01:01:49Z started",
    ]);
    assert.equal(events(bench, "security")[11], "01:23:19Z memory works again");
    assertIntact(bench);
  });
});

describe("a meter that loses its flash while it runs", () => {
  it("goes on, logs the fault when the part is back, and has lost nothing that was acknowledged", async () => {
    const bench = await newBench({ household: steady(3600, 4) });
    bench.runTo(2000);
    const before = (["metrology", "security", "offSwitch"] as const).map((log) => events(bench, log));
    bench.meterParts.memory.plug = "missing";
    bench.runTo(6000);
    assert.equal(row(bench), FAULT);
    bench.meterParts.memory.plug = "good";
    bench.runTo(3 * 3600 + 60);
    const [metrology, security, offSwitch] = before as [string[], string[], string[]];
    assert.deepEqual(events(bench, "metrology").slice(0, metrology.length), metrology);
    assert.deepEqual(
      events(bench, "metrology").map((event) => event.slice(0, 6)),
      ["00:00:", "00:15:", "00:30:", "01:45:", "02:00:", "02:15:", "02:30:", "02:45:", "03:00:"],
    );
    assert.deepEqual(events(bench, "security"), [
      ...security,
      "00:33:19Z memory is missing",
      "00:33:19Z tally has no part that answers",
      "00:33:19Z security-log has no part that answers",
      "00:33:59Z registers has no part that answers",
      "00:45:00Z metrology-log has no part that answers",
      "00:45:00Z parameters has no part that answers",
      "01:39:59Z memory works again",
      "01:39:59Z security-log works again",
      "01:40:59Z registers works again",
      "01:40:59Z tally works again",
      "01:45:00Z metrology-log works again",
      "01:45:00Z parameters works again",
    ]);
    assert.deepEqual(events(bench, "offSwitch"), offSwitch);
    assertIntact(bench);
    // The central system has every interval, and the register goes on.
    assert.equal(bench.central.accepted, 12);
    assert.deepEqual(
      reported(bench)
        .slice(0, 6)
        .map(([end, , status]) => [end, status]),
      [
        ["00:15", STATUS_PARTIAL | STATUS_POWER_FAIL],
        ["00:30", 0],
        ["00:45", STATUS_NO_MEMORY],
        ["01:00", STATUS_NO_MEMORY],
        ["01:15", STATUS_NO_MEMORY],
        ["01:30", STATUS_NO_MEMORY],
      ],
    );
    bench.finish();
    assert.equal(registerWh(bench.han.last), bench.pulses.generated);
    bench.meter.reset();
    bench.runTo(3 * 3600 + 100);
    assert.equal(registerWh(bench.han.last), bench.pulses.generated);
  });

  it("obeys meanwhile, and has every event of the switch in its log once it can", async () => {
    const bench = await newBench();
    bench.runTo(100);
    bench.meterParts.memory.plug = "missing";
    bench.central.switch("off");
    bench.runTo(200);
    assert.equal(bench.offSwitchParts.relay.closed, false);
    bench.meterParts.memory.plug = "good";
    bench.runTo(300);
    assert.deepEqual(events(bench, "switch"), [
      "1 s after the start started, switch on",
      "101 s after the start opened for remote, switch off",
      "101 s after the start off: done, switch off",
    ]);
    assert.deepEqual(events(bench, "offSwitch"), passedOn(bench));
    assertIntact(bench);
  });

  it("a hundred times, for seconds, loses none of its pulses and no record", async () => {
    const bench = await newBench({ household: steady(3600, 2) });
    const random = new Random(3);
    for (let loss = 0; loss < 100; loss++) {
      bench.runTo(bench.elapsedS + 10 + random.below(40_000) / 1000);
      bench.meterParts.memory.plug = random.chance(0.5) ? "missing" : "miso-floating";
      bench.runTo(bench.elapsedS + random.below(20_000) / 1000);
      bench.meterParts.memory.plug = "good";
    }
    bench.runTo(bench.elapsedS + 100);
    assertIntact(bench);
    bench.finish();
    assert.equal(registerWh(bench.han.last), bench.pulses.generated);
    bench.meter.reset();
    bench.runTo(bench.elapsedS + 30);
    assert.equal(registerWh(bench.han.last), bench.pulses.generated);
  });
});

/** The first sector of each segment, in a format to come. */
function foreignHeaders(bench: Bench): void {
  const { cells } = bench.meterParts.memory.array;
  for (const { baseAddress, bytes, number, slotBytes, kind } of system.segments) {
    if (kind === "image") continue;
    const text = "HS" + String.fromCharCode(2, number, slotBytes, 255, 255, 255) + u32(bytes / SECTOR_BYTES);
    const header = text + u32(crc32(text));
    cells.fill(0xff, baseAddress, baseAddress + SECTOR_BYTES);
    cells.set(fromByteString(header + header + "whatever a later program means by this"), baseAddress);
  }
}

describe("a meter whose flash holds another format", () => {
  it("writes nothing there, byte for byte, says so on its display, and is a meter all the same", async () => {
    const bench = await newBench({ household: steady(3600, 3) });
    foreignHeaders(bench);
    const { array } = bench.meterParts.memory;
    const before = { cells: toByteString(array.cells), programs: array.programs, erases: array.sectorErases.join() };
    bench.meter.reset();
    bench.runTo(3600 + 60);
    bench.central.switch("off");
    bench.runTo(3600 + 1000);
    assert.equal(bench.offSwitchParts.relay.closed, false);
    assert.equal(row(bench), FAULT);
    assert.deepEqual(
      { cells: toByteString(array.cells), programs: array.programs, erases: array.sectorErases.join() },
      before,
    );
    bench.finish();
    assert.equal(registerWh(bench.han.last), bench.pulses.generated);
    // The numbers under which it would seal a report are in there too.
    assert.deepEqual(bench.central.reports, []);
  });
});
