// Boards that are none: the virtual ones behind TCP ports, in time that goes faster than a clock, with a tester whose answers are written down.
// The stage knows no difference.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { Bench } from "../../bench/bench.ts";
import { nodeCalls } from "../../bench/central/file-calls.ts";
import { Random } from "../../bench/engine/random.ts";
import { constantHousehold } from "../../bench/household.ts";
import { LoopCentral, peersOf } from "../../bench/loop/callers.ts";
import type { LoopReport } from "../../bench/loop/loop-report.ts";
import { demandPlayable, runLoop } from "../../bench/loop/loop-run.ts";
import { LOOP_PORTS, openPorts, parsePort } from "../../bench/loop/ports.ts";
import type { LoopPort } from "../../bench/loop/ports.ts";
import { Asker } from "../../bench/loop/tester.ts";
import { Pacer, SPOKEN_TO } from "../../bench/pace.ts";
import { provisionMeter } from "../../bench/provision.ts";
import { parseScript } from "../../bench/script/script.ts";
import { openBenchMeter } from "../../bench/send/bench-meter.ts";
import type { BenchMeter } from "../../bench/send/bench-meter.ts";
import { openLedger, findMeters, openMemory } from "../../bench/send/meters.ts";
import { AT_ONCE, installed } from "../../bench/switch-values.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { Wires } from "../../bench/wires.ts";
import { bundles } from "../bundles.ts";
import { writeFileSync } from "node:fs";

export const ID = "HASM0042";
export const START_S = Date.UTC(2026, 5, 1, 9, 58, 20) / 1000;
/** Simulated seconds a second. */
const SPEED = 20;
const ANSWER_MS = 1500;

/** What the tester answers to a question, and does to the boards meanwhile; undefined: nobody answers any more. */
export type Hands = (question: string, bench: Bench) => string | undefined;

export class Boards {
  readonly folder = mkdtempSync(join(tmpdir(), "hasm-loop-"));
  readonly #pace = { speed: SPEED, paused: false, quit: false };
  #bench: Bench | undefined;
  #meter: BenchMeter | undefined;
  #wires: Wires | undefined;
  #han: Server | undefined;
  #living: Promise<unknown> | undefined;

  get bench(): Bench {
    return this.#bench!;
  }

  /** `meterBundle`: in the place of this build's. */
  async start(meterBundle?: string): Promise<void> {
    const random = new Random(7);
    provisionMeter(ID, this.folder, (count) => random.byteString(count), nodeCalls, installed(true, AT_ONCE));
    this.#meter = openBenchMeter(join(this.folder, ID), false);
    const built = await bundles();
    const texts = { ...built, meter: meterBundle ?? built.meter };
    const options = { household: constantHousehold(3600), startS: START_S, seed: 1, bundles: texts };
    const bench = new Bench({ ...options, ...this.#meter.benchOptions });
    this.#bench = bench;
    this.#wires = await Wires.open(
      bench,
      { host: "127.0.0.1", port: 0 },
      () => undefined,
      (seconds) => {
        bench.pressButton(seconds);
      },
    );
    this.#han = await listen(bench);
    const pacer = new Pacer(bench, this.#pace, { manner: SPOKEN_TO });
    this.#living = pacer.to(Infinity);
  }

  /** As a tester types them. */
  get places(): Readonly<Record<LoopPort, string>> {
    const [wan, topUp, maintenance] = this.#wires!.places.map(({ address }) => `tcp://${address}`);
    const han = `tcp://127.0.0.1:${(this.#han!.address() as AddressInfo).port}`;
    return { wan: wan!, "top-up": topUp!, maintenance: maintenance!, han };
  }

  async play(
    lines: readonly string[],
    hands: Hands = () => undefined,
    { ports = LOOP_PORTS, said = [] }: { ports?: readonly LoopPort[]; said?: string[] } = {},
  ): Promise<LoopReport> {
    const file = join(this.folder, "test.hasm");
    writeFileSync(file, lines.join("\n"));
    const scripts = [parseScript(lines.join("\n"), file)];
    demandPlayable(scripts, (port) => ports.includes(port));
    const wires = Object.fromEntries(ports.map((port) => [port, this.places[port]]));
    const opened = await openPorts(
      Object.fromEntries(ports.map((port) => [port, parsePort(this.places[port], `--${port}`)])),
    );
    const folder = join(this.folder, ID);
    const memory = openMemory(folder, ID);
    const ledger = openLedger(findMeters(folder));
    const { bench } = this;
    const clock = { nowMs: () => bench.utcMs, wait: async (ms: number) => void (await sleep(ms / SPEED)) };
    const say = (line: string): void => void said.push(line);
    const read = (question: string): Promise<string | undefined> => {
      say(question);
      return Promise.resolve(hands(question, bench));
    };
    const asker = new Asker({ say, read });
    try {
      const central = opened.wan && new LoopCentral(memory, ledger, opened, () => bench.utcMs, ANSWER_MS);
      const peers = peersOf(memory, opened, ANSWER_MS);
      const meter = { folder, memory, central, peers, timeoutMs: ANSWER_MS, by: "tester" };
      const given = { scripts, memory, meter, lines: opened, wires, boards: [], tester: "tester", asker, clock };
      return await runLoop(given);
    } finally {
      for (const line of Object.values(opened)) line.close();
      ledger.close();
      memory.close();
    }
  }

  async stop(): Promise<void> {
    this.#pace.quit = true;
    await this.#living;
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
