// A driver on a virtual board and its part behind a plug that can be half in, out, or pulled in the middle of a transfer.

import type { I2cDevice } from "../../bench/engine/parts-api.ts";
import { Random } from "../../bench/engine/random.ts";
import { I2cPlug, type PlugState } from "../../bench/parts/i2c-plug.ts";
import type { Part } from "../../hal/part-fault.ts";
import { PART_MISSING, PART_STUCK } from "../../hal/part-fault.ts";
import { DriverOnBoard } from "./on-board.ts";

export const BUS = { i2c: "I2C3", scl: "A8", sda: "C9" };

/** What each state of a plug, but for noise, looks like to a driver. */
export const PLUG_FAULTS: readonly (readonly [PlugState, number])[] = [
  ["out", PART_MISSING],
  ["sda open", PART_MISSING],
  ["scl open", PART_MISSING],
  ["sda low", PART_STUCK],
  ["scl low", PART_STUCK],
];

export class PluggedDriver {
  readonly driver: DriverOnBoard;
  readonly plug: I2cPlug;

  private constructor(driver: DriverOnBoard, plug: I2cPlug) {
    this.driver = driver;
    this.plug = plug;
  }

  /** Power is on. */
  static async boot<Chip extends I2cDevice>(
    name: string,
    options: object,
    address: number,
    make: (driver: DriverOnBoard) => Chip,
  ): Promise<{ on: PluggedDriver; chip: Chip }> {
    const driver = await DriverOnBoard.build(name, { ...BUS, ...options });
    const chip = make(driver);
    const pins = { scl: driver.board.pin(BUS.scl), sda: driver.board.pin(BUS.sda) };
    const plug = new I2cPlug(chip, pins, new Random(1));
    driver.board.softI2c(BUS.scl, BUS.sda).attach(address, plug);
    driver.boot();
    return { on: new PluggedDriver(driver, plug), chip };
  }

  /** What the driver says of its part now. */
  get fault(): number {
    return (this.driver.call("valueOf") as Part).fault;
  }

  call(name: string, ...values: unknown[]): unknown {
    return this.driver.call(name, ...values);
  }

  /** The result of an operation, the fault after it, and the milliseconds that the processor was busy with it. */
  timed(name: string, ...values: unknown[]): { result: unknown; fault: number; busyMs: number } {
    const beforeUs = this.driver.board.busyUs;
    const result = this.driver.call(name, ...values);
    const busyMs = (this.driver.board.busyUs - beforeUs) / 1000;
    return { result, fault: this.fault, busyMs };
  }
}
