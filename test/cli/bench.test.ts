// `hasm bench` from the command line: the report it writes, the same one again, the load of a file, the end of a live run.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { benchReport } from "../../bench/report.ts";
import { hasm, packed } from "./hasm.ts";

type Report = ReturnType<typeof benchReport>;

describe("hasm bench", () => {
  let folder = "";
  let runs = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-bench-"));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const bench = (...args: string[]): Promise<{ report: Report; stdout: string }> => benchBy(packed, args);

  async function benchBy(program: typeof hasm, args: readonly string[]): Promise<{ report: Report; stdout: string }> {
    const file = join(folder, `report${++runs}.json`);
    const { exit, stdout, stderr } = await program(["bench", "--report", file, ...args]);
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    assert.ok(stdout.endsWith(`\nreport: ${file}\n`), stdout);
    return { report: JSON.parse(await readFile(file, "utf8")) as Report, stdout };
  }

  const HEADLESS = ["--headless", "--speed", "max", "--for", "2h"];

  it("runs two hours of the built-in household headless and reports them", async () => {
    const { report, stdout } = await benchBy(hasm, HEADLESS);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines.length, 12);
    for (const line of lines.slice(0, 10))
      assert.match(line, /^2026-01-15T(18|19|20):\d\d:00Z {2}import \d+ Wh {2}telegrams \d+$/);
    assert.match(lines[10]!, /^7200 s simulated in [\d.]+ s: \d+ simulated seconds per wall second$/);
    assert.equal(report.simulatedSeconds, 7200);
    assert.ok(report.wallSeconds > 0 && report.wallSeconds < 60);
    const meter = report.meters[0]!;
    const { generated, counted } = meter.pulses;
    assert.ok(generated > 100);
    assert.deepEqual([counted, meter.importWh, Math.floor(meter.loadWh)], [generated, generated, generated]);
    assert.ok(meter.han.telegrams >= 720 && meter.han.last.startsWith("/HSM5"));
    assert.deepEqual([meter.switch, meter.relayOperations, meter.faults], ["connected", 0, []]);
    // Eight quarter hours, of which the first has no beginning.
    assert.deepEqual(report.central, { accepted: 8, rejected: 0 });
    assert.deepEqual([meter.exportWh, meter.mode, meter.balance, meter.charged], [0, "postpaid", 0, 0]);
    // Of one home there is no sum.
    const { meters, rounds, summed, lastSumWh, feederWh, lastRound } = report.concentrator!;
    assert.deepEqual([meters, rounds, summed, lastSumWh, lastRound!.refused], [1, 7, 0, null, "too-few"]);
    assert.ok(feederWh! > 0);
    assert.deepEqual(meter.logs, {
      metrology: { records: 10, dropped: 0, verified: true },
      security: { records: 2, dropped: 0, verified: true },
      offSwitch: { records: 3, dropped: 0, verified: true },
      switch: { records: 2, dropped: 0, verified: true },
    });
  });

  it("with the same seed gives the same report but for the wall time, and another household with another", async () => {
    const [one, same, other] = await Promise.all([
      bench(...HEADLESS, "--seed", "7"),
      bench(...HEADLESS, "--seed", "7"),
      bench(...HEADLESS, "--seed", "8"),
    ]);
    assert.deepEqual({ ...one.report, wallSeconds: 0 }, { ...same.report, wallSeconds: 0 });
    assert.notEqual(one.report.meters[0]!.loadWh, other.report.meters[0]!.loadWh);
  });

  it("has the sun on the roof where it is told to: what the household does not need is exported, to the last Wh", async () => {
    const { report, stdout } = await bench(
      "--headless",
      "--for",
      "2h",
      "--start",
      "2026-06-21T11:00",
      "--generation",
      "4000",
    );
    assert.match(stdout, /^2026-06-21T13:00:00Z {2}import \d+ Wh {2}export \d+ Wh {2}telegrams \d+$/m);
    const { exportWh, surplusWh, importWh, loadWh, han } = report.meters[0]!;
    assert.ok(exportWh! > 1000);
    assert.deepEqual([exportWh, importWh], [Math.floor(surplusWh), Math.floor(loadWh)]);
    assert.ok(han.last.includes(`1-0:2.8.0(${(exportWh! / 1000).toFixed(3).padStart(10, "0")}*kWh)`));
  });

  it("runs several meters on one feeder: the first is the same as alone, and the report has all of them", async () => {
    const two = ["--headless", "--for", "35m"];
    const [alone, street] = [await bench(...two), await bench(...two, "--meters", "3")];
    assert.deepEqual(street.report.meters[0], alone.report.meters[0]);
    assert.deepEqual(
      street.report.meters.map(({ id }) => id),
      ["HASM0001", "HASM0002", "HASM0003"],
    );
    const { rounds, summed, lastSumWh, feederWh } = street.report.concentrator!;
    assert.deepEqual([rounds, summed, street.report.central.accepted], [1, 1, 6]);
    assert.ok(lastSumWh! > 0 && feederWh! >= lastSumWh!);
    assert.ok(!street.stdout.includes("round "), street.stdout);
  });

  it("says which round is not as it should be, and when", async () => {
    const script = join(folder, "tap.hasm");
    await writeFile(
      script,
      "start 2026-01-15T08:14\nmeters 3\nhousehold 1000\nbypass 30%\nafter 17m expect switch connected\n",
    );
    const { stdout } = await bench("--headless", "--script", script);
    assert.match(
      stdout,
      /^round 08:30: feeder 77[0-9] Wh, meters 6[67][0-9] Wh: 1[0-9.]+ % lost: more than lines lose$/m,
    );
  });

  it("writes the logs, which verify-log finds intact and reads, and overwrites none of them", async () => {
    const logs = join(folder, "logs");
    const { stdout } = await bench("--headless", "--for", "1h", "--start", "2026-03-01T23:30", "--logs", logs);
    assert.ok(stdout.includes(`\nlogs: ${logs}\n`), stdout);
    const merged = "dropped 0, lost unacknowledged 0, merged 0 entries in 0 records";
    const begins = "1  -  sector begins, acknowledged up to 0, lost unacknowledged 0";
    for (const [log, keys, records, entries] of [
      ["security", "meter", 2, ["2  2026-03-01T23:30:09Z  started"]],
      [
        "off-switch",
        "meter",
        3,
        [
          "2  -  switch log 1: sector begins, acknowledged up to 0, lost unacknowledged 0",
          "3  1 s after the start  switch log 2: started, switch on",
        ],
      ],
      ["switch", "off-switch", 2, ["2  1 s after the start  started, switch on"]],
    ] as const) {
      const args = ["verify-log", join(logs, `${log}.log`), "--keys", join(logs, `${keys}-log.keys`)];
      const says = `intact\nrecords ${records} (1 to ${records}), verified ${records}, ${merged}\n`;
      assert.deepEqual(await packed(args), { exit: 0, stdout: says, stderr: "" });
      const read = await packed([...args, "--entries"]);
      assert.deepEqual(read, { exit: 0, stdout: [says + begins, ...entries, ""].join("\n"), stderr: "" });
    }
    const intervals = await hasm([
      ...["verify-log", join(logs, "metrology.log"), "--keys", join(logs, "meter-log.keys")],
      "--entries",
    ]);
    assert.match(
      intervals.stdout,
      /^3 {2}2026-03-01T23:45:00Z {2}import \d+ Wh, export 0 Wh, no tariff, switch on, a part, supply failed\n4 {2}2026-03-02T00:00:00Z {2}import \d+ Wh/m,
    );
    const before = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), "latin1")));
    const again = await packed(["bench", "--headless", "--for", "1h", "--logs", logs]);
    const says = `${join(logs, "metrology.log")} exists: --logs overwrites nothing\n`;
    assert.deepEqual(again, { exit: 1, stdout: "", stderr: says });
    assert.deepEqual(
      await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), "latin1"))),
      before,
    );
    const inFile = join(logs, "metrology.log", "here");
    assert.deepEqual(await packed(["bench", "--headless", "--for", "1h", "--logs", inFile]), {
      exit: 1,
      stdout: "",
      stderr: `cannot make ${inFile}: ENOTDIR\n`,
    });
  });

  it("counts the energy of a load file, from any start, and a live run ends with the load", async () => {
    const file = join(folder, "load.txt");
    const rows = Array.from({ length: 30 }, (_, i) => `1/2/2007;00:${String(i).padStart(2, "0")}:00;6.000`);
    await writeFile(file, ["Date;Time;Global_active_power", ...rows, ""].join("\n"));
    const [headless, late, live] = await Promise.all([
      bench("--headless", "--for", "30m", "--load", file),
      bench("--headless", "--for", "10m", "--load", file, "--start", "2007-02-01T00:20"),
      bench("--speed", "max", "--load", file, "--port", "0"),
    ]);
    for (const [{ report }, seconds, wh] of [
      [headless, 1800, 3000],
      [late, 600, 1000],
      [live, 1800, 3000],
    ] as const) {
      assert.equal(report.simulatedSeconds, seconds);
      assert.equal(report.meters[0]!.loadWh, wh);
      assert.equal(report.meters[0]!.importWh, wh);
    }
    assert.match(live.stdout, /^page: http:\/\/127\.0\.0\.1:\d+\/$/m);
    assert.match(live.stdout, /^2007-02-01T00:\d\d:\d\dZ {2}lcd \[.*kWh \|.*\] {2}switch /m);
    assert.match(late.report.meters[0]!.han.last, /0-0:1\.0\.0\(070201013059W\)/);
  });
});
