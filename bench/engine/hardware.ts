// The chip without the engine: pins, UARTs, buses, and the interrupts that put edges and characters into the event buffer.
// It outlives resets; parts and wires hold on to it. (Espruino targets/stm32/stm32_it.c, src/jsdevices.c)

import type { EventBuffer } from "./event-buffer.ts";
import { I2cModel, SoftI2cModel, SpiModel, type BusHost } from "./virtual-bus.ts";
import type { SimulationClock } from "./simulation-clock.ts";
import { TransmitQueue } from "./transmit-queue.ts";
import { FRAMING_ERROR, PARITY_ERROR, UartModel } from "./virtual-uart.ts";
import { PinModel } from "./virtual-pin.ts";
import type { Watches } from "./watches.ts";

/** Channels of the event buffer; edges use 1 to 16. */
export const FIRST_LINE = 1;
export const FIRST_UART = 17;
export const FIRST_UART_STATUS = 23;
export const LOOPBACK_A = 29;
export const LOOPBACK_B = 30;
export const CHANNEL_MASK = 0x3f;
/** On an edge: the pin is high; its data pin is high. On a UART's status: what was wrong. */
export const FLAG_HIGH = 0x40;
export const FLAG_DATA_HIGH = 0x80;

const WORD = 0x1_0000_0000;
const UARTS = 6;
const BUSES = 3;

export interface HardwareHost {
  readonly clock: SimulationClock;
  readonly events: EventBuffer;
  /** Watches of the running bundle; undefined while there is none. */
  watches(): Watches | undefined;
  nowUs(): number;
  spend(microseconds: number): void;
  wake(timeUs: number): void;
  /** The event buffer had no room. */
  overflow(): void;
}

export class Hardware {
  readonly pins = new Map<string, PinModel>();
  readonly uarts: readonly UartModel[];
  readonly i2c: readonly I2cModel[];
  readonly spi: readonly SpiModel[];
  private readonly host: HardwareHost;
  private readonly busHost: BusHost;
  private readonly softBuses = new Map<string, SoftI2cModel>();

  constructor(host: HardwareHost, transmitItems: number, invertedPins: readonly string[]) {
    this.host = host;
    const edge = (pin: PinModel, timeUs: number): void => {
      this.edge(pin, timeUs);
    };
    for (const port of "ABCDE") {
      for (let number = 0; number < 16; number++) {
        const name = `${port}${number}`;
        this.pins.set(name, new PinModel(name, host.clock, invertedPins.includes(name), edge));
      }
    }
    const uartHost = {
      clock: host.clock,
      transmitQueue: new TransmitQueue(transmitItems),
      nowUs: () => host.nowUs(),
      expect: (timeUs: number) => {
        host.wake(timeUs);
      },
    };
    this.uarts = Array.from({ length: UARTS }, (_, index) => new UartModel(`Serial${index + 1}`, uartHost));
    this.busHost = {
      nowUs: () => host.nowUs(),
      spend: (microseconds: number) => {
        host.spend(microseconds);
      },
      pin: (name: string) => this.pin(name),
    };
    this.i2c = Array.from({ length: BUSES }, (_, index) => new I2cModel(`I2C${index + 1}`, this.busHost));
    this.spi = Array.from({ length: BUSES }, (_, index) => new SpiModel(`SPI${index + 1}`, this.busHost));
  }

  /** Throws a RangeError for a name that no pin has. */
  pin(name: string): PinModel {
    const pin = this.pins.get(name);
    if (pin === undefined) throw new RangeError(`there is no pin ${name}`);
    return pin;
  }

  /** The bit-banged bus on two pins; it is made when it is first asked for. */
  softI2c(scl: string, sda: string): SoftI2cModel {
    const key = `${scl} ${sda}`;
    const bus = this.softBuses.get(key) ?? new SoftI2cModel(this.pin(scl), this.pin(sda), this.busHost);
    this.softBuses.set(key, bus);
    return bus;
  }

  /** Reset or loss of power: pins float, ports and buses forget their settings, bytes on their way out are lost. */
  reset(): void {
    const timeUs = this.host.clock.nowUs;
    for (const uart of this.uarts) uart.lose(timeUs);
    for (const bus of [...this.i2c, ...this.spi]) bus.reset();
    for (const pin of this.pins.values()) pin.reset(timeUs);
  }

  nextArrivalUs(): number {
    let next = Infinity;
    for (const uart of this.uarts) next = Math.min(next, uart.nextArrivalUs());
    return next;
  }

  /** Puts the characters that arrived up to `timeUs` into the event buffer, in the order of their arrival. */
  sync(timeUs: number): void {
    for (;;) {
      let firstUs = Infinity;
      let secondUs = Infinity;
      let first = 0;
      for (let i = 0; i < UARTS; i++) {
        const arrivalUs = (this.uarts[i] as UartModel).nextArrivalUs();
        if (arrivalUs < firstUs) {
          secondUs = firstUs;
          firstUs = arrivalUs;
          first = i;
        } else if (arrivalUs < secondUs) {
          secondUs = arrivalUs;
        }
      }
      if (firstUs > timeUs) return;
      this.receive(first, Math.min(secondUs, timeUs));
    }
  }

  /** Time of an edge, from the 32 bits that its record kept of it. */
  edgeTimeUs(word: number): number {
    const nowUs = this.host.nowUs();
    const timeUs = nowUs - (nowUs % WORD) + word;
    return timeUs > nowUs ? timeUs - WORD : timeUs;
  }

  private receive(index: number, untilUs: number): void {
    const uart = this.uarts[index] as UartModel;
    const { events } = this.host;
    do {
      const heard = uart.take();
      if (heard < 0) continue;
      const errors = heard & (FRAMING_ERROR | PARITY_ERROR);
      if (errors !== 0 && uart.reportsErrors) this.status(index, errors);
      if (!events.pushByte(FIRST_UART + index, heard & 0xff)) this.host.overflow();
    } while (uart.nextArrivalUs() <= untilUs);
  }

  private status(index: number, errors: number): void {
    const flags = (errors & FRAMING_ERROR ? FLAG_HIGH : 0) | (errors & PARITY_ERROR ? FLAG_DATA_HIGH : 0);
    if (!this.host.events.pushWord((FIRST_UART_STATUS + index) | flags, 0)) this.host.overflow();
  }

  private edge(pin: PinModel, timeUs: number): void {
    const watches = this.host.watches();
    if (watches === undefined || watches.lines[pin.line] !== pin) return;
    this.sync(timeUs);
    const flags = (pin.value ? FLAG_HIGH : 0) | (watches.dataPins[pin.line]?.value ? FLAG_DATA_HIGH : 0);
    if (!this.host.events.pushWord((FIRST_LINE + pin.line) | flags, timeUs % WORD)) this.host.overflow();
    this.host.wake(timeUs);
  }
}
