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

/**
 * A clock line that is pulled low within a transfer costs some 5 ms in each of its bits, nine for each byte, before the engine gives up:
 * 0.7 s for a transfer of this length, well before any watchdog.
 */
const LONGEST_BYTES = 16;

/** The clock line can be read at any time: low outside a transfer, it would stretch every bit to the engine's limit of some ms. */
export function openBus(options: BusOptions): EngineI2c {
  const BitBanged = global["I2C"] as new () => EngineI2c;
  const bus = new BitBanged();
  pinMode(options.scl, "input_pullup");
  bus.setup({ scl: options.scl, sda: options.sda, bitrate: 100000 });
  return bus;
}

/**
 * Sends `bytes` in transfers of 16 at the most, then reads `count` (1 to 16). Undefined: one of the lines is held low. Then bytes may have
 * been lost. A data line held low is no reason not to begin: a part that was interrupted while it sent a zero lets go of the line once it
 * was given the clocks of a transfer.
 */
export function exchange(
  bus: EngineI2c,
  options: BusOptions,
  address: number,
  bytes: string,
  count: number,
): Uint8Array | undefined {
  try {
    for (let at = 0; digitalRead(options.scl); at += LONGEST_BYTES) {
      if (at >= bytes.length) return bus.readFrom(address, count);
      bus.writeTo(address, bytes.slice(at, at + LONGEST_BYTES));
    }
  } catch {
    // Held low, in the engine's words.
  }
  return undefined;
}
