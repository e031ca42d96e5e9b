// What the tests with power cuts share: a cut in the middle of what a board's flash part does, and what is on the parts afterwards, read as
// somebody does who has them on a table.

import { crc32 } from "../../bench/byte-string.ts";
import type { Bench, BoardName } from "../../bench/bench.ts";
import type { Random } from "../../bench/engine/random.ts";
import { storedValues } from "../../bench/meter-values.ts";
import { openKeyFile } from "../../firmware/keys/key-file.ts";
import { readBalance } from "../../firmware/messages/credit.ts";
import type { Processor } from "../../hal/processor.ts";

/** Code of an instruction, and what it takes at most from the select to its end: for a program its bytes on the bus, too. */
const INSTRUCTIONS = {
  program: { code: 0x02, longestUs: 700 },
  erase: { code: 0x20, longestUs: 45_000 },
} as const;
const SHORTEST_AWAY_US = 100_000;
/** Values of a partition stand behind the counters. */
export const FIRST_PARAMETER = 32;

/**
 * Cuts the supply of a board in the middle of the `nth` instruction of a kind that its part is given from now on, for 100 ms and up to
 * `spreadUs` more. What it returns disarms, and says whether it has come to that.
 */
export function cutAt(
  instruction: keyof typeof INSTRUCTIONS,
  bench: Bench,
  board: BoardName,
  nth: number,
  random: Random,
  spreadUs = 300_000,
): () => boolean {
  const { code, longestUs } = INSTRUCTIONS[instruction];
  const { memory, memorySupply } = bench[`${board}Parts`];
  const select = memorySupply.select.bind(memorySupply);
  let selectedUs = 0;
  let left = nth;
  memorySupply.select = (timeUs) => {
    selectedUs = timeUs;
    select(timeUs);
  };
  memory.onCommand = (given) => {
    if (given !== code || left === 0 || --left > 0) return;
    bench.cutPower(board, Math.ceil(selectedUs) + random.below(longestUs), SHORTEST_AWAY_US + random.below(spreadUs));
  };
  return () => {
    memory.onCommand = undefined;
    memorySupply.select = select;
    return left === 0;
  };
}

export function cutAtProgram(bench: Bench, board: BoardName, nth: number, random: Random): () => boolean {
  return cutAt("program", bench, board, nth, random);
}

/** A stored value; "" where there is none. */
export function valueOf(bench: Bench, board: BoardName, segment: string, number: number): string {
  return storedValues(bench, board, segment).get(number) ?? "";
}

/** In 1e-5 currency. */
export function balanceOf(bench: Bench): number {
  const credit = valueOf(bench, "meter", "credit", 0);
  return credit === "" ? 0 : readBalance(credit, 1);
}

/** A key as a board that is booted now would find it; "" where there is none. */
export function keyOf(bench: Bench, board: BoardName, number: number): string {
  const { storage } = bench[board];
  const readFile = (name: string, from?: number, length?: number): string => storage.read(name, from, length) ?? "";
  return openKeyFile({ crc32, readFile } as unknown as Processor, [])?.secret(number) ?? "";
}
