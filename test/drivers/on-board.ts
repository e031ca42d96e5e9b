// A virtual board that runs one driver, bundled as for a real board, with its operations in reach of the test.
// The boot code around the driver does what it is asked to in callbacks of the engine, as the kernel would.

import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { bundleDrivers } from "./bundle-drivers.ts";

const POLL_MS = 10;

interface Request {
  readonly name: string;
  readonly values: readonly unknown[];
  done: boolean;
  result: unknown;
}

interface Agent {
  readonly posts: string[];
  readonly requests: Request[];
}

const BOOT = `
  const agent = { posts: [], requests: [] };
  const operations = open(OPTIONS, function (bytes) { agent.posts.push(bytes); });
  const serve = function () {
    setTimeout(serve, ${POLL_MS});
    const request = agent.requests.shift();
    if (!request) return;
    request.result = request.name === "clearWatch" ? clearWatch() : operations[request.name].apply(operations, request.values);
    request.done = true;
  };
  setTimeout(serve, ${POLL_MS});
  global.agent = agent;`;

async function bundle(driver: string, options: object): Promise<string> {
  return bundleDrivers(`import { open } from "./${driver}.ts";${BOOT.replace("OPTIONS", JSON.stringify(options))}`);
}

export class DriverOnBoard {
  readonly clock = new SimulationClock();
  readonly board: VirtualBoard;
  readonly #bundle: string;

  private constructor(bundle: string) {
    this.#bundle = bundle;
    this.board = new VirtualBoard({ clock: this.clock, name: "under test", variables: 5450, consolePort: "Serial2" });
  }

  /** The board without power, so that parts can be joined to it. */
  static async build(driver: string, options: object): Promise<DriverOnBoard> {
    return new DriverOnBoard(await bundle(driver, options));
  }

  /** Power on, or off and on again. */
  boot(): this {
    this.board.boot(this.#bundle);
    return this;
  }

  get #agent(): Agent {
    return this.board.global("agent") as Agent;
  }

  /** What the driver posted since power-on. */
  get posts(): string[] {
    return [...this.#agent.posts];
  }

  /** Simulated time goes by. */
  wait(ms: number): this {
    this.clock.runUntil(this.clock.nowUs + ms * 1000);
    return this;
  }

  waitUntil(timeUs: number): this {
    this.clock.runUntil(timeUs);
    return this;
  }

  /** Calls an operation within the next 10 ms of simulated time and waits for its end, a minute at most. */
  call(name: string, ...values: unknown[]): unknown {
    return this.#request(name, values);
  }

  /** Takes all watches away, as the engine does with one whose handler ran out of memory. */
  dropWatches(): void {
    this.#request("clearWatch", []);
  }

  #request(name: string, values: readonly unknown[]): unknown {
    const request: Request = { name, values, done: false, result: undefined };
    this.#agent.requests.push(request);
    for (let ms = 0; !request.done; ms++) {
      if (ms > 60_000) throw new Error(`${name} did not return: ${this.board.console}`);
      this.wait(1);
    }
    return request.result;
  }
}
