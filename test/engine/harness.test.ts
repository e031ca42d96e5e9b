// The harness that runs firmware on real engines: what it finds, loads, traces and cleans up. Only the last suite needs an
// engine; qemu-board.test.ts has the boards.

import assert from "node:assert/strict";
import { once } from "node:events";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { EngineMissing, engineSuite, findEngines, planSuite } from "../../tools/engine/available.ts";
import type { Engines } from "../../tools/engine/available.ts";
import { readGpioTrace } from "../../tools/engine/gpio-trace.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { QemuProcess } from "../../tools/engine/qemu-process.ts";
import { STORAGE_BYTES, StorageImageError, readStorageImage, storageImage } from "../../tools/engine/storage-image.ts";

const THIS_FILE = import.meta.filename;

describe("engines of this machine", () => {
  const why = (env: NodeJS.ProcessEnv, version?: string): [string, string] => {
    const found = findEngines(env, () => version);
    const clause = (engine: Engines["linux"] | Engines["stm32"]): string => (engine.found ? "" : engine.why);
    return [clause(found.linux), clause(found.stm32)];
  };
  const both = { ESPRUINO_LINUX: THIS_FILE, ESPRUINO_STM32F405: THIS_FILE };

  it("says which setting is missing", () => {
    assert.deepEqual(why({}), ["ESPRUINO_LINUX is not set", "ESPRUINO_STM32F405 is not set"]);
    assert.deepEqual(why({ ESPRUINO_LINUX: "/no/such", ESPRUINO_STM32F405: "/" }), [
      "ESPRUINO_LINUX names no file: /no/such",
      "ESPRUINO_STM32F405 names no file: /",
    ]);
  });

  it("needs an emulator of version 9 or newer", () => {
    assert.equal(why(both)[1], "qemu-system-arm is not on the PATH");
    assert.equal(why(both, "hello")[1], "qemu-system-arm --version names no version");
    const old = "qemu-system-arm is of version 8; version 9 or newer is needed";
    assert.equal(why(both, "QEMU emulator version 8.2.1")[1], old);
    assert.deepEqual(
      findEngines(both, () => "QEMU emulator version 10.0.2 (Debian)"),
      {
        linux: { found: true, program: THIS_FILE },
        stm32: { found: true, image: THIS_FILE, emulator: "qemu-system-arm", emulatorVersion: 10 },
      },
    );
  });

  it("takes a path from the working directory", () => {
    const found = findEngines({ ESPRUINO_LINUX: "package.json" });
    assert.deepEqual(found.linux, { found: true, program: resolve("package.json") });
  });

  it("runs, skips or fails a suite", () => {
    const found = findEngines({ ESPRUINO_LINUX: THIS_FILE }, () => undefined);
    assert.deepEqual(planSuite("linux", found, { HASM_DEMAND_ENGINE: "1" }), { kind: "run" });
    const line = "stm32 engine suites skipped: ESPRUINO_STM32F405 is not set";
    assert.deepEqual(planSuite("stm32", found, {}), { kind: "skip", line });
    const failed = planSuite("stm32", found, { HASM_DEMAND_ENGINE: "1" });
    assert.ok(failed.kind === "fail" && failed.error instanceof EngineMissing);
    assert.equal(failed.error.message, "the stm32 engine is missing: ESPRUINO_STM32F405 is not set");
  });
});

describe("storage image", () => {
  const fault = (files: Record<string, string>): [string, string] => {
    try {
      storageImage(files);
    } catch (error) {
      if (error instanceof StorageImageError) return [error.fault, error.message];
      throw error;
    }
    return ["none", ""];
  };

  it("has the engine's layout, byte for byte", () => {
    const image = storageImage({ ".boot0": "ab\xff", x: new Uint8Array([1, 2, 3, 4]) });
    assert.equal(image.length, STORAGE_BYTES);
    const head = "030000002e626f6f7430" + "00".repeat(22) + "6162ffff";
    const next = "0400000078" + "00".repeat(27) + "01020304";
    assert.equal(image.subarray(0, 72).toString("hex"), head + next);
    assert.ok(image.subarray(72).every((byte) => byte === 0xff));
  });

  it("refuses what the engine would not find", () => {
    const name29 = "n".repeat(29);
    const tooLong = `storage file name "${name29}" has 29 characters; the engine takes at most 28`;
    assert.deepEqual(fault({ [name29]: "x" }), ["name-too-long", tooLong]);
    assert.deepEqual(fault({ ["n".repeat(28)]: "x" }), ["none", ""]);
    assert.deepEqual(fault({ "": "x" }), ["name-empty", "a storage file has no name"]);
    const notAscii = 'storage file name "a b" is not printable ASCII';
    assert.deepEqual(fault({ "a b": "x" }), ["name-not-ascii", notAscii]);
    const empty = 'storage file "a" is empty; the engine would find no file after it';
    assert.deepEqual(fault({ a: "" }), ["file-empty", empty]);
    const wide = 'storage file "a" is not a byte string: character 1 is above 255';
    assert.deepEqual(fault({ a: "x\u20ac" }), ["not-bytes", wide]);
    const full = 'storage file "b" ends 36 bytes behind the 262144 of the image';
    assert.deepEqual(fault({ a: "x".repeat(STORAGE_BYTES - 32) }), ["none", ""]);
    assert.deepEqual(fault({ a: "x".repeat(STORAGE_BYTES - 32), b: "abc" }), ["image-full", full]);
  });

  it("gives back the files it was made of", () => {
    const name = fc.stringMatching(/^[!-~]{1,28}$/).filter((text) => text !== "__proto__");
    const files = fc.dictionary(name, fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxKeys: 8 });
    fc.assert(
      fc.property(files, (wanted) => {
        const found = readStorageImage(storageImage(wanted));
        assert.deepEqual([...found.keys()], Object.keys(wanted));
        for (const [key, bytes] of Object.entries(wanted)) assert.deepEqual(found.get(key), Buffer.from(bytes));
      }),
      { numRuns: 30 },
    );
  });
});

describe("GPIO trace", () => {
  const access = (port: string, size: number, offset: string, value: string): string =>
    `GPIO${port}: unimplemented device write (size ${size}, offset 0x${offset}, value 0x${value})`;

  it("reads sets, resets and output data in order", () => {
    const trace = [
      "GPIOB: unimplemented device read  (size 4, offset 0x00c)",
      access("B", 4, "00c", "00000020"),
      access("B", 4, "018", "00000020"),
      access("B", 4, "018", "00200000"),
      access("B", 4, "018", "00010001"),
      access("A", 2, "01a", "8000"),
      access("B", 4, "014", "00000003"),
      "stm32_rcc_write: The RCC peripheral only supports enable and reset in QEMU",
    ].join("\n");
    const seen = readGpioTrace(trace).map(({ port, pin, level }) => `${port}${pin}=${level}`);
    assert.deepEqual(seen, ["B5=1", "B5=0", "B0=1", "A15=0", "B1=1"]);
  });
});

describe("emulator process", () => {
  /** A process that nobody has collected yet ("Z") has ended too. */
  const hasEnded = (pid: number): boolean => {
    const state = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
    return state === "" || state.startsWith("Z");
  };
  const within2s = async (isSo: () => boolean): Promise<boolean> => {
    for (let round = 0; round < 100 && !isSo(); round++) await wait(20);
    return isSo();
  };

  it("does not outlive an owner that is killed", async () => {
    const directory = mkdtempSync(join(tmpdir(), "hasm-test-"));
    const library = new URL("../../tools/engine/qemu-process.ts", import.meta.url).href;
    const program = `import(${JSON.stringify(library)}).then(({ QemuProcess }) => {
      const owned = new QemuProcess("sleep", ["60"], ${JSON.stringify(directory)});
      console.log(owned.pid);
    });`;
    const owner = spawn(process.execPath, ["--import", "tsx", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(owner.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    assert.ok(pid > 0);
    assert.equal(hasEnded(pid), false);
    owner.kill("SIGKILL");
    assert.ok(await within2s(() => hasEnded(pid)));
    const isLeft = !(await within2s(() => !existsSync(directory)));
    rmSync(directory, { recursive: true, force: true });
    assert.equal(isLeft, false);
  });

  it("hands on the reason why it could not start", async () => {
    const directory = mkdtempSync(join(tmpdir(), "hasm-test-"));
    const none = new QemuProcess("no-such-emulator", [], directory);
    assert.equal(await none.ended, "spawn no-such-emulator ENOENT");
    assert.equal(none.running, false);
    await none.release();
    assert.equal(existsSync(directory), false);
  });
});

engineSuite("Linux engine", "linux", () => {
  it("runs a script to its end", async () => {
    const run = await runOnLinux('setTimeout(function(){print("late\\xff")},20);print("early")', { timeoutMs: 5000 });
    assert.deepEqual([run.stdout, run.exit, run.timedOut], ["early\nlate\xff\n", 0, false]);
  });

  it("kills a script that does not end", async () => {
    const run = await runOnLinux('print("on");while(true);', { timeoutMs: 400 });
    assert.deepEqual([run.stdout, run.exit, run.timedOut], ["on\n", undefined, true]);
  });
});
