// Boards that are none: the virtual ones behind TCP ports, in simulated time, with a tester whose answers are written down. The stage knows no
// difference.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { Bench } from "../../bench/bench.ts";
import { nodeCalls } from "../../bench/central/file-calls.ts";
import { Random } from "../../bench/engine/random.ts";
import { constantHousehold } from "../../bench/household.ts";
import type { LoopReport } from "../../bench/loop/loop-report.ts";
import type { LoopPort } from "../../bench/loop/ports.ts";
import { provisionMeter } from "../../bench/provision.ts";
import { openBenchMeter } from "../../bench/send/bench-meter.ts";
import type { BenchMeter } from "../../bench/send/bench-meter.ts";
import { AT_ONCE, installed } from "../../bench/switch-values.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { Wires } from "../../bench/wires.ts";
import { bundles } from "../bundles.ts";
import { BenchClock } from "./bench-clock.ts";
import { playFile, playLines } from "./stand.ts";
import type { Answer, PlayOptions, Stand } from "./stand.ts";

export const ID = "HASM0042";
export const START_S = Date.UTC(2026, 5, 1, 9, 58, 20) / 1000;

/** Each counter that is used is written down before: thousands of times on a disk. */
const IN_MEMORY = "/dev/shm";

/** What the tester answers to a question, and does to the boards meanwhile; undefined: nobody answers any more. */
export type Hands = (question: string, boards: Boards) => ReturnType<Answer>;

const nobody: Hands = () => undefined;

export interface BoardsOptions {
  readonly startS: number;
  /** Of the switch. */
  readonly policy: string;
  /** In the place of this build's. */
  readonly meter: string;
}

export class Boards {
  readonly folder = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), "hasm-loop-"));
  #bench: Bench | undefined;
  #clock: BenchClock | undefined;
  #meter: BenchMeter | undefined;
  #wires: Wires | undefined;
  #han: Server | undefined;
  #bundles: { readonly meter: string; readonly offSwitch: string } | undefined;
  /** To which the pulse source at the import input is set. */
  sourceW = 0;

  get bench(): Bench {
    return this.#bench!;
  }

  get clock(): BenchClock {
    return this.#clock!;
  }

  async start({ startS = START_S, policy = AT_ONCE, meter }: Partial<BoardsOptions> = {}): Promise<void> {
    const random = new Random(7);
    provisionMeter(ID, this.folder, (count) => random.byteString(count), nodeCalls, installed(true, policy));
    this.#meter = openBenchMeter(join(this.folder, ID), false);
    const built = await bundles();
    const texts = { ...built, meter: meter ?? built.meter };
    const options = { household: constantHousehold(3600), startS, seed: 1, bundles: texts };
    const bench = new Bench({ ...options, ...this.#meter.benchOptions });
    this.#bench = bench;
    this.#bundles = texts;
    this.#clock = new BenchClock(bench);
    const press = (seconds: number): void => bench.pressButton(seconds);
    this.#wires = await Wires.open(bench, { host: "127.0.0.1", port: 0 }, () => undefined, press);
    this.#han = await listen(bench);
  }

  takeSupply(): void {
    const { bench } = this;
    const { nowUs } = bench.clock;
    for (const name of ["meter", "offSwitch"] as const) {
      const { memorySupply } = bench[`${name}Parts`];
      memorySupply.cutAt(nowUs);
      memorySupply.powerOff(nowUs);
      bench[name].powerOff();
    }
    bench.meterParts.clock.cutSupply();
  }

  giveSupply(): void {
    const { bench } = this;
    const { nowUs } = bench.clock;
    for (const name of ["meter", "offSwitch"] as const) {
      bench[`${name}Parts`].memorySupply.powerOn(nowUs);
      bench[name].boot(this.#bundles![name]);
    }
    bench.meterParts.clock.restoreSupply();
    bench.meterParts.lcd.powerCycle();
  }

  /** As a tester types them. */
  get places(): Readonly<Record<LoopPort, string>> {
    const [wan, topUp, maintenance] = this.#wires!.places.map(({ address }) => `tcp://${address}`);
    const han = `tcp://127.0.0.1:${(this.#han!.address() as AddressInfo).port}`;
    return { wan: wan!, "top-up": topUp!, maintenance: maintenance!, han };
  }

  get #stand(): Stand {
    return { home: this.folder, meterId: ID, places: this.places, clock: this.clock };
  }

  play(lines: readonly string[], hands = nobody, options: Partial<PlayOptions> = {}): Promise<LoopReport> {
    return playLines(this.#stand, lines, (question) => hands(question, this), options);
  }

  playFile(file: string, hands = nobody, options: Partial<PlayOptions> = {}): Promise<LoopReport> {
    return playFile(this.#stand, file, (question) => hands(question, this), options);
  }

  async stop(): Promise<void> {
    this.#clock?.stop();
    await this.#wires?.close();
    this.#han?.close();
    this.#meter?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The HAN port as an adapter offers it. */
async function listen(bench: Bench): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  bench.meter.uart(portOf(meterBoard, "han")).onSent((bytes) => {
    for (const socket of sockets) socket.write(bytes, "latin1");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
