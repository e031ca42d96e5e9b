// The supply goes at every write of a run, to the chip's Storage and to the flash part: the board starts nothing then, and the next run ends
// well, with the same on the board as if nothing had been.

import assert from "node:assert/strict";
import { sumOf } from "../../tools/flash/storage.ts";
import type { ConsoleBoard } from "./console-board.ts";
import { Bench, given, Meters, offSwitchBoard, program, run } from "./rig.ts";
import type { Run } from "./rig.ts";

const board = offSwitchBoard;
const LOST = "Power it again and run this again: it goes on where this one stopped.";
/** No run here writes more often. */
const MOST_CUTS = 40;

describe("a supply that goes while a board is flashed", () => {
  const meters = new Meters();
  const files = given(meters.provision("HASM0042"), board);
  const changed = files.room.slice(0, 4) + "\x00\x74" + files.keys + files.room.slice(6 + files.keys.length);
  after(() => meters.remove());

  const flash = (bench: Bench, options: object = {}): Promise<Run> =>
    run({ board, port: bench.port, given: files, bundle: program(), ...options });

  function assertWhole({ board: { files: storage } }: Bench, room: string, name = ".bootcde"): void {
    const sums = Object.entries(storage.all).map(([file, text]) => [file, sumOf(text)]);
    assert.deepEqual(
      new Map(sums as [string, unknown][]),
      new Map([
        ["hasm.keyb", sumOf(room)],
        ["hasm.keys", sumOf(files.keys)],
        [name, sumOf(program())],
      ]),
    );
  }

  /** Cuts run after run one write later, until a run is not cut any more; how many were. */
  async function cutEverywhere(
    make: () => Promise<Bench>,
    cutAt: (board: ConsoleBoard, after: number) => void,
    options: object,
    check: (bench: Bench) => void,
  ): Promise<number> {
    for (let after = 0; after < MOST_CUTS; after++) {
      const bench = await make();
      cutAt(bench.board, after);
      const { error } = await flash(bench, options);
      const cut = error !== undefined;
      if (cut) {
        assert.deepEqual(
          [error.fault, error.message, error.remedy],
          ["connection-lost", `the board at ${bench.port} is gone: its supply or its cable`, LOST],
        );
        bench.board.powerOn(false);
        // Before the first write it is what it was.
        if (after > 0) assert.equal(bench.board.isRunning, false, `after ${after} writes something starts`);
        bench.board.powerOn(true);
        assert.equal((await flash(bench, options)).error, undefined);
      }
      check(bench);
      bench.close();
      if (!cut) return after;
    }
    throw new Error("the run never ends");
  }

  const storageCut = (at: ConsoleBoard, after: number): void => void (at.files.writesLeft = after);
  const norCut = (at: ConsoleBoard, after: number): void => void (at.norWritesLeft = after);

  it("new board: at every write to Storage", async () => {
    const cuts = await cutEverywhere(
      () => Bench.with({ board }),
      storageCut,
      {},
      (bench) => assertWhole(bench, files.room),
    );
    assert.equal(cuts, 4);
  });

  it("new board: at every write to the flash part", async () => {
    const whole = await Bench.with({ board });
    await flash(whole);
    whole.close();
    const check = (bench: Bench): void => {
      assertWhole(bench, files.room);
      assert.equal(bench.board.memorySum, whole.board.memorySum);
    };
    assert.equal(await cutEverywhere(() => Bench.with({ board }), norCut, {}, check), 2);
  });

  it("another meter's flash part: at every write to it", async () => {
    const make = async (): Promise<Bench> => {
      const bench = await Bench.with({ board });
      bench.board.live("HASM0007");
      return bench;
    };
    const check = (bench: Bench): void => {
      assertWhole(bench, files.room);
      assert.deepEqual(bench.board.sectorsWritten(), [...files.memory!.keys()]);
    };
    assert.equal(await cutEverywhere(make, norCut, {}, check), 4);
  });

  it("a new bundle, for whose sake the files are moved together: the changed keys stay", async () => {
    const make = async (): Promise<Bench> => {
      const bench = await Bench.with({ board });
      await flash(bench, { bundle: program("HASM ready, faults 0") });
      bench.board.files.put("hasm.keyb", changed);
      bench.board.files.capacity = bench.board.files.stats().fileBytes + 700;
      bench.board.powerOn(true);
      return bench;
    };
    const cuts = await cutEverywhere(make, storageCut, { isLocked: true }, (bench) =>
      assertWhole(bench, changed, ".bootrst"),
    );
    assert.equal(cuts, 4);
  });
});
