// The parts that an emulated board has in place of a real one, on the real engines: the contract's steps as one script, over a Storage file and
// without, and their price. The memory next to the core is nowhere but on the emulated board.

import assert from "node:assert/strict";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { runOnLinux } from "../../tools/engine/linux.ts";
import { measure, reporter } from "../../tools/engine/measure.ts";
import { bundleDrivers } from "./bundle-drivers.ts";
import { sectorsImage } from "../../bench/nor-image.ts";
import { norGroups, norScript, type NorGroup } from "./nor-steps.ts";

const BYTES = 0x40_0000;
const LAST = BYTES / SECTOR_BYTES - 1;
const OPTIONS = { bytes: BYTES, pages: 16 };
const groups = norGroups(BYTES);

const open = (options: object, driver = "ram-nor"): string => `
  import { open } from "./${driver}.ts";
  const nor = open(${JSON.stringify(options)});`;

/** Sectors 3 and the part's last but one, of bytes that count. */
const counted = Uint8Array.from({ length: SECTOR_BYTES }, (_, i) => (i >> 4) & 255);
const image = sectorsImage(
  new Map([
    [LAST - 1, counted],
    [3, counted.map((byte) => byte ^ 255)],
  ]),
);
const overImage: readonly NorGroup[] = [
  {
    title: "an image is read, programmed over and erased",
    steps: [
      ["read", [3 * SECTOR_BYTES + 14, 4], "\xff\xff\xfe\xfe"],
      ["read", [3 * SECTOR_BYTES - 2, 3], "\xff\xff\xff"],
      ["read", [3 * SECTOR_BYTES + 254, 4], "\xf0\xf0\xef\xef"],
      ["read", [4 * SECTOR_BYTES - 2, 4], "\0\0\xff\xff"],
      ["read", [(LAST - 1) * SECTOR_BYTES + 30, 4], "\x01\x01\x02\x02"],
      ["program", [3 * SECTOR_BYTES + 32, "\x0f\xff"], true],
      ["read", [3 * SECTOR_BYTES + 30, 6], "\xfe\xfe\x0d\xfd\xfd\xfd"],
      ["erase", [3 * SECTOR_BYTES], true],
      ["read", [3 * SECTOR_BYTES + 30, 6], "\xff\xff\xff\xff\xff\xff"],
    ],
  },
  ...groups,
];

async function onLinux(script: string): Promise<unknown> {
  const { stdout } = await runOnLinux(script, { timeoutMs: 30_000 });
  const line = /#RESULT (.*)/.exec(stdout)?.[1];
  assert.ok(line !== undefined, stdout);
  return JSON.parse(line);
}

const PRINT = `const report = function (value) { print("#RESULT " + JSON.stringify(value)); };`;

engineSuite("ram-nor on the Linux engine", "linux", function () {
  this.timeout(60_000);

  it("keeps the contract", async () => {
    const script = norScript(`${PRINT}${open(OPTIONS)}`, groups, "report");
    assert.deepEqual(await onLinux(await bundleDrivers(script)), []);
  });

  it("keeps the contract over an image", async () => {
    const write = `require("Storage").write("nor", atob("${Buffer.from(image, "latin1").toString("base64")}"));\n`;
    const script = norScript(`${PRINT}${open({ ...OPTIONS, image: "nor" })}`, overImage, "report");
    assert.deepEqual(await onLinux(write + (await bundleDrivers(script))), []);
  });

  it("a script names the group, the step and what came back where the part is not as the contract says", async () => {
    const wrong: readonly NorGroup[] = [
      { title: "good", steps: [["fault", [], 0]] },
      {
        title: "bad",
        steps: [
          ["program", [0, "ab"], true],
          ["read", [0, 2], "ac"],
          ["erase", [0], false],
        ],
      },
    ];
    const script = norScript(`${PRINT}${open(OPTIONS)}`, wrong, "report");
    assert.deepEqual(await onLinux(await bundleDrivers(script)), [
      [1, 1, Buffer.from("ab").toString("base64")],
      [1, 2, true],
    ]);
  });
});

const onStm32 = async (script: string): Promise<unknown> =>
  measure({ ".boot0": reporter(), ".bootcde": await bundleDrivers(script), nor: image });

for (const driver of ["ram-nor", "ccm-nor"])
  engineSuite(`${driver} on an emulated board`, "stm32", function () {
    this.timeout(60_000);

    it("keeps the contract", async () => {
      assert.deepEqual(await onStm32(norScript(open(OPTIONS, driver), groups, "reportResult")), []);
    });

    it("keeps the contract over an image", async () => {
      const script = norScript(open({ ...OPTIONS, image: "nor" }, driver), overImage, "reportResult");
      assert.deepEqual(await onStm32(script), []);
    });

    it("leaves what was read as it was when the cells are programmed and erased", async () => {
      const read = await onStm32(`
        ${open({ ...OPTIONS, image: "nor" }, driver)}
        nor.program(65536, "abcdef");
        const kept = [nor.read(65536, 6), nor.read(65790, 4), nor.read(12302, 4), nor.read(12288 + 255, 1)];
        nor.program(65536, "\0\0\0");
        nor.program(65790, "\0\0");
        nor.erase(65536);
        nor.erase(12288);
        reportResult(kept.map(function (text) { return btoa(text); }));`);
      const texts = (read as string[]).map((text) => Buffer.from(text, "base64").toString("latin1"));
      assert.deepEqual(texts, ["abcdef", "\xff\xff\xff\xff", "\xff\xff\xfe\xfe", "\xf0"]);
    });
  });

/** Of reading and programming, in microseconds, and what `more` counts. */
const costs = async (driver: string, pages: number, more: string, reported: string): Promise<Record<string, number>> =>
  (await onStm32(`
    const free = function () { return process.memory().free; };
    const empty = free();
    ${open({ ...OPTIONS, pages, image: "nor" }, driver)}
    const bytes = "0123456789abcdef".repeat(16);
    const record = bytes.slice(0, 48);
    nor.program(65536, record);
    ${more}
    const timed = function (address) {
      const from = getTime();
      for (let i = 0; i < 100; i++) nor.read(address, 64);
      return Math.round((getTime() - from) * 10000);
    };
    const programUs = function () {
      const from = getTime();
      for (let i = 0; i < 5; i++) nor.program(65536 + 48 + i * 40, bytes.slice(0, 40));
      return Math.round((getTime() - from) * 200000);
    };
    reportResult({
      ${reported},
      writtenUs: timed(65792), imageUs: timed(12288), erasedUs: timed(0), programUs: programUs(),
    });`)) as Record<string, number>;

function within(cost: Record<string, number>, name: string, least: number, most: number): void {
  const value = cost[name];
  assert.ok(value !== undefined && value >= least && value <= most, `${name}: ${JSON.stringify(cost)}`);
}

engineSuite("what a part of an emulated board takes", "stm32", function () {
  this.timeout(60_000);

  it("ram-nor: 2 ms at most to read 64 bytes, 30 variables at most for a full page and 12 for one of 48 bytes", async () => {
    const count = `
      const before = free();
      nor.program(65792, bytes);
      const full = before - free();
      nor.program(66048, record);
      const begun = before - free() - full;`;
    const cost = await costs("ram-nor", 16, count, "full: full, begun: begun");
    within(cost, "full", 20, 30);
    within(cost, "begun", 4, 12);
    for (const name of ["writtenUs", "imageUs", "erasedUs"]) within(cost, name, 100, 2000);
    within(cost, "programUs", 100, 5000);
  });

  it("ccm-nor: 3 ms at most to read 64 bytes behind 60 pages, and a variable or two for a page", async () => {
    const count = `
      const before = free();
      for (let i = 0; i < 60; i++) nor.program(65792 + i * 256, bytes);
      const pages = before - free();`;
    const cost = await costs("ccm-nor", 64, count, "pages: pages, open: empty - before");
    within(cost, "pages", 55, 125);
    within(cost, "open", 50, 180);
    for (const name of ["writtenUs", "imageUs", "erasedUs"]) within(cost, name, 100, 3000);
    within(cost, "programUs", 100, 5000);
  });
});
