// A board as its console shows it: a virtual board whose engine evaluates what is typed, with the flash part on its bus, until a program is
// started; then that program runs, byte for byte, and what it says on the console's port comes out. The console's own words are those of the
// real one (console-agrees.test.ts): echo, prompt, the answer to Ctrl-E. It does not model line editing.

import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Random } from "../../bench/engine/random.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { crc32, fromByteString, toByteString } from "../../bench/byte-string.ts";
import { arrayFlash } from "../../bench/flash-part.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import type { W25q } from "../../bench/parts/w25q.ts";
import { meterParts, offSwitchParts } from "../../bench/virtual-parts.ts";
import type { Board } from "../../boards/board.ts";
import { openMedium, valuesState } from "../../firmware/store/store.ts";
import { openValues, putValue } from "../../firmware/store/values.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { Processor } from "../../hal/processor.ts";
import { systemOf } from "../../tools/build/build.ts";
import { FlashFiles } from "./flash-files.ts";

const POLL_MS = 10;
/** What a line may take of the board's time, and what is waited for after a start. */
const LINE_MS = 60_000;
const START_MS = 2500;

/** As much of a processor as the store asks for. */
const HOST = { crc32, toBytes: fromByteString, toText: toByteString } as unknown as Processor;

/** The engine's evaluator, within a program of its own. Names that the virtual board's engine lacks are the agent's. */
const REPL = `
const agent = { requests: [] };
agent.run = function (text) {
  var require = agent.require, print = agent.print, load = agent.load, atob = agent.atob, btoa = agent.btoa, process = agent.process;
  return eval(text);
};
const serve = function () {
  setTimeout(serve, ${POLL_MS});
  const request = agent.requests.shift();
  if (!request) return;
  try { agent.run(request.text); } catch (error) { request.error = error; }
  request.done = true;
};
setTimeout(serve, ${POLL_MS});
global.agent = agent;`;

interface Request {
  readonly text: string;
  done?: true;
  error?: unknown;
}

interface Agent {
  readonly requests: Request[];
  [name: string]: unknown;
}

export interface BoardOptions {
  readonly board: Board;
  readonly capacity?: number;
  readonly version?: string;
}

const latin = (text: string): Buffer => Buffer.from(text, "latin1");

export class ConsoleBoard {
  readonly files: FlashFiles;
  readonly array: NorArray;
  /** Held at a reset it keeps the engine from `.bootcde`. */
  isButtonHeld = false;
  /** Programs and erases of the flash part until the supply goes. */
  norWritesLeft = Infinity;
  /** A console that answers whatever the program does. */
  answersAlways = false;
  /** Called with what the board sends. */
  sent: (bytes: string) => void = () => undefined;
  /** Called when its supply has gone. */
  whenCut: () => void = () => undefined;
  readonly #options: BoardOptions;
  #clock = new SimulationClock();
  #life: VirtualBoard | undefined;
  memory: W25q | undefined;
  #isOpen = false;
  #line = "";
  #isEchoing = true;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.files = new FlashFiles(options.capacity ?? 131_072);
    this.array = new NorArray(systemOf(options.board).flashBytes, () => 0);
    this.files.whenCut = () => this.powerOff();
    this.powerOn();
  }

  /** Whether a program runs. */
  get isRunning(): boolean {
    return this.#life !== undefined && !this.#isOpen;
  }

  powerOff(): void {
    this.memory?.powerOff(this.#clock.nowUs);
    this.#life = undefined;
    this.#isOpen = false;
    this.whenCut();
  }

  /** A power-on or a reset, or `load()` where the button counts for nothing. */
  powerOn(isButtonHeld = this.isButtonHeld): void {
    this.files.writesLeft = Infinity;
    this.norWritesLeft = Infinity;
    this.#line = "";
    const program = this.files.read(".bootrst") ?? (isButtonHeld ? undefined : this.files.read(".bootcde"));
    this.#begin(program);
  }

  #begin(program: string | undefined): void {
    const { board } = this.#options;
    this.#clock = new SimulationClock();
    const files = this.files.all;
    const life = new VirtualBoard({
      clock: this.#clock,
      name: board.name,
      variables: board.variables,
      consolePort: board.console,
      files,
    });
    const attach = board.system === "meter" ? meterParts : offSwitchParts;
    this.memory = attach(life, board, new Random(1), this.array).memory;
    this.memory.onCommand = (command) => {
      if ((command === 0x02 || command === 0x20) && this.norWritesLeft-- <= 0) this.powerOff();
    };
    this.#life = life;
    // A program that is not whole is a syntax error, and the console stays as it was.
    this.#isOpen = program === undefined || /\xff/.test(program);
    life.uart(board.console).onSent((bytes: string) => this.sent(bytes));
    life.boot(this.#isOpen ? REPL : program!);
    if (this.#isOpen) this.#equip(life.global("agent") as Agent);
    else this.#clock.runUntil(START_MS * 1000);
  }

  #equip(agent: Agent): void {
    const { files } = this;
    agent["print"] = (...words: unknown[]) => this.sent(`${words.map(String).join(" ")}\r\n`);
    agent["load"] = () => (this.#isLoading = true);
    agent["atob"] = (text: string) => Buffer.from(text, "base64").toString("latin1");
    agent["btoa"] = (text: string) => latin(text).toString("base64");
    agent["process"] = {
      env: { BOARD: this.#options.board.engine },
      version: this.version,
      memory: () => ({ usage: 40, total: 5000 }),
    };
    const storage = {
      read: (name: string, from?: number, length?: number) => files.read(name, from, length),
      write: (name: string, text: string, at?: number, size?: number) => files.write(name, text, at, size),
      erase: (name: string) => files.erase(name),
      list: () => files.list(),
      getStats: () => files.stats(),
      compact: () => files.compact(),
    };
    agent["require"] = (name: string) => {
      if (name === "Storage") return storage;
      throw new Error(`Module ${name} not found`);
    };
  }

  #isLoading = false;

  get version(): string {
    return this.#options.version ?? "2v29.277";
  }

  /** Bytes for the console's port. */
  receive(bytes: string): void {
    if (this.answersAlways && bytes.includes("\x05"))
      this.sent(`Espruino ${this.version} ${this.#options.board.engine}\r\n`);
    else if (!this.#isOpen) this.#life?.uart(this.#options.board.console).receive(bytes);
    else for (const byte of bytes) this.#key(byte);
  }

  #key(byte: string): void {
    if (byte === "\x10" && this.#line === "") this.#isEchoing = false;
    else if (byte === "\x05" && this.#line === "")
      this.sent(`Espruino ${this.version} ${this.#options.board.engine}\r\n`);
    else if (byte === "\n") this.#enter();
    else if (byte >= " ") {
      this.#line += byte;
      if (this.#isEchoing) this.sent(byte);
    }
  }

  #enter(): void {
    const line = this.#line;
    const isEchoing = this.#isEchoing;
    this.#line = "";
    this.#isEchoing = true;
    if (isEchoing) this.sent("\r\n");
    if (line !== "") this.#run(line);
    if (this.#isLoading) {
      this.#isLoading = false;
      this.powerOn(false);
    } else if (this.#isOpen) this.sent(">");
  }

  #run(text: string): void {
    const agent = this.#life!.global("agent") as Agent;
    const request: Request = { text };
    agent.requests.push(request);
    const until = this.#clock.nowUs + LINE_MS * 1000;
    while (request.done !== true && this.#isOpen && this.#clock.nowUs < until)
      this.#clock.runUntil(this.#clock.nowUs + POLL_MS * 1000);
    if (request.error !== undefined) this.sent(`Uncaught ${(request.error as Error).message}\r\n`);
  }

  /** The part has been another meter's, `meterId`'s, for a while: its counters are on it, and a record. */
  live(meterId: string): void {
    const { segments, counters } = systemOf(this.#options.board);
    const { number, baseAddress, bytes, slotBytes, values } = segments.find(({ name }) => name === counters)!;
    const medium = openMedium(HOST, arrayFlash(this.array));
    const state = valuesState(medium, number, baseAddress, bytes, slotBytes, values);
    openValues(state);
    putValue(state, 0, meterId);
    this.array.program(segments[0]!.baseAddress + 5 * SECTOR_BYTES, Uint8Array.of(1, 2, 3));
  }

  /** Numbers of the sectors that are not blank. */
  sectorsWritten(): number[] {
    const sectors = Array.from({ length: this.array.cells.length / SECTOR_BYTES }, (_, i) => i);
    return sectors.filter((i) => this.array.read(i * SECTOR_BYTES, SECTOR_BYTES).some((byte) => byte !== 0xff));
  }

  /** CRC of all that the flash part holds. */
  get memorySum(): number {
    return crc32(Buffer.from(this.array.cells).toString("latin1"));
  }
}
