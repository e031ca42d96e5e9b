// HD44780U character display controller with ROM A00 on a 20x4 glass, seen from its pins RS, R/W, E and DB7-DB4 (DB3-DB0 hang loose
// and are low). Reads are ignored: nothing is ever read back through the backpack. What a program does against the data sheet
// (Hitachi ADE-207-272) is recorded as a fault and has no effect, as on a bad day with the real chip.

export const EXECUTION_US = {
  /** Table 6, at the typical oscillator of 270 kHz. */
  instruction: 37,
  /** Table 6: tADD, until the address counter has moved. */
  addressUpdate: 4,
  /** Table 6: return home; clear writes all of DDRAM and is given the same by makers who give it at all. */
  slow: 1520,
  /** Figure 24: from power-on (at 2.7 V) to the first instruction, then after the first and the second function set. */
  powerOn: 40_000,
  firstFunctionSet: 4100,
  secondFunctionSet: 100,
} as const;

export interface DisplayFault {
  readonly timeUs: number;
  readonly kind: "busy" | "set-up" | "hold";
}

export interface Lines {
  readonly rs: boolean;
  readonly rw: boolean;
  readonly e: boolean;
  /** DB7 to DB4, 0 to 15. */
  readonly data: number;
}

const COLUMNS = 20;
/** DDRAM address of the first column of each row: a 20x4 glass is wired as two lines of 40, cut in halves. */
const ROW_ADDRESS = [0x00, 0x40, 0x14, 0x54] as const;
const LINE_LENGTH = 40;
const SECOND_LINE = 0x40;
/** Table 4, ROM A00, where it is not ASCII. */
const GLYPHS: Readonly<Record<number, string>> = { 0x5c: "¥", 0x7e: "→", 0x7f: "←" };

export class Hd44780 {
  readonly faults: DisplayFault[] = [];
  readonly #ddram = new Uint8Array(128);
  #lines: Lines = { rs: true, rw: true, e: true, data: 15 };
  #address = 0;
  #increment = true;
  #cgram = false;
  #fourBit = false;
  #twoLines = false;
  #displayOn = false;
  #high: number | undefined;
  #busyUntilUs: number;
  #functionSets = 0;

  /** Power comes on at `timeUs`. */
  constructor(timeUs: number) {
    this.#ddram.fill(0x20);
    this.#busyUntilUs = timeUs + EXECUTION_US.powerOn;
  }

  get displayOn(): boolean {
    return this.#displayOn;
  }

  /** What a person reads: four rows of 20 characters, blank while the display is off; "?" for what is not in ROM A00 or here. */
  rows(): string[] {
    return ROW_ADDRESS.map((start) => {
      if (!this.#displayOn) return " ".repeat(COLUMNS);
      const codes = [...this.#ddram.subarray(start, start + COLUMNS)];
      return codes
        .map((code) => GLYPHS[code] ?? (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "?"))
        .join("");
    });
  }

  /** The lines have new levels from `timeUs` on, all at once. */
  drive(lines: Lines, timeUs: number): void {
    const before = this.#lines;
    this.#lines = lines;
    if (before.rw && lines.rw) return;
    const selects = before.rs !== lines.rs || before.rw !== lines.rw;
    // Figure 25: RS and R/W lead the rise of E by tAS, and outlast its fall by tAH; data outlast it by tH.
    if (!before.e && lines.e && selects) this.faults.push({ timeUs, kind: "set-up" });
    if (before.e && !lines.e && !before.rw) {
      if (selects || before.data !== lines.data) this.faults.push({ timeUs, kind: "hold" });
      else this.#latch(before.rs, before.data, timeUs);
    }
  }

  #latch(rs: boolean, nibble: number, timeUs: number): void {
    if (timeUs < this.#busyUntilUs) {
      this.faults.push({ timeUs, kind: "busy" });
      return;
    }
    if (!this.#fourBit) this.#accept(rs, nibble << 4, timeUs);
    else if (this.#high === undefined) this.#high = nibble;
    else {
      const byte = (this.#high << 4) | nibble;
      this.#high = undefined;
      this.#accept(rs, byte, timeUs);
    }
  }

  #accept(rs: boolean, byte: number, timeUs: number): void {
    const busyUs = rs ? this.#data(byte) : this.#instruction(byte);
    this.#busyUntilUs = timeUs + busyUs;
  }

  #data(byte: number): number {
    if (!this.#cgram) {
      this.#ddram[this.#address] = byte;
      this.#step();
    }
    return EXECUTION_US.instruction + EXECUTION_US.addressUpdate;
  }

  /** Address counter after a write in two-line mode: 27h is followed by 40h, 67h by 00h, and the other way round. */
  #step(): void {
    const line = this.#address >= SECOND_LINE ? 1 : 0;
    const place = line * LINE_LENGTH + (this.#address % SECOND_LINE) + (this.#increment ? 1 : -1);
    const wrapped = (place + 2 * LINE_LENGTH) % (2 * LINE_LENGTH);
    this.#address = wrapped >= LINE_LENGTH ? SECOND_LINE + wrapped - LINE_LENGTH : wrapped;
  }

  /** Table 6, from the top bit down. */
  #instruction(byte: number): number {
    if (byte & 0x80) {
      this.#address = byte & 0x7f;
      this.#cgram = false;
    } else if (byte & 0x40) this.#cgram = true;
    else if (byte & 0x20) return this.#functionSet(byte);
    else if (byte & 0x10) return EXECUTION_US.instruction;
    else if (byte & 0x08) this.#displayOn = (byte & 0x04) !== 0;
    else if (byte & 0x04) this.#increment = (byte & 0x02) !== 0;
    else return this.#home((byte & 0x01) !== 0);
    return EXECUTION_US.instruction;
  }

  #functionSet(byte: number): number {
    this.#fourBit = (byte & 0x10) === 0;
    this.#twoLines = (byte & 0x08) !== 0;
    this.#functionSets++;
    if (this.#functionSets === 1) return EXECUTION_US.firstFunctionSet;
    return this.#functionSets === 2 ? EXECUTION_US.secondFunctionSet : EXECUTION_US.instruction;
  }

  #home(clear: boolean): number {
    this.#address = 0;
    this.#cgram = false;
    if (clear) {
      this.#ddram.fill(0x20);
      this.#increment = true;
    }
    return EXECUTION_US.slow;
  }

  /** Two lines are set up: with one, rows 2 and 4 of the glass show nothing. */
  get twoLines(): boolean {
    return this.#twoLines;
  }
}
