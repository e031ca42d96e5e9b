// Changes of the key file in the engine's own Storage: what of the flash they touch, what a fresh engine finds after them, and that they cost no
// heap. And why no file is begun in service: what the engine makes of a header that a power cut left half written.

import assert from "node:assert/strict";
import { runOnFlash } from "../../bench/cost/storage-engine.ts";
import { SLOT_BYTES } from "../../firmware/keys/key-file.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { measure, reporter } from "../../tools/engine/measure.ts";
import { readStorageImage, STORAGE_BYTES, storageImage } from "../../tools/engine/storage-image.ts";
import { bundleDrivers } from "../drivers/bundle-drivers.ts";
import { fileOf, PROVISIONED, ROOM, roomOf, slotOf } from "../messages/key-file-rig.ts";

const START = { 1: "a", 3: "l" };
const HEADER_BYTES = 32;

/** Sets the successor of key 1 or promotes it, as often as is said; hands over each outcome with the keys found, as "true a b". */
const program = (changes: number, tell: string): string => `
  import { open } from "./espruino.ts";
  import { openKeyFile } from "../../firmware/keys/key-file.ts";
  const processor = open();
  const first = (number) => file.secret(number).substr(0, 1);
  let file = openKeyFile(processor, [1, 3]);
  const told = [];
  for (let i = 0; i < ${changes}; i++) {
    const next = String.fromCharCode(first(1).charCodeAt(0) + 1);
    const done = file.secret(65) ? file.change(1, file.secret(65), 65) : file.change(65, next.repeat(32), 0);
    told.push(done + " " + first(1) + " " + first(65));
  }
  file = openKeyFile(processor, [1, 3]);
  told.push(first(1) + " " + first(65), file.meterId);
  ${tell}`;

/** Variables that an open key file holds, and those in use after each of four changes. */
const heap = (tell: string): string => `
  import { open } from "./espruino.ts";
  import { openKeyFile } from "../../firmware/keys/key-file.ts";
  const processor = open();
  const usages = new Uint16Array(4);
  let file;
  let next = "b".repeat(32);
  let before = process.memory().usage;
  file = openKeyFile(processor, [1, 3]);
  const held = process.memory().usage - before;
  for (let i = 0; i < 4; i++) {
    file.change(i & 1 ? 1 : 65, next, i & 1 ? 65 : 0);
    usages[i] = process.memory().usage;
  }
  const result = { held: held, grown: usages.map((usage) => usage - usages[0]) };
  ${tell}`;

interface Heap {
  readonly held: number;
  readonly grown: readonly number[];
}

const CHANGES = ["true a b", "true b ", "true b c", "true c "];

engineSuite("key file in the Storage of the Linux engine", "linux", () => {
  interface Run {
    readonly told: string[];
    readonly flash: Buffer;
  }

  async function run(flash: Uint8Array, changes: number): Promise<Run> {
    const bundle = await bundleDrivers(program(changes, `global.stop(JSON.stringify(told));`));
    let end: Run | undefined;
    await runOnFlash(flash, bundle, ({ said, flash: after }) => {
      end = { told: JSON.parse(said) as string[], flash: after };
      return false;
    });
    assert.ok(end);
    return end;
  }

  /** The files, with the room first and something behind it. */
  const image = (slots: number): Buffer =>
    storageImage({
      [ROOM]: roomOf(slots),
      ".blank": "\xff".repeat(8),
      [PROVISIONED]: fileOf(1, START),
    });

  it("changes keys from engine to engine, and touches nothing but the slots that it fills", async () => {
    let flash = image(4);
    for (let change = 0; change < 4; change++) {
      const { told, flash: after } = await run(flash, 1);
      const wanted = CHANGES[change]!;
      assert.deepEqual(told, [wanted, wanted.slice("true ".length), "HASM0001"]);
      const slot = HEADER_BYTES + 4 + change * SLOT_BYTES;
      assert.deepEqual(after.subarray(0, slot), flash.subarray(0, slot));
      assert.deepEqual(after.subarray(slot + SLOT_BYTES), flash.subarray(slot + SLOT_BYTES));
      flash = after;
    }
    const last = fileOf(5, { 1: "c" });
    assert.equal(last.length, 13 + 33 + 4);
    const written = flash.toString("latin1", HEADER_BYTES + 4 + 3 * SLOT_BYTES).slice(0, SLOT_BYTES);
    assert.equal(written.length, slotOf(last).length);
    assert.equal(written.slice(0, 15), "\0\x53HK2HASM0001\0\x05");
  });

  it("changes them several times in one life, and refuses once the room is used up", async () => {
    const { told, flash } = await run(image(4), 6);
    assert.deepEqual(told, [...CHANGES, "false c ", "false c ", "c ", "HASM0001"]);
    assert.deepEqual((await run(flash, 2)).told, ["false c ", "false c ", "c ", "HASM0001"]);
  });

  it("refuses without room, and in a Storage that is full", async () => {
    const bare = storageImage({ [PROVISIONED]: fileOf(1, START) });
    const rest = STORAGE_BYTES - 3 * HEADER_BYTES - fileOf(1, START).length - roomOf(2).length - 8;
    const full = storageImage({ [PROVISIONED]: fileOf(1, START), [ROOM]: roomOf(2), ".x": "p".repeat(rest) });
    for (const flash of [bare, full]) {
      const fits = flash === full;
      const { told, flash: after } = await run(flash, 2);
      const outcome = fits ? ["true a b", "true b ", "b "] : ["false a ", "false a ", "a "];
      assert.deepEqual(told, [...outcome, "HASM0001"]);
      assert.deepEqual(after.equals(flash), !fits);
      assert.deepEqual([...readStorageImage(after).keys()], [...readStorageImage(flash).keys()]);
    }
  });

  it("programs blank places within files, and refuses all others without touching the flash", async () => {
    const calls = [
      [ROOM, 0, "x"],
      [ROOM, -1, "x"],
      [ROOM, 3, "xy"],
      [ROOM, 4, ""],
      [ROOM, 4 + 4 * SLOT_BYTES, "x"],
      [ROOM, 3 + 4 * SLOT_BYTES, "xy"],
      ["none", 1, "x"],
      [ROOM, 400, "xyz"],
      [ROOM, 402, "xyz"],
      [PROVISIONED, 13, "x"],
      [".blank", 0, "x"],
    ];
    const bundle = await bundleDrivers(`import { open } from "./espruino.ts";
      const processor = open();
      global.stop(JSON.stringify(${JSON.stringify(calls)}.map((call) => processor.writeFile(call[0], call[1], call[2]))));`);
    const flash = image(4);
    await runOnFlash(flash, bundle, ({ said, flash: after }) => {
      assert.deepEqual(
        JSON.parse(said),
        calls.map((_, at) => at === 7),
      );
      flash.write("xyz", HEADER_BYTES + 400, "latin1");
      assert.deepEqual(after, flash);
      return false;
    });
    // The second slot holds that text now, and no length: the change passes over it. One is left then, and a key that is to follow needs two.
    assert.deepEqual((await run(flash, 4)).told.slice(0, 4), [...CHANGES.slice(0, 2), "false b ", "false b "]);
  });

  it("holds the same heap after every change", async () => {
    let result: Heap | undefined;
    await runOnFlash(image(4), await bundleDrivers(heap("global.stop(JSON.stringify(result));")), ({ said, flash }) => {
      result = JSON.parse(said) as Heap;
      assert.equal(flash.toString("latin1", HEADER_BYTES + 4 + 3 * SLOT_BYTES).slice(2, 5), "HK2");
      return false;
    });
    assert.deepEqual(result?.grown, [0, 0, 0, 0]);
  });

  it("would lose program and keys where a file were begun: its torn header makes the engine erase all", async () => {
    const files = { [PROVISIONED]: fileOf(1, START), ".x": "p".repeat(STORAGE_BYTES - 1024) };
    for (const [torn, left] of [
      [[], [PROVISIONED, ".x"]],
      [[0x53], []],
    ] as const) {
      const flash = storageImage(files);
      const end = flash.length - [...flash].reverse().findIndex((byte) => byte !== 0xff);
      flash.set(torn, (end + 3) & ~3);
      let after: string[] = [];
      await runOnFlash(flash, `stop("up")`, (stop) => {
        after = [...readStorageImage(stop.flash).keys()];
        return false;
      });
      assert.deepEqual(after, left);
    }
  });
});

engineSuite("key file in the Storage of the STM32 engine", "stm32", function () {
  this.timeout(60_000);

  const files = async (text: string, room?: string): Promise<Record<string, string>> => ({
    ".boot0": reporter(),
    ".bootcde": await bundleDrivers(text),
    [PROVISIONED]: fileOf(1, START),
    ...(room === undefined ? {} : { [ROOM]: room }),
  });
  const REPORT = "reportResult(told);";
  const ROOM_IN_USE = roomOf(4, [fileOf(2, { 1: "a", 3: "l", 65: "b" })]);

  it("is read, also from the room, and refuses changes that the flash does not keep: the emulator's is read-only", async () => {
    const told = await measure(await files(program(2, REPORT), ROOM_IN_USE));
    assert.deepEqual(told, ["false a b", "false a b", "a b", "HASM0001"]);
  });

  it("refuses changes without room", async () => {
    assert.deepEqual(await measure(await files(program(1, REPORT))), ["false a ", "a ", "HASM0001"]);
  });

  it("holds few variables, and no more after a change", async () => {
    const { held, grown } = (await measure(await files(heap("reportResult(result);"), ROOM_IN_USE))) as Heap;
    assert.deepEqual(grown, [0, 0, 0, 0]);
    // Of them, 8 are the long names that a bundle of a board does not have.
    assert.ok(held <= 48, String(held));
  });
});
