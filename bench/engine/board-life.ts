// One life of a virtual board, from power-on or reset to the next: the bundle's realm with the engine's API, its watches,
// its console and its error flags, and what the main loop does with events.

import { espruinoObject, processObject, requireFunction, textFunctions, timeFunctions } from "./api-espruino.ts";
import { memoryFunctions } from "./api-memory.ts";
import { i2cObject, softI2cObject, spiObject } from "./api-buses.ts";
import { runListeners } from "./api-emitter.ts";
import { pinFunctions, pinMethods } from "./api-pins.ts";
import type { BoardStorage } from "./board-storage.ts";
import { ConsoleModel } from "./engine-console.ts";
import { loopbackPort, serialPort, setUpByDefault, type Port } from "./api-serial.ts";
import { uncaughtText } from "./engine-text.ts";
import * as channels from "./hardware.ts";
import type { Hardware } from "./hardware.ts";
import type { EngineConsole, ErrorFlag, Machine } from "./machine.ts";
import { ChipReset, type Processor, type ResetCause } from "./processor.ts";
import type { Random } from "./random.ts";
import { Realm } from "./realm.ts";
import type { SimulationClock } from "./simulation-clock.ts";
import type { PinModel } from "./virtual-pin.ts";
import type { Watchdog } from "./watchdog.ts";
import { Watches } from "./watches.ts";

/** What a life takes over from its board. */
export interface LifeHost {
  readonly clock: SimulationClock;
  readonly processor: Processor;
  readonly hardware: Hardware;
  readonly watchdog: Watchdog;
  readonly random: Random;
  readonly name: string;
  readonly variables: number;
  readonly storage: BoardStorage;
  readonly consolePort: string;
  readonly bootEpochSeconds: number;
  /** Text that the engine printed. */
  printed(text: string): void;
  /** Bytes that the REPL swallowed. */
  typed(bytes: string): void;
  flagged(flag: ErrorFlag): void;
}

export class Life implements Machine {
  readonly clock: SimulationClock;
  readonly processor: Processor;
  readonly realm = new Realm();
  readonly watches: Watches;
  readonly random: Random;
  readonly variables: number;
  readonly storage: BoardStorage;
  readonly uarts: Hardware["uarts"];
  readonly buses: Machine["buses"];
  readonly watchdog: Watchdog;
  readonly pins: ReadonlyMap<string, PinModel>;
  readonly console: EngineConsole;
  /** Variables of the bundle's top level. */
  results: Record<string, unknown> = {};

  private readonly host: LifeHost;
  private readonly bornUs: number;
  private readonly pinObjects = new Map<unknown, PinModel>();
  private readonly objectOfPin = new Map<PinModel, object>();
  private readonly ports = new Map<number, Port>();
  private readonly espruino: Record<string, unknown>;
  private readonly process: Record<string, unknown>;
  private flags = new Set<ErrorFlag>();
  private newFlags: ErrorFlag[] = [];
  private exception: { value: unknown } | undefined;

  constructor(host: LifeHost) {
    this.host = host;
    this.clock = host.clock;
    this.processor = host.processor;
    this.random = host.random;
    this.variables = host.variables;
    this.storage = host.storage;
    this.watchdog = host.watchdog;
    this.uarts = host.hardware.uarts;
    this.buses = host.hardware;
    this.pins = host.hardware.pins;
    this.bornUs = host.clock.nowUs;
    this.console = new ConsoleModel(this, host.consolePort, (text) => {
      host.printed(text);
    });
    this.watches = new Watches({
      timers: host.processor.timers,
      call: (run, self, values) => {
        host.processor.call(
          run,
          self,
          values.map((value) => this.adopt(value)),
        );
      },
      seconds: (timeUs) => this.seconds(timeUs),
      pinObject: (pin) => this.pinObject(pin),
    });
    const names = this.makePorts();
    this.espruino = espruinoObject(this, names);
    this.process = processObject(this);
    this.fillRealm();
    const consoleUart = this.uarts.find((uart) => uart.name === host.consolePort);
    if (consoleUart !== undefined) setUpByDefault(this, consoleUart);
  }

  /** Runs the bundle as the engine runs its boot code: an exception ends the rest of it, what it set up stays. */
  boot(bundle: string, wanted: readonly string[]): void {
    const file = `${this.host.name}.js`;
    try {
      const run = this.realm.compile(bundle, file, wanted);
      this.results = run();
    } catch (error) {
      if (error instanceof ChipReset) throw error;
      this.exception = { value: error };
    }
    this.checkErrors();
    runListeners(this, this.espruino, "init", []);
    this.checkErrors();
  }

  seconds(timeUs: number): number {
    return (this.host.bootEpochSeconds * 1e6 + timeUs - this.bornUs) / 1e6;
  }

  pinOf(value: unknown): PinModel | undefined {
    return typeof value === "string" ? this.pins.get(value) : this.pinObjects.get(value);
  }

  pinObject(pin: PinModel): unknown {
    return this.objectOfPin.get(pin);
  }

  raise(flag: ErrorFlag): void {
    this.host.flagged(flag);
    if (this.flags.has(flag)) return;
    this.flags.add(flag);
    this.newFlags.push(flag);
  }

  takeFlags(): ErrorFlag[] {
    const taken = [...this.flags];
    this.flags = new Set();
    return taken;
  }

  sync(): void {
    this.host.hardware.sync(this.processor.nowUs);
  }

  loopback(name: "LoopbackA" | "LoopbackB", bytes: string): void {
    const channel = name === "LoopbackA" ? channels.LOOPBACK_B : channels.LOOPBACK_A;
    for (let i = 0; i < bytes.length; i++) {
      if (!this.processor.events.pushByte(channel, bytes.charCodeAt(i))) this.raise("FIFO_FULL");
    }
    this.processor.wake(this.processor.nowUs);
  }

  reset(cause: ResetCause): never {
    runListeners(this, this.espruino, "kill", []);
    throw new ChipReset(cause);
  }

  /** Handles the record that the event buffer popped. Returns the further records that count as handled with it. */
  handleEvent(): number {
    const { events } = this.processor;
    const channel = events.channel & channels.CHANNEL_MASK;
    const high = (events.channel & channels.FLAG_HIGH) !== 0;
    const dataHigh = (events.channel & channels.FLAG_DATA_HIGH) !== 0;
    if (channel < channels.FIRST_UART) {
      const timeUs = this.host.hardware.edgeTimeUs(events.word());
      this.watches.handle(channel - channels.FIRST_LINE, high, dataHigh, timeUs);
      return 0;
    }
    const isStatus = channel >= channels.FIRST_UART_STATUS && channel < channels.LOOPBACK_A;
    if (isStatus) {
      const port = this.ports.get(channel - channels.FIRST_UART_STATUS + channels.FIRST_UART) as Port;
      if (high) runListeners(this, port.object, "framing", []);
      if (dataHigh) runListeners(this, port.object, "parity", []);
      return 0;
    }
    const bytes = events.text();
    if (this.uarts[channel - channels.FIRST_UART]?.name === this.console.device) {
      this.host.typed(bytes);
      return 0;
    }
    (this.ports.get(channel) as Port).deliver(bytes);
    return bytes.length + 2;
  }

  uncaught(value: unknown): void {
    this.exception = { value };
  }

  /** End of a pass: only the last exception of it is reported, as in the engine. */
  checkErrors(): void {
    if (this.exception !== undefined) {
      const { value } = this.exception;
      this.exception = undefined;
      const handled = runListeners(this, this.process, "uncaughtException", [value]);
      const left = this.exception as { value: unknown } | undefined;
      this.exception = undefined;
      if (left !== undefined || !handled) {
        this.console.write(uncaughtText(left === undefined ? value : left.value, `${this.host.name}.js`));
      }
    }
    if (this.newFlags.length === 0) return;
    const flags = this.newFlags;
    this.newFlags = [];
    runListeners(this, this.espruino, "errorFlag", [this.realm.list(flags)]);
    this.console.write(`New interpreter error: ${flags.join(",")}\n`);
  }

  private adopt(value: unknown): unknown {
    return typeof value === "object" && value !== null ? this.realm.record(value) : value;
  }

  private makePorts(): Map<unknown, string> {
    const names = new Map<unknown, string>();
    this.uarts.forEach((uart, index) => {
      const port = serialPort(this, uart);
      this.ports.set(channels.FIRST_UART + index, port);
      names.set(port.object, uart.name);
    });
    this.ports.set(channels.LOOPBACK_A, loopbackPort(this, "LoopbackA"));
    this.ports.set(channels.LOOPBACK_B, loopbackPort(this, "LoopbackB"));
    return names;
  }

  private fillRealm(): void {
    const { realm } = this;
    const { print, ...console } = textFunctions(this);
    const { poke8, memoryArea } = memoryFunctions();
    const functions = { ...timeFunctions(this), ...pinFunctions(this), ...requireFunction(this), print, poke8 };
    for (const [name, run] of Object.entries(functions)) realm.global[name] = realm.wrap(run as () => unknown);
    for (const pin of this.pins.values()) {
      const object = realm.record({});
      realm.equip(object, pinMethods(this, pin));
      this.pinObjects.set(object, pin);
      this.objectOfPin.set(pin, object);
      realm.global[pin.name] = object;
    }
    realm.equip(this.espruino, { memoryArea });
    const output = realm.record({});
    realm.equip(output, console);
    this.uarts.forEach((uart, index) => {
      realm.global[uart.name] = (this.ports.get(channels.FIRST_UART + index) as Port).object;
    });
    realm.global["LoopbackA"] = (this.ports.get(channels.LOOPBACK_A) as Port).object;
    realm.global["LoopbackB"] = (this.ports.get(channels.LOOPBACK_B) as Port).object;
    for (const bus of this.buses.i2c) realm.global[bus.name] = i2cObject(this, bus);
    for (const bus of this.buses.spi) realm.global[bus.name] = spiObject(this, bus);
    realm.global["I2C"] = realm.wrap(() => softI2cObject(this));
    Object.assign(realm.global, { E: this.espruino, process: this.process, console: output, global: realm.global });
    realm.equip(realm.global["Math"] as object, { random: () => this.random.unit() });
  }
}
