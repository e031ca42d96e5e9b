// One meter on the bench: both virtual boards with the bundles that a real board gets, their parts, the wire between them, a household
// that pulses, the central system at the far end of the WAN and a reader at the HAN port. Time is simulated and starts at `startS`.

import { join } from "./engine/wire.ts";
import type { Wire } from "./engine/wire.ts";
import { Random } from "./engine/random.ts";
import { SimulationClock } from "./engine/simulation-clock.ts";
import { VirtualBoard } from "./engine/virtual-board.ts";
import type { Board } from "../boards/board.ts";
import { board as meterBoard } from "../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../boards/nucleo-f401re/board.ts";
import { isSwitchState } from "../firmware/messages/switch-state.ts";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import { volatileMemory } from "./central/memory.ts";
import type { ChannelMemory } from "./central/memory.ts";
import { exportImpulsesPerKwh } from "./central/orders.ts";
import { CentralLine } from "./central-line.ts";
import { provisionedPart } from "./flash-part.ts";
import { FrameReceiver } from "./frame-receiver.ts";
import type { Household } from "./household.ts";
import { keyRoom, makeKeys, meterKeyFile, offSwitchKeyFile } from "./key-file.ts";
import type { MeterKeys } from "./key-file.ts";
import type { Load } from "./load/load.ts";
import { remainder } from "./load/net.ts";
import { PulseTrain } from "./load/pulse-train.ts";
import type { NorArray } from "./parts/nor-array.ts";
import type { S0Source } from "./parts/s0-source.ts";
import { AT_ONCE, installed } from "./switch-values.ts";
import { TelegramReader } from "./telegram-reader.ts";
import { meterParts, offSwitchParts, portOf } from "./virtual-parts.ts";
import type { MeterParts, OffSwitchParts } from "./virtual-parts.ts";

export const IMPULSES_PER_KWH = 1000;
const SECOND_US = 1_000_000;
/** A turn of the mains in a second, as an angle. */
const MAINS_TURN = 2 * Math.PI * 50;
const MAINS_VOLTS = 230;
/** A telegram every 10 s, and one more second for it to be sent. */
const TELEGRAM_PERIOD_S = 11;
/** The meter stores what it counted once a minute. */
const STORE_PERIOD_S = 61;
/** From the supply to the first statement of a bundle: the engine's own start. */
const START_US = 200_000;
/** The standard's shortest pulse: the fastest pulse train still leaves it its gap. */
const PULSE_WIDTH_US = 30_000;
/** That a pulse which has begun takes to be counted, with its bounces. */
const LAST_PULSE_US = 100_000;
/** A meter that is not told of generation takes what it counts for a mistake in its wiring: it is told when it has started. */
const TOLD_US = 5_000_000;

export interface BenchOptions {
  readonly household: Household;
  /** What the home generates: it draws the rest of its load from the grid, and feeds what it does not need into it. Default: nothing. */
  readonly generation?: Load;
  /** UTC second at which both boards are switched on. */
  readonly startS: number;
  readonly seed: number;
  readonly bundles: { readonly meter: string; readonly offSwitch: string };
  /** 8 printable characters. */
  readonly meterId?: string;
  /** Of a meter that was provisioned; default: made up from the seed. */
  readonly keys?: MeterKeys;
  /** Content of the flash parts; default: as they leave provisioning. */
  readonly memory?: { readonly meter: NorArray; readonly offSwitch: NorArray };
  /** Files of the chips' internal flash, by name; default: as they leave provisioning. */
  readonly files?: { readonly meter: Files; readonly offSwitch: Files };
  /** Where the relay was left; default: closed. */
  readonly relayIsClosed?: boolean;
  /** Within which bounds the switch moves (firmware/messages/switch-policy.ts); default: at once. Not with `memory`, which has its own. */
  readonly switchPolicy?: string;
  /** What the central system remembers of the meter; default: as at provisioning. "elsewhere": another one has the meter, and this is off. */
  readonly centralMemory?: ChannelMemory | "elsewhere";
}

/** The pulses of a direction on their way into the meter. */
interface Feed {
  readonly train: PulseTrain;
  readonly source: S0Source;
  alarm: ReturnType<SimulationClock["at"]> | undefined;
}

type Files = Readonly<Record<string, string>>;

/** A processor of the bench, with its parts. */
export type BoardName = "meter" | "offSwitch";

export class Bench {
  readonly clock = new SimulationClock();
  readonly startS: number;
  readonly meterId: string;
  readonly keys: MeterKeys;
  readonly meter: VirtualBoard;
  readonly offSwitch: VirtualBoard;
  readonly meterParts: MeterParts;
  readonly offSwitchParts: OffSwitchParts;
  readonly link: Wire;
  readonly central: CentralLine;
  /** Whether it hears nothing and must be given nothing to say: its counters are not those of the meter's own central system. */
  readonly centralIsOff: boolean;
  readonly han: TelegramReader;
  /** What is drawn from the grid. */
  readonly pulses: PulseTrain;
  /** What is fed into it; undefined: nothing generates here. */
  readonly surplus: PulseTrain | undefined;
  /** The latest report of the off-switch processor that crossed the link (firmware/messages/switch-state.ts); "" before the first. */
  switchReport = "";
  /** Calls for everyone who wants to see each telegram. */
  readonly onTelegram: ((telegram: string) => void)[] = [];
  readonly #household: Household;
  readonly #generation: Load | undefined;
  readonly #bundles: BenchOptions["bundles"];
  #endUs: number | undefined;
  readonly #feeds: Feed[] = [];
  readonly #wanTaps: ((direction: "in" | "out", bytes: string) => void)[] = [];

  constructor(options: BenchOptions) {
    const random = new Random(options.seed);
    const { household, generation } = options;
    this.#household = household;
    this.#generation = generation;
    this.#bundles = options.bundles;
    this.startS = options.startS;
    this.meterId = options.keys?.meterId ?? options.meterId ?? "HASM0001";
    const keys = options.keys ?? makeKeys(this.meterId, (count) => random.byteString(count));
    this.keys = keys;
    const files = options.files ?? {
      meter: { "hasm.keys": meterKeyFile(keys), "hasm.keyb": keyRoom() },
      offSwitch: { "hasm.keys": offSwitchKeyFile(keys), "hasm.keyb": keyRoom() },
    };
    this.meter = this.#board(meterBoard, files.meter);
    this.offSwitch = this.#board(offSwitchBoard, files.offSwitch);
    const relayIsClosed = options.relayIsClosed ?? true;
    const switchValues = installed(relayIsClosed, options.switchPolicy ?? AT_ONCE);
    const { flashBytes, segments } = offSwitchSystem;
    const content = options.memory ?? {
      meter: provisionedPart(meterSystem.flashBytes, meterSystem.segments, keys.meterLogs),
      offSwitch: provisionedPart(flashBytes, segments, keys.offSwitchLogs, switchValues),
    };
    this.meterParts = meterParts(this.meter, meterBoard, random, content.meter);
    this.offSwitchParts = offSwitchParts(this.offSwitch, offSwitchBoard, random, content.offSwitch, relayIsClosed);
    this.meterParts.clock.setUtc(options.startS);
    this.meterParts.clamp.current = (timeUs) =>
      (Math.SQRT2 * this.powerW() * Math.sin((timeUs / 1e6) * MAINS_TURN)) / MAINS_VOLTS;
    this.link = join(this.meter.uart(portOf(meterBoard, "link")), this.offSwitch.uart(portOf(offSwitchBoard, "link")));
    this.#watchLink();
    const wan = this.meter.uart(portOf(meterBoard, "wan"));
    const { centralMemory } = options;
    this.centralIsOff = centralMemory === "elsewhere";
    this.central = new CentralLine(
      centralMemory === undefined || centralMemory === "elsewhere" ? volatileMemory(keys) : centralMemory,
      () => this.utcMs,
      (bytes) => {
        this.toWan(bytes);
      },
    );
    wan.onSent((bytes) => {
      for (const tap of this.#wanTaps) tap("out", bytes);
      if (!this.centralIsOff) this.central.receive(bytes);
    });
    this.han = new TelegramReader((telegram) => {
      for (const observe of this.onTelegram) observe(telegram);
    });
    this.meter.uart(portOf(meterBoard, "han")).onSent((bytes) => {
      this.han.receive(bytes);
    });
    const train = (load: Load): PulseTrain => new PulseTrain(load, IMPULSES_PER_KWH, options.startS);
    this.pulses = train(generation === undefined ? household : remainder(household, generation));
    this.surplus = generation === undefined ? undefined : train(remainder(generation, household));
    this.#feed(relayIsClosed);
    this.meter.boot(options.bundles.meter);
    this.offSwitch.boot(options.bundles.offSwitch);
  }

  get utcMs(): number {
    return this.startS * 1000 + this.clock.nowUs / 1000;
  }

  get elapsedS(): number {
    return (this.#endUs ?? this.clock.nowUs) / SECOND_US;
  }

  /** Bytes onto the meter's WAN, from whoever reaches that wire. */
  toWan(bytes: string): void {
    for (const tap of this.#wanTaps) tap("in", bytes);
    this.meter.uart(portOf(meterBoard, "wan")).receive(bytes);
  }

  onWan(tap: (direction: "in" | "out", bytes: string) => void): void {
    this.#wanTaps.push(tap);
  }

  /** What the home draws from the grid now, below 0 what it feeds into it; 0 while it is disconnected, and where the load has ended. */
  powerW(): number {
    const atS = this.utcMs / 1000;
    const step = this.pulses.connected ? this.#household.stepAt(atS) : undefined;
    return step === undefined ? 0 : (step.powerUw - (this.#generation?.stepAt(atS)?.powerUw ?? 0)) / 1e6;
  }

  pressButton(forSeconds: number): void {
    const { button } = this.offSwitchParts;
    button.press(this.clock.nowUs);
    button.release(this.clock.nowUs + Math.round(forSeconds * SECOND_US));
  }

  /**
   * The supply of a board, its flash part, its display and its clock goes at `atUs`, which may be in the middle of a step, and comes back
   * `offUs` later. The household goes on drawing: what it draws meanwhile is not counted. Not before the cut of that board before is over.
   */
  cutPower(board: BoardName, atUs = this.clock.nowUs, offUs = 1_000_000): void {
    const { memorySupply } = this[`${board}Parts`];
    memorySupply.cutAt(atUs);
    this.clock.at(atUs, () => {
      memorySupply.powerOff(atUs);
      this[board].powerOff();
      if (board === "meter") this.meterParts.clock.cutSupply();
    });
    this.clock.at(atUs + offUs, () => {
      memorySupply.powerOn(atUs + offUs);
      if (board !== "meter") return;
      this.meterParts.clock.restoreSupply();
      this.meterParts.lcd.powerCycle();
    });
    this.clock.at(atUs + offUs + START_US, () => {
      this[board].boot(this.#bundles[board]);
    });
  }

  /** Goes on to `elapsedS` seconds after power-on. */
  runTo(elapsedS: number): void {
    this.clock.runUntil(Math.round(elapsedS * SECOND_US));
  }

  /**
   * Ends the run: from now on nothing is drawn, and time goes on until the meter's next telegram, so that the last pulse is in it, and until
   * `isDone` says so, a minute at most. `elapsedS` stays what it was.
   */
  finish(isDone: () => boolean = () => true): void {
    this.#endUs ??= this.clock.nowUs;
    this.#connect(false, this.clock.nowUs);
    this.clock.runUntil(this.clock.nowUs + LAST_PULSE_US);
    const before = this.han.telegrams;
    const isTold = (): boolean => this.han.telegrams > before;
    this.#goOn(TELEGRAM_PERIOD_S, isTold);
    this.#goOn(STORE_PERIOD_S, isDone);
  }

  #goOn(mostSeconds: number, isDone: () => boolean): void {
    for (let second = 0; second < mostSeconds && !isDone(); second++) this.clock.runUntil(this.clock.nowUs + SECOND_US);
  }

  #board({ name, variables, console }: Board, files: Files): VirtualBoard {
    return new VirtualBoard({ clock: this.clock, name, variables, consolePort: console, files });
  }

  #watchLink(): void {
    const receiver = new FrameReceiver((payload) => {
      if (isSwitchState(payload)) this.switchReport = payload;
    });
    this.link.onBytes((direction, bytes) => {
      if (direction === "b-to-a") receiver.receive(bytes);
    });
  }

  /** The relay takes the household off and puts it back. */
  #feed(relayIsClosed: boolean): void {
    const { importPulses, exportPulses } = this.meterParts;
    this.#feeds.push({ train: this.pulses, source: importPulses, alarm: undefined });
    if (this.surplus) {
      this.#feeds.push({ train: this.surplus, source: exportPulses, alarm: undefined });
      this.clock.at(TOLD_US, () => {
        if (!this.centralIsOff) this.central.order("meter", exportImpulsesPerKwh(IMPULSES_PER_KWH));
      });
    }
    this.offSwitchParts.relay.onMove((closed, timeUs) => {
      this.#connect(closed && this.#endUs === undefined, timeUs);
    });
    this.#connect(relayIsClosed, 0);
  }

  #connect(connected: boolean, timeUs: number): void {
    for (const feed of this.#feeds) {
      if (connected) feed.train.reconnect(timeUs);
      else feed.train.disconnect(timeUs);
      this.#schedulePulse(feed);
    }
  }

  /** One alarm at a time, for the next pulse. */
  #schedulePulse(feed: Feed): void {
    if (feed.alarm) this.clock.cancel(feed.alarm);
    const nextUs = feed.train.nextPulseUs();
    const pulse = (): void => {
      feed.alarm = undefined;
      feed.source.pulse(feed.train.take(), PULSE_WIDTH_US);
      this.#schedulePulse(feed);
    };
    feed.alarm = nextUs === undefined ? undefined : this.clock.at(nextUs, pulse);
  }
}
