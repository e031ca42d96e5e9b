// What a virtual part sees of a virtual board: pins, buses and UARTs at the level of wires, and the one simulated clock.
// Parts and their tests are written against these interfaces alone. Types only: virtual-board.ts implements them.
// Times are integers of microseconds since the start of the simulation; bytes are 0..255.

/** A pending call on the simulated clock; only `cancel` may be asked of it. */
export interface Alarm {
  readonly timeUs: number;
}

/** The one clock of a simulation, shared by all boards and parts. */
export interface Clock {
  readonly nowUs: number;
  /** Calls `run` at `timeUs` (an integer, microseconds); a time in the past means now. Equal times run in order of calls. */
  at(timeUs: number, run: () => void): Alarm;
  /** The alarm will not run; no effect on one that ran. */
  cancel(alarm: Alarm): void;
}

export type Level = 0 | 1;

/** One pin of a board. */
export interface VirtualPin {
  /** Name as in the engine: "B6". */
  readonly name: string;
  /**
   * The outside drives the pin from now on; `undefined` lets go of it. An output of the board is stronger; a pin that nobody
   * drives or pulls reads 0.
   */
  drive(level: Level | undefined): void;
  /** The outside's analog level, 0 to 1 of full scale, asked whenever the board measures. */
  driveAnalog(source: (timeUs: number) => number): void;
  /**
   * Calls `observe` at each change of the level that the board causes, a reset included. `timeUs` is the processor's own
   * time, which may be some milliseconds ahead of the clock within a callback.
   */
  onWrite(observe: (level: Level, timeUs: number) => void): void;
  /** Level on the wire now. */
  read(): Level;
}

/** A device on an I2C bus. */
export interface I2cDevice {
  /** The bytes after the address, in one transaction; false: not acknowledged. `timeUs` is the end of the transaction. */
  write(bytes: Uint8Array, timeUs: number): boolean;
  /** The bytes that the master clocks out; missing ones read 255. */
  read(count: number, timeUs: number): Uint8Array;
}

export interface VirtualI2c {
  /** Puts a device at a 7-bit address; throws a RangeError where one is already. */
  attach(address: number, device: I2cDevice): void;
  /** Takes the device away, as a pulled plug does. */
  detach(address: number): void;
}

/** A device on an SPI bus, chosen by a low level at its select pin. */
export interface SpiDevice {
  select(timeUs: number): void;
  /** One byte out, one byte in. */
  exchange(byte: number, timeUs: number): number;
  deselect(timeUs: number): void;
}

export interface VirtualSpi {
  attach(selectPin: string, device: SpiDevice): void;
}

/** One UART of a board, seen from its wire. Bytes are a byte string (char codes 0..255). */
export interface VirtualUart {
  readonly name: string;
  /** Bits per second the board set, 0 while it is not set up. */
  readonly baud: number;
  /** Calls `observe` with the bytes that left the board; `endUs` is the end of the last stop bit. */
  onSent(observe: (bytes: string, endUs: number) => void): void;
  /** Bytes come in on the receive pin, back to back from now on (or after those still on the wire), at `baud` (default: the board's). */
  receive(bytes: string, baud?: number): void;
}

/** A board as parts see it. */
export interface PartHost {
  readonly clock: Clock;
  pin(name: string): VirtualPin;
  i2c(name: string): VirtualI2c;
  /**
   * The bit-banged bus that the board's program makes with `new I2C()` and sets up on these two pins. The engine takes no notice of
   * acknowledges there: nothing throws, and a missing device reads as ones. The drivers of clock and display use this one.
   */
  softI2c(scl: string, sda: string): VirtualI2c;
  spi(name: string): VirtualSpi;
  uart(name: string): VirtualUart;
}
