// The engine's one ring of 1024 bytes between interrupts and JavaScript, shared by all UARTs and all watched pins.
// A record is a length, a channel and its data; received characters join the newest record of their channel while it is
// not also the oldest. What finds no room is lost. (Espruino src/jsdevices.c)

const SIZE = 1024;
const MASK = SIZE - 1;
const SPARE = 4;
const LONGEST_RECORD = 64;
const HEADER = 2;

export class EventBuffer {
  /** Channel, length and data of the record that `pop` took out. */
  channel = 0;
  length = 0;
  readonly data = new Uint8Array(LONGEST_RECORD);

  private readonly ring = new Uint8Array(SIZE);
  private head = 0;
  private lastHead = 0;
  private tail = 0;

  /** Bytes in use, headers included. */
  get used(): number {
    return (this.head - this.tail) & MASK;
  }

  clear(): void {
    this.head = this.lastHead = this.tail = 0;
  }

  /** One received character. False: no room, the character is lost. */
  pushByte(channel: number, byte: number): boolean {
    const { ring, lastHead } = this;
    if (
      lastHead !== this.head &&
      lastHead !== this.tail &&
      ring[(lastHead + 1) & MASK] === channel &&
      (ring[lastHead] as number) + 1 < LONGEST_RECORD &&
      SIZE - this.used - SPARE > 0
    ) {
      (ring[lastHead] as number)++;
      ring[this.head] = byte;
      this.head = (this.head + 1) & MASK;
      return true;
    }
    if (!this.open(channel, 1)) return false;
    ring[this.head] = byte;
    this.head = (this.head + 1) & MASK;
    return true;
  }

  /** A record of a 32-bit number, as an edge of a watched pin makes: its time. False: no room, the record is lost. */
  pushWord(channel: number, word: number): boolean {
    if (!this.open(channel, 4)) return false;
    for (let shift = 0; shift < 32; shift += 8) {
      this.ring[this.head] = word >>> shift;
      this.head = (this.head + 1) & MASK;
    }
    return true;
  }

  /** Takes the oldest record out. False: there is none. */
  pop(): boolean {
    if (this.head === this.tail) return false;
    if (this.lastHead === this.tail) this.lastHead = this.head;
    const { ring } = this;
    this.length = ring[this.tail] as number;
    this.channel = ring[(this.tail + 1) & MASK] as number;
    const start = this.tail + HEADER;
    for (let i = 0; i < this.length; i++) this.data[i] = ring[(start + i) & MASK] as number;
    this.tail = (start + this.length) & MASK;
    return true;
  }

  /** Data of the popped record as a byte string. */
  text(): string {
    let text = "";
    for (let i = 0; i < this.length; i++) text += String.fromCharCode(this.data[i] as number);
    return text;
  }

  /** Data of the popped record as a number, 0 to 2^32-1. */
  word(): number {
    const { data } = this;
    return (
      ((data[0] as number) | ((data[1] as number) << 8) | ((data[2] as number) << 16) | ((data[3] as number) << 24)) >>>
      0
    );
  }

  private open(channel: number, length: number): boolean {
    if (SIZE - this.used - SPARE < length + HEADER) return false;
    this.lastHead = this.head;
    this.ring[this.head] = length;
    this.ring[(this.head + 1) & MASK] = channel;
    this.head = (this.head + HEADER) & MASK;
    return true;
  }
}
