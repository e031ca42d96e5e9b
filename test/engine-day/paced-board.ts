// An emulated board that lives by its own time: idle time is jumped, and what comes in at its UARTs comes at moments of that time, at the baud
// rate, byte by byte (beat.ts). The host's events run in the same time. It is ahead of the board by a step at the most, so that what it does upon
// something that the board said comes two steps later at the latest. A receive register that is not read in time loses nothing here, and is counted.

import { execFileSync } from "node:child_process";
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needEngine } from "../../tools/engine/available.ts";
import { QemuProcess } from "../../tools/engine/qemu-process.ts";
import { STORAGE_BASE, storageImage } from "../../tools/engine/storage-image.ts";
import type { StorageFiles } from "../../tools/engine/storage-image.ts";
import { beatText, FIRST_BEAT_US, RECORD_BYTES } from "./beat.ts";
import { Agenda } from "./agenda.ts";

const USARTS = [1, 2, 3, 4, 5, 6] as const;
const MARKER = 7;
const SCHEDULE = "schedule";
const lineName = (usart: number): string => `u${usart}`;

export interface PacedOptions {
  /** Storage files. What is in ".boot0" runs behind the metronome's own text. */
  readonly files: StorageFiles;
  /** Further files for the board to reach by semihosting. */
  readonly hostFiles: Readonly<Record<string, Uint8Array>>;
  /** Wall time for the board to reach the next mark. */
  readonly patienceMs?: number;
}

/** The emulator ended, or the board stood still. */
export class PacedBoardError extends Error {
  override readonly name = "PacedBoardError";
}

/** Bytes on their way to a UART, the first at `freeUs` at the earliest. */
interface Line {
  waiting: number[];
  freeUs: number;
}

export class PacedBoard {
  readonly #process: QemuProcess;
  readonly #schedule: number;
  readonly #patienceMs: number;
  readonly #agenda = new Agenda();
  readonly #lines: readonly Line[] = USARTS.map(() => ({ waiting: [], freeUs: 0 }));
  readonly #listeners: ((bytes: Buffer) => void)[][] = USARTS.map(() => []);
  /** Time of the record that was written last. */
  #writtenUs = FIRST_BEAT_US;
  #nowUs = 0;
  #marked: (() => void) | undefined;

  private constructor(process: QemuProcess, directory: string, patienceMs: number) {
    this.#process = process;
    this.#patienceMs = patienceMs;
    this.#schedule = openSync(join(directory, SCHEDULE), "r+");
    for (const usart of USARTS)
      this.#read(directory, usart, (bytes) => {
        for (const listener of this.#listeners[usart - 1]!) listener(bytes);
      });
    this.#read(directory, MARKER, () => this.#marked?.());
  }

  /** Powers a board on. Throws EngineMissing or StorageImageError. */
  static async start({ files, hostFiles, patienceMs = 120_000 }: PacedOptions): Promise<PacedBoard> {
    const { emulator, image } = needEngine("stm32");
    const lines = Object.fromEntries(USARTS.map((usart) => [usart, `${lineName(usart)}.in`]));
    const beat = beatText({ schedule: SCHEDULE, lines });
    const storage = storageImage({ ...files, ".boot0": beat + String(files[".boot0"] ?? "") });
    const directory = await mkdtemp(join(tmpdir(), "hasm-day-"));
    writeFileSync(join(directory, "storage.bin"), storage);
    for (const [name, bytes] of Object.entries(hostFiles)) writeFileSync(join(directory, name), bytes);
    const pipes = [...USARTS, MARKER].flatMap((usart) => [`${lineName(usart)}.in`, `${lineName(usart)}.out`]);
    execFileSync(
      "mkfifo",
      [...pipes, SCHEDULE].map((name) => join(directory, name)),
    );
    // Without -m the loader takes the machine's memory to be empty and refuses the image.
    const args = ["-M", "olimex-stm32-h405", "-m", "1M", "-display", "none", "-monitor", "none", "-nodefaults"];
    args.push("-kernel", image, "-icount", "shift=3,sleep=off", "-semihosting-config", "enable=on,target=native");
    args.push("-device", `loader,file=storage.bin,addr=0x${STORAGE_BASE.toString(16)},force-raw=on`);
    for (const usart of [...USARTS, MARKER])
      args.push(
        "-chardev",
        `pipe,id=${lineName(usart)},path=${lineName(usart)}`,
        "-serial",
        `chardev:${lineName(usart)}`,
      );
    return new PacedBoard(new QemuProcess(emulator, args, directory), directory, patienceMs);
  }

  #read(directory: string, usart: number, take: (bytes: Buffer) => void): void {
    const fd = openSync(join(directory, `${lineName(usart)}.out`), "r+");
    const pipe = new Socket({ fd, readable: true, writable: false });
    pipe.on("data", take);
    pipe.on("error", () => pipe.destroy());
    void this.#process.ended.then(() => pipe.destroy());
  }

  /** Microseconds of the board's time up to which the host has done its part. */
  get nowUs(): number {
    return this.#nowUs;
  }

  /** Calls `listener` with what the board sends from now on. */
  onBytes(usart: number, listener: (bytes: Buffer) => void): void {
    this.#listeners[usart - 1]!.push(listener);
  }

  /** Calls `run` at a time, or now where it is over. */
  at(timeUs: number, run: () => void): void {
    this.#agenda.add(timeUs, run);
  }

  /** Bytes for a UART, back to back behind those that wait there, or ahead of them; a string is a byte string. */
  send(usart: number, bytes: string, isUrgent = false): void {
    const line = this.#lines[usart - 1]!;
    const codes = [...Buffer.from(bytes, "latin1")];
    if (isUrgent) line.waiting.unshift(...codes);
    else line.waiting.push(...codes);
  }

  /** Lives up to `untilUs` in steps of `stepUs`. Throws PacedBoardError. */
  async runTo(untilUs: number, stepUs: number, byteUsOf: (usart: number) => number): Promise<void> {
    while (this.#nowUs < untilUs) {
      const endUs = Math.min(untilUs, this.#nowUs + stepUs);
      await this.#step(endUs, byteUsOf);
    }
  }

  async #step(endUs: number, byteUsOf: (usart: number) => number): Promise<void> {
    const bytes: (readonly [atUs: number, word: number])[] = [];
    // Between two events, what waits on the lines goes out.
    for (let fromUs = this.#nowUs; ;) {
      const toUs = Math.min(this.#agenda.nextUs, endUs);
      this.#lines.forEach((line, place) => {
        const byteUs = byteUsOf(place + 1);
        // Lines of one speed share a grid, and those of a slower one have places on it: bytes of one moment take one beat.
        line.freeUs = Math.max(line.freeUs, Math.ceil(fromUs / byteUs - 1e-6) * byteUs);
        for (; line.waiting.length > 0 && line.freeUs < toUs; line.freeUs += byteUs)
          bytes.push([Math.round(line.freeUs), line.waiting.shift()! | ((place + 1) << 8)]);
      });
      if (toUs >= endUs) break;
      this.#nowUs = fromUs = toUs;
      this.#agenda.runNext();
    }
    bytes.sort(([one], [other]) => one - other);
    const mark: readonly [number, number] = [endUs, 1 << 16];
    const records = Buffer.alloc((bytes.length + 1) * RECORD_BYTES);
    [...bytes, mark].forEach(([atUs, word], place) => {
      const us = Math.max(Math.round(atUs), this.#writtenUs);
      records.writeUInt32LE(us - this.#writtenUs, place * RECORD_BYTES);
      records.writeUInt32LE(word, place * RECORD_BYTES + 4);
      this.#writtenUs = us;
    });
    await this.#reach(records);
    this.#nowUs = endUs;
  }

  async #reach(records: Buffer): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const reached = new Promise<"reached">((resolve) => (this.#marked = () => resolve("reached")));
    const late = new Promise<"late">((resolve) => (timer = setTimeout(() => resolve("late"), this.#patienceMs)));
    for (let from = 0; from < records.length; from += 2048)
      writeSync(this.#schedule, records.subarray(from, from + 2048));
    const outcome = await Promise.race([reached, late, this.#process.ended]);
    clearTimeout(timer);
    if (outcome === "late") throw new PacedBoardError(`the board did not go on within ${this.#patienceMs} ms`);
    if (outcome !== "reached") throw new PacedBoardError(`the emulator ended: ${outcome}`);
    // What the board said before the mark is in the pipes by now.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    closeSync(this.#schedule);
    await this.#process.release();
  }
}
