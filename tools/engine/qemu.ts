// One emulated board: an STM32F405RG image of Espruino in QEMU, with files in its Storage and its UARTs in the hands of the
// host. Pins can be given edges and their writes be read; a pin always reads 0. Its flash is read-only and it has no SPI
// device. UARTs have no baud rate, and a program that reads `process.env` hangs.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { needEngine } from "./available.ts";
import { byteTime } from "./chip-time.ts";
import { readGpioTrace } from "./gpio-trace.ts";
import type { GpioWrite } from "./gpio-trace.ts";
import { QemuProcess } from "./qemu-process.ts";
import { SerialTap, USARTS } from "./serial-tap.ts";
import type { Usart } from "./serial-tap.ts";
import { STORAGE_BASE, storageImage } from "./storage-image.ts";
import type { StorageFiles } from "./storage-image.ts";
import { TestSocket } from "./test-socket.ts";

export interface BoardOptions {
  /** Storage files; the engine runs ".boot0" to ".boot3" and then ".bootcde". */
  readonly files: StorageFiles;
  /** UARTs in use: "collect" keeps what the board sends, a stream is also joined to it both ways. The others go nowhere. */
  readonly serial?: Readonly<Partial<Record<Usart, "collect" | Duplex>>>;
  /** Keeps a trace of pin writes, for `gpioWrites`. */
  readonly traceGpio?: boolean;
  /**
   * Board time counted in instructions, 8 ns each, so that it repeats exactly. With "sleep=off" idle time is jumped: for one
   * board that lives by itself, because bytes from the host then arrive at arbitrary board times.
   */
  readonly icount?: "shift=3" | "shift=3,sleep=off";
  /**
   * By whose time a byte towards the board follows another: the wall's, or the chip's own, which a busy computer cannot outrun: the engine's
   * buffers then hold what they would hold on a chip. For boards with `icount: "shift=3"`. Default: the wall's.
   */
  readonly pace?: "wall" | "chip";
  /** Wall time after which the board is stopped whatever happens; 60 s. */
  readonly limitMs?: number;
}

export type BoardFault = "not-started" | "not-in-use" | "silent" | "ended";

/** "not-in-use" blames the caller, "not-started" the emulator or image, "silent" and "ended" the program on the board. */
export class BoardError extends Error {
  readonly fault: BoardFault;
  constructor(fault: BoardFault, message: string) {
    super(message);
    this.name = "BoardError";
    this.fault = fault;
  }
}

const START_MS = 10_000;
const LIMIT_MS = 60_000;
const TAIL_BYTES = 200;
const TRACE = "trace.log";
const TESTS = "tests";
/** The counter of TIM2, which the engine does not use (RM0090 18.4.10): it stands for the time of the emulated chip. */
const COUNTER = 0x40000024;

const socketName = (usart: Usart): string => `u${usart}`;

interface Sockets {
  readonly taps: ReadonlyMap<Usart, SerialTap>;
  readonly tests: TestSocket;
}

async function openSockets(directory: string, storage: Buffer, options: BoardOptions): Promise<Sockets> {
  await writeFile(join(directory, "storage.bin"), storage);
  const tests = await TestSocket.listen(join(directory, TESTS));
  const taps = new Map<Usart, SerialTap>();
  for (const usart of USARTS) {
    if (options.serial?.[usart] === undefined) continue;
    const path = join(directory, socketName(usart));
    taps.set(usart, await SerialTap.listen(usart, path, (address) => tests.register(address)));
  }
  return { taps, tests };
}

function emulatorArguments(image: string, options: BoardOptions): string[] {
  const storage = `loader,file=storage.bin,addr=0x${STORAGE_BASE.toString(16)},force-raw=on`;
  // Without -m the loader takes the machine's memory to be empty and refuses the image.
  const args = ["-M", "olimex-stm32-h405", "-m", "1M", "-display", "none", "-monitor", "none", "-nodefaults"];
  args.push("-kernel", image, "-device", storage);
  for (const usart of USARTS) {
    const name = socketName(usart);
    if (options.serial?.[usart] === undefined) args.push("-serial", "null");
    else args.push("-chardev", `socket,id=${name},path=${name}`, "-serial", `chardev:${name}`);
  }
  args.push("-qtest", `unix:${TESTS}`, "-qtest-log", "none");
  if (options.icount !== undefined) args.push("-icount", options.icount);
  if (options.traceGpio === true) args.push("-d", "unimp", "-D", TRACE);
  return args;
}

export class QemuBoard {
  readonly #process: QemuProcess;
  readonly #taps: ReadonlyMap<Usart, SerialTap>;
  readonly #tests: TestSocket;
  readonly #tracePath: string | undefined;
  readonly #limit: NodeJS.Timeout;
  #trace = "";
  #stopped: Promise<void> | undefined;

  private constructor(process: QemuProcess, sockets: Sockets, options: BoardOptions, directory: string) {
    this.#process = process;
    this.#taps = sockets.taps;
    this.#tests = sockets.tests;
    this.#tracePath = options.traceGpio === true ? join(directory, TRACE) : undefined;
    this.#limit = setTimeout(() => void this.stop(), options.limitMs ?? LIMIT_MS);
  }

  /** Powers a board on. Throws EngineMissing, StorageImageError or BoardError. */
  static async start(options: BoardOptions): Promise<QemuBoard> {
    const { emulator, image } = needEngine("stm32");
    const storage = storageImage(options.files);
    const directory = await mkdtemp(join(tmpdir(), "hasm-qemu-"));
    const sockets = await openSockets(directory, storage, options).catch(async (error: unknown) => {
      await rm(directory, { recursive: true, force: true });
      throw error;
    });
    const process = new QemuProcess(emulator, emulatorArguments(image, options), directory);
    const board = new QemuBoard(process, sockets, options, directory);
    await board.#connect(options);
    if (options.pace === "chip")
      for (const tap of sockets.taps.values()) tap.paceBy(() => byteTime(() => board.nowNs()));
    return board;
  }

  async #connect(options: BoardOptions): Promise<void> {
    const sockets = [this.#tests, ...this.#taps.values()];
    const allConnected = Promise.all(sockets.map((socket) => socket.connected())).then(() => undefined);
    const failure = await withTimeout(Promise.race([allConnected, this.#process.ended]), START_MS, "no answer");
    if (failure !== undefined) {
      await this.stop();
      throw new BoardError("not-started", `the emulator did not start: ${failure}`);
    }
    for (const tap of this.#taps.values()) {
      const use = options.serial?.[tap.usart];
      if (use === undefined || use === "collect") continue;
      tap.onBytes((bytes) => void use.write(bytes));
      use.on("data", (bytes: Buffer) => {
        tap.send(bytes);
      });
    }
  }

  /** True until the board has ended, by itself, by its limit or by `stop`. */
  get running(): boolean {
    return this.#process.running;
  }

  #tap(usart: Usart): SerialTap {
    const tap = this.#taps.get(usart);
    if (tap === undefined) throw new BoardError("not-in-use", `USART ${usart} of this board is not in use`);
    return tap;
  }

  /** Sends bytes to the receiver of a UART; a string is a byte string. */
  send(usart: Usart, bytes: string | Uint8Array): void {
    this.#tap(usart).send(bytes);
  }

  /** All that the board has sent from a UART since power-on. */
  received(usart: Usart): Buffer {
    return this.#tap(usart).received();
  }

  /** Calls `listener` with each chunk that the board sends from now on. Returns what ends it. */
  onBytes(usart: Usart, listener: (bytes: Buffer) => void): () => void {
    return this.#tap(usart).onBytes(listener);
  }

  /**
   * Waits, `timeoutMs` of wall time at most, until all that a UART sent since power-on contains a byte string or satisfies
   * a predicate; returns it. Throws BoardError with the last bytes seen.
   */
  waitFor(usart: Usart, wanted: string | ((sent: Buffer) => boolean), timeoutMs: number): Promise<Buffer> {
    const tap = this.#tap(usart);
    const isThere = typeof wanted === "string" ? (all: Buffer) => all.includes(wanted, 0, "latin1") : wanted;
    const what = typeof wanted === "string" ? JSON.stringify(wanted) : "what was awaited";
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(deadline);
        forget();
      };
      const fail = (fault: BoardFault, when: string): void => {
        settle();
        reject(new BoardError(fault, `${what} did not come from USART ${usart} ${when}; last was ${this.tail(usart)}`));
      };
      const look = (): boolean => {
        const all = tap.received();
        if (!isThere(all)) return false;
        settle();
        resolve(all);
        return true;
      };
      const deadline = setTimeout(() => {
        fail("silent", `within ${timeoutMs} ms`);
      }, timeoutMs);
      const forget = tap.onBytes(look);
      if (!look())
        void this.#process.ended.then(() => {
          fail("ended", "before the board ended");
        });
    });
  }

  /**
   * An edge on the pins of number `line` (3 for A3, B3, C3, whichever is watched). A watch for "falling" or "both" edges
   * fires, with level 0, at each call. Settles when the chip has seen it, or when the board has ended.
   */
  edge(line: number): Promise<void> {
    return this.#tests.edge(line);
  }

  /** Of the chip's own clock, in nanoseconds, from 0 again each 4.3 s; undefined where the board has ended. */
  nowNs(): Promise<number | undefined> {
    return this.#tests.register(COUNTER);
  }

  /** The last bytes from a UART as a quoted string, for error messages. */
  tail(usart: Usart): string {
    return JSON.stringify(this.received(usart).subarray(-TAIL_BYTES).toString("latin1"));
  }

  /** What the program did to its pins, in order; needs `traceGpio`. Also answers after `stop`. */
  async gpioWrites(): Promise<GpioWrite[]> {
    if (this.#tracePath === undefined) throw new BoardError("not-in-use", "this board was started without traceGpio");
    const trace = this.#stopped === undefined ? await readFile(this.#tracePath, "latin1") : this.#trace;
    return readGpioTrace(trace);
  }

  /** Powers the board off and removes all that it left on the host. What it sent and did stays readable. */
  stop(): Promise<void> {
    this.#stopped ??= this.#shutDown();
    return this.#stopped;
  }

  async #shutDown(): Promise<void> {
    clearTimeout(this.#limit);
    await this.#process.stop();
    if (this.#tracePath !== undefined) this.#trace = await readFile(this.#tracePath, "latin1").catch(() => "");
    for (const tap of this.#taps.values()) tap.close();
    this.#tests.close();
    await this.#process.release();
  }
}

async function withTimeout<T, U>(work: Promise<T>, limitMs: number, otherwise: U): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<U>((resolve) => {
    timer = setTimeout(() => {
      resolve(otherwise);
    }, limitMs);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}
