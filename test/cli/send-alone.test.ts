// `hasm send` without a meter: its help, the limit on "off", what was not understood, keys and memories that cannot be used, and a serial
// device.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiskMemory, openDiskMemory } from "../../bench/central/disk-memory.ts";
import { channelSecrets } from "../../bench/central/memory.ts";
import { makeKeys } from "../../bench/key-file.ts";
import type { Run } from "../finished.ts";
import { buildSend, openTerminal, run, Tap } from "./send-rig.ts";

describe("hasm send on its own", () => {
  let folder = "";
  let program = "";
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "hasm-send-"));
    program = join(folder, "send.cjs");
    await buildSend(program);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const send = (...args: string[]): Promise<Run> => run(program, ["send", ...args]);
  const fails = async (exit: number, stderr: string, ...args: string[]): Promise<void> =>
    assert.deepEqual(await send(...args), { exit, stdout: "", stderr: `${stderr}\n` }, args.join(" "));

  function makeMeters(home: string, count: number): string[] {
    mkdirSync(home);
    return Array.from({ length: count }, (_, i) => {
      const id = `METER${String(i).padStart(3, "0")}`;
      mkdirSync(join(home, id));
      const random = (size: number): string => String.fromCharCode(i + 1).repeat(size);
      createDiskMemory(join(home, id, "central"), id, channelSecrets(makeKeys(id, random)));
      return id;
    });
  }

  it("explains every order", async () => {
    const page = await send("--help");
    assert.deepEqual([page.exit, page.stderr], [0, ""]);
    const orders = [...page.stdout.matchAll(/^ {2}([a-z][a-z-]*) .*\w/gm)]
      .map((found) => found[1]!)
      .filter((name) => name !== "help");
    const all =
      "appliance button cancel code confirm cover debt events key log-closing log-stored obey off on orders parameter policy prepaid query query-switch read-log read-parameter tariff time time-step top-up type";
    assert.deepEqual(orders.sort().join(" "), all);
    for (const name of ["read-log", "tariff", "key"]) {
      const { exit, stdout, stderr } = await send(name, "--help");
      assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
      assert.ok(
        stdout.startsWith(`Usage: hasm send ${name} [options] `) && stdout.includes("\n  --keys <folder> "),
        stdout,
      );
    }
  });

  it("lets nobody darken a town alone, however the meters are named", async () => {
    const town = join(folder, "town");
    const ids = makeMeters(town, 11);
    const wire = await Tap.open(() => undefined);
    const off = (...args: string[]): Promise<Run> =>
      send("--to", wire.address, "--timeout", "0.3", "off", "--by", "alice", ...args);
    const asked = await off("--keys", town, "--all");
    const request = /^request ([0-9a-f]{16}):/.exec(asked.stderr)?.[1] ?? "";
    const many = `request ${request}: 11 meters off is too many for alice alone; nothing was sent\n`;
    const confirms = `somebody else confirms it within 15 min: hasm send confirm ${request} --by NAME\n`;
    assert.deepEqual(asked, { exit: 5, stdout: "", stderr: many + confirms });
    const confirm = ["--keys", town, "--to", wire.address, "--timeout", "0.3", "confirm", request, "--by"];
    await fails(2, "a request is confirmed by somebody else than the one who made it", ...confirm, "Alice");
    await fails(2, 'a name is 1 to 64 of the characters A to Z, a to z, 0 to 9 and "._@-"', ...confirm, "bob!");
    assert.deepEqual([wire.clients, wire.sent], [0, []]);
    const silence = ids.map((id) => `no answer from meter ${id} to off within 0.3 s: it may or may not have acted`);
    await fails(3, silence.join("\n"), ...confirm, "bob");
    assert.deepEqual([wire.clients, wire.sent.length], [11, 22]);
    await fails(2, "there is no such request, or it was confirmed before", ...confirm, "bob");
    for (const one of [
      ["--keys", town, "--meter", ids[3]!],
      ["--keys", join(town, ids[4]!)],
    ])
      assert.equal((await off(...one)).exit, 5, one.join(" "));
    assert.equal(wire.clients, 11);
    wire.close();
  });

  it("takes an off back from a whole town at one word, though its ledger is damaged and the memory of one meter is in use", async () => {
    const town = join(folder, "dark-town");
    const ids = makeMeters(town, 12);
    const wire = await Tap.open(() => undefined);
    mkdirSync(join(town, "off-ledger"), { mode: 0o700 });
    writeFileSync(join(town, "off-ledger", "ledger"), "nonsense", { mode: 0o600 });
    const all = ["--keys", town, "--to", wire.address, "--timeout", "0.3"];
    assert.equal((await send(...all, "off", "--by", "alice", "--all")).exit, 4);
    assert.deepEqual(wire.sent, []);
    const busy = join(town, ids[5]!, "central");
    const memory = openDiskMemory(busy);
    const { exit, stdout, stderr } = await send(...all, "cancel", "--all");
    memory.close();
    const others = ids.filter((id) => id !== ids[5]);
    const silence = others.map(
      (id) => `no answer from meter ${id} to cancel within 0.3 s: it may or may not have acted`,
    );
    const why = `meter ${ids[5]!} got no cancel: ${busy} is in use by process ${process.pid}: one at a time`;
    assert.deepEqual(
      { exit, stdout, stderr: stderr.split("\n") },
      { exit: 4, stdout: "", stderr: [...silence, why, ""] },
    );
    assert.deepEqual([wire.clients, wire.sent.length], [11, 22]);
    const named = await send(...all, "--meter", ids.slice(0, 2).join(), "cancel");
    assert.equal(named.exit, 3);
    assert.deepEqual([wire.clients, wire.sent.length], [13, 26]);
    wire.close();
  });

  it("says what was not understood, who has the memory and what is wrong with it", async () => {
    const home = join(folder, "two");
    const [id = ""] = makeMeters(home, 2);
    const keys = ["--keys", join(home, id)];
    const central = join(home, id, "central");
    await fails(2, `${home} holds 2 meters: name one with --meter`, "--keys", home, "query");
    await fails(2, `${home} holds no meter "METER009"`, "--keys", home, "--meter", "METER009", "query");
    await fails(
      2,
      `${home} holds 2 meters: name those to switch with --meter, or --all`,
      "--keys",
      home,
      "off",
      "--by",
      "a",
    );
    await fails(2, "--all and --meter exclude each other", "--keys", home, "--meter", id, "off", "--by", "a", "--all");
    await fails(
      2,
      `${keys[1]!} is the folder of one meter: --meter is for a folder of several`,
      ...keys,
      "--meter",
      id,
      "query",
    );
    await fails(2, "error: required option '--by <name>' not specified", ...keys, "off");
    await fails(2, "error: unknown command 'of'\n(Did you mean one of off, on?)", ...keys, "of");
    await fails(2, "error: unknown option '--retry'", ...keys, "off", "--by", "a", "--retry", "1");
    await fails(2, "key 7 is not one of 1, 2, 4, 5, 6, 9", ...keys, "key", "7");
    await fails(2, 'a log is metrology or security or off-switch or switch, not "all"', ...keys, "read-log", "all");
    await fails(2, '"1.000001" is no amount of currency with up to five decimals', ...keys, "top-up", "1.000001");
    await fails(2, "a code is worth 0.01 to 81.91, or a whole amount up to 8191, not 82.5", ...keys, "code", "82.5");
    await fails(2, '--timeout is a number of seconds up to 3600, not "0"', ...keys, "--timeout", "0", "query");
    await fails(2, "--to and --serial exclude each other", ...keys, "--to", "1", "--serial", "/dev/null", "query");
    await fails(4, `cannot read ${folder}/none: ENOENT`, "--keys", `${folder}/none`, "query");
    await fails(
      4,
      `${central} is no folder of a meter and holds none: make one with hasm provision`,
      "--keys",
      central,
      "query",
    );
    const memory = openDiskMemory(central);
    await fails(4, `${central} is in use by process ${process.pid}: one at a time`, ...keys, "query");
    memory.close();
    const nobody = await Tap.open(() => undefined);
    const { address } = nobody;
    nobody.close();
    await fails(3, `cannot reach ${address}: ECONNREFUSED; nothing was sent`, ...keys, "--to", address, "query");
    const device = "cannot reach /dev/null: stty: /dev/null: Inappropriate ioctl for device; nothing was sent";
    await fails(3, device, ...keys, "--serial", "/dev/null", "query");
    const asJson = await send(...keys, "--to", address, "--json", "query");
    const message = `cannot reach ${address}: ECONNREFUSED; nothing was sent`;
    assert.deepEqual(
      [asJson.exit, asJson.stderr, JSON.parse(asJson.stdout)],
      [3, "", { outcome: "no-answer", order: "query", meter: null, message }],
    );
    chmodSync(join(central, "memory"), 0o640);
    await fails(4, `${join(central, "memory")} is open to others: its mode is 640, not 600`, ...keys, "query");
    chmodSync(join(central, "memory"), 0o600);
    writeFileSync(join(central, "memory"), "HC1");
    const damaged = `${join(central, "memory")} is damaged: which counters were used up is no longer known`;
    await fails(4, damaged, ...keys, "query");
  });

  it("prints one JSON object and nothing else, whatever the exit status", async () => {
    const home = join(folder, "json");
    const ids = makeMeters(home, 11);
    const wire = await Tap.open(() => undefined);
    const one = ["--keys", join(home, ids[0]!), "--to", wire.address, "--timeout", "0.3"];
    const json = async (exit: number, ...args: string[]): Promise<Record<string, unknown>> => {
      const ended = await send("--json", ...args);
      assert.deepEqual([ended.exit, ended.stderr], [exit, ""], args.join(" "));
      const { order, meter, message, ...rest } = JSON.parse(ended.stdout) as Record<string, unknown>;
      return { order, meter, message, ...rest };
    };
    const said = (outcome: string, order: string, meter: string | null, message: string | null) => ({
      ...{ outcome, order, meter, message },
    });
    const perhaps = "within 0.3 s: it may or may not have acted";
    const silence = `no answer from meter ${ids[0]!} to on ${perhaps}`;
    assert.deepEqual(await json(3, ...one, "on"), said("no-answer", "on", ids[0]!, silence));
    const { code, ...made } = await json(0, ...one, "code", "1");
    assert.match(String(code), /^\d{20}$/);
    assert.deepEqual(made, { ...said("done", "code", ids[0]!, null), counter: 1, amount: "1.00" });
    const by = "required option '--by <name>' not specified";
    assert.deepEqual(await json(2, ...one, "off"), said("usage", "", null, by));
    const key = "key 7 is not one of 1, 2, 4, 5, 6, 9";
    assert.deepEqual(await json(2, ...one, "key", "7"), said("usage", "key 7", null, key));
    const none = `cannot read ${folder}/none: ENOENT`;
    assert.deepEqual(await json(4, "--keys", `${folder}/none`, "query"), said("unusable", "query", null, none));
    const { outcome, order, request } = await json(5, "--keys", home, "off", "--all", "--by", "alice");
    assert.deepEqual([outcome, order], ["to-confirm", "off"]);
    assert.equal((request as { meterIds: string[] }).meterIds.length, 11);
    const { meters, ...all } = await json(
      3,
      "--keys",
      home,
      "--to",
      wire.address,
      "--timeout",
      "0.3",
      "cancel",
      "--all",
    );
    assert.deepEqual([all["outcome"], all["order"], all["meter"]], ["no-answer", "cancel", null]);
    const silent = (id: string) => said("no-answer", "cancel", id, `no answer from meter ${id} to cancel ${perhaps}`);
    assert.deepEqual(meters, ids.map(silent));
    wire.close();
  });

  it("presses no button where there is none, and says what came of a press that nobody ended", async () => {
    const serial = "no serial device leads to a button: only hasm bench --wires has a port for it";
    await fails(2, serial, "--serial", "/dev/null", "button", "2s");
    const what = "a number and s, m, h or d, up to 366d, such as 30s or 2.5s";
    await fails(2, `"2" is no duration: ${what}`, "button", "2");
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const held = "the button was not let go within 0.4 s: it may still be held";
    await fails(3, held, "--to", `127.0.0.1:${port - 3}`, "--timeout", "0.3", "button", "0.1s");
    server.close();
  });

  it("says when it was hung up on, and does not wait", async () => {
    const home = join(folder, "hung");
    makeMeters(home, 1);
    const server = createServer((client) => client.once("data", () => client.destroy())).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const says = `${address} ended the connection: whether the meter acted is not known`;
    await fails(3, says, "--keys", home, "--to", address, "--timeout", "60", "on");
    server.close();
  });

  it("speaks through a serial device", async function () {
    if (spawnSync("script", ["--version"]).error) {
      console.log("hasm send through a serial device: skipped, the program `script` is not on the PATH");
      this.skip();
    }
    const home = join(folder, "serial");
    const [id = ""] = makeMeters(home, 1);
    const terminal = await openTerminal();
    const silence = `no answer from meter ${id} to query within 0.5 s`;
    await fails(3, silence, "--keys", home, "--serial", terminal.device, "--timeout", "0.5", "query");
    // A command and the cover that goes with it.
    assert.deepEqual(
      terminal.frames().map((payload) => [payload.length, payload.charCodeAt(0)]),
      [
        [121, 1],
        [121, 2],
      ],
    );
    terminal.close();
  });
});
