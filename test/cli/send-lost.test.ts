// `hasm send` when something is lost: answers, itself in the middle, the bench. What is done once stays done once, no counter comes twice,
// and a key change comes to its end.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { finished } from "../finished.ts";
import type { Run } from "../finished.ts";
import { packed } from "./hasm.ts";
import { ID, readings, says, SendMeter } from "./send-meter.ts";
import { start } from "./send-rig.ts";

describe("hasm send where something is lost", () => {
  let meter: SendMeter;
  before(async () => {
    meter = new SendMeter();
    await meter.open();
  });
  after(() => meter.close());
  beforeEach(() => {
    meter.tap.deafFrames = 0;
  });
  const send = (...args: string[]): Promise<Run> => meter.send(...args);
  const tapped = (...args: string[]): Promise<Run> => meter.tapped(...args);

  it("says where no answer came, and does once what is sent again", async () => {
    meter.tap.deafFrames = 2;
    const none = (order: string, more: string): string =>
      `no answer from meter ${ID} to ${order} within 0.5 s${more}\n`;
    const perhaps = ": it may or may not have acted";
    const quick = (...args: string[]): Promise<Run> => tapped("--timeout", "0.5", ...args);
    assert.deepEqual(await quick("query"), says("", none("query", ""), 3));
    assert.deepEqual(await quick("prepaid", "off"), says("", none("prepaid off", perhaps), 3));
    const { stderr } = await quick("top-up", "5");
    const number = Number(/^top-up (\d+):/.exec(stderr)?.[1]);
    const again = `${perhaps}; give it again with --number ${number}, which counts once`;
    assert.equal(stderr, `top-up ${number}: 5.00 to meter ${ID}\n${none(`top-up ${number}`, again)}`);
    const { balance } = JSON.parse((await send("--json", "top-up", "5", "--number", `${number}`)).stdout) as {
      balance: string;
    };
    const { exit, stdout } = await quick("--json", "top-up", "2", "--retry", "3");
    assert.equal(exit, 0);
    const more = JSON.parse(stdout) as { balance: string; number: number };
    assert.deepEqual([more.number, Number(more.balance).toFixed(5)], [number + 1, (Number(balance) + 2).toFixed(5)]);
  });

  it("goes on with a key change whose answer was lost, whatever is asked next", async () => {
    meter.tap.deafFrames = 4;
    const again = (key: string): string => `; the change is under way: hasm send ${key} goes on with the same new key`;
    const lost = (key: string): Run =>
      says("", `no answer from meter ${ID} to ${key} within 0.5 s: it may or may not have acted${again(key)}\n`, 3);
    for (const key of ["key 1", "key 2"]) {
      assert.deepEqual(await tapped("--timeout", "0.5", ...key.split(" ")), lost(key));
      assert.equal((await send("query-switch")).exit, 0, key);
      assert.equal(meter.key(Number(key.slice(4)))[1], undefined);
    }
    assert.deepEqual(await tapped("--timeout", "0.5", "key", "4"), lost("key 4"));
    const wait4 = "a change of key 4 is under way: bring it to its end with hasm send key 4\n";
    assert.deepEqual(await send("top-up", "1", "--as", "gateway"), says("", wait4, 4));
    const file = join(meter.keys, "gateway-2.keys");
    const before = readFileSync(file, "latin1");
    assert.deepEqual(await send("key", "4"), says(`meter ${ID}: key 4 changed\n${file} holds it, for its owner\n`));
    assert.equal(readFileSync(file, "latin1"), before);
    assert.equal((await send("top-up", "1", "--as", "gateway")).exit, 0);
  });

  it("works on after it was killed ten times, and no counter comes twice", async function () {
    this.timeout(60_000);
    const [off, topUp] = ["off --by alice", "top-up 1"];
    const orders = ["key 2", topUp, "query", off, "key 1", topUp, "key 2", "query-switch", off, "prepaid on"];
    const beganMs = performance.now();
    assert.equal((await tapped("query-switch")).exit, 0);
    const wholeMs = performance.now() - beganMs;
    for (const order of orders) {
      const child = start(meter.program, [
        "send",
        "--keys",
        meter.keys,
        "--to",
        meter.tap.address,
        ...order.split(" "),
      ]);
      const ended = finished(child);
      await Promise.race([ended, wait(wholeMs * (0.2 + 0.8 * Math.random()))]);
      child.kill("SIGKILL");
      await ended;
    }
    for (const order of ["query", "query-switch", topUp, "key 2", off]) {
      const { exit, stderr } = await tapped(...order.split(" "));
      assert.equal(exit, 0, `${order}: ${stderr}`);
    }
    assert.ok(meter.tap.sent.length > 2 * orders.length, `${meter.tap.sent.length} frames`);
    assert.equal(new Set(meter.tap.sent).size, meter.tap.sent.length);
  });

  it("finds a bench that was killed as it was left, and its own central system in the place of send", async () => {
    await meter.bench.kill("SIGKILL");
    assert.match(
      await meter.startBench(),
      readings("the interval is partial, the supply failed in this interval", "disconnected"),
    );
    const bench = (...args: string[]): Promise<Run> =>
      packed(["bench", "--headless", "--keys", meter.keys, "--load", meter.load, ...args]);
    const second = await bench("--for", "1m");
    assert.equal(second.exit, 1);
    assert.match(second.stderr, /^\S+\/boards is in use by process \d+: one at a time\n$/);
    await meter.bench.kill("SIGTERM");
    const report = join(meter.folder, "report.json");
    const { exit, stderr } = await bench("--start", "2007-02-01T12:00", "--for", "31m", "--report", report);
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    const told = JSON.parse(readFileSync(report, "utf8")) as {
      central: unknown;
      meters: { logs: Record<string, { verified: boolean }> }[];
    };
    assert.deepEqual(told.central, { accepted: 2, rejected: 0 });
    for (const [name, { verified }] of Object.entries(told.meters[0]!.logs)) assert.ok(verified, name);
    const back = await bench("--start", "2007-02-01", "--for", "1m");
    assert.equal(back.exit, 1);
    assert.match(
      back.stderr,
      /^the meter ran until 2007-02-01T12:31:\d\dZ: a run does not begin at 2007-02-01T00:00:00Z\n$/,
    );
    const boards = join(meter.keys, "boards", "boards");
    writeFileSync(boards, readFileSync(boards).subarray(1));
    const lost = `${boards} is damaged, or another meter's: what the boards knew is lost\n`;
    assert.deepEqual(await bench("--for", "1m"), says("", lost, 1));
  });
});
