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
import { CentralLine } from "./central-line.ts";
import { provisionedPart } from "./flash-part.ts";
import { FrameReceiver } from "./frame-receiver.ts";
import type { Household } from "./household.ts";
import { keyRoom, makeKeys, meterKeyFile, offSwitchKeyFile } from "./key-file.ts";
import type { MeterKeys } from "./key-file.ts";
import { PulseTrain } from "./load/pulse-train.ts";
import type { NorArray } from "./parts/nor-array.ts";
import { AT_ONCE, installed } from "./switch-values.ts";
import { TelegramReader } from "./telegram-reader.ts";
import { meterParts, offSwitchParts, portOf } from "./virtual-parts.ts";
import type { MeterParts, OffSwitchParts } from "./virtual-parts.ts";

export const IMPULSES_PER_KWH = 1000;
const SECOND_US = 1_000_000;
/** A telegram every 10 s, and one more second for it to be sent. */
const TELEGRAM_PERIOD_S = 11;
/** From the supply to the first statement of a bundle: the engine's own start. */
const START_US = 200_000;
/** The standard's shortest pulse: the fastest pulse train still leaves it its gap. */
const PULSE_WIDTH_US = 30_000;
/** That a pulse which has begun takes to be counted, with its bounces. */
const LAST_PULSE_US = 100_000;

export interface BenchOptions {
  readonly household: Household;
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
  readonly pulses: PulseTrain;
  /** The latest report of the off-switch processor that crossed the link (firmware/messages/switch-state.ts); "" before the first. */
  switchReport = "";
  /** Calls for everyone who wants to see each telegram. */
  readonly onTelegram: ((telegram: string) => void)[] = [];
  readonly #household: Household;
  readonly #bundles: BenchOptions["bundles"];
  #endUs: number | undefined;
  #pulseAlarm: ReturnType<SimulationClock["at"]> | undefined;
  readonly #wanTaps: ((direction: "in" | "out", bytes: string) => void)[] = [];

  constructor(options: BenchOptions) {
    const random = new Random(options.seed);
    this.#household = options.household;
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
    this.pulses = new PulseTrain(options.household, IMPULSES_PER_KWH, options.startS);
    if (!relayIsClosed) this.pulses.disconnect(0);
    this.#feed();
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

  /** What the household draws now; 0 while it is disconnected, and where the load has ended. */
  powerW(): number {
    const step = this.pulses.connected ? this.#household.stepAt(this.utcMs / 1000) : undefined;
    return (step?.powerUw ?? 0) / 1e6;
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
   * Ends the run: from now on nothing is drawn, and time goes on until the meter's next telegram, so that the last pulse is in it.
   * `elapsedS` stays what it was.
   */
  finish(): void {
    this.#endUs ??= this.clock.nowUs;
    this.#connect(false, this.clock.nowUs);
    this.clock.runUntil(this.clock.nowUs + LAST_PULSE_US);
    const before = this.han.telegrams;
    for (let second = 0; second < TELEGRAM_PERIOD_S && this.han.telegrams === before; second++)
      this.clock.runUntil(this.clock.nowUs + SECOND_US);
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

  /** One alarm at a time, for the next pulse; the relay takes the household off and puts it back. */
  #feed(): void {
    this.offSwitchParts.relay.onMove((closed, timeUs) => {
      this.#connect(closed && this.#endUs === undefined, timeUs);
    });
    this.#schedulePulse();
  }

  #connect(connected: boolean, timeUs: number): void {
    if (connected) this.pulses.reconnect(timeUs);
    else this.pulses.disconnect(timeUs);
    this.#schedulePulse();
  }

  #schedulePulse(): void {
    if (this.#pulseAlarm) this.clock.cancel(this.#pulseAlarm);
    const nextUs = this.pulses.nextPulseUs();
    const pulse = (): void => {
      this.#pulseAlarm = undefined;
      this.meterParts.importPulses.pulse(this.pulses.take(), PULSE_WIDTH_US);
      this.#schedulePulse();
    };
    this.#pulseAlarm = nextUs === undefined ? undefined : this.clock.at(nextUs, pulse);
  }
}
