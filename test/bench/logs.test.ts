// The logs of a meter on the bench: what the report says of them, and the files for somebody else to verify.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, fromByteString, toByteString } from "../../bench/byte-string.ts";
import { Feeder } from "../../bench/concentrator/feeder.ts";
import { openLogOn } from "../../bench/flash-part.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { meterLogKeysFile, readLogKeys } from "../../bench/key-file.ts";
import { decodeLogFile } from "../../bench/log-file.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { logFigures, prepareLogFolder, writeLogs } from "../../bench/meter-logs.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { system as meter } from "../../firmware/meter/system.ts";
import { system as offSwitch } from "../../firmware/off-switch/system.ts";
import { bundles, DEFAULT_START_S, newBench } from "../bundles.ts";
import { fill } from "../log-rig.ts";
import { assertIntact, events, passedOn } from "./missing-parts-rig.ts";

const LOGS = ["metrology.log", "off-switch.log", "security.log", "switch.log"];
const FILES = ["meter-log.keys", "off-switch-log.keys", ...LOGS].sort();

/** Half an hour in which the consumer was switched off and closed again. */
async function lived() {
  const bench = await newBench();
  bench.runTo(600);
  bench.central.switch("off");
  bench.runTo(610);
  bench.central.switch("on");
  bench.runTo(620);
  bench.pressButton(2.5);
  bench.toWan(frame("a stranger"));
  bench.runTo(1850);
  return bench;
}

describe("logs of a meter on the bench", () => {
  it("say what happened, and the report vouches for them", async () => {
    const bench = await lived();
    assert.deepEqual(events(bench, "metrology"), [
      "00:00:00Z import 0 Wh, export 0 Wh, no tariff, switch unknown, a part, supply failed",
      "00:15:00Z import 72 Wh, export 0 Wh, no tariff, switch on, a part, supply failed",
      "00:30:00Z import 120 Wh, export 0 Wh, no tariff, switch on",
    ]);
    assert.deepEqual(events(bench, "security"), ["00:00:09Z started", "00:10:19Z refused a frame or a line"]);
    assert.deepEqual(events(bench, "switch"), [
      "1 s after the start started, switch on",
      "601 s after the start opened for remote, switch off",
      "601 s after the start off: done, switch off",
      "611 s after the start on: done, switch armed",
      "623 s after the start the button closed the switch, switch on",
    ]);
    assert.deepEqual(events(bench, "offSwitch"), passedOn(bench));
    assert.deepEqual(logFigures(bench), {
      metrology: { records: 4, dropped: 0, verified: true },
      security: { records: 3, dropped: 0, verified: true },
      offSwitch: { records: 7, dropped: 0, verified: true },
      switch: { records: 6, dropped: 0, verified: true },
    });
  });

  it("are read from a copy: the parts stay as they are", async () => {
    const bench = await lived();
    const parts = [bench.meterParts.memory, bench.offSwitchParts.memory];
    const before = parts.map(({ array }) => toByteString(array.cells));
    assertIntact(bench);
    assert.deepEqual(
      parts.map(({ array }) => toByteString(array.cells)),
      before,
    );
  });

  it("are not vouched for where a cell was changed, and the others still are", async () => {
    const bench = await lived();
    const { baseAddress, slotBytes } = meter.segments.find(({ name }) => name === "security-log")!;
    bench.meterParts.memory.array.cells[baseAddress + slotBytes + 9]! ^= 1;
    const { metrology, security, offSwitch, switch: own } = logFigures(bench);
    assert.deepEqual(
      [metrology, security, offSwitch, own].map(({ verified }) => verified),
      [true, false, true, true],
    );
  });

  it("count what fell off the beginning", async () => {
    const bench = await newBench();
    const { array } = bench.offSwitchParts.memory;
    const segment = offSwitch.segments.find(({ name }) => name === "switch-log")!;
    const { slotBytes, bytes } = segment;
    const log = openLogOn(array, segment, bench.keys.offSwitchLogs);
    fill(log, bytes / slotBytes);
    // One sector is kept erased ahead; the first slot of each of the others is its header.
    const perSector = 4096 / slotBytes - 1;
    const { records, dropped, verified } = logFigures(bench).switch;
    assert.ok(records > (bytes / 4096 - 2) * perSector && records <= (bytes / 4096 - 1) * perSector, `${records}`);
    assert.deepEqual([records + dropped, verified], [log.ring.record, true]);
  });
});

describe("files of the logs", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hasm-logs-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("are what the keys beside them verify, and nobody else may read them", async () => {
    const bench = await lived();
    const made = join(folder, "a", "b");
    prepareLogFolder([bench], made);
    assert.deepEqual(writeLogs([bench], made), []);
    assert.deepEqual(readdirSync(made).sort(), FILES);
    for (const [log, keys] of [
      ["metrology", "meter"],
      ["security", "meter"],
      ["off-switch", "meter"],
      ["switch", "off-switch"],
    ] as const) {
      const bytes = (name: string): string => readFileSync(join(made, name), "latin1");
      const { verdict } = verifyLog(decodeLogFile(bytes(`${log}.log`)), readLogKeys(bytes(`${keys}-log.keys`)));
      assert.deepEqual(verdict, { kind: "intact", restarts: [] });
    }
    for (const file of FILES) assert.equal(statSync(join(made, file)).mode & 0o777, 0o600);
  });

  it("overwrite nothing", async () => {
    const bench = await newBench();
    for (const file of FILES) {
      const one = join(folder, file);
      writeFileSync(one, "mine");
      const says = { name: "UserError", message: `${one} exists: --logs overwrites nothing` };
      assert.throws(() => {
        prepareLogFolder([bench], folder);
      }, says);
      rmSync(one);
    }
    writeFileSync(join(folder, "switch.log"), "mine");
    assert.throws(() => writeLogs([bench], folder), {
      name: "UserError",
      message: `cannot write ${join(folder, "switch.log")}: EEXIST`,
    });
    assert.equal(readFileSync(join(folder, "switch.log"), "latin1"), "mine");
  });

  it("go beside keys of the same meter, of hasm provision or of a run before, and not beside those of another", async () => {
    const bench = await newBench();
    const keys = join(folder, "meter-log.keys");
    writeFileSync(join(folder, "meter.keys"), "those of the board");
    writeFileSync(keys, meterLogKeysFile(bench.keys), "latin1");
    prepareLogFolder([bench], folder);
    assert.deepEqual(writeLogs([bench], folder), []);
    assert.deepEqual(readdirSync(folder).sort(), [...FILES, "meter.keys"].sort());
    const other = join(folder, "other");
    prepareLogFolder([bench], other);
    writeFileSync(join(other, "meter-log.keys"), meterLogKeysFile((await newBench({ seed: 2 })).keys), "latin1");
    const says = { name: "UserError", message: `${join(other, "meter-log.keys")} exists: --logs overwrites nothing` };
    assert.throws(() => {
      prepareLogFolder([bench], other);
    }, says);
  });

  it("of several meters lie in a folder of each", async () => {
    const texts = await bundles();
    const first = { household: builtInHousehold(1), startS: DEFAULT_START_S, seed: 1, bundles: texts };
    const { meters } = new Feeder({ first, meters: 2, neighbour: builtInHousehold });
    prepareLogFolder(meters, folder);
    meters[0]!.runTo(5);
    assert.deepEqual(writeLogs(meters, folder), []);
    assert.deepEqual(readdirSync(folder).sort(), ["HASM0001", "HASM0002"]);
    for (const { meterId } of meters) {
      const bytes = (name: string): string => readFileSync(join(folder, meterId, name), "latin1");
      const { verdict } = verifyLog(decodeLogFile(bytes("switch.log")), readLogKeys(bytes("off-switch-log.keys")));
      assert.equal(verdict.kind, "intact");
      assert.deepEqual(readdirSync(join(folder, meterId)).sort(), FILES);
    }
    assert.throws(
      () => {
        prepareLogFolder(meters, folder);
      },
      { name: "UserError", message: `${join(folder, "HASM0001", "metrology.log")} exists: --logs overwrites nothing` },
    );
  });

  it("leave out a log of a format that is not known, and say so", async () => {
    const bench = await newBench();
    const { baseAddress, bytes, number, slotBytes } = meter.segments.find(({ name }) => name === "security-log")!;
    const header = "HS" + String.fromCharCode(2, number, slotBytes, 255, 255, 255) + u32(bytes / 4096);
    const { cells } = bench.meterParts.memory.array;
    cells.set(fromByteString(header + u32(crc32(header))), baseAddress);
    assert.deepEqual(writeLogs([bench], folder), [
      "no security.log: segment security-log was written in a format, for a use or with slots that are not known here",
    ]);
    assert.deepEqual(
      readdirSync(folder).sort(),
      FILES.filter((file) => file !== "security.log"),
    );
    assert.deepEqual(logFigures(bench).security, { records: 0, dropped: 0, verified: false });
    const other = await newBench({ meterId: "HASM0002" });
    const two = join(folder, "two");
    prepareLogFolder([other, bench], two);
    assert.deepEqual(
      writeLogs([other, bench], two).map((line) => line.slice(0, 25)),
      ["HASM0001: no security.log"],
    );
  });
});
