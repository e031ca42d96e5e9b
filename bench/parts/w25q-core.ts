// What a W25Q32JV does once it has understood an instruction: latches, registers, programs and erases that take their time, sleep, reset and
// loss of power. Which byte means what is w25q-instructions.ts; how bytes come in and go out is w25q.ts. Where the data sheet is silent it is
// the stricter part: suspension clears the write enable latch, and only a program beside a suspended erase is begun while something is suspended.

import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { Random } from "../engine/random.ts";
import { ERASE_SHAPES, PROGRAM_SHAPES } from "./nor-array.ts";
import type { EraseShape, NorArray, ProgramShape } from "./nor-array.ts";
import { BUSY, StatusRegisters, SUS, WEL } from "./w25q-registers.ts";
import { Sequencer } from "./w25q-sequencer.ts";
import type { Operation } from "./w25q-sequencer.ts";
import { POWER_DOWN_US, RELEASE_US, RESET_US, SELECTABLE_US, SUSPEND_US, WRITABLE_US } from "./w25q-times.ts";
import type { W25qTimes } from "./w25q-times.ts";

/** What a cut leaves; by chance where it is not given. */
export interface Tear {
  readonly program?: ProgramShape;
  readonly erase?: EraseShape;
}

/** Bytes that were sent after opcode and address. */
export interface Sent {
  /** As sent, 24 bits. */
  readonly address: number;
  readonly count: number;
  /** The byte sent last for each index modulo a page. */
  readonly data: Uint8Array;
}

export class W25qCore {
  readonly array: NorArray;
  readonly times: W25qTimes;
  readonly #random: Random;
  readonly #registers = new StatusRegisters();
  readonly #sequencer = new Sequencer(SUSPEND_US);
  /** Conditions that a test puts the part in. */
  alwaysBusy = false;
  registersLocked = false;
  #writeEnabled = false;
  #volatileWrite = false;
  #asleep = false;
  /** Instructions that begin before are not heard. */
  #deafUntilUs = 0;
  #writableFromUs = 0;
  #tear: Tear = {};

  constructor(array: NorArray, times: W25qTimes, random: Random) {
    this.array = array;
    this.times = times;
    this.#random = random;
  }

  get asleep(): boolean {
    return this.#asleep;
  }

  isDeaf(timeUs: number): boolean {
    return timeUs < this.#deafUntilUs;
  }

  isBusy(timeUs: number): boolean {
    return this.alwaysBusy || this.#sequencer.isBusy(timeUs);
  }

  /** tPUW is over. */
  isWritable(timeUs: number): boolean {
    return timeUs >= this.#writableFromUs;
  }

  noise(): number {
    return this.#random.uint32() >>> 24;
  }

  advance(timeUs: number): void {
    this.#sequencer.advance(timeUs);
  }

  powerOn(timeUs: number): void {
    this.#deafUntilUs = timeUs + SELECTABLE_US;
    this.#writableFromUs = timeUs + WRITABLE_US;
  }

  /** Power is lost, or a reset came: what is under way is torn and what is volatile is gone. */
  cut(timeUs: number, tear: Tear): void {
    this.#tear = tear;
    this.#sequencer.cut(timeUs);
    this.#writeEnabled = false;
    this.#volatileWrite = false;
    this.#asleep = false;
    this.#registers.reload();
  }

  reset(timeUs: number): void {
    this.cut(timeUs, {});
    this.#deafUntilUs = timeUs + RESET_US;
  }

  powerDown(timeUs: number): void {
    this.#asleep = true;
    this.#deafUntilUs = timeUs + POWER_DOWN_US;
  }

  release(timeUs: number): void {
    if (this.#asleep) this.#deafUntilUs = timeUs + RELEASE_US;
    this.#asleep = false;
  }

  enableWrites(enabled: boolean): void {
    this.#writeEnabled = enabled;
  }

  enableVolatileWrite(): void {
    this.#volatileWrite = true;
  }

  protectAll(): void {
    this.#registers.protectAll();
  }

  /** Status register 1, 2 or 3. */
  status(register: number, timeUs: number): number {
    const bits = this.#registers.read(register);
    if (register === 1) return bits | (this.isBusy(timeUs) ? BUSY : 0) | (this.#writeEnabled ? WEL : 0);
    return register === 2 && this.#sequencer.suspended !== undefined ? bits | SUS : bits;
  }

  /** The byte at `address`, which counts on from the end at 0; undefined data where a suspended operation is at work. */
  read(address: number): number {
    const at = address % this.array.cells.length;
    const suspended = this.#sequencer.suspended;
    if (suspended !== undefined && at >= suspended.from && at < suspended.to) return this.noise();
    return this.array.byteAt(at);
  }

  suspend(timeUs: number): void {
    if (this.#sequencer.suspend(timeUs)) this.#writeEnabled = false;
  }

  resume(timeUs: number): void {
    this.#sequencer.resume(timeUs);
  }

  /** Page Program: what leaves the page goes on at its start, and of more than a page the last 256 bytes count. */
  program(sent: Sent, timeUs: number): void {
    const from = sent.address % this.array.cells.length;
    const column = from % PAGE_BYTES;
    if (column + sent.count <= PAGE_BYTES) {
      this.#programRun(from, sent.data.slice(0, sent.count), timeUs);
      return;
    }
    const page = new Uint8Array(PAGE_BYTES).fill(0xff);
    for (let i = 0; i < Math.min(sent.count, PAGE_BYTES); i++) page[(column + i) % PAGE_BYTES] = sent.data[i]!;
    this.#programRun(from - column, page, timeUs);
  }

  /** Sector and block erase: of the sector or block of `bytes` in which the address lies. */
  eraseBlock(address: number, bytes: number, totalUs: number, timeUs: number): void {
    const size = this.array.cells.length;
    const from = Math.floor((address % size) / bytes) * bytes;
    this.#erase({ from, to: Math.min(from + bytes, size), totalUs, suspendable: true }, timeUs);
  }

  eraseChip(timeUs: number): void {
    const totalUs = this.times.chipEraseUs;
    this.#erase({ from: 0, to: this.array.cells.length, totalUs, suspendable: false }, timeUs);
  }

  /** Write Status Register; of register 1, a second byte goes to register 2. Cut, the old values or the new ones are there. */
  writeStatus(register: number, sent: Sent, timeUs: number): void {
    const values = sent.data.slice(0, sent.count);
    const store = (lasting: boolean): void => {
      for (const [i, value] of values.entries()) this.#registers.write(register + i, value, lasting);
    };
    const lasting = !this.#volatileWrite;
    this.#volatileWrite = false;
    if (this.registersLocked || this.#sequencer.suspended !== undefined) return;
    if (!lasting) {
      store(false);
      return;
    }
    if (!this.#writeEnabled) return;
    this.#sequencer.start(
      {
        ...{ from: 0, to: 0, totalUs: this.times.writeStatusUs, kind: "status", suspendable: false },
        finish: () => {
          store(true);
          this.#writeEnabled = false;
        },
        tear: () => {
          if (this.#random.chance(0.5)) store(true);
        },
      },
      timeUs,
    );
  }

  #erase(range: Pick<Operation, "from" | "to" | "totalUs" | "suspendable">, timeUs: number): void {
    const { from, to } = range;
    if (this.#sequencer.suspended !== undefined || !this.#mayWrite(from, to)) return;
    const each = (act: (sector: number) => void): void => {
      for (let at = from; at < to; at += SECTOR_BYTES) act(at);
    };
    this.#sequencer.start(
      {
        ...range,
        kind: "erase",
        finish: () => {
          each((sector) => this.array.erase(sector));
          this.#writeEnabled = false;
        },
        tear: () => each((sector) => this.array.tearErase(sector, this.#tear.erase ?? this.#any(ERASE_SHAPES))),
      },
      timeUs,
    );
  }

  #programRun(from: number, bytes: Uint8Array, timeUs: number): void {
    const to = from + bytes.length;
    const suspended = this.#sequencer.suspended;
    const besides =
      suspended === undefined || (suspended.kind === "erase" && (to <= suspended.from || from >= suspended.to));
    if (!besides || !this.#mayWrite(from, to)) return;
    const shape = (): ProgramShape => this.#tear.program ?? this.#any(PROGRAM_SHAPES);
    this.#sequencer.start(
      {
        ...{ from, to, totalUs: this.times.programUs, kind: "program", suspendable: true },
        finish: () => {
          this.array.program(from, bytes);
          this.#writeEnabled = false;
        },
        tear: (done) => this.array.tearProgram(from, bytes, Math.floor(done * bytes.length), shape()),
      },
      timeUs,
    );
  }

  #mayWrite(from: number, to: number): boolean {
    return this.#writeEnabled && !this.#registers.protects(from, to, this.array.cells.length);
  }

  #any<T>(choices: readonly T[]): T {
    return choices[this.#random.below(choices.length)]!;
  }
}
