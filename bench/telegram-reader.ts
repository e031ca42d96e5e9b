// Finds P1 telegrams in what leaves a HAN port, as a consumer's reader would: from "/" to the line with the CRC, "!" and four hex digits.
// Neither "/" nor such a line occurs within a telegram, so that a reader is back in step with the first whole telegram after any noise.
// It does not judge them; dsmr-parser does that in the tests.

const LAST_LINE = /![0-9A-F]{4}\r\n/;
/** What has no end after so many bytes is no telegram of this meter. */
const LONGEST = 4096;

export class TelegramReader {
  telegrams = 0;
  /** The latest telegram, whole; "" before the first. */
  last = "";
  #received = "";
  readonly #onTelegram: (telegram: string) => void;

  constructor(onTelegram: (telegram: string) => void = () => undefined) {
    this.#onTelegram = onTelegram;
  }

  receive(bytes: string): void {
    this.#received += bytes;
    for (let end = LAST_LINE.exec(this.#received); end !== null; end = LAST_LINE.exec(this.#received)) {
      const past = end.index + end[0].length;
      const start = this.#received.lastIndexOf("/", end.index);
      const telegram = start < 0 ? "" : this.#received.slice(start, past);
      this.#received = this.#received.slice(past);
      if (telegram === "" || telegram.length > LONGEST) continue;
      this.last = telegram;
      this.telegrams++;
      this.#onTelegram(telegram);
    }
    const start = this.#received.lastIndexOf("/");
    this.#received = start < 0 || this.#received.length - start > LONGEST ? "" : this.#received.slice(start);
  }
}
