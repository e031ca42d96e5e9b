// The memory on a real disk: what lies there, who may see it, who may use it, and each error in its words.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, hex } from "../../../bench/byte-string.ts";
import { createDiskMemory, openDiskMemory } from "../../../bench/central/disk-memory.ts";
import type { DiskMemoryErrorKind } from "../../../bench/central/disk-memory.ts";
import { nodeCalls } from "../../../bench/central/file-calls.ts";
import { processes } from "../../../bench/central/memory-lock.ts";

const ID = "HASM0001";
const SECRETS = new Map([
  [1, "1".repeat(32)],
  [9, "9".repeat(32)],
]);
const NEW = "n".repeat(32);

let folder = "";
let home = "";
let file = "";

function refused(run: () => unknown, kind: DiskMemoryErrorKind, message: string): void {
  assert.throws(run, { name: "DiskMemoryError", kind, message });
}

function withCrc(body: string): string {
  return body + Buffer.from(crc32(body).toString(16).padStart(8, "0"), "hex").toString("latin1");
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hasm-memory-"));
  home = join(folder, "central");
  file = join(home, "memory");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("memory on disk", () => {
  it("remembers everything from one opening to the next", () => {
    createDiskMemory(home, ID, SECRETS);
    let memory = openDiskMemory(home);
    assert.deepEqual([memory.nextCounter(1), memory.nextCounter(1), memory.nextTopUpNumber()], [1n, 2n, 1]);
    assert.deepEqual([memory.nextCodeCounter(), memory.nextCodeCounter()], [1, 2]);
    memory.received(1, 77n);
    memory.propose(1, NEW);
    memory.close();
    memory = openDiskMemory(home);
    assert.deepEqual([memory.meterId, memory.lastReceived(1), memory.lastReceived(9)], [ID, 77n, 0n]);
    assert.deepEqual([memory.secret(1), memory.successor(1), memory.secret(9)], [SECRETS.get(1), NEW, SECRETS.get(9)]);
    assert.deepEqual([memory.nextCounter(1), memory.nextCounter(9)], [65n, 1n]);
    assert.deepEqual([memory.nextTopUpNumber(), memory.nextCodeCounter()], [2, 3]);
    memory.agreed(1);
    memory.close();
    memory = openDiskMemory(home);
    assert.deepEqual([memory.secret(1), memory.successor(1)], [NEW, undefined]);
    memory.close();
    assert.deepEqual(readdirSync(home), ["memory"]);
  });

  it("has this layout", () => {
    createDiskMemory(home, ID, SECRETS);
    const memory = openDiskMemory(home);
    memory.received(9, 0x0102030405060708n);
    memory.propose(9, NEW);
    memory.nextCounter(1);
    memory.nextTopUpNumber();
    memory.nextCodeCounter();
    memory.nextCodeCounter();
    memory.close();
    const zeros = "\0".repeat(7);
    const one = "\x01\0" + "1".repeat(32) + "\0".repeat(32) + zeros + "\x40" + zeros + "\0";
    const nine = "\x09\x01" + "9".repeat(32) + NEW + zeros + "\0" + "\x01\x02\x03\x04\x05\x06\x07\x08";
    const expected = withCrc("HC1" + ID + "\0\0\0\x01" + "\0\0\0\x02" + one + nine);
    assert.equal(hex(readFileSync(file, "latin1")), hex(expected));
  });

  for (const umask of [0o000, 0o777])
    it(`is for its owner alone under umask ${umask.toString(8).padStart(3, "0")}`, () => {
      const before = process.umask(umask);
      try {
        createDiskMemory(home, ID, SECRETS);
        const memory = openDiskMemory(home);
        memory.nextCounter(1);
        for (const [path, mode] of [
          [home, 0o700],
          ...readdirSync(home).map((name) => [join(home, name), 0o600] as const),
        ] as const)
          assert.equal(statSync(path).mode & 0o777, mode, path);
        memory.close();
      } finally {
        process.umask(before);
      }
    });
});

describe("memory on disk is refused", () => {
  it("where something is already, and that is left as it was", () => {
    createDiskMemory(home, ID, SECRETS);
    const before = readFileSync(file);
    refused(() => createDiskMemory(home, ID, SECRETS), "exists", `${home} exists: nothing is overwritten`);
    assert.deepEqual(readFileSync(file), before);
    mkdirSync(join(folder, "empty"));
    const empty = join(folder, "empty");
    refused(() => createDiskMemory(empty, ID, SECRETS), "exists", `${empty} exists: nothing is overwritten`);
  });

  it("where there is none, and none is begun", () => {
    refused(() => openDiskMemory(home), "absent", `there is no memory of a meter in ${home}`);
    assert.ok(!existsSync(home));
    createDiskMemory(home, ID, SECRETS);
    rmSync(file);
    writeFileSync(join(home, "memory.next"), "never in force");
    refused(() => openDiskMemory(home), "absent", `there is no memory of a meter in ${home}`);
    assert.deepEqual(readdirSync(home), ["memory.next"]);
  });

  it("where group or others may see it", () => {
    createDiskMemory(home, ID, SECRETS);
    for (const [path, mode, needed] of [
      [home, 0o750, 700],
      [home, 0o701, 700],
      [file, 0o640, 600],
      [file, 0o604, 600],
      [file, 0o620, 600],
    ] as const) {
      const before = statSync(path).mode;
      chmodSync(path, mode);
      const message = `${path} is open to others: its mode is ${mode.toString(8)}, not ${needed}`;
      refused(() => openDiskMemory(home), "open-to-others", message);
      chmodSync(path, before);
    }
    openDiskMemory(home).close();
  });

  it("cut anywhere, longer, or with any one bit changed", () => {
    createDiskMemory(home, ID, SECRETS);
    const whole = readFileSync(file, "latin1");
    const damaged = `${file} is damaged: which counters were used up is no longer known`;
    const refusedAs = (bytes: string, isMemory: boolean): void => {
      writeFileSync(file, bytes, "latin1");
      if (isMemory) refused(() => openDiskMemory(home), "damaged", damaged);
      else refused(() => openDiskMemory(home), "not-a-memory", `${file} is no memory of a meter`);
      assert.equal(readFileSync(file, "latin1"), bytes);
    };
    for (let length = 0; length < whole.length; length++) refusedAs(whole.slice(0, length), length >= 3);
    for (const more of ["\0", "\0".repeat(82), whole]) refusedAs(whole + more, true);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const at = bit >>> 3;
      const changed = String.fromCharCode(whole.charCodeAt(at) ^ (1 << (bit & 7)));
      refusedAs(whole.slice(0, at) + changed + whole.slice(at + 1), at >= 3);
    }
    const row = (head: string, successor = "\0"): string =>
      head + "1".repeat(32) + successor.repeat(32) + "\0".repeat(16);
    const head = `HC1${ID}${"\0".repeat(8)}`;
    for (const body of [
      head + row("\x01\0") + row("\x01\0"),
      head + row("\0\0"),
      head + row("\x01\x02"),
      head + row("\x01\0", "s"),
      head.replace("M", " ") + row("\x01\0"),
    ])
      refusedAs(withCrc(body), true);
    writeFileSync(file, withCrc(head + row("\x01\0")), "latin1");
    openDiskMemory(home).close();
  });

  it("to whom it is closed", () => {
    createDiskMemory(home, ID, SECRETS);
    const memory = openDiskMemory(home);
    memory.close();
    memory.close();
    const message = `${home} was closed: nothing more is remembered`;
    for (const run of [
      () => memory.nextCounter(1),
      () => memory.received(1, 1n),
      () => memory.propose(1, NEW),
      () => memory.nextTopUpNumber(),
      () => memory.nextCodeCounter(),
    ])
      refused(run, "closed", message);
  });

  it("where the system fails, and it goes on when the system does", () => {
    createDiskMemory(home, ID, SECRETS);
    for (const call of ["create", "write", "sync", "rename", "syncDirectory"] as const) {
      let fails = false;
      const failing = (...given: never[]): unknown => {
        if (fails) throw Object.assign(new Error("no"), { code: "ENOSPC" });
        return Reflect.apply(nodeCalls[call], nodeCalls, given);
      };
      const memory = openDiskMemory(home, { calls: { ...nodeCalls, [call]: failing }, processes });
      const first = memory.nextTopUpNumber();
      fails = true;
      refused(() => memory.nextTopUpNumber(), "cannot-write", `cannot write ${file}: ENOSPC`);
      fails = false;
      assert.equal(memory.nextTopUpNumber(), first + 1);
      memory.close();
    }
    assert.deepEqual(readdirSync(home), ["memory"]);
    const silent = { ...nodeCalls, read: () => assert.fail(Object.assign(new Error("no"), { code: "EIO" })) };
    refused(() => openDiskMemory(home, { calls: silent, processes }), "cannot-read", `cannot read ${file}: EIO`);
    openDiskMemory(home).close();
  });
});

describe("the lock of a memory on disk", () => {
  /** A process that lives until it is killed. */
  const sleeper = (): ReturnType<typeof spawn> => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const inUse = (pid: number | undefined): [DiskMemoryErrorKind, string] => [
    "in-use",
    `${home} is in use by process ${pid!}: one at a time`,
  ];
  const locks = (): string[] => readdirSync(home).filter((name) => name.startsWith("lock."));

  it("keeps out the process that has it, and lets it in again after `close`", () => {
    createDiskMemory(home, ID, SECRETS);
    const memory = openDiskMemory(home);
    refused(() => openDiskMemory(home), ...inUse(process.pid));
    assert.equal(locks().length, 1);
    memory.close();
    openDiskMemory(home).close();
    assert.deepEqual(locks(), []);
  });

  it("keeps out everybody while the process lives that has it, and nobody when that was killed", async () => {
    createDiskMemory(home, ID, SECRETS);
    const child = sleeper();
    try {
      writeFileSync(join(home, `lock.${child.pid!}.-`), "");
      refused(() => openDiskMemory(home), ...inUse(child.pid));
      assert.deepEqual(locks(), [`lock.${child.pid!}.-`]);
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    openDiskMemory(home).close();
    assert.deepEqual(locks(), []);
  });

  it("is not taken for that of another process that was given the number of a dead one", function () {
    if (!existsSync("/proc/self/stat")) {
      console.log("the lock of a dead process: skipped, there is no /proc/self/stat");
      this.skip();
    }
    createDiskMemory(home, ID, SECRETS);
    const [pid, began] = processes.own.split(".");
    assert.match(began!, /^[0-9a-f]{8}-\d+$/);
    for (const other of [`lock.${pid!}.00000000-1`, `lock.${process.ppid}.00000000-1`]) {
      writeFileSync(join(home, other), "");
      openDiskMemory(home).close();
      assert.deepEqual(locks(), []);
    }
  });
});
