// What a fallen meter board does, second by second: a stretch of one mischief, then a stretch of another, most of them quiet. It can send all
// that the wire carries, remembers what it heard, and knows no key. Written for any engine: the virtual board runs it in place of the
// firmware, and a test may run it without a board.

/** All that a second of the wire carries at 19 200 baud. */
const SECOND_BYTES = 1900;
const SEALED_BYTES = 120;
const MOST_HEARD = 40;
const MOST_PAYLOAD = 121;

export const MISCHIEFS = [
  ...["silence", "heartbeat", "wish", "wishes by turns", "any local", "locals without pause", "replays in order"],
  ...["replays in disorder", "replays with a bit turned", "forgeries", "frames of all sizes", "random bytes", "ENDs"],
  ...["escapes", "half frames", "its own words back"],
] as const;
export type Mischief = (typeof MISCHIEFS)[number];

export interface Character {
  readonly seed: number;
  /** Of the seconds, how many are silent, roughly: the longer the run, the more. */
  readonly quiet: number;
  /** How long a stretch lasts at most; silence lasts as it takes. */
  readonly stretchSeconds: number;
}

/** Frame of a payload; `crc32` is the engine's. */
export type Frame = (payload: string) => string;

export class Mind {
  /** Sealed messages that it has carried, and what the other board said. */
  readonly heard: string[] = [];
  readonly said: string[] = [];
  /** Seconds of each mischief. */
  readonly done: Partial<Record<Mischief, number>> = {};
  mischief: Mischief = "silence";
  #left = 0;
  #second = 0;
  #state: number;
  #wanted = 0;
  /** Whether it falls silent with a friendly word, so that the switch can be closed again and opened anew. */
  #relents = false;
  readonly #character: Character;
  readonly #frame: Frame;

  constructor(character: Character, frame: Frame) {
    this.#character = character;
    this.#frame = frame;
    this.#state = character.seed | 1;
  }

  /** A payload that came in, from either side. */
  hear(payload: string): void {
    const memory = payload.length === SEALED_BYTES ? this.heard : this.said;
    memory.push(payload);
    if (memory.length > MOST_HEARD) memory.splice(this.#below(MOST_HEARD), 1);
  }

  /** Bytes for the wire in this second; "" is silence. */
  second(): string {
    if (this.#left-- <= 0) this.#choose();
    this.#second++;
    this.done[this.mischief] = (this.done[this.mischief] ?? 0) + 1;
    return this.#bytes();
  }

  #choose(): void {
    const { quiet, stretchSeconds } = this.#character;
    this.mischief = MISCHIEFS[1 + this.#below(MISCHIEFS.length - 1)]!;
    this.#left = 1 + this.#below(stretchSeconds);
    this.#wanted = this.#below(4) === 0 ? this.#below(256) : 2;
    if (this.#below(2) === 0) return;
    this.mischief = "silence";
    this.#relents = true;
    this.#left = Math.floor((this.#left * quiet) / (1 - quiet));
  }

  #bytes(): string {
    const random = (most: number): string => this.#text(1 + this.#below(most));
    switch (this.mischief) {
      case "silence":
        return this.#farewell();
      case "heartbeat":
        return this.#second % 5 === 0 ? this.#local(0, 0) : "";
      case "wish":
        return this.#second % 5 === 0 ? this.#local(this.#wanted, 1) : "";
      case "wishes by turns":
        return this.#local(this.#second % 2 === 0 ? this.#wanted : 0, 1);
      case "any local":
        return this.#frame("l" + this.#text(6));
      case "locals without pause":
        return this.#often(() => this.#local(this.#below(256), this.#below(256)));
      case "replays in order":
        return this.#replay((at) => at);
      case "replays in disorder":
        return this.#replay(() => this.#below(MOST_HEARD));
      case "replays with a bit turned":
        return this.#often(() => this.#frame(this.#turned(this.#one(this.heard))));
      case "forgeries":
        return this.#often(() => this.#frame("\xff" + this.#text(7) + this.#order() + this.#text(16)));
      case "frames of all sizes":
        return this.#often(() => this.#frame(random(MOST_PAYLOAD + 20)));
      case "random bytes":
        return this.#text(SECOND_BYTES);
      case "ENDs":
        return "\xc0".repeat(SECOND_BYTES);
      case "escapes":
        return "\xdb\xc0\xdb".repeat(SECOND_BYTES / 3);
      case "half frames":
        return this.#often(() => this.#frame(random(MOST_PAYLOAD)).slice(0, this.#below(60)));
      case "its own words back":
        return this.#often(() => this.#frame(this.#one(this.said)));
    }
  }

  #farewell(): string {
    const relents = this.#relents;
    this.#relents = false;
    return relents && this.#below(4) > 0 ? this.#local(0, 0) : "";
  }

  #local(wanted: number, flows: number): string {
    return this.#frame("l" + String.fromCharCode(wanted, flows) + this.#text(4));
  }

  /** The plain text of an order, where the sealed one stands. */
  #order(): string {
    return ("c" + String.fromCharCode(0x10 + this.#below(6), this.#below(256))).padEnd(96, "\0");
  }

  #one(memory: readonly string[]): string {
    return memory[this.#below(memory.length)] ?? this.#text(SEALED_BYTES);
  }

  #turned(text: string): string {
    const at = this.#below(text.length);
    const bit = String.fromCharCode(text.charCodeAt(at) ^ (1 << this.#below(8)));
    return text.slice(0, at) + bit + text.slice(at + 1);
  }

  #replay(place: (at: number) => number): string {
    let at = 0;
    return this.#often(() => this.#frame(this.heard[place(at++) % this.heard.length] ?? this.#text(SEALED_BYTES)));
  }

  /** As many as a second of the wire carries, or a few, by chance. */
  #often(one: () => string): string {
    const most = this.#below(3) === 0 ? SECOND_BYTES : 1 + this.#below(300);
    let bytes = "";
    while (bytes.length < most) bytes += one();
    return bytes.slice(0, SECOND_BYTES);
  }

  #text(length: number): string {
    let text = "";
    while (text.length < length) text += String.fromCharCode(this.#below(256));
    return text;
  }

  /** xorshift32: the same on every engine. */
  #below(limit: number): number {
    let bits = this.#state;
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    this.#state = bits;
    return limit > 0 ? (bits >>> 0) % limit : 0;
  }
}
