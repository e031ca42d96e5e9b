// DS3231 real-time clock, Maxim 19-5170. The registers of figure 1 at I2C address 68h, kept as bytes; time runs on the simulated clock
// and is carried through the registers when they are looked at. Illogical entries ("undefined operation", page 11) stay as they
// are. Alarms are stored and never match; temperature is 25 degrees and the oscillator is exact.

import type { Clock, I2cDevice } from "../engine/parts-api.ts";

export const DS3231_ADDRESS = 0x68;

/** Figure 1, "Timekeeping registers". */
export const REGISTER = {
  SECONDS: 0x00,
  MINUTES: 0x01,
  HOURS: 0x02,
  DAY: 0x03,
  DATE: 0x04,
  MONTH_CENTURY: 0x05,
  YEAR: 0x06,
  CONTROL: 0x0e,
  STATUS: 0x0f,
  AGING_OFFSET: 0x10,
  TEMPERATURE_MSB: 0x11,
  TEMPERATURE_LSB: 0x12,
} as const;

const REGISTERS = 0x13;
const EOSC = 0x80;
const OSF = 0x80;
const TWELVE_HOUR = 0x40;
const PM = 0x20;
const CENTURY = 0x80;
const SECOND_US = 1_000_000;
const DAY_SECONDS = 86_400;

const fromBcd = (byte: number): number =>
  (byte & 15) > 9 || byte >> 4 > 9 ? Number.NaN : (byte >> 4) * 10 + (byte & 15);
const toBcd = (value: number): number => (Math.floor(value / 10) << 4) | (value % 10);

export class Ds3231 implements I2cDevice {
  readonly #clock: Clock;
  readonly #registers = new Uint8Array(REGISTERS);
  #pointer = 0;
  /** Moment at which SECONDS was last exact. */
  #secondUs: number;
  #running = true;
  /** The registers hold what `#encode` put there, counted on: they are a time, and most seconds change one register. */
  #isOwn = false;

  /** Power is applied for the first time now: the oscillator-stop flag is set, and the time is not the time. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#secondUs = clock.nowUs;
    this.powerCycle();
  }

  /** Supply and battery go, and come back now. */
  powerCycle(): void {
    this.#registers.fill(0);
    this.#isOwn = false;
    this.#registers.set([0, 0, 0, 1, 1, 1, 0]);
    this.#registers[REGISTER.CONTROL] = 0x1c;
    this.#registers[REGISTER.STATUS] = 0x88;
    this.#registers[REGISTER.TEMPERATURE_MSB] = 25;
    this.#pointer = 0;
    this.startOscillator();
  }

  /** The supply goes, and the part runs from its battery (page 13: with EOSC at 1 its oscillator stops then). */
  cutSupply(): void {
    if ((this.#registers[REGISTER.CONTROL]! & EOSC) !== 0) this.stopOscillator();
  }

  /** The supply is back: the oscillator runs, whatever EOSC says. */
  restoreSupply(): void {
    if (!this.#running) this.startOscillator();
  }

  /** A defect: time stands still and no flag tells; until `startOscillator`. */
  freeze(): void {
    this.#advance();
    this.#running = false;
  }

  /** Sets the time, in 24-hour mode, and clears the oscillator-stop flag, as whoever installs the meter does; UTC seconds of 2000 to 2099. */
  setUtc(utcSeconds: number): void {
    this.#registers[REGISTER.HOURS] = 0;
    this.#registers[REGISTER.MONTH_CENTURY] = 0;
    this.#encode(utcSeconds);
    this.#registers[REGISTER.STATUS]! &= ~OSF;
    this.#secondUs = this.#clock.nowUs;
    this.#running = true;
  }

  /** Supply and battery are gone, or the crystal is: time stands still and OSF is set. */
  stopOscillator(): void {
    this.#advance();
    this.#running = false;
    this.#registers[REGISTER.STATUS]! |= OSF;
  }

  startOscillator(): void {
    this.#secondUs = this.#clock.nowUs;
    this.#running = true;
  }

  /** A register as the bus would read it. */
  register(address: number): number {
    this.#advance();
    return this.#registers[address] ?? 0xff;
  }

  write(bytes: Uint8Array): boolean {
    this.#advance();
    if (bytes.length > 0) this.#pointer = bytes[0]! % REGISTERS;
    for (let i = 1; i < bytes.length; i++) {
      this.#store(this.#pointer, bytes[i]!);
      this.#pointer = (this.#pointer + 1) % REGISTERS;
    }
    return true;
  }

  read(count: number): Uint8Array {
    this.#advance();
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      bytes[i] = this.#registers[this.#pointer]!;
      this.#pointer = (this.#pointer + 1) % REGISTERS;
    }
    return bytes;
  }

  #store(address: number, byte: number): void {
    if (address === REGISTER.TEMPERATURE_MSB || address === REGISTER.TEMPERATURE_LSB) return;
    // Page 14: OSF "can only be written to logic 0"; BSY is the chip's own.
    if (address === REGISTER.STATUS) byte = (byte & 0x0b) | (byte & this.#registers[address]! & OSF);
    this.#registers[address] = byte;
    this.#isOwn = false;
    // Page 12: the countdown chain is reset whenever the seconds register is written.
    if (address === REGISTER.SECONDS) this.#secondUs = this.#clock.nowUs;
  }

  #advance(): void {
    if (!this.#running) return;
    const elapsed = Math.floor((this.#clock.nowUs - this.#secondUs) / SECOND_US);
    if (elapsed === 0) return;
    this.#secondUs += elapsed * SECOND_US;
    if (this.#isOwn && elapsed === 1 && (this.#registers[REGISTER.SECONDS]! & 15) < 9) {
      this.#registers[REGISTER.SECONDS]!++;
      return;
    }
    const seconds = this.#decode();
    if (Number.isNaN(seconds)) return;
    const day = this.#registers[REGISTER.DAY]!;
    const days = Math.floor((seconds + elapsed) / DAY_SECONDS) - Math.floor(seconds / DAY_SECONDS);
    this.#encode(seconds + elapsed);
    this.#registers[REGISTER.DAY] = ((day - 1 + days) % 7) + 1;
  }

  /** UTC seconds of 2000 to 2099, century bit left out; NaN for illogical entries. */
  #decode(): number {
    const r = this.#registers;
    const hours = r[REGISTER.HOURS]!;
    const twelve = (fromBcd(hours & 0x1f) % 12) + (hours & PM ? 12 : 0);
    const hour = hours & TWELVE_HOUR ? twelve : fromBcd(hours);
    const fields = [REGISTER.YEAR, REGISTER.DATE, REGISTER.MINUTES, REGISTER.SECONDS].map((at) => fromBcd(r[at]!));
    const [year, date, minute, second] = fields as [number, number, number, number];
    const month = fromBcd(r[REGISTER.MONTH_CENTURY]! & ~CENTURY);
    const time = new Date(Date.UTC(2000 + year, month - 1, date, hour, minute, second));
    const logical = time.getUTCDate() === date && time.getUTCMonth() === month - 1 && time.getUTCHours() === hour;
    return logical && minute < 60 && second < 60 ? time.getTime() / 1000 : Number.NaN;
  }

  #encode(utcSeconds: number): void {
    const r = this.#registers;
    const time = new Date(utcSeconds * 1000);
    const hour = time.getUTCHours();
    const overflow = time.getUTCFullYear() > 2099 ? CENTURY : 0;
    r[REGISTER.SECONDS] = toBcd(time.getUTCSeconds());
    r[REGISTER.MINUTES] = toBcd(time.getUTCMinutes());
    r[REGISTER.HOURS] =
      r[REGISTER.HOURS]! & TWELVE_HOUR ? TWELVE_HOUR | (hour >= 12 ? PM : 0) | toBcd(hour % 12 || 12) : toBcd(hour);
    r[REGISTER.DAY] = time.getUTCDay() || 7;
    r[REGISTER.DATE] = toBcd(time.getUTCDate());
    r[REGISTER.MONTH_CENTURY] = ((r[REGISTER.MONTH_CENTURY]! & CENTURY) ^ overflow) | toBcd(time.getUTCMonth() + 1);
    r[REGISTER.YEAR] = toBcd(time.getUTCFullYear() % 100);
    this.#isOwn = true;
  }
}
