// `hasm send` as a newcomer uses it: a provisioned meter on the bench behind its wires, every order with its exact words and exit status.

import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readKeyFile } from "../../bench/key-file.ts";
import type { Run } from "../finished.ts";
import { tariff } from "../meter/tariff-rig.ts";
import { hasm } from "./hasm.ts";
import { ID, readings, says, SendMeter, switchLines } from "./send-meter.ts";

describe("hasm send", () => {
  let meter: SendMeter;
  before(async () => {
    meter = new SendMeter();
    await meter.open();
  });
  after(() => meter.close());
  const send = (...args: string[]): Promise<Run> => meter.send(...args);

  it("asks a meter on the bench, by the command that people have", async () => {
    const { exit, stdout, stderr } = await hasm(["send", "--keys", meter.keys, "--to", meter.address, "query"]);
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    assert.match(stdout, readings("the interval is partial, the supply failed in this interval"));
  });

  it("opens and closes the switch, but for the consumer's button", async () => {
    const done = `meter ${ID}: `;
    assert.deepEqual(
      await send("query-switch"),
      says(`${done}query-switch done\n${switchLines("connected", "none", 1, 0)}`),
    );
    assert.deepEqual(
      await send("off", "--by", "alice"),
      says(`${done}off done\n${switchLines("disconnected", "remote", 2, 1)}`),
    );
    const armed = "armed: the consumer's button closes it, held for 2 s";
    assert.deepEqual(await send("on"), says(`${done}on done\n${switchLines(armed, "none", 3, 1)}`));
    const open = "the switch is open already: on arms it";
    assert.deepEqual(await send("cancel"), says("", `meter ${ID} refused cancel: ${open}\n`, 1));
    const policy = { windowSeconds: 0, restSeconds: 0, moves: 65_535, armedSeconds: 86_400 };
    const report = {
      ...{ state: "armed", reasons: [], obeyed: [], accepted: 5, rejected: 0, operations: 1, faults: 0 },
      ...{ alarms: [], presses: 0, holds: 0, policy, comingSeconds: 0 },
    };
    const { exit, stdout, stderr } = await send("--json", "query-switch");
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    const told = { outcome: "done", order: "query-switch", meter: ID, result: "done", switch: report, message: null };
    assert.deepEqual(JSON.parse(stdout), told);
    const refused = {
      outcome: "refused",
      order: "cancel",
      meter: ID,
      result: "absent",
      switch: { ...report, accepted: 6 },
    };
    const again = await send("cancel", "--json");
    assert.deepEqual([again.exit, again.stderr], [1, ""]);
    assert.deepEqual(JSON.parse(again.stdout), { ...refused, message: `meter ${ID} refused cancel: ${open}` });
    assert.deepEqual(await send("button", "2.5s"), says("the button was held for 2.5 s\n"));
    assert.deepEqual(
      await send("query-switch"),
      says(`${done}query-switch done\n${switchLines("connected", "none", 7, 2)}`),
    );
    assert.deepEqual(await send("button", "61s"), says("", "the bench says: that is up to 60s, not 61s\n", 1));
    assert.deepEqual(await send("off", "--by", "alice", "--json").then(({ exit }) => exit), 0);
    assert.deepEqual(await send("on", "--json").then(({ exit }) => exit), 0);
  });

  it("asks either processor for an answer alone, at every port", async () => {
    for (const [args, processor] of [
      [[], "meter"],
      [["off-switch"], "off-switch"],
      [["--as", "gateway"], "meter"],
      [["--as", "technician"], "meter"],
    ] as const) {
      const { exit, stdout, stderr } = await send("cover", ...args);
      assert.deepEqual([exit, stderr, stdout.split("\n")[0]], [0, "", `meter ${ID}: cover ${processor} done`]);
    }
    const far = "the gateway does not reach the off-switch processor: only central does\n";
    assert.deepEqual(await send("cover", "off-switch", "--as", "gateway"), says("", far, 2));
  });

  it("sets clock, parameters, appliances and prepaid supply, and says why not", async () => {
    const done = (order: string, lines = ""): Run => says(`meter ${ID}: ${order} done\n${lines}`);
    const refused = (order: string, why: string): Run => says("", `meter ${ID} refused ${order}: ${why}\n`, 1);
    const far = "its clock is more than 10 s away from that: time-step sets it however far";
    assert.deepEqual(await send("time"), refused("time", far));
    assert.deepEqual(await send("time-step", "2007-02-01T06:00"), done("time-step"));
    const absent = "it has no such value: it goes by its default";
    assert.deepEqual(await send("read-parameter", "0"), refused("read-parameter 0", absent));
    assert.deepEqual(await send("parameter", "impulses", "2000"), done("parameter impulses 2000"));
    assert.deepEqual(
      await send("read-parameter", "0", "--as", "technician"),
      done("read-parameter 0", "impulses per kWh 2000\n"),
    );
    assert.deepEqual(
      await send("parameter", "consumer-port", "sealed", "--retry", "1"),
      done("parameter consumer-port sealed"),
    );
    assert.deepEqual(await send("read-parameter", "1"), done("read-parameter 1", "consumer port sealed\n"));
    assert.deepEqual(await send("appliance", "2", "on"), done("appliance 2 on"));
    const often = "that is too soon after the one before, or more often than it allows";
    assert.deepEqual(await send("appliance", "2", "off"), refused("appliance 2 off", often));
    for (const [name, value, number, says] of [
      ["interval", "30,test", "3", "interval 30 min, a test"],
      ["interval", "15", "3", "interval 15 min"],
      ["credit", "5,2.5,1,400", "5", "credit: warning at 5.00, emergency credit 2.50 from 1.00, at most 400.00"],
      ["debt", "0.5,30", "6", "debt: 0.50 a day, 30 % of a top-up"],
      [
        "other-utility",
        "12345678,HSM,1,gas,6000",
        "7",
        "another utility's meter: gas meter 12345678 of HSM, version 1, at most 6000 l an hour",
      ],
      ["consumer-port", "sealed,every-second", "1", "consumer port sealed, every second"],
    ] as const) {
      assert.deepEqual(await send("parameter", name, value), done(`parameter ${name} ${value}`));
      assert.deepEqual(await send("read-parameter", number), done(`read-parameter ${number}`, `${says}\n`));
    }
    const { exit, stdout } = await send("read-parameter", "interval", "--json");
    const interval = { outcome: "done", order: "read-parameter interval", meter: ID, result: "done", value: "0f00" };
    const inWords = { parameter: 3, says: "interval 15 min", message: null };
    assert.deepEqual([exit, JSON.parse(stdout)], [0, { ...interval, ...inWords }]);
    assert.deepEqual(await send("parameter", "interval", "default"), done("parameter interval default"));
    assert.deepEqual(await send("read-parameter", "interval"), refused("read-parameter interval", absent));
    assert.deepEqual(await send("debt", "12.5"), done("debt 12.5"));
    assert.deepEqual(await send("debt", "0"), done("debt 0"));
    assert.deepEqual(await send("parameter", "debt", "0,0"), done("parameter debt 0,0"));
    assert.deepEqual(await send("parameter", "credit", "0,0,0,0"), done("parameter credit 0,0,0,0"));
    assert.deepEqual(await send("prepaid", "on"), done("prepaid on", "settled 0.00\n"));
    const query = await send("query", "--as", "technician");
    assert.match(
      query.stdout,
      readings(
        "the interval is partial, the clock was set in this interval, the supply failed in this interval",
        "armed: .*",
      ),
    );
  });

  it("credits over the wire and by a typed code, each once", async () => {
    const amount = (number: number, of: string): string => `top-up ${number}: ${of} to meter ${ID}\n`;
    const credited = (number: number, of: string, balance: string): Run =>
      says(`meter ${ID}: top-up ${number} done\nbalance ${balance}\n`, amount(number, of));
    assert.deepEqual(await send("top-up", "12.5"), credited(1, "12.50", "12.50"));
    assert.deepEqual(await send("top-up", "0.00001", "--as", "gateway"), credited(2, "0.00001", "12.50001"));
    assert.deepEqual(
      await send("top-up", "0.00001", "--number", "2"),
      says(`meter ${ID}: it has top-up 2, or a later one\nbalance 12.50001\n`, amount(2, "0.00001")),
    );
    const { exit, stdout: code, stderr } = await send("code", "7.49");
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    assert.match(code, /^\d{20}\n$/);
    assert.deepEqual(await send("type", code.trim()), says("credited\n"));
    assert.deepEqual(await send("type", code.trim()), says("", "the meter says: wrong code\n", 1));
    assert.deepEqual(await send("type", "1234"), says("", "the meter says: no code: check the digits\n", 1));
    assert.deepEqual(await send("top-up", "1"), credited(3, "1.00", "20.99001"));
  });

  it("brings a tariff, and reads what the logs say of it all", async () => {
    const file = join(meter.folder, "tariff");
    writeFileSync(file, tariff(7, 0).body, "latin1");
    const zone = "UTC-03:30,01:00,3/2/Sunday/02:00,11/1/Sunday/01:00";
    const inWords = "local time -03:30, summer time 01:00 ahead from 3/2/Sunday/02:00 to 11/1/Sunday/01:00\n";
    for (const [value, ended] of [
      [zone, says(`meter ${ID}: read-parameter 4 done\n${inWords}`)],
      ["default", says("", `meter ${ID} refused read-parameter 4: it has no such value: it goes by its default\n`, 1)],
    ] as const) {
      assert.equal((await send("parameter", "local-time", value)).exit, 0);
      assert.deepEqual(await send("read-parameter", "4"), ended);
    }
    const bring = (version: string): Promise<Run> => send("tariff", file, "--version", version, "--from", "2007-03-01");
    const taken = `meter ${ID}: tariff 7 done, 249 bytes, in force from 2007-03-01T00:00:00Z\n`;
    assert.deepEqual(await bring("7"), says(taken));
    const why = "the version is not above that of a tariff it has, a piece of it changed, or it is no tariff";
    assert.deepEqual(await bring("7"), says("", `meter ${ID} refused tariff 7: ${why}\n`, 1));
    assert.deepEqual(
      await send("read-log", "off-switch", "--from", "2", "--count", "1", "--as", "technician"),
      says("2  -  switch log 1: sector begins, acknowledged up to 0, lost unacknowledged 0\n"),
    );
    const last = await send("read-log", "security", "--count", "1");
    assert.match(last.stdout, /^\d+ {2}2007-02-01T\S+Z {2}read-log of the technician: done \(03[0-9a-f]*\)\n$/);
    assert.deepEqual(
      await send("read-log", "metrology", "--from", "900"),
      says("", `meter ${ID} refused read-log metrology: it has no such record or value\n`, 1),
    );
    const own = await send("read-log", "switch", "--from", "1", "--count", "1");
    assert.deepEqual(own, says("1  -  sector begins, acknowledged up to 0, lost unacknowledged 0\n"));
    const far = "the technician does not reach the off-switch processor: its log is read by the central system\n";
    assert.deepEqual(await send("read-log", "switch", "--as", "technician"), says("", far, 2));
    assert.equal((await send("log-stored", "1")).stdout.split("\n")[0], `meter ${ID}: log-stored 1 done`);
    const beyond = `meter ${ID} refused log-stored 60000: its log does not go as far as that record\n`;
    assert.deepEqual(await send("log-stored", "60000"), says("", beyond, 1));
    const closing = await send("log-closing", "off-switch");
    assert.match(
      closing.stdout,
      /^meter HASM0042: log-closing off-switch done\nlast record \d+\nclosing tag [0-9a-f]{32}\n$/,
    );
  });

  it("changes every key that can be changed, and gives each owner a file of its own", async () => {
    for (const [number, owner] of [
      ["1", undefined],
      ["2", undefined],
      ["4", "gateway"],
      ["5", "technician"],
      ["6", "consumer"],
      ["9", "vendor"],
    ] as const) {
      const file = join(meter.keys, `${owner ?? ""}-2.keys`);
      const [old] = meter.key(Number(number));
      const holds = owner === undefined ? "" : `${file} holds it, for its owner\n`;
      assert.deepEqual(await send("key", number), says(`meter ${ID}: key ${number} changed\n${holds}`));
      const [secret, successor] = meter.key(Number(number));
      assert.ok(secret !== old && successor === undefined);
      if (owner === undefined) continue;
      const { meterId, generation, keys: held } = readKeyFile(readFileSync(file, "latin1"));
      assert.deepEqual([meterId, generation, [...held]], [ID, 2, [[Number(number), secret]]]);
      assert.equal(statSync(file).mode & 0o777, 0o600);
    }
    assert.equal((await send("query-switch")).exit, 0);
    assert.equal((await send("query", "--as", "technician")).exit, 0);
    assert.equal((await send("top-up", "1", "--as", "gateway")).exit, 0);
    const code = await send("code", "1");
    assert.deepEqual(await send("type", code.stdout.trim()), says("credited\n"));
  });
});
