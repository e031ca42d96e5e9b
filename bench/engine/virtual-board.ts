// A virtual board: a built bundle, byte for byte what a real board gets, on Node against a model of Espruino in simulated
// time. It promises the engine's order of events, its queues and their limits, and the time that wires take; it does not
// model the speed of JavaScript (a callback costs a fixed time), memory, endless loops or sleep.

import { Life } from "./board-life.ts";
import { BoardStorage, type TornByte } from "./board-storage.ts";
import { crc32 } from "./engine-text.ts";
import { Hardware } from "./hardware.ts";
import type { ErrorFlag } from "./machine.ts";
import type { PartHost } from "./parts-api.ts";
import { Processor, type ResetCause } from "./processor.ts";
import { Random } from "./random.ts";
import type { SimulationClock } from "./simulation-clock.ts";
import type { I2cModel, SoftI2cModel, SpiModel } from "./virtual-bus.ts";
import type { PinModel } from "./virtual-pin.ts";
import type { UartModel } from "./virtual-uart.ts";
import { Watchdog } from "./watchdog.ts";

const CTRL_C = "\x03";
/** Characters of the console and of the REPL's input that are kept. */
const KEPT_TEXT = 1 << 20;

export interface BoardOptions {
  readonly clock: SimulationClock;
  readonly name: string;
  /** Size of the engine's heap. */
  readonly variables: number;
  /** UART on which the console starts, or "" for a board whose console starts on USB. */
  readonly consolePort: string;
  /** Files of the internal flash as the board leaves provisioning, as byte strings. */
  readonly files?: Readonly<Record<string, string>>;
  /** What `getTime()` says at power-on and after a reset; default 0, which is 1970. */
  readonly bootEpochSeconds?: number;
  /** Processor time of one callback beside what its calls of the API cost. */
  readonly callbackUs?: number;
  /** From power-on or reset to the first statement of the bundle. 0: the bundle runs within `boot`. */
  readonly bootUs?: number;
  /** Items of the transmit queue: 256 on parts with 128 KB of RAM or more, else 128. */
  readonly transmitItems?: 128 | 256;
  /** Pins whose wiring turns the level round, as the button C13 of a NUCLEO board. */
  readonly invertedPins?: readonly string[];
  /** For `E.hwRand` and `Math.random`; default: from the name, so that boards differ. */
  readonly seed?: number;
  /** Variables of the bundle's top level that `global` can ask for; default: `hasm`. */
  readonly globals?: readonly string[];
}

export class VirtualBoard implements PartHost {
  readonly clock: SimulationClock;
  readonly name: string;
  /** How often the chip was reset, by cause. */
  readonly resets: Record<ResetCause, number> = { watchdog: 0, software: 0, external: 0 };
  /** How often a Ctrl-C reached the console: each would have stopped the program. */
  interruptions = 0;
  /** The files of the internal flash: they stay from one supply to the next. */
  readonly storage: BoardStorage;

  private readonly options: BoardOptions;
  private readonly processor: Processor;
  private readonly hardware: Hardware;
  private readonly watchdog: Watchdog;
  private readonly random: Random;
  private readonly raised = new Set<ErrorFlag>();
  private life: Life | undefined;
  private bundle: string | undefined;
  private powerOns = 0;
  private printedText = "";
  private typedText = "";
  private whenCut: ((timeUs: number) => void) | undefined;

  constructor(options: BoardOptions) {
    this.options = options;
    this.clock = options.clock;
    this.name = options.name;
    this.storage = new BoardStorage(options.files ?? {});
    this.random = new Random(options.seed ?? crc32(options.name) ?? 0);
    this.watchdog = new Watchdog({
      clock: this.clock,
      nowUs: () => this.processor.nowUs,
      isSleeping: () => this.processor.isSleeping,
      expired: () => {
        this.restart("watchdog");
      },
    });
    this.processor = new Processor(this.clock, options.callbackUs ?? 1000, this.surroundings());
    this.hardware = new Hardware(
      {
        clock: this.clock,
        events: this.processor.events,
        watches: () => this.life?.watches,
        nowUs: () => this.processor.nowUs,
        spend: (microseconds) => {
          this.processor.spend(microseconds);
        },
        wake: (timeUs) => {
          this.processor.wake(timeUs);
        },
        overflow: () => this.life?.raise("FIFO_FULL"),
      },
      options.transmitItems ?? 256,
      options.invertedPins ?? [],
    );
  }

  /** Throws a RangeError for a name that no pin of the chip has. */
  pin(name: string): PinModel {
    return this.hardware.pin(name);
  }

  /** "Serial1" to "Serial6"; throws a RangeError for another name. */
  uart(name: string): UartModel {
    return named(this.hardware.uarts, name);
  }

  /** "I2C1" to "I2C3". */
  i2c(name: string): I2cModel {
    return named(this.hardware.i2c, name);
  }

  /** The bit-banged bus on these two pins. */
  softI2c(scl: string, sda: string): SoftI2cModel {
    return this.hardware.softI2c(scl, sda);
  }

  /** "SPI1" to "SPI3". */
  spi(name: string): SpiModel {
    return named(this.hardware.spi, name);
  }

  /** Power on, with this bundle as boot code. A board that is on loses its power first. */
  boot(bundle: string): void {
    this.powerOff();
    this.bundle = bundle;
    this.begin();
  }

  powerOff(): void {
    this.bundle = undefined;
    this.end();
  }

  /**
   * The supply goes when `bytes` more bytes of the internal flash have been programmed: there ends what the program was doing. `whenCut`
   * is told when that was, so that what hangs on the same supply can follow; the time may lie ahead of the clock. The board stays off.
   */
  cutInWrite(bytes: number, whenCut?: (timeUs: number) => void, torn?: TornByte): void {
    this.storage.cutAfter(bytes, torn);
    this.whenCut = whenCut;
  }

  /** The reset pin. */
  reset(): void {
    this.restart("external");
  }

  get isPowered(): boolean {
    return this.bundle !== undefined;
  }

  /** Text that the engine printed since the board was made, whether a port carried it or not (the last 1 MiB). */
  get console(): string {
    return this.printedText;
  }

  /** Bytes that the REPL swallowed (the last 1 MiB). */
  get replInput(): string {
    return this.typedText;
  }

  /** Error flags raised since the board was made, read by the bundle or not. */
  get errorFlags(): readonly ErrorFlag[] {
    return [...this.raised];
  }

  /** Microseconds that the processor spent in JavaScript. */
  get busyUs(): number {
    return this.processor.busyUs;
  }

  /** A variable of the bundle's top level, of those that `globals` names, or a global that it made by assignment. */
  global(name: string): unknown {
    return this.life?.results[name] ?? this.life?.realm.global[name];
  }

  private restart(cause: ResetCause): void {
    if (this.bundle === undefined) return;
    this.resets[cause]++;
    this.end();
    this.begin();
  }

  private end(): void {
    this.powerOns++;
    this.processor.stop();
    this.watchdog.stop();
    this.life = undefined;
    this.hardware.reset();
  }

  private begin(): void {
    const bootUs = this.options.bootUs ?? 0;
    if (bootUs === 0) {
      this.startLife();
      return;
    }
    const { powerOns } = this;
    this.clock.at(this.clock.nowUs + bootUs, () => {
      if (this.powerOns === powerOns) this.startLife();
    });
  }

  private startLife(): void {
    this.hardware.sync(this.clock.nowUs);
    const life = new Life({
      clock: this.clock,
      processor: this.processor,
      hardware: this.hardware,
      watchdog: this.watchdog,
      random: this.random,
      name: this.name,
      variables: this.options.variables,
      storage: this.storage,
      consolePort: this.options.consolePort,
      bootEpochSeconds: this.options.bootEpochSeconds ?? 0,
      printed: (text) => {
        this.printedText = (this.printedText + text).slice(-KEPT_TEXT);
      },
      typed: (bytes) => {
        this.typedText = (this.typedText + bytes).slice(-KEPT_TEXT);
        this.interruptions += bytes.split(CTRL_C).length - 1;
      },
      flagged: (flag) => this.raised.add(flag),
    });
    this.life = life;
    this.processor.start(() => {
      life.boot(this.bundle as string, this.options.globals ?? ["hasm"]);
    });
  }

  private surroundings(): ConstructorParameters<typeof Processor>[2] {
    const { watchdog } = this;
    return {
      sync: (timeUs) => {
        this.hardware.sync(timeUs);
      },
      nextArrivalUs: () => this.hardware.nextArrivalUs(),
      handleEvent: () => (this.life as Life).handleEvent(),
      settleWatch: (timer) => {
        (this.life as Life).watches.settle(timer);
      },
      endPass: () => {
        this.watchdog.passed();
        (this.life as Life).checkErrors();
      },
      uncaught: (value) => {
        (this.life as Life).uncaught(value);
      },
      chipReset: (cause, timeUs) => {
        if (cause === "power") {
          this.powerOff();
          this.whenCut?.(Math.ceil(timeUs));
          return;
        }
        // A watchdog that ran out in the middle of a callback ends the life at its own time, by its own alarm.
        if (cause === "watchdog") this.processor.stop();
        else this.restart(cause);
      },
      get watchdogDeadlineUs() {
        return watchdog.deadlineUs;
      },
    };
  }
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no ${name}`);
  return found;
}
