// The I2C and SPI buses of a virtual board, controllers and bit-banged: which device answers, how long the wires take, and how the engine fails when
// nobody answers. One transaction is one act in time. (Espruino targets/stm32/jshardware.c, src/jswrap_spi_i2c.c)

import type { I2cDevice, SpiDevice, VirtualI2c, VirtualSpi } from "./parts-api.ts";
import { internalError } from "./realm.ts";
import type { PinModel } from "./virtual-pin.ts";

export interface BusHost {
  /** The processor's own time. */
  nowUs(): number;
  spend(microseconds: number): void;
  pin(name: string): PinModel;
}

/**
 * The engine waits for an I2C flag in 2 000 000 rounds of ten instructions, two of them reads over the peripheral bus,
 * before it gives up: about 0.4 s on an STM32F4 at full speed (an estimate from the machine code).
 */
const FLAG_TIMEOUT_US = 400_000;
/** Waiting for the start bit of a bus that was never set up. */
const START_TIMEOUT_US = 100;

export const DEFAULT_BITRATE = 100_000;
const DEFAULT_SPI_BAUD = 100_000;

/** So many bytes of an answer; where it ends the line is pulled up. */
function filled(answer: ArrayLike<number> | undefined, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = answer?.[i] ?? 255;
  return bytes;
}

export class I2cModel implements VirtualI2c {
  readonly name: string;
  /** Bits per second; undefined before `setup`. */
  bitrate: number | undefined;
  private readonly host: BusHost;
  private readonly devices = new Map<number, I2cDevice>();

  constructor(name: string, host: BusHost) {
    this.name = name;
    this.host = host;
  }

  attach(address: number, device: I2cDevice): void {
    if (this.devices.has(address)) throw new RangeError(`${this.name} has a device at address ${address}`);
    this.devices.set(address, device);
  }

  detach(address: number): void {
    this.devices.delete(address);
  }

  reset(): void {
    this.bitrate = undefined;
  }

  write(address: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.begin();
    const device = this.devices.get(address & 0x7f);
    if (device !== undefined) {
      this.spend(bytes.length);
      if (device.write(bytes, this.host.nowUs())) return;
    }
    this.host.spend((1 + bytes.length) * FLAG_TIMEOUT_US);
    throw internalError("Timeout on I2C Write Transmit Mode 2");
  }

  /** The bytes read; undefined for a count of 0 or less. */
  read(address: number, count: number): Uint8Array | undefined {
    if (count <= 0) return undefined;
    this.begin();
    const device = this.devices.get(address & 0x7f);
    if (device === undefined) {
      this.host.spend((1 + count) * FLAG_TIMEOUT_US);
      throw internalError("Timeout on I2C Read Receive Mode");
    }
    this.spend(count);
    return filled(device.read(count, this.host.nowUs()), count);
  }

  private begin(): void {
    if (this.bitrate !== undefined) return;
    this.host.spend(START_TIMEOUT_US);
    throw new Error("I2C device not responding");
  }

  /** Start, address and data with their acknowledge bits, stop. */
  private spend(count: number): void {
    this.host.spend(((1 + count) * 9 + 2) * (1e6 / (this.bitrate as number)));
  }
}

/** Rounds of 100 000 that the engine gives a low clock line in each bit: some milliseconds (an estimate). */
const STRETCH_TIMEOUT_US = 10_000;

/**
 * A bit-banged bus on two pins. The engine ignores acknowledges there: bytes to a missing device go nowhere, and what is
 * read from one is all ones. The devices bring the pull-up resistors. (Espruino src/jsi2c.c)
 */
export class SoftI2cModel implements VirtualI2c {
  /** Bits per second. */
  bitrate = DEFAULT_BITRATE;
  private readonly host: BusHost;
  private readonly scl: PinModel;
  private readonly sda: PinModel;
  private readonly devices = new Map<number, I2cDevice>();

  constructor(scl: PinModel, sda: PinModel, host: BusHost) {
    this.scl = scl;
    this.sda = sda;
    this.host = host;
  }

  attach(address: number, device: I2cDevice): void {
    if (this.devices.has(address))
      throw new RangeError(`the bus on ${this.scl.name} has a device at address ${address}`);
    this.devices.set(address, device);
    this.scl.pull(1);
    this.sda.pull(1);
  }

  detach(address: number): void {
    this.devices.delete(address);
  }

  /** Both lines high, as open drains with the chip's own pull-up. */
  setUp(): void {
    for (const pin of [this.scl, this.sda]) {
      pin.setOutput(true, this.host.nowUs());
      pin.setMode("opendrain_pullup", this.host.nowUs());
    }
  }

  write(address: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.transfer(bytes.length);
    this.devices.get(address & 0x7f)?.write(bytes, this.host.nowUs());
  }

  read(address: number, count: number): Uint8Array | undefined {
    if (count <= 0) return undefined;
    this.transfer(count);
    return filled(this.devices.get(address & 0x7f)?.read(count, this.host.nowUs()), count);
  }

  private transfer(count: number): void {
    const bits = (1 + count) * 9 + 2;
    for (const pin of [this.scl, this.sda]) pin.setMode("input_pullup", this.host.nowUs());
    const sclIsLow = this.scl.read() === 0;
    this.host.spend(bits * (sclIsLow ? STRETCH_TIMEOUT_US : 1e6 / this.bitrate));
    if (this.sda.read() === 0) throw new Error("I2C Error: Arbitration (start)");
    if (sclIsLow) throw new Error("I2C Error: Timeout (wr)");
  }
}

export class SpiModel implements VirtualSpi {
  readonly name: string;
  /** Bits per second; the engine's default until `setup`. */
  baud = DEFAULT_SPI_BAUD;
  private readonly host: BusHost;
  private readonly devices: { pin: PinModel; device: SpiDevice; selected: boolean }[] = [];

  constructor(name: string, host: BusHost) {
    this.name = name;
    this.host = host;
  }

  attach(selectPin: string, device: SpiDevice): void {
    const pin = this.host.pin(selectPin);
    const slot = { pin, device, selected: false };
    this.devices.push(slot);
    pin.onWrite((level, timeUs) => {
      const selected = level === 0 && (pin.mode === "output" || pin.mode === "opendrain");
      if (selected === slot.selected) return;
      slot.selected = selected;
      if (selected) device.select(timeUs);
      else device.deselect(timeUs);
    });
  }

  reset(): void {
    this.baud = DEFAULT_SPI_BAUD;
  }

  /** Full duplex; a bus on which nobody is selected reads 255. */
  exchange(bytes: Uint8Array): Uint8Array {
    const answer = new Uint8Array(bytes.length).fill(255);
    const startUs = this.host.nowUs();
    const byteUs = 8e6 / this.baud;
    for (const slot of this.devices) {
      if (!slot.selected) continue;
      for (let i = 0; i < bytes.length; i++) {
        const timeUs = Math.ceil(startUs + (i + 1) * byteUs);
        (answer[i] as number) &= slot.device.exchange(bytes[i] as number, timeUs);
      }
    }
    this.host.spend(bytes.length * byteUs);
    return answer;
  }
}
