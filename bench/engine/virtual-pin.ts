// One pin of a virtual board: the register side (mode, output, pull) and the wire side, and who wins between them.
// A push-pull output wins over the outside; a low open-drain output too; then the outside; then a resistor outside; then the
// chip's pull; a floating pin reads 0. (Espruino src/jspin.c, targets/stm32/jshardware.c)

import type { Clock, Level, VirtualPin } from "./parts-api.ts";

export const PIN_MODES = [
  "analog",
  "input",
  "input_pullup",
  "input_pulldown",
  "output",
  "opendrain",
  "opendrain_pullup",
  "af_output",
  "af_opendrain",
] as const;

/** `receive`: the input of a UART. */
export type PinMode = (typeof PIN_MODES)[number] | "receive";

export class PinModel implements VirtualPin {
  readonly name: string;
  /** 0 to 15, the number of its interrupt line. */
  readonly line: number;
  /** The board's wiring turns the level round: the engine reads and writes the opposite. */
  readonly inverted: boolean;
  mode: PinMode = "input";
  /** `pinMode` was called: reads, writes and watches leave the mode alone. */
  manual = false;
  /** Time at which the pulses asked for so far end. */
  pulsesEndUs = 0;
  /** Counts resets, so that a pulse of a former life does not end in this one. */
  life = 0;
  /** The pins of the UART that this one belongs to; any other use takes it out. */
  port: Set<string> | undefined;

  private readonly clock: Clock;
  private readonly edge: (pin: PinModel, timeUs: number) => void;
  private readonly observers: ((level: Level, timeUs: number) => void)[] = [];
  private output: Level = 0;
  private outside: Level | undefined;
  private resistor: Level | undefined;
  private analog: ((timeUs: number) => number) | undefined;
  private level: Level = 0;

  constructor(name: string, clock: Clock, inverted: boolean, edge: (pin: PinModel, timeUs: number) => void) {
    this.name = name;
    this.line = Number(name.slice(1));
    this.clock = clock;
    this.inverted = inverted;
    this.edge = edge;
  }

  drive(level: Level | undefined): void {
    this.outside = level;
    this.settle(this.clock.nowUs);
  }

  /** A resistor on the board around the chip; weaker than `drive`. */
  pull(level: Level | undefined): void {
    this.resistor = level;
    this.settle(this.clock.nowUs);
  }

  driveAnalog(source: (timeUs: number) => number): void {
    this.analog = source;
  }

  onWrite(observe: (level: Level, timeUs: number) => void): void {
    this.observers.push(observe);
  }

  read(): Level {
    return this.level;
  }

  /** What the engine reads. */
  get value(): boolean {
    return (this.level === 1) !== this.inverted;
  }

  setMode(mode: PinMode, timeUs: number): void {
    this.port?.delete(this.name);
    this.port = undefined;
    this.mode = mode;
    this.settleAndTell(timeUs);
  }

  /** Writes the output register; it shows where the mode is an output. */
  setOutput(value: boolean, timeUs: number): void {
    this.output = value !== this.inverted ? 1 : 0;
    this.settleAndTell(timeUs);
  }

  /** Level as a fraction of full scale, as a 12-bit converter reports it. */
  measure(timeUs: number): number {
    const level = this.analog === undefined ? this.level : this.analog(timeUs);
    return Math.min(4095, Math.max(0, Math.floor(level * 4096))) / 4096;
  }

  /** Reset of the chip: a floating input. */
  reset(timeUs: number): void {
    this.life++;
    this.manual = false;
    this.output = 0;
    this.pulsesEndUs = 0;
    this.setMode("input", timeUs);
  }

  private resolve(): Level {
    const { mode } = this;
    if (mode === "output" || mode === "af_output") return this.output;
    const drains = mode === "opendrain" || mode === "opendrain_pullup" || mode === "af_opendrain";
    if (drains && this.output === 0) return 0;
    if (this.outside !== undefined) return this.outside;
    if (this.resistor !== undefined) return this.resistor;
    return mode === "input_pullup" || mode === "opendrain_pullup" ? 1 : 0;
  }

  private settle(timeUs: number): boolean {
    const level = this.resolve();
    if (level === this.level) return false;
    this.level = level;
    this.edge(this, timeUs);
    return true;
  }

  private settleAndTell(timeUs: number): void {
    if (!this.settle(timeUs)) return;
    for (const observe of this.observers) observe(this.level, timeUs);
  }
}
