// What the attacks with power cuts share: a cut in the middle of a write to a board's flash part, and what is on the parts afterwards, read
// as somebody does who has them on a table.

import { crc32, fromByteString, toByteString } from "../../bench/byte-string.ts";
import type { Bench, BoardName } from "../../bench/bench.ts";
import type { Random } from "../../bench/engine/random.ts";
import { arrayFlash } from "../../bench/flash-part.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { openKeyFile } from "../../firmware/keys/key-file.ts";
import { readBalance } from "../../firmware/messages/credit.ts";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { openMedium, valuesState } from "../../firmware/store/store.ts";
import { getValue, openValues } from "../../firmware/store/values.ts";
import type { Processor } from "../../hal/processor.ts";

const PROGRAM = 0x02;
/** What a program takes at most from the select on, its bytes on the bus included. */
const LONGEST_US = 700;
/** Values of a partition stand behind the counters. */
export const FIRST_PARAMETER = 32;

/** Cuts the supply of a board in the middle of the `nth` program that its part is given from now on. Returns whether it has come to that. */
export function cutAtProgram(bench: Bench, board: BoardName, nth: number, random: Random): () => boolean {
  const { memory, memorySupply } = bench[`${board}Parts`];
  const select = memorySupply.select.bind(memorySupply);
  let selectedUs = 0;
  let left = nth;
  memorySupply.select = (timeUs) => {
    selectedUs = timeUs;
    select(timeUs);
  };
  memory.onCommand = (code) => {
    if (code !== PROGRAM || left === 0 || --left > 0) return;
    bench.cutPower(board, Math.ceil(selectedUs) + random.below(LONGEST_US), 100_000 + random.below(300_000));
  };
  return () => {
    memory.onCommand = undefined;
    memorySupply.select = select;
    return left === 0;
  };
}

const SYSTEMS = { meter: meterSystem, offSwitch: offSwitchSystem };

/** A value of a segment as the part holds it now; "" where it has none. */
export function valueOf(bench: Bench, board: BoardName, segment: string, number: number): string {
  const { memory } = bench[`${board}Parts`];
  memory.settle(bench.clock.nowUs);
  const found = SYSTEMS[board].segments.find(({ name }) => name === segment)!;
  const { baseAddress, bytes, slotBytes } = found;
  const copy = new NorArray(memory.array.cells.length, () => 0);
  copy.cells.set(memory.array.read(0, copy.cells.length));
  const host = { crc32, toBytes: fromByteString, toText: toByteString } as unknown as Processor;
  const values = valuesState(
    openMedium(host, arrayFlash(copy)),
    found.number,
    baseAddress,
    bytes,
    slotBytes,
    found.values,
  );
  openValues(values);
  return getValue(values, number);
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
