// A gas or water meter as an M-Bus slave at a UART (EN 13757-2 link layer, EN 13757-3 answer with the header of 12 bytes): 2400 baud,
// acknowledges SND_NKE, answers REQ_UD2 with its volume in BCD, which rises with simulated time, and says the answer before once more where
// the frame count bit did not change. Not modelled: selection by secondary address, other baud rates, several frames, parity (a UART at a
// wire has none: whoever joins them looks at it). `lies` makes a meter of it that means harm.

import type { Clock, VirtualUart } from "../engine/parts-api.ts";

export const MBUS_BAUD = 2400;
/** Start, eight bits, parity, stop. */
const BYTE_US = 11e6 / MBUS_BAUD;
/** EN 13757-2: an answer begins 11 to 330 bits and 50 ms after the request. */
export const SOONEST_ANSWER_US = Math.ceil(11e6 / MBUS_BAUD);
export const LATEST_ANSWER_US = Math.floor(330e6 / MBUS_BAUD) + 50_000;
/** A line at rest for so long ends what has come of a frame: 33 bits. */
const GAP_US = 33e6 / MBUS_BAUD;

const SND_NKE = 0x40;
const REQ_UD2 = 0x5b;
const FRAME_COUNT_BIT = 0x20;
const ACKNOWLEDGE = "\xe5";
const TEST_ADDRESS = 254;
const BROADCAST = 255;

export const MEDIUM_GAS = 3;
export const MEDIUM_WATER = 7;

const HOUR_US = 3_600_000_000;

const chars = (...codes: number[]): string => String.fromCharCode(...codes.map((code) => code & 255));
const reversed = (bytes: string): string => [...bytes].reverse().join("");

/** `content` (control byte to last data byte, at most 255) as a long frame. */
export function longFrame(content: string): string {
  const sum = [...content].reduce((all, one) => all + one.charCodeAt(0), 0);
  return `\x68${chars(content.length, content.length)}\x68${content}${chars(sum)}\x16`;
}

/** `value` in BCD of `bytes` bytes, least significant first; digits that have no room are left out, as a register rolls over. */
export function bcd(value: number | bigint, bytes: number): string {
  const digits = String(value)
    .padStart(2 * bytes, "0")
    .slice(-2 * bytes);
  return reversed(digits.replace(/../g, (pair) => chars(Number.parseInt(pair, 16))));
}

export interface MbusIdentity {
  /** Primary address, 0 to 250. */
  readonly address: number;
  /** Eight digits. */
  readonly identification: string;
  /** Three capital letters. */
  readonly manufacturer: string;
  readonly version: number;
  readonly medium: number;
}

/** The eight bytes of a secondary address. */
export function secondaryAddress(who: Omit<MbusIdentity, "address">): string {
  const letters = [...who.manufacturer].reduce((code, letter) => code * 32 + letter.charCodeAt(0) - 64, 0);
  return bcd(BigInt(who.identification), 4) + chars(letters, letters >> 8, who.version, who.medium);
}

/** RSP_UD with `records` behind the header. */
export function answerFrame(who: MbusIdentity, accessNumber: number, status: number, records: string): string {
  return longFrame(
    `\x08${chars(who.address)}\x72${secondaryAddress(who)}${chars(accessNumber, status, 0, 0)}${records}`,
  );
}

export const DEFAULT_IDENTITY: MbusIdentity = {
  address: 1,
  identification: "12345678",
  manufacturer: "HSM",
  version: 1,
  medium: MEDIUM_GAS,
};

export class MbusMeter {
  /** What it says it is; may change. */
  identity = DEFAULT_IDENTITY;
  status = 0;
  /** From the end of a request to the beginning of the answer. */
  answerUs = 50_000;
  /** Neither hears nor speaks: a cut wire, or no meter at all. */
  isAway = false;
  /** What it says in place of the sound answer that it is given, asked anew for each request; "" for nothing. Undefined: that answer. */
  lies: ((answer: string) => string) | undefined;
  /** Requests for data that it understood, repeated ones included. */
  requests = 0;
  resets = 0;
  readonly #clock: Clock;
  readonly #uart: VirtualUart;
  #heard = "";
  #heardUs = Number.NEGATIVE_INFINITY;
  /** Frame count bit of the request before, and what was answered to it. */
  #lastBit: number | undefined;
  #lastAnswer = "";
  #accessNumber = 0;
  #litres = 10_834_092;
  #litresUs: number;
  #litresPerHour = 400;

  constructor(clock: Clock, uart: VirtualUart) {
    this.#clock = clock;
    this.#uart = uart;
    this.#litresUs = clock.nowUs;
    uart.onSent((bytes, endUs) => {
      this.#hear(bytes, endUs);
    });
  }

  /** What the register shows now. */
  get litres(): number {
    return this.#litres + Math.floor(((this.#clock.nowUs - this.#litresUs) * this.#litresPerHour) / HOUR_US);
  }

  /** Sets the register, which no honest meter lets happen. */
  set litres(litres: number) {
    this.#litres = litres;
    this.#litresUs = this.#clock.nowUs;
  }

  /** From now on; 400 at first. */
  set litresPerHour(litresPerHour: number) {
    this.#litres = this.litres;
    this.#litresUs = this.#clock.nowUs;
    this.#litresPerHour = litresPerHour;
  }

  /** Fabrication number and volume in litres, 8 digits each. */
  records(): string {
    return `\x0c\x78${bcd(BigInt(this.identity.identification), 4)}\x0c\x13${bcd(this.litres, 4)}`;
  }

  /** Says something unasked, now. */
  say(bytes: string): void {
    if (!this.isAway && bytes !== "") this.#uart.receive(bytes, MBUS_BAUD);
  }

  #hear(bytes: string, endUs: number): void {
    if (this.isAway || this.#uart.baud !== MBUS_BAUD) return;
    if (endUs - bytes.length * BYTE_US - this.#heardUs > GAP_US) this.#heard = "";
    this.#heardUs = endUs;
    this.#heard += bytes;
    const start = this.#heard.indexOf("\x10");
    this.#heard = start < 0 ? "" : this.#heard.slice(start);
    if (this.#heard.length < 5) return;
    const [control, address, sum, stop] = [1, 2, 3, 4].map((at) => this.#heard.charCodeAt(at)) as [
      number,
      number,
      number,
      number,
    ];
    this.#heard = "";
    if (sum !== ((control + address) & 255) || stop !== 0x16) return;
    if (address === this.identity.address || address === TEST_ADDRESS) this.#later(endUs, this.#answer(control));
    else if (address === BROADCAST) this.#answer(control);
  }

  /** What there is to say to a request; it also does what that asks for. */
  #answer(control: number): string {
    if (control === SND_NKE) {
      this.resets++;
      this.#lastBit = undefined;
      return ACKNOWLEDGE;
    }
    if ((control & ~FRAME_COUNT_BIT) !== REQ_UD2) return "";
    this.requests++;
    const bit = control & FRAME_COUNT_BIT;
    if (bit !== this.#lastBit) {
      this.#accessNumber = (this.#accessNumber + 1) & 255;
      this.#lastAnswer = answerFrame(this.identity, this.#accessNumber, this.status, this.records());
    }
    this.#lastBit = bit;
    return this.lies === undefined ? this.#lastAnswer : this.lies(this.#lastAnswer);
  }

  #later(endUs: number, answer: string): void {
    this.#clock.at(Math.ceil(endUs) + this.answerUs, () => {
      this.say(answer);
    });
  }
}
