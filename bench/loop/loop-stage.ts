// Real boards as a stage of scripts, in real time: orders over the wires to their ports, telegrams as they come, and a tester for what takes a
// hand or eyes. What can be neither had nor asked for there is refused before anything begins.

import { UserError } from "../user-error.ts";
import type { Act } from "../script/act.ts";
import { isOrder } from "../script/bench-orders.ts";
import type { OrderDeed } from "../script/bench-orders.ts";
import { isWorld } from "../script/bench-world.ts";
import type { Look } from "../script/script.ts";
import type { Seen, Sight } from "../script/sight.ts";
import { Skipped } from "../script/stage.ts";
import type { Ability, Able, Stage, Witnessed } from "../script/stage.ts";
import { outcomeOf } from "../send/outcome.ts";
import type { Outcome } from "../send/outcome.ts";
import { TelegramReader } from "../telegram-reader.ts";
import { abilitiesWith } from "./abilities.ts";
import { wait } from "./clock.ts";
import type { LoopClock } from "./clock.ts";
import type { Done, Helper } from "./helper.ts";
import type { LoopLogs } from "./loop-logs.ts";
import { LoopOrders } from "./loop-orders.ts";
import type { LoopMeter, OrderContext } from "./loop-orders.ts";
import { countedPulses, lookIn, NO_BASELINE, sourceOf } from "./loop-sights.ts";
import type { Baseline, LoopView } from "./loop-sights.ts";
import { asInScript } from "./moments.ts";
import { HeardLine } from "./ports.ts";
import type { LineMap } from "./ports.ts";
import { SWITCH_QUERY } from "./questions.ts";
import type { Asker } from "./tester.ts";

/** A telegram comes every 10 s; one that is older says nothing of now. */
const FRESH_MS = 60_000;
const TICK_MS = 200;
/** From here on a person wonders what is waited for. */
const LONG_WAIT_S = 20;

export interface LoopStageOptions {
  readonly lines: LineMap;
  readonly meter: LoopMeter;
  readonly logs: LoopLogs | undefined;
  readonly asker: Asker;
  readonly helper: Helper;
  readonly clock: LoopClock;
}

/** Of the script that plays. */
export interface StageContext extends Omit<OrderContext, "nowS"> {
  /** What its head says of who consumes. */
  readonly householdW: number | undefined;
}

interface Later extends Pick<NonNullable<Done["later"]>, "what" | "run"> {
  readonly atMs: number;
}

export class LoopStage implements Stage {
  /** Path of a file that an act names, and what is added to the moments of the script that plays. */
  context: StageContext = { fileOf: (name) => name, shiftS: 0, raiseTariffs: 0, householdW: undefined };
  baseline: Baseline = NO_BASELINE;
  /** What could not be begun although its step had begun. */
  readonly troubles: string[] = [];
  readonly orders: LoopOrders;
  readonly #options: LoopStageOptions;
  readonly #han: TelegramReader;
  #telegramMs = -Infinity;
  #answer: Outcome | undefined;
  #isWaiting = false;
  #asked = 0;
  #ownAnswers = 0;
  #later: Later[] = [];
  #bug: unknown;

  constructor(options: LoopStageOptions) {
    this.#options = options;
    this.orders = new LoopOrders(options.meter);
    this.#han = new TelegramReader(() => (this.#telegramMs = options.clock.nowMs()));
    const { han } = options.lines;
    if (han) new HeardLine(han, (bytes) => this.#han.receive(bytes));
  }

  get nowS(): number {
    return this.#options.clock.nowMs() / 1000 - this.context.shiftS;
  }

  /** As it is looked at now. */
  get view(): LoopView {
    const isFresh = this.#options.clock.nowMs() - this.#telegramMs < FRESH_MS;
    return {
      telegram: isFresh ? this.#han.last : "",
      telegrams: this.#han.telegrams,
      central: this.#options.meter.central,
      ownAnswers: this.#ownAnswers,
      answer: this.#answer,
      isWaiting: this.#isWaiting,
      baseline: this.baseline,
    };
  }

  get #abilities(): Able {
    const { lines, helper } = this.#options;
    return abilitiesWith((port) => lines[port] !== undefined, helper, this.context.householdW);
  }

  toDo(act: Act): Ability {
    return this.#abilities.toDo(act);
  }

  toSee(sight: Sight): Ability {
    return this.#abilities.toSee(sight);
  }

  async perform(act: Act, told: (line: string) => void): Promise<void> {
    this.#throwBug();
    const { deed } = act;
    if (isOrder(deed)) this.#order(deed, told);
    else if (isWorld(deed)) {
      const { clock, helper } = this.#options;
      const done = await helper.perform(deed, this.context.householdW);
      if (done.later) this.#later.push({ ...done.later, atMs: clock.nowMs() + done.later.seconds * 1000 });
      told(done.told);
    }
  }

  async look(sight: Sight): Promise<Seen> {
    this.#throwBug();
    const { logs } = this.#options;
    const source = sourceOf(sight);
    if (source === "eyes") return this.#options.helper.look(sight, countedPulses(this.view));
    if (source === "switch") await this.#own(() => this.orders.ask(SWITCH_QUERY));
    if (source === "telegram" && this.view.telegram === "" && (sight.kind === "telegram" || sight.kind === "message"))
      throw new UserError(`no telegram came at the HAN port for ${FRESH_MS / 1000} s`);
    if (sight.kind === "intact") return this.#own(() => logs!.isIntact(sight.log));
    if (sight.kind === "records") return this.#own(() => logs!.records(sight.log));
    if (sight.kind !== "entries") return this.#inScript(lookIn(this.view, sight));
    const lines = await this.#own(() => logs!.lines(sight.log));
    return lines.filter((line) => asInScript(line, this.context.shiftS).includes(sight.text)).length;
  }

  witness(look: Look): Promise<Witnessed> {
    this.#throwBug();
    return this.#options.helper.witness(look, this, () => countedPulses(this.view));
  }

  async until(utcS: number): Promise<boolean> {
    const { asker, clock } = this.#options;
    const waitS = Math.ceil(utcS - this.nowS);
    if (waitS > LONG_WAIT_S) asker.say(`... waits ${waitS} s`);
    for (;;) {
      this.#throwBug();
      await this.#doLater(clock.nowMs());
      if (asker.isOver) return false;
      const leftMs = (utcS - this.nowS) * 1000;
      if (leftMs <= 0) return true;
      await wait(clock, Math.min(leftMs, TICK_MS));
    }
  }

  /** What was taken away for a time is put back. */
  async settle(): Promise<void> {
    while (this.#later.length > 0 && !this.#options.asker.isOver)
      await this.until(Math.min(...this.#later.map(({ atMs }) => atMs)) / 1000 - this.context.shiftS);
  }

  #inScript(seen: Seen): Seen {
    const { shiftS } = this.context;
    if (typeof seen === "object") return seen.map((line) => asInScript(line, shiftS));
    return typeof seen === "string" ? asInScript(seen, shiftS) : seen;
  }

  /** What the stage asks for itself is no message that a script counts. */
  #own<T>(ask: () => Promise<T>): Promise<T> {
    const count = (): number => {
      const { accepted, reports } = this.#options.meter.central!.meter.figures;
      return accepted - reports;
    };
    return this.orders.inTurn(async () => {
      const before = count();
      const result = await ask();
      this.#ownAnswers += count() - before;
      return result;
    });
  }

  #order(deed: OrderDeed, told: (line: string) => void): void {
    const asked = ++this.#asked;
    this.#answer = undefined;
    this.#isWaiting = true;
    const ended = (outcome: Outcome): void => {
      if (asked === this.#asked) [this.#answer, this.#isWaiting] = [outcome, false];
      for (const line of outcome.lines) told(line);
      if (outcome.trouble !== undefined) told(outcome.trouble);
    };
    const nowS = this.#options.clock.nowMs() / 1000;
    this.orders.perform(deed, { ...this.context, nowS }).then(ended, (error: unknown) => {
      const outcome = outcomeOf(error);
      if (outcome === undefined) this.#bug ??= error;
      else {
        this.troubles.push(outcome.trouble ?? "");
        ended(outcome);
      }
    });
  }

  async #doLater(nowMs: number): Promise<void> {
    const due = this.#later.filter(({ atMs }) => atMs <= nowMs);
    this.#later = this.#later.filter(({ atMs }) => atMs > nowMs);
    for (const { what, run } of due)
      try {
        await run();
      } catch (error) {
        if (!(error instanceof Skipped)) throw error;
        this.troubles.push(`not done: ${what} (${error.message})`);
      }
  }

  #throwBug(): void {
    if (this.#bug !== undefined) throw this.#bug instanceof Error ? this.#bug : new TypeError("no error was thrown");
  }
}
