// Power cuts on the whole bench: supply of board and flash part together, at any moment, in the middle of a program or an erase. What was
// acknowledged is there afterwards, the register costs at most the pulses of a second, and the relay stays where it is.

import assert from "node:assert/strict";
import type { Bench, BoardName } from "../../bench/bench.ts";
import { Random } from "../../bench/engine/random.ts";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import { cutAt } from "../attack/cuts.ts";
import { newBench } from "../bundles.ts";
import { assertIntact, events, registerWh, steady } from "./missing-parts-rig.ts";

const WHILE_S = 8 * 3600;
const CUTS = 100;
/** 2 W h a minute short of a pulse every two seconds: no beat with the ticks of the meter. */
const POWER_W = 1777;

/** Counts what the supply tore on a part. */
function tears(array: NorArray): { programs: number; erases: number } {
  const counts = { programs: 0, erases: 0 };
  const program = array.tearProgram.bind(array);
  const erase = array.tearErase.bind(array);
  array.tearProgram = (...args) => {
    counts.programs++;
    program(...args);
  };
  array.tearErase = (...args) => {
    counts.erases++;
    erase(...args);
  };
  return counts;
}

/** A cut lasts for 100 ms and up to this much more. */
const SPREAD_US = 700_000;

const BOARDS: readonly (readonly BoardName[])[] = [["meter"], ["offSwitch"], ["meter", "offSwitch"]];
const PULSES_PER_S = POWER_W / 3600;
/** Those of the second before, those without supply, and what is on its way at either end. */
const MOST_LOST = Math.ceil(3 * PULSES_PER_S) + 2;

/** Compares the register of each telegram with the pulses that there were: a cut may cost some, and nothing else costs or gives any. */
function keepBooks(bench: Bench): () => void {
  const losses: { lost: number; register: number; wasCut: boolean }[] = [];
  let wasCut = false;
  const cutPower = bench.cutPower.bind(bench);
  bench.cutPower = (board, ...when) => {
    // A telegram may still come between the word and the cut.
    bench.clock.at(when[0] ?? bench.clock.nowUs, () => {
      wasCut ||= board === "meter";
    });
    cutPower(board, ...when);
  };
  bench.onTelegram.push((telegram) => {
    const register = registerWh(telegram);
    losses.push({ lost: bench.pulses.generated - register, register, wasCut });
    wasCut = false;
  });
  return () => {
    let stored = 0;
    for (const [i, { lost, register, wasCut }] of losses.entries()) {
      const more = lost - (losses[i - 1]?.lost ?? 0);
      assert.ok(more >= -1 && more <= (wasCut ? MOST_LOST : 1), `telegram ${i}: ${more} lost`);
      if (!wasCut) continue;
      assert.ok(register >= stored, `telegram ${i}: ${register} after ${stored}`);
      stored = register;
    }
    assert.ok(stored > 0);
  };
}

describe("a power cut", () => {
  it("takes board and part together, and both come back", async () => {
    const bench = await newBench({ household: steady(POWER_W, 1) });
    bench.runTo(100);
    bench.cutPower("meter", bench.clock.nowUs + 500_000, 10_000_000);
    const { telegrams } = bench.han;
    bench.runTo(101);
    assert.equal(bench.meter.isPowered, false);
    bench.runTo(110);
    assert.deepEqual([bench.han.telegrams, bench.meter.isPowered], [telegrams, false]);
    // The display had no power either, and the engine has not started yet.
    bench.runTo(110.6);
    assert.deepEqual([bench.meter.isPowered, bench.meterParts.lcd.rows()[2]!.trim()], [false, ""]);
    bench.runTo(200);
    assert.equal(bench.meter.isPowered, true);
    assert.ok(bench.han.telegrams > telegrams + 7);
    assert.match(bench.meterParts.lcd.rows()[2]!, /^Switch: on/);
    assert.deepEqual(events(bench, "security"), ["00:00:09Z started", "00:01:59Z started"]);
    assertIntact(bench);
  });

  // The part erases a sector each quarter of an hour at most, and programs each minute.
  for (const [kind, seed, nth, least] of [
    ["program", 2, 4, 12],
    ["erase", 32, 1, 4],
  ] as const)
    it(`in the middle of each ${kind} tears it, and the next start mends what it left`, async () => {
      const bench = await newBench({ household: steady(POWER_W, 2) });
      const random = new Random(seed);
      const torn = tears(bench.meterParts.memory.array);
      const records: number[] = [];
      for (let cut = 0; cut < 24; cut++) {
        const fired = cutAt(kind, bench, "meter", 1 + random.below(nth), random, SPREAD_US);
        bench.runTo(bench.elapsedS + 150);
        fired();
        while (!bench.meter.isPowered) bench.runTo(bench.elapsedS + 1);
        assertIntact(bench);
        records.push(events(bench, "security").length);
      }
      assert.ok(torn[`${kind}s`] >= least, JSON.stringify(torn));
      assert.deepEqual(
        records,
        records.toSorted((one, other) => one - other),
      );
    });

  it("a hundred times in eight hours loses nothing but a second's pulses each", async function () {
    this.timeout(240_000);
    const bench = await newBench({ household: steady(POWER_W, 25) });
    const random = new Random(300);
    const torn = [tears(bench.meterParts.memory.array), tears(bench.offSwitchParts.memory.array)] as const;
    const checkBooks = keepBooks(bench);
    for (let cut = 0; cut < CUTS; cut++) {
      const endS = (WHILE_S * (cut + 1)) / CUTS;
      bench.runTo(endS - 270 + random.below(150_000) / 1000);
      const boards = BOARDS[random.below(BOARDS.length)]!;
      const fired =
        cut % 2 === 0 ? cutAt("program", bench, boards[0]!, 1 + random.below(4), random, SPREAD_US) : () => false;
      // Moves nothing while the switch is closed, and is logged on either board.
      bench.central.switch("on");
      bench.runTo(endS - 60);
      if (!fired())
        for (const board of boards) bench.cutPower(board, bench.clock.nowUs, 100_000 + random.below(SPREAD_US));
      bench.runTo(endS);
      if (cut % 20 === 19) assertIntact(bench);
    }
    checkBooks();
    assert.deepEqual([bench.offSwitchParts.relay.operations, bench.offSwitchParts.relay.faults], [0, []]);
    assert.ok(torn[0].programs > 7 && torn[1].programs > 2, JSON.stringify(torn));
  });
});
