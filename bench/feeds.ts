// What flows through the meter on the bench, as the pulses of its two directions: what the home draws of its load, and what its roof gives
// beyond it. The load and the sun can be held at so many watts at any moment, and a part of the load can be led round the meter; no energy is
// lost by that or counted twice. The relay takes all of it off and puts it back, but for what goes round the meter: that goes round the relay.

import type { SimulationClock } from "./engine/simulation-clock.ts";
import { EnergyCount } from "./load/energy-count.ts";
import { HeldLoad, MOST_WATTS, NOTHING } from "./load/held-load.ts";
import type { Load } from "./load/load.ts";
import { remainder } from "./load/net.ts";
import { PulseTrain } from "./load/pulse-train.ts";
import { MOST_PERCENT, SplitLoad } from "./load/split-load.ts";
import type { S0Source } from "./parts/s0-source.ts";

export const IMPULSES_PER_KWH = 1000;
/** The standard's shortest pulse: the fastest pulse train still leaves it its gap. */
const PULSE_WIDTH_US = 30_000;

/** The pulses of a direction on their way into the meter. */
interface Feed {
  readonly train: PulseTrain;
  readonly source: S0Source;
  alarm: ReturnType<SimulationClock["at"]> | undefined;
}

export interface FeedsOptions {
  readonly clock: SimulationClock;
  /** UTC second at which the clock begins. */
  readonly startS: number;
  readonly household: Load;
  /** undefined: there is no roof yet. */
  readonly generation: Load | undefined;
  readonly importPulses: S0Source;
  readonly exportPulses: S0Source;
}

export class Feeds {
  /** What is drawn from the grid. */
  readonly pulses: PulseTrain;
  readonly #options: FeedsOptions;
  readonly #load: HeldLoad;
  readonly #roof: HeldLoad;
  readonly #split: SplitLoad;
  readonly #bypassed: EnergyCount;
  readonly #feeds: Feed[] = [];
  #connected = false;

  /** Nothing flows before `connect`. */
  constructor(options: FeedsOptions) {
    this.#options = options;
    this.#load = new HeldLoad(options.household);
    this.#roof = new HeldLoad(options.generation ?? NOTHING);
    this.#split = new SplitLoad(this.#load);
    this.#bypassed = new EnergyCount(this.#split.branch, options.startS);
    this.pulses = this.#add(remainder(this.#split.main, this.#roof), options.importPulses);
    if (options.generation !== undefined) this.#addRoof();
  }

  /** What is fed into the grid; undefined: there is no roof. */
  get surplus(): PulseTrain | undefined {
    return this.#feeds[1]?.train;
  }

  /** What flows through the meter at a UTC second, below 0 into the grid; 0 while the home is disconnected, and where the load has ended. */
  powerW(atS: number): number {
    if (!this.#connected) return 0;
    const step = this.#split.main.stepAt(atS);
    return step === undefined ? 0 : (step.powerUw - (this.#roof.stepAt(atS)?.powerUw ?? 0)) / 1e6;
  }

  /** Watts at which somebody holds the load; undefined: nobody does. */
  get heldLoadW(): number | undefined {
    return this.#load.heldW;
  }

  get heldSunW(): number | undefined {
    return this.#roof.heldW;
  }

  /** Percent of the load that go round the meter. */
  get bypassPercent(): number {
    return this.#split.percent;
  }

  /** From now on so much of the load goes round meter, clamp and relay. Throws RangeError for what is not 0 to 100 whole percent. */
  bypass(percent: number): void {
    if (!(Number.isInteger(percent) && percent >= 0 && percent <= MOST_PERCENT))
      throw new RangeError(`${percent} % are not 0 to ${MOST_PERCENT}`);
    this.#change(() => (this.#split.percent = percent));
  }

  /** What has flowed to this home until now, in whole watt-seconds: through the meter and round it, less what it has fed in. */
  lineWs(): number {
    this.#advance();
    return this.pulses.energyWs + this.#bypassed.energyWs - (this.surplus?.energyWs ?? 0);
  }

  /** From now on; undefined gives it back. Throws RangeError for what is not 0 to MOST_WATTS whole watts. */
  holdLoad(watts: number | undefined): void {
    this.#hold(this.#load, watts);
  }

  /** As `holdLoad`, of what the roof gives; a home without a roof gets one. */
  holdSun(watts: number | undefined): void {
    if (watts !== undefined && this.surplus === undefined) this.#addRoof();
    this.#hold(this.#roof, watts);
  }

  /** `timeUs`: not before the latest pulse. */
  connect(connected: boolean, timeUs: number): void {
    this.#connected = connected;
    for (const feed of this.#feeds) {
      if (connected) feed.train.reconnect(timeUs);
      else feed.train.disconnect(timeUs);
      this.#schedule(feed);
    }
  }

  #add(load: Load, source: S0Source): PulseTrain {
    const train = new PulseTrain(load, IMPULSES_PER_KWH, this.#options.startS);
    train.disconnect(0);
    this.#feeds.push({ train, source, alarm: undefined });
    return train;
  }

  #addRoof(): void {
    this.#add(remainder(this.#roof, this.#split.main), this.#options.exportPulses);
    if (this.#connected) this.connect(true, this.#options.clock.nowUs);
  }

  #hold(load: HeldLoad, watts: number | undefined): void {
    if (watts !== undefined && !(Number.isInteger(watts) && watts >= 0 && watts <= MOST_WATTS))
      throw new RangeError(`${watts} W are not 0 to ${MOST_WATTS}`);
    this.#change(() => (load.heldW = watts));
  }

  /** Each train is to know what flowed until now before any of them sees another load. */
  #change(change: () => void): void {
    this.#advance();
    change();
    for (const feed of this.#feeds) {
      feed.train.loadChanged();
      this.#schedule(feed);
    }
  }

  #advance(): void {
    const { nowUs } = this.#options.clock;
    for (const { train } of this.#feeds) train.advance(nowUs);
    this.#bypassed.advance(nowUs);
  }

  /** One alarm at a time, for the next pulse, or for the next look where none is in sight. */
  #schedule(feed: Feed): void {
    const { clock } = this.#options;
    if (feed.alarm) clock.cancel(feed.alarm);
    feed.alarm = undefined;
    const nextUs = feed.train.nextPulseUs();
    const lookUs = feed.train.searchedUs;
    if (nextUs !== undefined)
      feed.alarm = clock.at(nextUs, () => {
        feed.source.pulse(feed.train.take(), PULSE_WIDTH_US);
        this.#schedule(feed);
      });
    else if (lookUs < Infinity)
      feed.alarm = clock.at(lookUs, () => {
        feed.train.advance(lookUs);
        this.#schedule(feed);
      });
  }
}
