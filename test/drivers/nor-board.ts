// A virtual board that runs a driver of a NOR flash part, bundled as for a real board, with operations, fault and the time of each call in
// reach of the test. Time is that of the wires and of the driver's own waiting; how fast the engine runs JavaScript is not in it.

import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { bundleDrivers } from "./bundle-drivers.ts";
import type { NorOperation } from "./nor-steps.ts";

interface Request {
  readonly name: string;
  readonly values: readonly unknown[];
  readonly times: number;
  /** Of the last time. */
  result: unknown;
  ms: number;
  done: boolean;
}

interface Agent {
  request: Request | undefined;
  readonly openMs: number;
}

const ENTRY = (driver: string, options: object): string => `
  import { open } from "./${driver}.ts";
  const startedAt = getTime();
  const nor = open(${JSON.stringify(options)});
  const agent = { request: undefined, openMs: (getTime() - startedAt) * 1000 };
  const serve = function () {
    setTimeout(serve, 1);
    const request = agent.request;
    if (!request || request.done) return;
    const calledAt = getTime();
    for (let i = 0; i < request.times; i++)
      request.result = request.name === "fault" ? nor.fault : nor[request.name].apply(nor, request.values);
    request.ms = (getTime() - calledAt) * 1000;
    request.done = true;
  };
  setTimeout(serve, 1);
  global.agent = agent;`;

const PATIENCE_MS = 2_000;

export class NorBoard {
  readonly clock = new SimulationClock();
  readonly board: VirtualBoard;
  /** Milliseconds of the longest call and of the last one. */
  worstMs = 0;
  lastMs = 0;
  readonly #bundle: string;

  private constructor(bundle: string, files: Readonly<Record<string, string>>) {
    this.#bundle = bundle;
    this.board = new VirtualBoard({
      ...{ clock: this.clock, name: "under test", variables: 5450, consolePort: "Serial2", callbackUs: 0, files },
    });
  }

  /** The board without power, so that parts can be joined to it. */
  static async build(driver: string, options: object, files: Readonly<Record<string, string>> = {}): Promise<NorBoard> {
    return new NorBoard(await bundleDrivers(ENTRY(driver, options)), files);
  }

  /** Power on, or a reset of the board and of nothing around it. */
  boot(): this {
    this.board.boot(this.#bundle);
    return this;
  }

  get #agent(): Agent {
    return this.board.global("agent") as Agent;
  }

  get openMs(): number {
    return this.#agent.openMs;
  }

  wait(ms: number): this {
    this.clock.runUntil(this.clock.nowUs + ms * 1000);
    return this;
  }

  /** Calls an operation within the next millisecond or two; "ended" waits for the end of an erase, as the script on an engine does. */
  call(name: NorOperation, ...values: readonly unknown[]): unknown {
    if (name === "ended") {
      for (let ms = 0; ms < PATIENCE_MS && this.call("isErasing") === true; ms += 5) this.wait(5);
      return this.call("isErasing") === false;
    }
    return this.burst(1, name, ...values);
  }

  /** So many calls within one callback of the engine; what the last one gave. */
  burst(times: number, name: Exclude<NorOperation, "ended">, ...values: readonly unknown[]): unknown {
    const request: Request = { name, values, times, result: undefined, ms: 0, done: false };
    this.#agent.request = request;
    for (let ms = 0; !request.done; ms++) {
      if (ms > PATIENCE_MS) throw new Error(`${name} did not return: ${this.board.console}`);
      this.wait(1);
    }
    this.lastMs = request.ms;
    this.worstMs = Math.max(this.worstMs, request.ms);
    return request.result;
  }

  get fault(): unknown {
    return this.call("fault");
  }
}
