// I2C1 to I2C3, `new I2C()` and SPI1 to SPI3 as the bundle sees them: masters only. (Espruino src/jswrap_spi_i2c.c)

import { bytesToText, toBytes } from "./engine-text.ts";
import { checkOptions, type Machine } from "./machine.ts";
import { DEFAULT_BITRATE, type I2cModel, type SpiModel } from "./virtual-bus.ts";
import type { PinModel } from "./virtual-pin.ts";

const LOWEST_BITRATE = 100;

/** Address of a device, given as a number or as {address, stop}. */
const addressOf = (value: unknown): number =>
  Number(typeof value === "object" && value !== null ? (value as { address?: unknown }).address : value) | 0;

/** What a bus does once it is set up. */
interface Transfers {
  bitrate: number | undefined;
  write(address: number, bytes: Uint8Array): void;
  read(address: number, count: number): Uint8Array | undefined;
}

/** `open`: the bus for the pins of a `setup`; before it the bus is the one of `closed`. */
function makeI2c(
  machine: Machine,
  closed: Transfers | undefined,
  open: (fields: Record<string, unknown>) => Transfers | undefined,
): object {
  const object = machine.realm.record({});
  let bus = closed;
  const write = (address: unknown, bytes: Uint8Array): void => bus?.write(addressOf(address), bytes);
  const read = (address: unknown, count: unknown): Uint8Array | undefined => {
    const bytes = bus?.read(addressOf(address), Number(count) | 0);
    return bytes === undefined ? undefined : machine.realm.bytes(bytes);
  };
  machine.realm.equip(object, {
    setup: (options: unknown) => {
      const fields = checkOptions(options, ["scl", "sda", "bitrate"]);
      const bitrate = Number(fields["bitrate"] ?? DEFAULT_BITRATE);
      if (bitrate < LOWEST_BITRATE) throw new Error("Invalid I2C bitrate");
      bus = open(fields);
      if (bus !== undefined) bus.bitrate = bitrate;
    },
    writeTo: (address: unknown, ...data: unknown[]) => {
      write(address, toBytes(data));
    },
    readFrom: read,
    readReg: (address: unknown, register: unknown, count: unknown) => {
      write(address, Uint8Array.of(Number(register) & 0xff));
      return read(address, count);
    },
  });
  return object;
}

/** A controller of the chip. */
export const i2cObject = (machine: Machine, bus: I2cModel): object => makeI2c(machine, bus, () => bus);

/** What `new I2C()` gives: a bus that the program bangs out on any two pins. */
export const softI2cObject = (machine: Machine): object =>
  makeI2c(machine, undefined, (fields) => {
    const scl = machine.pinOf(fields["scl"]);
    const sda = machine.pinOf(fields["sda"]);
    if (scl === undefined || sda === undefined) return undefined;
    const bus = machine.buses.softI2c(scl.name, sda.name);
    bus.setUp();
    return bus;
  });

/** The select pin, low around a transfer. */
function put(machine: Machine, pin: PinModel | undefined, value: boolean): void {
  if (pin === undefined) return;
  pin.setOutput(value, machine.processor.nowUs);
  if (!pin.manual && pin.mode !== "output") pin.setMode("output", machine.processor.nowUs);
}

function send(machine: Machine, bus: SpiModel, data: unknown, select: unknown): unknown {
  const pin = select === undefined ? undefined : machine.pinOf(select);
  put(machine, pin, false);
  const answer = exchange(machine, bus, data);
  put(machine, pin, true);
  return answer;
}

/** What comes back is of the kind of what was sent. */
function exchange(machine: Machine, bus: SpiModel, data: unknown): unknown {
  if (typeof data === "number" || typeof data === "boolean") return bus.exchange(Uint8Array.of(Number(data) & 0xff))[0];
  const answer = bus.exchange(toBytes([data]));
  return typeof data === "string" ? bytesToText(answer) : machine.realm.bytes(answer);
}

export function spiObject(machine: Machine, bus: SpiModel): object {
  const object = machine.realm.record({});
  machine.realm.equip(object, {
    setup: (options: unknown) => {
      const fields = checkOptions(options, ["sck", "miso", "mosi", "baud", "mode", "order"]);
      if ((fields["order"] ?? "msb") !== "msb") throw new Error("the bench does not model lsb order");
      bus.baud = Number(fields["baud"] ?? 100_000);
    },
    send: (data: unknown, select: unknown) => send(machine, bus, data, select),
    write: (...data: unknown[]) => {
      const last = data[data.length - 1];
      const pin = typeof last === "object" ? machine.pinOf(last) : undefined;
      const bytes = toBytes(pin === undefined ? data : data.slice(0, -1));
      put(machine, pin, false);
      bus.exchange(bytes);
      put(machine, pin, true);
    },
  });
  return object;
}
