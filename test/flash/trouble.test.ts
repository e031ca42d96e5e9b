// What can keep a board from being flashed: each with its message, what to do about it, and that nothing was changed.

import assert from "node:assert/strict";
import type { FlashFault } from "../../tools/flash/errors.ts";
import { Bench, given, meterBoard, Meters, offSwitchBoard, program, run } from "./rig.ts";
import type { Run } from "./rig.ts";

const board = offSwitchBoard;
const ERASE =
  "To make it the board of another meter, erase its chip first (st-flash erase), and flash it with --engine IMAGE.";
const AGAIN = "Run this again. If it stays so, read boards/*/README.md again, wire for wire.";
const WORN =
  "Run this again. If it stays so, the chip's flash is protected (st-info --probe; remove the read-out protection), worn, or emulated.";

function assertTrouble({ error }: Run, fault: FlashFault, message: string, remedy: string): void {
  assert.deepEqual([error?.fault, error?.message, error?.remedy], [fault, message, remedy]);
}

describe("a board that cannot be flashed", () => {
  const meters = new Meters();
  const folder = meters.provision("HASM0042");
  const files = given(folder, board);
  const others = given(meters.provision("HASM0007"), board);
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.with({ board });
  });
  afterEach(() => bench.close());
  after(() => meters.remove());

  const flash = (options: object = {}): Promise<Run> =>
    run({ board, port: bench.port, given: files, bundle: program(), ...options });

  it("does not answer: its firmware runs", async () => {
    await flash();
    assertTrouble(
      await flash(),
      "no-answer",
      `nothing answers at ${bench.port}: no supply, another port, no engine, or firmware that runs and has closed the console`,
      "Hold the blue button (B1) while you press reset, and run this again. Does it still not answer: erase the chip (st-flash erase), " +
        "and give --engine IMAGE and --keys FOLDER; after --lock that is the only way.",
    );
    bench.board.powerOn(true);
    assert.equal((await flash()).error, undefined);
  });

  it("is the other board", async () => {
    assertTrouble(
      await run({ board: meterBoard, port: bench.port, bundle: program() }),
      "wrong-board",
      "a NUCLEOF401RE answers; the meter is made for a STM32F4DISCOVERY",
      "Give the port of the other board, or say the other of meter and off-switch.",
    );
  });

  it("has another release of the engine", async () => {
    bench.close();
    bench = await Bench.with({ board, version: "2v19.4" });
    assertTrouble(
      await flash(),
      "wrong-engine",
      "the board runs Espruino 2v19.4, and the firmware is made for 2v29",
      "Download that release for NUCLEOF401RE from espruino.com, and give it as --engine IMAGE.",
    );
    assert.deepEqual(bench.board.files.list(), []);
  });

  it("holds no keys, and none are given", async () => {
    const remedy = "Make keys with `npx hasm provision --meter ID --out DIR`, and give --keys DIR/ID.";
    assertTrouble(
      await flash({ given: undefined }),
      "no-keys",
      "the board holds no keys, and no --keys was given",
      remedy,
    );
    bench.board.files.put("hasm.keys", files.keys.replace("HASM0042", "HASM0043"));
    const damaged = "the board holds a damaged key file, and no --keys was given";
    assertTrouble(await flash({ given: undefined }), "no-keys", damaged, remedy);
    bench.board.files.put("hasm.keys", files.keys);
    const roomless = "the board has no room for changed keys, and no --keys was given";
    assertTrouble(await flash({ given: undefined }), "no-keys", roomless, remedy);
  });

  describe("is another meter's", () => {
    const says = (whose: string): string =>
      `the board holds ${whose}, and --keys names those of HASM0042: nothing was changed`;

    it("by its keys", async () => {
      bench.board.files.put("hasm.keys", others.keys);
      assertTrouble(await flash(), "other-keys", says("the keys of HASM0007"), ERASE);
      assert.deepEqual(bench.board.files.all, { "hasm.keys": others.keys });
    });

    it("by keys that are damaged", async () => {
      bench.board.files.put("hasm.keys", others.keys.slice(0, -1) + "?");
      assertTrouble(await flash(), "other-keys", says("the keys of HASM0007"), ERASE);
    });

    it("by keys that were changed in service", async () => {
      bench.board.files.put("hasm.keyb", "HKR1\x00\x74" + others.keys + "\xff".repeat(7000));
      assertTrouble(await flash(), "other-keys", says("the keys of HASM0007"), ERASE);
    });

    it("by other keys of the same name", async () => {
      const elsewhere = new Meters("elsewhere");
      bench.board.files.put("hasm.keys", given(elsewhere.provision("HASM0042"), board).keys);
      elsewhere.remove();
      assertTrouble(await flash(), "other-keys", says("other keys of HASM0042"), ERASE);
    });

    it("by its flash part", async () => {
      await flash();
      bench.board.live("HASM0007");
      bench.board.powerOn(true);
      assertTrouble(
        await flash(),
        "other-memory",
        "the flash part holds the records of HASM0007, and the board's keys are those of HASM0042: nothing was changed",
        `Put the part of HASM0042 back. ${ERASE}`,
      );
    });

    it("by its flash part alone: an erased chip with new keys makes it this one's", async () => {
      bench.board.live("HASM0007");
      const { lines, error } = await flash();
      assert.equal(error, undefined);
      assert.equal(
        lines[1],
        "erase the records of HASM0007 from the flash part, and write 2 sectors of the flash part",
      );
      const made = [...files.memory!].map(([sector]) => sector);
      const written = bench.board.sectorsWritten();
      assert.deepEqual(written, made);
    });
  });

  it("needs what was destroyed", async () => {
    const gone = { ...files, memory: undefined };
    assertTrouble(
      await flash({ given: gone }),
      "bad-keys",
      `the flash part has never been that of HASM0042, and ${folder} no longer holds what is to be on it`,
      "Put the part of HASM0042 back, or provision a new meter: npx hasm provision --meter ID --out DIR.",
    );
    bench.board.live("HASM0042");
    assert.equal((await flash({ given: gone })).error, undefined);
  });

  it("has no place left", async () => {
    bench.board.files.put("song.wav", "x".repeat(130_000));
    assertTrouble(
      await flash(),
      "no-room",
      "the board's Storage has 1040 bytes left, and 7120 are needed",
      'Remove what is not the meter\'s with require("Storage").erase(NAME); there are: song.wav.',
    );
  });

  it("would risk keys that are nowhere else", async () => {
    await flash();
    bench.board.powerOn(true);
    bench.board.files.capacity = bench.board.files.stats().fileBytes + 100;
    assertTrouble(
      await flash({ given: undefined, bundle: program("HASM ready, faults 0") }),
      "no-room",
      "the board's Storage has 100 bytes left and 740 are needed; a power cut while its files are moved together would cost its keys",
      "Give --keys as well, the folder of this meter: then nothing can be lost.",
    );
    assert.ok(bench.board.files.list().includes(".bootcde"));
  });

  it("says that all is written, and nothing is", async () => {
    bench.board.files.isReadOnly = true;
    const message = "hasm.keyb does not read back: 6148 bytes with CRC 8b0e75d4 were sent, and the flash holds nothing";
    assertTrouble(await flash(), "not-written", message, WORN);
  });

  it("does not keep a file as it was written", async () => {
    bench.board.files.worn = ".bootcde";
    const message =
      ".bootcde does not read back: 725 bytes with CRC 00000000 were sent, and the flash holds 725 bytes with CRC 11111111";
    const { error } = await flash();
    const shown = error?.message
      .replace(/CRC [0-9a-f]{8} were/, "CRC 00000000 were")
      .replace(/CRC [0-9a-f]{8}$/, "CRC 11111111");
    assert.deepEqual([error?.fault, shown, error?.remedy], ["not-written", message, WORN]);
  });

  it("has a flash part that does not answer, or takes nothing", async () => {
    const remedy = "Look at its wiring (boards/*/README.md) and its supply, and run this again.";
    const part = "the flash part at SPI2 with B12 cannot be used:";
    bench.board.memory!.plug = "missing";
    assertTrouble(await flash(), "no-memory-part", `${part} nothing answers there`, remedy);
    bench.board.powerOn();
    bench.board.memory!.plug = "write-protected";
    assertTrouble(await flash(), "no-memory-part", `${part} it answers and stays busy, or takes nothing`, remedy);
    bench.board.powerOn();
    bench.board.memory!.jedecId = 0xc22016;
    assertTrouble(await flash(), "no-memory-part", `${part} what answers is no such part`, remedy);
  });

  it("has an engine that throws", async () => {
    bench.board.files.stats = () => {
      throw new Error("Out of Memory");
    };
    assertTrouble(
      await flash(),
      "engine-error",
      "the board's engine says: Error: Out of Memory",
      "Reset the board with its button held, and run this again: it goes on where this one stopped.",
    );
  });

  it("starts and says nothing, or why not", async () => {
    const silent = await flash({ bundle: "E.setConsole(null,{force:true})", patience: { readyMs: 500, quietMs: 30 } });
    assertTrouble(silent, "not-ready", "the board was flashed and is not ready: it said nothing for 0.5 s", AGAIN);
    bench.board.powerOn(true);
    const refused = await flash({ bundle: program("HASM refused 4") });
    assertTrouble(
      refused,
      "not-ready",
      "the board starts nothing: its flash part is another meter's",
      "Put the meter's own flash part back, and run this again with --keys.",
    );
  });

  it("leaves its console open", async () => {
    bench.board.answersAlways = true;
    const open = await flash({ bundle: program(undefined, ""), patience: { readyMs: 15_000, quietMs: 5000 } });
    assertTrouble(open, "still-open", "the board's console still answers after its program was started", AGAIN);
  });
});
