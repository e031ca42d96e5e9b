// A master for tests of the W25Q model: whole transactions that take no time, so that every moment of a test is written in the test.

import { Random } from "../../bench/engine/random.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { W25q } from "../../bench/parts/w25q.ts";
import type { W25qOptions } from "../../bench/parts/w25q.ts";

export const address = (at: number): number[] => [(at >> 16) & 0xff, (at >> 8) & 0xff, at & 0xff];

export class W25qHost {
  readonly chip: W25q;
  nowUs = 1_000_000;

  /** Default: a part of 4 MiB; `sizeBytes` where its cells are to be fewer. */
  constructor(options: Partial<W25qOptions> = {}, sizeBytes?: number) {
    const random = options.random ?? new Random(7);
    const array = sizeBytes === undefined ? {} : { array: new NorArray(sizeBytes, () => random.uint32()) };
    this.chip = new W25q({ ...array, ...options, random });
  }

  wait(us: number): void {
    this.nowUs += us;
  }

  /** One transaction: these bytes, then `count` more of which the answers are given. */
  send(bytes: readonly number[], count = 0): number[] {
    this.chip.select(this.nowUs);
    for (const byte of bytes) this.chip.exchange(byte, this.nowUs);
    const answers = Array.from({ length: count }, () => this.chip.exchange(0, this.nowUs));
    this.chip.deselect(this.nowUs);
    return answers;
  }

  read(at: number, count: number): number[] {
    return this.send([0x03, ...address(at)], count);
  }

  status(opcode: 0x05 | 0x35 | 0x15 = 0x05): number {
    return this.send([opcode], 1)[0]!;
  }

  /** Write enable, the instruction; not its time. */
  start(...bytes: number[]): void {
    this.send([0x06]);
    this.send(bytes);
  }

  program(at: number, ...bytes: number[]): void {
    this.start(0x02, ...address(at), ...bytes);
    this.wait(3_000);
  }

  eraseSector(at: number): void {
    this.start(0x20, ...address(at));
    this.wait(400_000);
  }

  /** Status register 1, non-volatile. */
  writeStatus(...values: number[]): void {
    this.start(0x01, ...values);
    this.wait(15_000);
  }
}

/** A sector erase at 1000h, suspended after 10 ms; 2000h holds 12h and 34h. */
export function suspendedErase(): W25qHost {
  const host = new W25qHost();
  host.program(0x1000, 0);
  host.program(0x2000, 0x12, 0x34);
  host.start(0x20, ...address(0x1000));
  host.wait(10_000);
  host.send([0x75]);
  return host;
}
