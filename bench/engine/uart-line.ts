// Bytes on a serial wire: when each of them has arrived, what is lost when the wire or the sender dies halfway, and what a
// receiver with other settings hears. It knows no boards.

export interface LineFormat {
  readonly baud: number;
  readonly bits: 7 | 8;
  readonly parity: "none" | "odd" | "even";
  readonly stopBits: 1 | 2;
}

/** A receiver's clock may differ by this share from the sender's before it reads wrong bits. */
const BAUD_TOLERANCE = 0.03;

/** Bits of one byte on the wire, the start bit included. */
const frameBits = (format: LineFormat): number =>
  1 + format.bits + (format.parity === "none" ? 0 : 1) + format.stopBits;

/** Microseconds (a fraction) that one byte takes. */
export const byteTimeUs = (format: LineFormat): number => (frameBits(format) * 1e6) / format.baud;

/** Bytes that follow each other without a gap. */
export class Burst {
  readonly bytes: string;
  readonly startUs: number;
  readonly format: LineFormat;
  readonly byteUs: number;
  /** Bytes that end after this time never arrive. */
  lostAfterUs = Infinity;
  /** Index of the next byte for the receiver. */
  next = 0;
  private readonly copies: { burst: Burst; delayUs: number }[] = [];

  constructor(bytes: string, startUs: number, format: LineFormat) {
    this.bytes = bytes;
    this.startUs = startUs;
    this.format = format;
    this.byteUs = byteTimeUs(format);
  }

  /** When byte `index` has fully arrived. */
  arrivalUs(index: number): number {
    return this.startUs + (index + 1) * this.byteUs;
  }

  get endUs(): number {
    return this.startUs + this.bytes.length * this.byteUs;
  }

  /** Bytes that arrive, given what was lost so far. */
  get intactBytes(): string {
    if (this.endUs <= this.lostAfterUs) return this.bytes;
    return this.bytes.slice(0, Math.max(0, Math.floor((this.lostAfterUs - this.startUs) / this.byteUs)));
  }

  /** What the other end of a wire hears of this, `delayUs` later, not before `notBeforeUs`. */
  copy(bytes: string, delayUs: number, notBeforeUs: number): Burst {
    const startUs = Math.max(this.startUs + delayUs, notBeforeUs);
    const burst = new Burst(bytes, startUs, this.format);
    this.copies.push({ burst, delayUs: startUs - this.startUs });
    return burst;
  }

  /** Whatever is not complete on the wire at `timeUs` is lost, here and at every receiver. */
  lose(timeUs: number): void {
    if (timeUs < this.lostAfterUs) this.lostAfterUs = timeUs;
    for (const { burst, delayUs } of this.copies) burst.lose(timeUs + delayUs);
  }
}

/** One byte as a receiver reads it. */
export interface HeardByte {
  readonly byte: number;
  readonly atUs: number;
  readonly framingError: boolean;
  readonly parityError: boolean;
}

/** Can the receiver read the sender's bytes as they were meant? */
export const agree = (sender: LineFormat, receiver: LineFormat): boolean =>
  Math.abs(sender.baud / receiver.baud - 1) <= BAUD_TOLERANCE &&
  sender.bits === receiver.bits &&
  sender.parity === receiver.parity;

const parityBit = (byte: number, parity: "odd" | "even"): number => {
  let ones = parity === "odd" ? 1 : 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones ^= rest & 1;
  return ones;
};

/** Levels of one byte on the wire, in order. */
function frame(byte: number, format: LineFormat): number[] {
  const levels = [0];
  for (let bit = 0; bit < format.bits; bit++) levels.push((byte >> bit) & 1);
  if (format.parity !== "none") levels.push(parityBit(byte & ((1 << format.bits) - 1), format.parity));
  for (let bit = 0; bit < format.stopBits; bit++) levels.push(1);
  return levels;
}

/** What a receiver with other settings reads: it waits for falling edges and samples the levels at its own bit times. */
export function misheard(burst: Burst, receiver: LineFormat): HeardByte[] {
  const levels: number[] = [];
  for (let i = 0; i < burst.bytes.length; i++) levels.push(...frame(burst.bytes.charCodeAt(i), burst.format));
  const bitUs = 1e6 / burst.format.baud;
  const sampleUs = 1e6 / receiver.baud;
  const levelAt = (timeUs: number): number => levels[Math.floor((timeUs - burst.startUs) / bitUs)] ?? 1;
  const heard: HeardByte[] = [];
  let idleSinceUs = burst.startUs;
  for (let index = 0; index < levels.length; index++) {
    const edgeUs = burst.startUs + index * bitUs;
    if (edgeUs < idleSinceUs || levels[index] !== 0 || (index > 0 && levels[index - 1] === 0)) continue;
    if (levelAt(edgeUs + 0.5 * sampleUs) !== 0) continue;
    let byte = 0;
    for (let bit = 0; bit < receiver.bits; bit++) byte |= levelAt(edgeUs + (bit + 1.5) * sampleUs) << bit;
    let position = receiver.bits + 1.5;
    let parityError = false;
    if (receiver.parity !== "none") {
      parityError = levelAt(edgeUs + position * sampleUs) !== parityBit(byte, receiver.parity);
      position++;
    }
    const stopUs = edgeUs + position * sampleUs;
    heard.push({ byte, atUs: stopUs, framingError: levelAt(stopUs) === 0, parityError });
    idleSinceUs = stopUs;
  }
  return heard;
}
