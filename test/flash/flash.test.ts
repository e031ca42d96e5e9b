// Flashing boards as they come from the shop, with the bundles of a release: what is said, what is then on the board, and that it runs.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sumOf } from "../../tools/flash/storage.ts";
import { Bench, bundleOf, given, meterBoard, Meters, offSwitchBoard, program, run } from "./rig.ts";

const PLACES = { [meterBoard.name]: 262_144, [offSwitchBoard.name]: 131_072 };

describe("flashing a board", () => {
  const meters = new Meters();
  const folder = meters.provision("HASM0042");
  after(() => meters.remove());

  for (const board of [meterBoard, offSwitchBoard])
    it(`${board.system}: writes all of it, reads it back, and waits until it is ready`, async () => {
      const bench = await Bench.with({ board, capacity: PLACES[board.name]! });
      const files = given(folder, board);
      const bundle = await bundleOf(board);
      const blank = bench.board.memorySum;
      const dry = await run({ board, port: bench.port, given: files, isDry: true });
      const sectors = files.memory!.size;
      const steps = [
        `write ${sectors} sectors of the flash part`,
        "write hasm.keyb, room for changed keys",
        "write hasm.keys, the keys of HASM0042",
        `write .bootcde, the bundle of ${bundle.length} bytes`,
      ];
      const answers = `${board.engine} with Espruino 2v29.277 answers at ${bench.port}`;
      const would = steps.map((line) => `would ${line}`);
      assert.deepEqual(dry, { lines: [answers, ...would, "would start it. Nothing was changed."], error: undefined });
      assert.deepEqual([bench.board.files.list(), bench.board.memorySum], [[], blank]);
      const { lines, error } = await run({ board, port: bench.port, given: files });
      assert.equal(error, undefined);
      const hash = createHash("sha256").update(bundle, "latin1").digest("hex").slice(0, 16);
      assert.deepEqual(lines, [
        answers,
        ...steps,
        `board    ${board.engine}, ${board.system} of HASM0042`,
        "engine   Espruino 2v29.277",
        `bundle   ${bundle.length} bytes, sha256 ${hash}`,
        "console  closed; the button held at a reset opens it again",
        board === meterBoard
          ? `started; whether it is ready its display says: what is at ${bench.port} is a device of the meter from now on`
          : "ready, no faults",
      ]);
      assert.deepEqual(bench.board.files.all, {
        "hasm.keyb": files.room,
        "hasm.keys": readFileSync(join(folder, `${board.system}.keys`), "latin1"),
        ".bootcde": bundle,
      });
      assert.equal(bench.board.isRunning, true);
      bench.close();
    });
});

describe("flashing a board again", () => {
  const board = offSwitchBoard;
  const meters = new Meters();
  const files = given(meters.provision("HASM0042"), board);
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.with({ board });
    assert.equal((await run({ board, port: bench.port, given: files, bundle: program() })).error, undefined);
    bench.board.powerOn(true);
  });
  afterEach(() => bench.close());
  after(() => meters.remove());

  const steps = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => /^(write|remove|erase|move|keep) /.test(line));

  it("writes nothing where all is there", async () => {
    const { lines } = await run({ board, port: bench.port, given: files, bundle: program() });
    assert.deepEqual(lines.slice(1, 4), [
      ".bootcde holds this bundle",
      "hasm.keys holds the keys of HASM0042",
      "the flash part is as provisioned",
    ]);
    assert.deepEqual(steps(lines), []);
    assert.equal(lines.at(-1), "ready, no faults");
  });

  it("without --keys leaves keys and flash part alone", async () => {
    const { lines } = await run({ board, port: bench.port, bundle: program("HASM ready, faults 2") });
    assert.deepEqual(lines.slice(1), [
      "hasm.keys holds the keys of HASM0042",
      "the flash part is not looked at without --keys",
      "remove .bootcde",
      "write .bootcde, the bundle of 706 bytes",
      "board    NUCLEOF401RE, off-switch of HASM0042",
      "engine   Espruino 2v29.277",
      `bundle   706 bytes, sha256 ${createHash("sha256").update(program("HASM ready, faults 2")).digest("hex").slice(0, 16)}`,
      "console  closed; the button held at a reset opens it again",
      "ready, 2 faults in its first second",
    ]);
  });

  it("says the heap that the board says", async () => {
    const { lines } = await run({ board, port: bench.port, given: files, bundle: program() });
    assert.ok(lines.includes("heap     9 of 99 variables"));
  });

  it("--lock puts the bundle where the button does not keep the engine from it", async () => {
    const { lines } = await run({ board, port: bench.port, given: files, bundle: program(), isLocked: true });
    assert.deepEqual(steps(lines), ["remove .bootcde", "write .bootrst, the bundle of 725 bytes"]);
    assert.ok(lines.includes("console  closed, and stays so: only an erased chip opens it again"));
    bench.board.powerOn(true);
    assert.equal(bench.board.isRunning, true);
  });

  it("removes every other program that the engine would run", async () => {
    for (const name of [".boot0", ".boot3", ".bootPowerOn", ".varimg"]) bench.board.files.put(name, "print(1)");
    const { lines } = await run({ board, port: bench.port, given: files, bundle: program() });
    assert.deepEqual(steps(lines), [
      ...[".bootPowerOn", ".boot0", ".boot3", ".bootcde", ".varimg"].map((name) => `remove ${name}`),
      "write .bootcde, the bundle of 725 bytes",
    ]);
  });

  it("leaves keys alone that were changed in service", async () => {
    const changed = files.room.slice(0, 4) + "\x00\x74" + files.keys + files.room.slice(6 + files.keys.length);
    bench.board.files.put("hasm.keyb", changed);
    const { lines } = await run({ board, port: bench.port, given: files, bundle: program() });
    assert.ok(lines.includes("hasm.keys holds the keys of HASM0042, some changed since"));
    assert.deepEqual(steps(lines), []);
    assert.deepEqual(sumOf(bench.board.files.all["hasm.keyb"]!), sumOf(changed));
  });

  it("leaves a flash part alone on which the meter has lived", async () => {
    const sector = [...files.memory!.keys()][0]!;
    bench.board.array.program(sector * 4096 + 2048, Uint8Array.of(0));
    const before = bench.board.memorySum;
    const { lines } = await run({ board, port: bench.port, given: files, bundle: program() });
    assert.ok(lines.includes("the flash part holds the records of HASM0042"));
    assert.equal(bench.board.memorySum, before);
  });

  it("repairs a flash part of which sectors were lost", async () => {
    const before = bench.board.memorySum;
    for (const sector of files.memory!.keys()) bench.board.array.erase(sector * 4096);
    const { lines } = await run({ board, port: bench.port, given: files, bundle: program() });
    assert.deepEqual(steps(lines).slice(1, 2), ["write 2 sectors of the flash part"]);
    assert.equal(bench.board.memorySum, before);
  });

  it("goes on with a page that was cut in the middle of its program", async () => {
    const before = bench.board.memorySum;
    const [[sector, made]] = [...files.memory!] as [[number, Buffer]];
    bench.board.array.erase(sector * 4096);
    bench.board.array.program(sector * 4096, made.subarray(0, 9));
    const { lines } = await run({ board, port: bench.port, given: files, bundle: program() });
    assert.deepEqual(steps(lines).slice(1, 2), ["write 1 sector of the flash part"]);
    assert.equal(bench.board.memorySum, before);
  });

  it("moves the files together where there is no place left, and keeps changed keys meanwhile", async () => {
    const changed = files.room.slice(0, 4) + "\x00\x74" + files.keys + files.room.slice(6 + files.keys.length);
    bench.board.files.put("hasm.keyb", changed);
    bench.board.files.capacity = bench.board.files.stats().fileBytes + 700;
    const { lines, error } = await run({
      board,
      port: bench.port,
      given: files,
      bundle: program("HASM ready, faults 0"),
    });
    assert.equal(error, undefined);
    assert.deepEqual(steps(lines), [
      "remove .bootcde",
      `keep the changed keys in ${join(files.folder, "off-switch.room")} for a moment`,
      "move the files in Storage together",
      "write .bootcde, the bundle of 706 bytes",
    ]);
    assert.deepEqual([bench.board.files.compactions, bench.board.files.all["hasm.keyb"]], [1, changed]);
    assert.throws(() => readFileSync(join(files.folder, "off-switch.room")), { code: "ENOENT" });
  });
});
