// A bit-banged I2C bus for drivers of slow parts.
// The chip's own I2C controllers are no choice: when no part answers, the engine waits for every single byte of a transfer up to
// half a second and cannot be interrupted, so that a clock that fell off would starve the watchdog. The bit-banged bus takes no notice of
// acknowledges: bytes to a missing part go nowhere, and what is read from one is all ones.

export interface BusOptions {
  /** A name for the board's own accounts: parts with the same one may share the two pins. "I2C1" to "I2C3". */
  readonly i2c: string;
  readonly scl: string;
  readonly sda: string;
}

/** The clock line can be read at any time: low outside a transfer, it would stretch every bit to the engine's limit of some ms. */
export function openBus(options: BusOptions): EngineI2c {
  const BitBanged = global["I2C"] as new () => EngineI2c;
  const bus = new BitBanged();
  pinMode(options.scl, "input_pullup");
  bus.setup({ scl: options.scl, sda: options.sda, bitrate: 100000 });
  return bus;
}
