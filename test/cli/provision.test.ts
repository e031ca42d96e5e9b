// `hasm provision`: what it makes and for whom, that keys are new each time and for their owner alone, and that it makes all of it or
// nothing.

import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDiskMemory } from "../../bench/central/disk-memory.ts";
import { nodeCalls } from "../../bench/central/file-calls.ts";
import type { FileCalls } from "../../bench/central/file-calls.ts";
import { channelSecrets } from "../../bench/central/memory.ts";
import { openLogOn, provisionedPart } from "../../bench/flash-part.ts";
import * as files from "../../bench/key-file.ts";
import { makeKeys, readKeyFile, readLogKeys } from "../../bench/key-file.ts";
import { norImage } from "../../bench/nor-image.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { provisionMeter } from "../../bench/provision.ts";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { dumpedValues } from "../../bench/flash-part.ts";
import { KeptBoards } from "../../bench/send/kept-boards.ts";
import { IN_THE_FIELD, installed, POLICY, STATE, SWITCH_STATE } from "../../bench/switch-values.ts";
import { hasm, packed } from "./hasm.ts";

const ID = "HASM0042";
const AS_IT_IS = installed(true, IN_THE_FIELD);

const PAGE = `Usage: hasm provision [options]

make the keys of a new meter, a file for each owner, and its flash parts

Options:
  --meter <id>         the meter: 8 letters, digits and dashes
  --out <folder>       gets a folder named as the meter; made if missing
  --switch <position>  where its relay is left (choices: "open", "closed",
                       default: "closed")
  --window <duration>  an opening falls within this, up to 24h; 0s: at once
                       (default: "900s")
  --rest <duration>    between two moves of the relay, up to 1h (default: "60s")
  --moves <number>     how often the relay moves within 24 h, at least 4
                       (default: "6")
  --armed <duration>   for which the button closes what was armed, 60s or more
                       (default: "86400s")
  -h, --help           display help for command
`;

const WHOSE = [
  ["meter.keys", "the meter board: hasm.keys in its Storage"],
  ["meter.nor", "the meter board: its flash part; destroy it then"],
  ["off-switch.keys", "the off-switch board: hasm.keys in its Storage"],
  ["off-switch.nor", "the off-switch board: its flash part; destroy it then"],
  ["keys.room", "both boards: hasm.keyb in their Storage"],
  ["meter-log.keys", "the central system: hasm verify-log, meter board"],
  ["off-switch-log.keys", "the central system: hasm verify-log, off-switch board"],
  ["gateway.keys", "the top-up gateway"],
  ["technician.keys", "the maintenance technician"],
  ["consumer.keys", "the consumer"],
  ["concentrator.keys", "the data concentrator"],
  ["vendor.keys", "the vendor of top-up codes"],
  ["central/", "the central system: its memory of the meter"],
] as const;

let folder = "";
let out = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hasm-provision-"));
  out = join(folder, "out");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = (name: string): string => readFileSync(join(out, ID, name), "latin1");
const provision = (...args: string[]): ReturnType<typeof hasm> => packed(["provision", ...args]);

/** Everything below a folder, its own path first. */
function tree(path: string): string[] {
  const below = statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => tree(join(path, name))) : [];
  return [path, ...below];
}

/** The cells that an image says; all else is blank. */
function partOf(image: string, flashBytes: number): NorArray {
  const part = new NorArray(flashBytes, () => 0);
  const count = image.length / (2 + SECTOR_BYTES);
  for (let i = 0; i < count; i++) {
    const number = image.charCodeAt(2 * i) + 256 * image.charCodeAt(2 * i + 1);
    const at = 2 * count + i * SECTOR_BYTES;
    part.cells.set(Buffer.from(image.slice(at, at + SECTOR_BYTES), "latin1"), number * SECTOR_BYTES);
  }
  return part;
}

describe("hasm provision", () => {
  it("prints its page", async () => {
    assert.deepEqual(await provision("--help"), { exit: 0, stdout: PAGE, stderr: "" });
  });

  for (const umask of [0o000, 0o277])
    it(`makes a file for each owner, for nobody else to read, under umask ${umask.toString(8)}`, async () => {
      const before = process.umask(umask);
      const run = await hasm(["provision", "--meter", ID, "--out", out]).finally(() => process.umask(before));
      const stdout = WHOSE.map(([name, whose]) => `${join(out, ID, name)}  for ${whose}\n`).join("");
      assert.deepEqual(run, { exit: 0, stdout, stderr: "" });
      const names = WHOSE.map(([name]) => join(out, ID, name.replace("/", "")));
      assert.deepEqual(tree(out).sort(), [out, join(out, ID), ...names, join(out, ID, "central", "memory")].sort());
      for (const path of tree(out))
        assert.equal(statSync(path).mode & 0o777, statSync(path).isDirectory() ? 0o700 : 0o600, path);
    });

  it("makes what belongs together, and every meter's keys anew", async () => {
    for (const id of [ID, "another-"]) assert.equal((await provision(`--meter=${id}`, "--out", out)).stderr, "");
    const memory = openDiskMemory(join(out, ID, "central"));
    for (const [name, numbers] of [
      ["meter.keys", [1, 4, 5, 6, 7, 8, 9]],
      ["off-switch.keys", [2]],
      ["gateway.keys", [4]],
      ["technician.keys", [5]],
      ["consumer.keys", [6]],
      ["concentrator.keys", [7]],
      ["vendor.keys", [9]],
    ] as const) {
      const { meterId, generation, keys } = readKeyFile(read(name));
      assert.deepEqual([meterId, generation], [ID, 1]);
      assert.equal(keys.has(files.KEY_DELAY), name === "off-switch.keys");
      const channels = [...keys].filter(([number]) => number !== 3 && number !== files.KEY_DELAY);
      assert.deepEqual(
        channels,
        numbers.map((number) => [number, memory.secret(number)]),
      );
    }
    for (const [board, system] of [
      ["meter", meterSystem],
      ["off-switch", offSwitchSystem],
    ] as const) {
      const logs = readLogKeys(read(`${board}-log.keys`));
      assert.equal(readLogKeys(read(`${board}.keys`)).root, logs.root);
      const part = partOf(read(`${board}.nor`), system.flashBytes);
      assert.deepEqual(part.cells, provisionedPart(system.flashBytes, system.segments, logs, AS_IT_IS).cells);
      for (const segment of system.segments) if (segment.kind === "log") openLogOn(part, segment, logs);
    }
    const secrets = ["meter", "off-switch", "meter-log", "off-switch-log"].flatMap((name) =>
      [ID, "another-"].map((id) => readKeyFile(readFileSync(join(out, id, `${name}.keys`), "latin1")).keys),
    );
    const all = secrets.flatMap((keys) => [...keys.values()]);
    // The root of each processor's logs is in two files.
    assert.equal(new Set(all).size, all.length - 4);
    memory.close();
  });

  it("keeps the key of the delay for the off-switch board alone, in no other file and not in the central system's memory", async () => {
    assert.equal((await provision("--meter", ID, "--out", out)).exit, 0);
    const delay = readKeyFile(read("off-switch.keys")).keys.get(10)!;
    assert.equal(delay.length, 32);
    const holders = tree(join(out, ID)).filter(
      (path) => statSync(path).isFile() && readFileSync(path, "latin1").includes(delay),
    );
    assert.deepEqual(holders, [join(out, ID, "off-switch.keys")]);
  });

  /** State and policy as they stand on the off-switch board's part. */
  const onThePart = (): readonly (string | undefined)[] => {
    const segment = offSwitchSystem.segments.find(({ name }) => name === SWITCH_STATE)!;
    const values = dumpedValues(partOf(read("off-switch.nor"), offSwitchSystem.flashBytes).cells, segment);
    return [STATE, POLICY]
      .map((number) => values.get(number))
      .map((value) => value && Buffer.from(value, "latin1").toString("hex"));
  };

  for (const [args, state, policy, isClosed] of [
    [[], "8000", "00000384" + "003c" + "0006" + "00015180", true],
    [["--switch", "open"], "0100", "00000384" + "003c" + "0006" + "00015180", false],
    [
      ["--switch", "closed", "--window", "24h", "--rest", "5m", "--moves", "4", "--armed", "1h"],
      "8000",
      "00015180" + "012c" + "0004" + "00000e10",
      true,
    ],
    [["--window", "0s", "--rest", "0s", "--moves", "65535"], "8000", "00000000" + "0000" + "ffff" + "00015180", true],
  ] as const)
    it(`leaves the switch as ${args.length === 0 ? "nothing" : args.join(" ")} says, also for a bench that runs it`, async () => {
      assert.equal((await provision("--meter", ID, "--out", out, ...args)).stderr, "");
      assert.deepEqual(onThePart(), ["00".repeat(18) + state, policy]);
      const boards = new KeptBoards(join(out, ID), ID);
      assert.equal(boards.state.relayIsClosed, isClosed);
      boards.close();
    });

  it("takes every key from the random bytes that it is given", () => {
    const constant = (count: number): string => "k".repeat(count);
    provisionMeter(ID, out, constant, nodeCalls, AS_IT_IS);
    const keys = makeKeys(ID, constant);
    for (const [name, file] of [
      ["meter.keys", files.meterKeyFile],
      ["off-switch.keys", files.offSwitchKeyFile],
      ["meter-log.keys", files.meterLogKeysFile],
      ["off-switch-log.keys", files.offSwitchLogKeysFile],
      ["gateway.keys", files.gatewayKeyFile],
      ["technician.keys", files.technicianKeyFile],
      ["consumer.keys", files.consumerKeyFile],
      ["concentrator.keys", files.concentratorKeyFile],
      ["vendor.keys", files.vendorKeyFile],
    ] as const)
      assert.equal(read(name), file(keys), name);
    const { flashBytes, segments } = meterSystem;
    assert.equal(read("meter.nor"), norImage(provisionedPart(flashBytes, segments, keys.meterLogs)));
    const memory = openDiskMemory(join(out, ID, "central"));
    for (const [key, secret] of channelSecrets(keys)) assert.equal(memory.secret(key), secret);
    memory.close();
  });
});

describe("hasm provision refuses", () => {
  const refused = async (says: string, meter = ID, where = out): Promise<void> =>
    assert.deepEqual(await provision(`--meter=${meter}`, "--out", where), { exit: 1, stdout: "", stderr: `${says}\n` });

  it("a meter id that is none, or leads out of the folder", async () => {
    for (const [id, shown] of [
      ["HASM001", "HASM001"],
      ["HASM00001", "HASM00001"],
      ["../EVIL1", "../EVIL1"],
      ["........", "........"],
      ["HASM/001", "HASM/001"],
      ["HASM 001", "HASM 001"],
      ["HASM0001\n", "HASM0001\\x0a"],
      ["H\x1b[2J001", "H\\x1b[2J001"],
    ] as const) {
      const message = `meter id "${shown}" is not 8 letters, digits and dashes`;
      const random = (): string => assert.fail("no key is made");
      assert.throws(() => provisionMeter(id, out, random, nodeCalls, AS_IT_IS), { name: "UserError", message });
    }
    await refused('meter id "../EVIL1" is not 8 letters, digits and dashes', "../EVIL1");
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const [args, message] of [
    [["--switch", "ajar"], '--switch is open or closed, not "ajar"'],
    [["--window", "25h"], '--window is 0 to 86400 s, not "25h"'],
    [["--window", "15"], '"15" is no duration: a whole number and s, m, h or d, such as 48h'],
    [["--rest", "61m"], '--rest is 0 to 3600 s, not "61m"'],
    [["--moves", "3"], '--moves is a whole number from 4 to 65535, not "3"'],
    [["--moves", "65536"], '--moves is a whole number from 4 to 65535, not "65536"'],
    [["--armed", "0s"], '--armed is 60 to 4294967295 s, not "0s"'],
    [["--armed", "59s"], '--armed is 60 to 4294967295 s, not "59s"'],
  ] as const)
    it(`${args.join(" ")}, and makes nothing`, async () => {
      const run = await provision("--meter", ID, "--out", out, ...args);
      assert.deepEqual(run, { exit: 1, stdout: "", stderr: `${message}\n` });
      assert.deepEqual(readdirSync(folder), []);
    });

  it("to overwrite anything, and leaves it as it was", async () => {
    const place = join(out, ID);
    const exists = `${place} exists: nothing is overwritten`;
    assert.equal((await provision("--meter", ID, "--out", out)).exit, 0);
    const before = tree(out).map((path) => [path, statSync(path).isFile() ? readFileSync(path, "latin1") : ""]);
    await refused(exists);
    assert.deepEqual(
      tree(out).map((path) => [path, statSync(path).isFile() ? readFileSync(path, "latin1") : ""]),
      before,
    );
    for (const make of [
      () => mkdirSync(place),
      () => writeFileSync(place, "mine"),
      () => symlinkSync(join(folder, "nowhere"), place),
    ]) {
      rmSync(out, { recursive: true });
      mkdirSync(out);
      make();
      await refused(exists);
      assert.deepEqual(readdirSync(out), [ID]);
    }
    assert.ok(!existsSync(join(folder, "nowhere")));
  });

  it("to go on where an earlier run came to no end", async () => {
    const place = join(out, `${ID}.unfinished`);
    mkdirSync(place, { recursive: true });
    await refused(`${place} exists: a run that came to no end left it; remove it, its keys are nobody's`);
    rmSync(place, { recursive: true });
    assert.equal((await provision("--meter", ID, "--out", out)).exit, 0);
  });

  it("a folder that cannot be made or is none", async () => {
    const far = join(folder, "no", "such");
    await refused(`cannot write ${far}: ENOENT`, ID, far);
    const file = join(folder, "file");
    writeFileSync(file, "");
    await refused(`cannot write ${file}: ENOTDIR`, ID, file);
  });

  it("a command without its options", async () => {
    for (const [args, option] of [
      [["--out", out], "--meter <id>"],
      [["--meter", ID], "--out <folder>"],
    ] as const)
      assert.deepEqual(await provision(...args), {
        exit: 1,
        stdout: "",
        stderr: `error: required option '${option}' not specified\n`,
      });
  });
});

describe("a run of hasm provision that fails", () => {
  const constant = (count: number): string => "k".repeat(count);
  const CHANGES = ["makeDirectory", "create", "write", "sync", "rename", "syncDirectory"] as const;

  /** Real calls of which the one at `at` fails as on a full disk; `done` is called before each other one. */
  function failingAt(at: number, done: () => void): FileCalls {
    let calls = 0;
    const failing = CHANGES.map((name) => [
      name,
      (...given: never[]): unknown => {
        if (calls++ === at) throw Object.assign(new Error("no"), { code: "ENOSPC" });
        done();
        return Reflect.apply(nodeCalls[name], nodeCalls, given);
      },
    ]);
    return { ...nodeCalls, ...(Object.fromEntries(failing) as Pick<FileCalls, (typeof CHANGES)[number]>) };
  }

  for (const isThere of [false, true])
    it(`leaves nothing behind, whichever step fails, in a folder that was ${isThere ? "there" : "not there"}`, () => {
      if (isThere) mkdirSync(out);
      let steps = 0;
      for (let at = 0; ; at += isThere ? 7 : 1) {
        steps = 0;
        try {
          provisionMeter(
            ID,
            out,
            constant,
            failingAt(at, () => steps++),
            AS_IT_IS,
          );
          break;
        } catch (error) {
          assert.ok(error instanceof Error);
          assert.equal(error.name, "UserError");
          assert.match(error.message, /^cannot write \/.*: ENOSPC$/);
        }
        assert.deepEqual(tree(folder), isThere ? [folder, out] : [folder], `step ${at}`);
      }
      assert.ok(steps > 40, `${steps} steps`);
      assert.ok(existsSync(join(out, ID, "central", "memory")));
    });

  it("says what to remove where it cannot itself", () => {
    const calls = {
      ...failingAt(20, () => undefined),
      removeTree: () => assert.fail(Object.assign(new Error("no"), { code: "EBUSY" })),
    };
    const place = join(out, `${ID}.unfinished`);
    const says = (error: Error): boolean => {
      const [first, ...rest] = error.message.split("\n");
      assert.match(first!, /^cannot write .*: ENOSPC$/);
      assert.deepEqual(rest, [`cannot remove ${place}: EBUSY; remove it, its keys are nobody's`]);
      return true;
    };
    assert.throws(() => provisionMeter(ID, out, constant, calls, AS_IT_IS), says);
    chmodSync(place, 0o700);
    assert.ok(existsSync(place) && !existsSync(join(out, ID)));
  });
});
