// One meter on the bench: both virtual boards with the bundles that a real board gets, their parts, the wire between them, a household
// that pulses, the central system at the far end of the WAN and a reader at the HAN port. Time is simulated and starts at `startS`.

import { join } from "./engine/wire.ts";
import type { Wire } from "./engine/wire.ts";
import { Random } from "./engine/random.ts";
import { SimulationClock } from "./engine/simulation-clock.ts";
import { VirtualBoard } from "./engine/virtual-board.ts";
import type { Board } from "../boards/board.ts";
import type { BenchOptions, Files } from "./bench-options.ts";
import { board as meterBoard } from "../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../boards/nucleo-f401re/board.ts";
import { isSwitchState } from "../firmware/messages/switch-state.ts";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import { volatileMemory } from "./central/memory.ts";
import type { ChannelMemory } from "./central/memory.ts";
import { exportImpulsesPerKwh } from "./central/orders.ts";
import { CentralLine } from "./central-line.ts";
import type { Concentrator, Line } from "./concentrator/concentrator.ts";
import { finish } from "./finish.ts";
import { provisionedPart } from "./flash-part.ts";
import { Feeds, IMPULSES_PER_KWH } from "./feeds.ts";
import { FrameReceiver } from "./frame-receiver.ts";
import { keyRoom, makeKeys, meterKeyFile, offSwitchKeyFile } from "./key-file.ts";
import type { MeterKeys } from "./key-file.ts";
import type { PulseTrain } from "./load/pulse-train.ts";
import { Outage } from "./outage.ts";
import { AT_ONCE, installed } from "./switch-values.ts";
import { TelegramReader } from "./telegram-reader.ts";
import { meterParts, offSwitchParts, portOf } from "./virtual-parts.ts";
import type { MeterParts, OffSwitchParts } from "./virtual-parts.ts";
import { Wan } from "./wan.ts";
import type { WanTap } from "./wan.ts";

export type { BenchOptions } from "./bench-options.ts";

const SECOND_US = 1_000_000;
/** A turn of the mains in a second, as an angle. */
const MAINS_TURN = 2 * Math.PI * 50;
const MAINS_VOLTS = 230;
/** From the supply to the first statement of a bundle: the engine's own start. */
const START_US = 200_000;
/** A meter that is not told of generation takes what it counts for a mistake in its wiring: it is told when it has started. */
const TOLD_US = 5_000_000;

/** A processor of the bench, with its parts. */
export type BoardName = "meter" | "offSwitch";

export class Bench {
  readonly clock: SimulationClock;
  readonly startS: number;
  readonly meterId: string;
  readonly keys: MeterKeys;
  readonly meter: VirtualBoard;
  readonly offSwitch: VirtualBoard;
  readonly meterParts: MeterParts;
  readonly offSwitchParts: OffSwitchParts;
  readonly link: Wire;
  readonly central: CentralLine;
  /** What the central system and those at the meter's other ports remember of it; of no use where `centralIsOff`. */
  readonly memory: ChannelMemory;
  /** Whether it hears nothing and must be given nothing to say: its counters are not those of the meter's own central system. */
  readonly centralIsOff: boolean;
  readonly han: TelegramReader;
  /** What flows through the meter, and who holds it. */
  readonly feeds: Feeds;
  /** Cut for a time: the wire between the boards, and the WAN. */
  readonly outages: Readonly<Record<"link" | "wan", Outage>>;
  /** Through which all that the meter and the central system say to each other passes; undefined: they have a wire of their own. */
  readonly concentrator: Concentrator | undefined;
  /** The latest report of the off-switch processor that crossed the link (firmware/messages/switch-state.ts); "" before the first. */
  switchReport = "";
  /** Calls for everyone who wants to see each telegram. */
  readonly onTelegram: ((telegram: string) => void)[] = [];
  readonly #bundles: BenchOptions["bundles"];
  readonly #wan: Wan;
  #endUs: number | undefined;

  constructor(options: BenchOptions) {
    const random = new Random(options.seed);
    this.clock = options.clock ?? new SimulationClock();
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
    this.concentrator = options.concentrator;
    const line = this.#lineToCentral();
    this.#wan = new Wan(this.meter.uart(portOf(meterBoard, "wan")), line.toCentral);
    this.outages = { link: new Outage(this.clock, this.link), wan: new Outage(this.clock, this.#wan) };
    const { centralMemory } = options;
    this.centralIsOff = centralMemory === "elsewhere";
    this.memory = centralMemory === undefined || centralMemory === "elsewhere" ? volatileMemory(keys) : centralMemory;
    this.central = new CentralLine(this.memory, () => this.utcMs, line.toMeter);
    this.han = new TelegramReader((telegram) => {
      for (const observe of this.onTelegram) observe(telegram);
    });
    this.meter.uart(portOf(meterBoard, "han")).onSent((bytes) => {
      this.han.receive(bytes);
    });
    const { household, generation, startS } = options;
    const { importPulses, exportPulses } = this.meterParts;
    this.feeds = new Feeds({ clock: this.clock, startS, household, generation, importPulses, exportPulses });
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
    this.#wan.send(bytes);
  }

  onWan(tap: WanTap): void {
    this.#wan.onBytes(tap);
  }

  /** What is drawn from the grid. */
  get pulses(): PulseTrain {
    return this.feeds.pulses;
  }

  /** What is fed into it; undefined: nothing generates here. */
  get surplus(): PulseTrain | undefined {
    return this.feeds.surplus;
  }

  /** What the home draws from the grid now, below 0 what it feeds into it; 0 while it is disconnected, and where the load has ended. */
  powerW(): number {
    return this.feeds.powerW(this.utcMs / 1000);
  }

  /** As the `feeds` do; the meter is told of the first roof. */
  holdSun(watts: number | undefined): void {
    const hadRoof = this.surplus !== undefined;
    this.feeds.holdSun(watts);
    if (!hadRoof && this.surplus !== undefined) this.#tellOfRoof();
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

  /** The run is over: from now on nothing is drawn, and `elapsedS` stays what it is. */
  end(): void {
    this.#endUs ??= this.clock.nowUs;
    this.feeds.connect(false, this.clock.nowUs);
  }

  /** Ends the run, and goes on until the meter has told what was drawn and `isDone` says so (finish.ts). */
  finish(isDone: () => boolean = () => true): void {
    finish(this.clock, [this], isDone);
  }

  #board({ name, variables, console }: Board, files: Files): VirtualBoard {
    return new VirtualBoard({ clock: this.clock, name, variables, consolePort: console, files });
  }

  /** Both ways, with the concentrator between them where there is one. */
  #lineToCentral(): Line {
    const line: Line = {
      toCentral: (bytes) => {
        if (!this.centralIsOff) this.central.receive(bytes);
      },
      toMeter: (bytes) => {
        this.toWan(bytes);
      },
    };
    return this.concentrator?.join(this.meterId, this.keys.concentrator, line) ?? line;
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
    if (this.surplus)
      this.clock.at(TOLD_US, () => {
        this.#tellOfRoof();
      });
    this.offSwitchParts.relay.onMove((closed, timeUs) => {
      this.feeds.connect(closed && this.#endUs === undefined, timeUs);
    });
    this.feeds.connect(relayIsClosed, 0);
  }

  #tellOfRoof(): void {
    if (!this.centralIsOff) this.central.order("meter", exportImpulsesPerKwh(IMPULSES_PER_KWH));
  }
}
