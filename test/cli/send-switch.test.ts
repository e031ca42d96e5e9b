// `hasm send` and a switch that takes its time: an off is taken back, rules are changed, and the off-switch processor's own log comes home.

import assert from "node:assert/strict";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../finished.ts";
import { packed } from "./hasm.ts";
import { ID, says, SendMeter, switchLines } from "./send-meter.ts";

/** So long that no test sees an opening. */
const DAY = "opens within 86400 s, rests 60 s, moves 6 times in 24 h, is armed for 86400 s";

describe("hasm send to a switch that takes its time", () => {
  let meter: SendMeter;
  before(async function () {
    this.timeout(60_000);
    meter = new SendMeter();
    await meter.open(["--window", "24h"]);
  });
  after(() => meter.close());
  const send = (...args: string[]): Promise<Run> => meter.send(...args);
  const done = (order: string, lines: string): Run => says(`meter ${ID}: ${order} done\n${lines}`);

  it("takes an off back before it is carried out, of one meter or of all that there are", async () => {
    const pending = "connected, and is to open";
    assert.deepEqual(await send("off", "--by", "alice"), done("off", switchLines(pending, "remote", 1, 0, DAY)));
    assert.deepEqual(await send("cancel"), done("cancel", switchLines("connected", "none", 2, 0, DAY)));
    assert.equal((await send("off", "--by", "alice")).exit, 0);
    assert.deepEqual(await send("cancel", "--all"), done("cancel", switchLines("connected", "none", 4, 0, DAY)));
    const refused = says("", "--all and --meter exclude each other\n", 2);
    assert.deepEqual(await send("cancel", "--all", "--meter", ID), refused);
  });

  it("sets for which reasons the meter board counts, and within which bounds the relay moves", async () => {
    const obeying = done("obey credit,limit", switchLines("connected", "none", 5, 0, DAY, "credit, limit"));
    assert.deepEqual(await send("obey", "--reasons", "credit,limit"), obeying);
    assert.deepEqual(
      await send("obey", "--reasons", "none", "--retry", "1"),
      done("obey none", switchLines("connected", "none", 6, 0, DAY)),
    );
    const [tighter, looser] = [
      ["--window", "24h", "--rest", "5m"],
      ["--window", "1h", "--rest", "5m"],
    ] as const;
    const rest = ["--moves", "6", "--armed", "24h"];
    const now = DAY.replace("60 s", "300 s");
    const first = await send("policy", ...tighter, ...rest);
    assert.deepEqual(first, done("policy", switchLines("connected", "none", 7, 0, now)));
    const second = await send("policy", ...looser, ...rest);
    const [, seconds] = /\nanother policy counts in (\d+) s\n$/.exec(second.stdout) ?? assert.fail(second.stdout);
    const coming = `${switchLines("connected", "none", 8, 0, now)}another policy counts in ${seconds} s\n`;
    assert.deepEqual(second, done("policy", coming));
    assert.ok(Number(seconds) > 86_390 && Number(seconds) <= 86_400, seconds);
  });

  it("understands no other reasons and no other bounds, and sends nothing then", async () => {
    const before = meter.tap.sent.length;
    for (const [args, message] of [
      [["obey", "--reasons", "remote"], 'a reason is credit, limit or tamper, or none for all, not "remote"'],
      [["obey", "--reasons", "none,credit"], 'a reason is credit, limit or tamper, or none for all, not "none"'],
      [["obey"], "error: required option '--reasons <names>' not specified"],
      [
        ["policy", "--window", "1h", "--rest", "60s", "--moves", "6"],
        "error: required option '--armed <duration>' not specified",
      ],
      [
        ["policy", "--window", "1h", "--rest", "2h", "--moves", "6", "--armed", "1h"],
        '--rest is 0 to 3600 s, not "2h"',
      ],
      [["events", "--count", "0"], '--count is a whole number from 1 to 10000, not "0"'],
    ] as const)
      assert.deepEqual(await meter.tapped(...args), says("", `${message}\n`, 2));
    assert.equal(meter.tap.sent.length, before);
  });

  describe("events", () => {
    const file = (): string => join(meter.keys, "switch-events", "switch.log");
    const kept = (run: Run): number => {
      const found = /\nmeter HASM0042: events up to (\d+) kept and acknowledged, intact\n$/.exec(run.stdout);
      assert.deepEqual([run.exit, run.stderr], [0, ""]);
      return Number(found?.[1] ?? assert.fail(run.stdout));
    };

    it("are read in the order in which they happened, kept as an exported log, verified and acknowledged", async () => {
      const first = await send("events", "--count", "4");
      const lines = first.stdout.split("\n");
      assert.equal(lines[0], "1  -  sector begins, acknowledged up to 0, lost unacknowledged 0");
      assert.match(lines[1]!, /^2 {2}1 s after the start {2}started, switch on$/);
      assert.match(lines[2]!, /^3 {2}\d+ s after the start {2}off: done, switch on$/);
      assert.match(lines[3]!, /^4 {2}\d+ s after the start {2}cancel: done, switch on$/);
      assert.equal(kept(first), 4);
      assert.equal(statSync(file()).mode & 0o777, 0o600);
      const second = await send("events");
      assert.match(second.stdout, /^5 {2}\d+ s after the start {2}off: done, switch on\n/);
      assert.match(second.stdout, /policy: done, switch on\n/);
      assert.match(second.stdout, /acknowledged up to 4, lost unacknowledged 0\n/);
      assert.ok(kept(second) > 10);
      const third = await send("events");
      assert.ok(third.stdout.includes(`acknowledged up to ${kept(second)}, lost unacknowledged 0\n`), third.stdout);
      const verified = await packed(["verify-log", file(), "--keys", join(meter.keys, "off-switch-log.keys")]);
      assert.match(
        verified.stdout,
        new RegExp(`^intact\\nrecords ${kept(third)} \\(1 to ${kept(third)}\\), verified `),
      );
      assert.deepEqual([verified.exit, verified.stderr], [0, ""]);
    });

    it("are not read into an end: what the reading itself leaves in the log is counted, not written each time", async () => {
      const numbers: number[] = [];
      for (let run = 0; run < 4; run++) numbers.push(kept(await send("events")));
      assert.ok(numbers[3]! - numbers[0]! <= 6, numbers.join());
    });

    it("that somebody changed where they are kept are told, and nothing is acknowledged", async () => {
      const good = readFileSync(file(), "latin1");
      const changed = good.slice(0, 17 + 38 * 2 + 10) + "\x7f" + good.slice(17 + 38 * 2 + 11);
      writeFileSync(file(), changed, "latin1");
      const run = await send("events");
      const why = "has a log that is not intact: record 3 was edited";
      assert.equal(run.stderr, `the off-switch processor of meter ${ID} ${why}; nothing was acknowledged\n`);
      assert.equal(run.exit, 1);
      writeFileSync(file(), good.slice(0, 20), "latin1");
      const short = await send("events");
      assert.deepEqual([short.exit, short.stdout], [4, ""]);
      assert.match(short.stderr, /switch\.log is cut short: \d+ bytes missing\n$/);
      writeFileSync(file(), good, "latin1");
      kept(await send("events"));
    });

    it("are read without the keys to verify them, and that is said", async () => {
      const keys = join(meter.keys, "off-switch-log.keys");
      renameSync(keys, `${keys}.elsewhere`);
      const { exit, stdout } = await send("events");
      renameSync(`${keys}.elsewhere`, keys);
      assert.equal(exit, 0);
      assert.ok(stdout.endsWith(` kept and acknowledged, not verified: ${keys} is not here\n`), stdout);
    });
  });
});
