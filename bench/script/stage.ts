// Where acts are done and looked at: the bench in simulated time, or real boards with a tester at hand. Whoever plays a script knows nothing else
// of it. A stage may need time for everything, and a hand for some of it.

import type { Act } from "./act.ts";
import type { Look } from "./script.ts";
import type { Seen, Sight } from "./sight.ts";

/** "by-itself": `by` is whose word is taken for it. "hand": somebody is asked to do or to read it. "no": it cannot be had here, and why. */
export type Ability =
  | { readonly kind: "by-itself"; readonly by?: string }
  | { readonly kind: "hand"; readonly asks: string }
  | { readonly kind: "no"; readonly why: string };

/** Who was to do it, or to look, left it out: nothing is known of it. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/** What somebody says of an expectation, for all of its time. */
export interface Witnessed {
  readonly isMet: boolean;
  readonly found: string;
}

/** What can be done and seen somewhere. */
export interface Able {
  toDo(act: Act): Ability;
  toSee(sight: Sight): Ability;
}

export interface Stage extends Able {
  /** UTC seconds on the clock by which its moments go. */
  readonly nowS: number;
  /**
   * Begins it now. `told` gets each line of what came of it, which may be later than this ends. Throws UserError where it cannot be done, and
   * Skipped.
   */
  perform(act: Act, told: (line: string) => void): void | Promise<void>;
  /** Throws UserError where it cannot be seen. */
  look(sight: Sight): Seen | Promise<Seen>;
  /** What is seen by hand, where nobody can be asked each second. Throws Skipped. */
  witness?(look: Look): Promise<Witnessed>;
  /** Ends when it is that late; false: whoever runs it ended it before. */
  until(utcS: number): Promise<boolean>;
}
