// The web page of a bench: what it shows is taken from the bench some times a second and sent to every page that looks on; what a page asks
// for is done to the bench, its stage and its pace. It has no loop of simulated time of its own but for leaps (time-control.ts).

import type { ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";
import type { Bench } from "../bench.ts";
import type { Pace } from "../pace.ts";
import { IMPULSES_PER_KWH } from "../feeds.ts";
import { moneyFigures } from "../meter-values.ts";
import type { Address } from "../send/address.ts";
import { readAssets } from "./assets.ts";
import { AttackDesk } from "./attack-desk.ts";
import type { AttackOfPage } from "./attack-desk.ts";
import { ButtonHold } from "./button-hold.ts";
import { LogWatch } from "./log-watch.ts";
import { mapShape } from "./map-shape.ts";
import * as requests from "./requests.ts";
import { Ring } from "./ring.ts";
import { PageServer } from "./server.ts";
import type { Frame, PowerPoint, StoredMoney, Told } from "./shape.ts";
import type { About, ActShape } from "./shape-about.ts";
import { Snapshots } from "./snapshot.ts";
import { telegramFigures } from "./telegram-figures.ts";
import { TimeControl } from "./time-control.ts";
import { Viewers } from "./viewers.ts";
import type { Viewer } from "./viewers.ts";
import { WireWatch } from "./wire-watch.ts";

const FRAME_MS = 100;
const MONEY_MS = 1000;
/** A day of telegrams. */
const POWER_POINTS = 8640;
const TOLD_KEPT = 200;
const LINES_A_FRAME = 60;
/** Of each port, for a page that has just come. */
const LINES_AT_FIRST = 20;

export interface PageOptions {
  readonly bench: Bench;
  readonly pace: Pace;
  readonly address: Address;
  /** Begins what a line of text says; `told` gets what comes of it. Throws UserError. */
  readonly perform: (line: string, told: (line: string) => void) => void;
  readonly attacks: readonly AttackOfPage[];
  readonly acts: readonly ActShape[];
  readonly failed?: (error: unknown) => void;
}

interface Cursors {
  readonly power: number;
  /** undefined: of nothing yet. */
  readonly wires: number | undefined;
  readonly logs: number;
  readonly told: number;
  readonly verdicts: number;
}

export class BenchPage {
  readonly viewers = new Viewers<Cursors>();
  readonly #options: PageOptions;
  readonly #about: About;
  readonly #wires: WireWatch;
  readonly #snapshots: Snapshots;
  readonly #logs: LogWatch;
  readonly #time: TimeControl;
  readonly #button: ButtonHold;
  readonly #attacks: AttackDesk;
  readonly #power = new Ring<PowerPoint>(POWER_POINTS);
  readonly #told = new Ring<Told>(TOLD_KEPT);
  #money: StoredMoney | null = null;
  #moneyMs = 0;
  #server!: PageServer;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: PageOptions) {
    const { bench, pace } = options;
    this.#options = options;
    this.#about = aboutOf(options);
    this.#wires = new WireWatch(bench);
    this.#snapshots = new Snapshots(bench, this.#wires, this.#about.map.wires);
    this.#logs = new LogWatch(bench);
    this.#time = new TimeControl(bench, pace);
    this.#button = new ButtonHold(bench, pace, this.#time);
    this.#attacks = new AttackDesk(bench, options.attacks);
    bench.onTelegram.push((telegram) => this.#plot(telegram));
  }

  /** Throws UserError where the address cannot be had. */
  static async open(options: PageOptions): Promise<BenchPage> {
    const page = new BenchPage(options);
    page.#server = await PageServer.open(options.address, await readAssets(), {
      watch: (response) => page.#watch(response),
      failed: options.failed ?? ((error) => console.error(error)),
      posts: {
        "/act": (body) => page.#act(requests.actOf(body)),
        "/pace": (body) => page.#time.request(requests.paceOf(body)),
        "/button": (body) => page.#press(body),
        "/attack": (body) => page.#attack(requests.nameOf(body)),
      },
    });
    page.#timer = setInterval(() => page.frame(), FRAME_MS);
    return page;
  }

  get url(): string {
    return this.#server.url;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#time.stop();
    this.viewers.close();
    await this.#server.close();
  }

  /** Sends everybody what is new. */
  frame(): void {
    this.#button.look((id) => this.viewers.has(id));
    if (this.viewers.count === 0) return;
    this.#logs.look(() => performance.now());
    const state = JSON.stringify(this.#state());
    this.viewers.send((viewer) => this.#frameFor(viewer, state));
  }

  #state() {
    const { heldLoadW, heldSunW } = this.#options.bench.feeds;
    const nowMs = performance.now();
    if (this.#money === null || nowMs - this.#moneyMs > MONEY_MS) {
      this.#money = moneyFigures(this.#options.bench);
      this.#moneyMs = nowMs;
    }
    return this.#snapshots.take({
      time: this.#time.state(),
      buttonIsDown: this.#button.isDown,
      heldLoadW: heldLoadW ?? null,
      heldSunW: heldSunW ?? null,
      money: this.#money,
      attack: this.#attacks.running,
    });
  }

  #frameFor(viewer: Viewer<Cursors>, state: string): string {
    const { power, wires, logs, told, verdicts } = viewer.cursors;
    const passed =
      wires === undefined
        ? { lines: this.#wires.latest(LINES_AT_FIRST), skipped: 0 }
        : this.#wires.since(wires, LINES_A_FRAME);
    const news: Omit<Frame, "state"> = {
      ...some("power", this.#power.since(power)),
      ...some("wires", passed.lines),
      ...(passed.skipped > 0 ? { wiresSkipped: passed.skipped } : {}),
      ...some("logs", this.#logs.since(logs)),
      ...some("told", this.#told.since(told)),
      ...some("verdicts", this.#attacks.verdicts.since(verdicts)),
    };
    viewer.cursors = {
      power: this.#power.end,
      wires: this.#wires.end,
      logs: this.#logs.end,
      told: this.#told.end,
      verdicts: this.#attacks.verdicts.end,
    };
    const rest = JSON.stringify(news).slice(1, -1);
    return `{"state":${state}${rest === "" ? "" : `,${rest}`}}`;
  }

  #watch(response: ServerResponse): boolean {
    const fromTheStart = { power: 0, wires: undefined, logs: 0, told: 0, verdicts: 0 };
    return this.viewers.welcome(response, fromTheStart, (id) => JSON.stringify({ ...this.#about, viewer: id }));
  }

  #act(line: string): void {
    const tell = (kind: Told["kind"], text: string): void => {
      const utcMs = Math.floor(this.#options.bench.utcMs);
      this.#told.push({ number: this.#told.end + 1, utcMs, act: line, line: text, kind });
    };
    const before = this.#told.end;
    this.#options.perform(line, (text) => tell("told", text));
    // What is told at once needs no beginning.
    if (this.#told.end === before) tell("begun", "");
  }

  #press(body: unknown): void {
    const { viewer, down } = requests.pressOf(body);
    if (down && this.viewers.has(viewer)) this.#button.down(viewer);
    else this.#button.up(viewer);
  }

  #attack(name: string): void {
    this.#attacks.launch(name);
  }

  #plot(telegram: string): void {
    const figures = telegramFigures(telegram);
    if (figures === undefined) return;
    const { utcMs } = this.#options.bench;
    const flowsW = Math.round(this.#options.bench.powerW());
    this.#power.push([Math.round(utcMs / 1000), figures.powerW - figures.exportPowerW, flowsW]);
  }
}

function some<Name extends string, Item>(name: Name, items: readonly Item[]): Partial<Record<Name, readonly Item[]>> {
  return items.length === 0 ? {} : ({ [name]: items } as Record<Name, readonly Item[]>);
}

function aboutOf({ bench, attacks, acts }: PageOptions): About {
  return {
    meterId: bench.meterId,
    impulsesPerKwh: IMPULSES_PER_KWH,
    centralIsOff: bench.centralIsOff,
    map: mapShape(),
    attacks: attacks.map(({ name, threats, does }) => ({ name, threats, does })),
    acts,
  };
}
