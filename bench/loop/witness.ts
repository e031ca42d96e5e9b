// What the tester sees with their own eyes, or measures: asked for at once, or at the end of the time for which it has to be so. Nothing is
// taken for seen that nobody said.

import type { Look } from "../script/script.ts";
import type { Sight } from "../script/sight.ts";
import type { Witnessed } from "../script/stage.ts";
import { meets, seenWords } from "../script/wanted.ts";
import type { Watch } from "./helper.ts";
import { isLost } from "./loop-sights.ts";
import type { Asker } from "./tester.ts";

/** A telegram comes every 10 s. */
const TELEGRAM_S = 12;

const OTHER_WORDS: Readonly<Record<string, string>> = { open: "closed", closed: "open" };

function place(sight: Sight): string {
  if (sight.kind === "relay") return "the relay's main contact (the lamp behind it, or an ohmmeter without supply)";
  if (sight.kind === "row") return `row ${sight.row} of the display`;
  return sight.kind === "display" ? "the display" : "a power meter in the wire that the household draws through";
}

class Eyes {
  readonly #asker: Asker;
  readonly #watch: Watch;
  readonly #look: Look;
  /** Pulses that are in the latest telegram. */
  readonly #counted: () => number | undefined;

  constructor(asker: Asker, watch: Watch, look: Look, counted: () => number | undefined) {
    this.#counted = counted;
    this.#asker = asker;
    this.#watch = watch;
    this.#look = look;
  }

  async see(): Promise<Witnessed> {
    const { how, seconds, expectation } = this.#look;
    if (isLost(expectation.sight)) return this.#lost();
    const endS = this.#watch.nowS + seconds;
    if (how === "now") return this.#once(`Look at ${place(expectation.sight)}.`);
    if (how === "within") return this.#within(endS);
    this.#asker.say(
      `For ${seconds} s watch ${place(expectation.sight)}: expect ${expectation.text}. You are asked at the end.`,
    );
    await this.#watch.until(endS);
    return this.#wholeTime();
  }

  /** The source has counted, and the meter: a telegram after the last pulse both are the same. */
  async #lost(): Promise<Witnessed> {
    const { how, seconds, expectation } = this.#look;
    const given = await this.#asker.measure(
      "How many pulses have the sources given in all since the script began?",
      "pulses",
    );
    const least = how === "now" ? 0 : Math.max(seconds, TELEGRAM_S);
    await this.#watch.until(this.#watch.nowS + least);
    const counted = this.#counted();
    const lost = counted === undefined ? undefined : given - counted;
    const found = `${seenWords(lost, expectation.wanted)}, of ${given} that the source gave`;
    return { isMet: meets(lost, expectation.wanted), found };
  }

  async #within(endS: number): Promise<Witnessed> {
    const { seconds, expectation } = this.#look;
    const asks = `Within ${seconds} s: watch ${place(expectation.sight)} for ${expectation.text}, and answer when it is so, or is not to be expected any more.`;
    const seen = await this.#once(asks);
    if (!seen.isMet || this.#watch.nowS <= endS) return seen;
    const inTime = await this.#asker.choose(`The ${seconds} s are over: was it so within them?`, ["yes", "no"]);
    return inTime === "yes" ? seen : { isMet: false, found: `${seen.found}, too late` };
  }

  async #wholeTime(): Promise<Witnessed> {
    const { seconds, expectation } = this.#look;
    if (expectation.wanted.kind === "range") return this.#once(`The ${seconds} s are over. What was it?`);
    const always = await this.#asker.choose(`The ${seconds} s are over: was it so all the time?`, ["yes", "no"]);
    if (always === "yes") return { isMet: true, found: expectation.text };
    return { isMet: false, found: await this.#asker.words("What was it, and when?") };
  }

  async #once(asks: string): Promise<Witnessed> {
    const { wanted, text } = this.#look.expectation;
    if (wanted.kind === "range") {
      const value = await this.#asker.measure(`${asks} What does it say?`, wanted.unit);
      return { isMet: meets(value, wanted), found: seenWords(value, wanted) };
    }
    if (wanted.kind === "word") {
      const other = OTHER_WORDS[wanted.word]!;
      const word = await this.#asker.choose(`${asks} What is it?`, [wanted.word, other].sort());
      return { isMet: word === wanted.word, found: word };
    }
    const isThere = await this.#asker.choose(`${asks} Is it so: ${text}?`, ["yes", "no"]);
    if (isThere === "yes") return { isMet: true, found: text };
    return { isMet: false, found: await this.#asker.words("What is there?") };
  }
}

/** Throws Skipped. */
export function witness(asker: Asker, watch: Watch, look: Look, counted: () => number | undefined): Promise<Witnessed> {
  return new Eyes(asker, watch, look, counted).see();
}
