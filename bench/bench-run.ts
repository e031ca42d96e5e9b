// A prepared bench on its way: live in the terminal, or headless, as fast as it goes or at a pace where others are to be heard; through a script
// where there is one, and then to its end.

import type { Bench } from "./bench.ts";
import { roundWords } from "./concentrator/closed-round.ts";
import { LEAST_METERS } from "./concentrator/mask-sums.ts";
import { isoStamp } from "./load/load.ts";
import { Pacer, SPOKEN_TO, WATCHED } from "./pace.ts";
import type { Pace } from "./pace.ts";
import { meterFigures } from "./report.ts";
import { BenchStage } from "./script/bench-stage.ts";
import type { BenchStageOptions } from "./script/bench-stage.ts";
import { play } from "./script/play.ts";
import type { Played } from "./script/play.ts";
import type { Script } from "./script/script.ts";
import { LiveView } from "./terminal.ts";

export interface RunOptions {
  readonly pace: Pace;
  /** Where the page is, for whoever looks at the terminal. */
  readonly pageUrl: string | undefined;
  /** Infinity: until the person quits, or headless until the script is over. */
  readonly durationS: number;
  readonly isHeadless: boolean;
  /** Others speak at its ports meanwhile. */
  readonly isHeard: boolean;
  readonly script: Script | undefined;
  readonly stage: Omit<BenchStageOptions, "run">;
}

const TENTHS = 10;

function progressLine(bench: Bench): string {
  const { importWh, exportWh } = meterFigures(bench);
  const exported = bench.surplus === undefined ? "" : `  export ${exportWh ?? "-"} Wh`;
  const at = isoStamp(Math.floor(bench.utcMs / 1000));
  return `${at}  import ${importWh ?? "-"} Wh${exported}  telegrams ${bench.han.telegrams}`;
}

export class BenchRun {
  readonly stage: BenchStage;
  readonly #bench: Bench;
  readonly #options: RunOptions;
  readonly #view: LiveView | undefined;
  readonly #pacer: Pacer | undefined;

  constructor(bench: Bench, options: RunOptions) {
    const { pace, isHeadless, isHeard } = options;
    this.#bench = bench;
    this.#options = options;
    this.stage = new BenchStage(bench, { ...options.stage, run: (elapsedS) => this.#to(elapsedS) });
    this.#view = isHeadless ? undefined : new LiveView(this.stage, pace, options.pageUrl);
    this.#listenToConcentrator();
    const onFrame = (): void => this.#view?.draw();
    if (!isHeadless || isHeard)
      this.#pacer = new Pacer(bench, pace, { manner: isHeadless ? SPOKEN_TO : WATCHED, onFrame });
  }

  /** What became of the script. Throws UserError. */
  async go(): Promise<Played | undefined> {
    const { script, durationS, isHeadless } = this.#options;
    try {
      const played = script && (await play(script, this.stage, (line) => this.#tell(line)));
      if (script === undefined && isHeadless) await this.#goInTenths(durationS);
      else if (!isHeadless || durationS < Infinity) await this.#to(durationS);
      this.#view?.draw();
      return played;
    } finally {
      this.#view?.close();
    }
  }

  /** What a street with a sum has to tell, but for a round that is as it should be. */
  #listenToConcentrator(): void {
    const { concentrator } = this.#bench;
    concentrator?.onClosed((closed) => {
      if (concentrator.figures.meters >= LEAST_METERS && closed.verdict !== "usual") this.#tell(roundWords(closed));
    });
  }

  #tell(line: string): void {
    if (this.#view) this.#view.tell(line);
    else console.log(line);
  }

  /** False: the run ended before. */
  async #to(elapsedS: number): Promise<boolean> {
    const { durationS } = this.#options;
    const untilS = Math.min(elapsedS, durationS);
    if (this.#pacer && !(await this.#pacer.to(untilS))) return false;
    if (this.#pacer === undefined && untilS > this.#bench.elapsedS) this.#bench.runTo(untilS);
    return elapsedS <= durationS;
  }

  /** With a line of progress for each. */
  async #goInTenths(durationS: number): Promise<void> {
    for (let tenth = 1; tenth <= TENTHS; tenth++) {
      await this.#to((durationS * tenth) / TENTHS);
      console.log(progressLine(this.#bench));
    }
  }
}
