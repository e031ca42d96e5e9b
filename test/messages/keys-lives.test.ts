// Random lives of a board with keys: it seals, opens, hears replays, is reset, loses its memory for a while and its supply at any flash event. Whatever
// happens, no nonce is used twice and no message acts twice, and with a memory that works nothing is refused.

import assert from "node:assert/strict";
import fc from "fast-check";
import { tears } from "../store/cut.ts";
import type { Tear } from "../store/cut.ts";
import type { FlashEvent } from "../store/rig.ts";
import { Board, loadBoard, Nonces, plainOf, sealed } from "./keys-rig.ts";

type Step =
  | { readonly kind: "seal"; readonly number: 1 | 4; readonly count: number }
  | { readonly kind: "open"; readonly ahead: number }
  | { readonly kind: "replay"; readonly pick: number }
  | { readonly kind: "round"; readonly ahead: number }
  | { readonly kind: "reset" | "leave" | "return" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("seal" as const),
    number: fc.constantFrom(1 as const, 4 as const),
    count: fc.integer({ min: 1, max: 70 }),
  }),
  fc.record({ kind: fc.constant("open" as const), ahead: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("replay" as const), pick: fc.nat(1000) }),
  fc.record({ kind: fc.constant("round" as const), ahead: fc.integer({ min: -1, max: 2 }) }),
  fc.record({ kind: fc.constantFrom("reset" as const, "leave" as const, "return" as const, "return" as const) }),
);

/** A board and what must be true of it whatever happens. */
class Model {
  readonly board = new Board();
  readonly nonces = new Nonces();
  readonly #taken: string[] = [];
  #life = this.board.boot();
  #lent = this.#lend();
  #isAway = false;
  #latest = 0;
  #round = 0;
  failures = 0;

  #lend() {
    const { keys } = this.#life;
    return { seal: { 1: keys.seal(1), 4: keys.seal(4) }, open: keys.open(1), round: keys.round(7) };
  }

  reset(): void {
    this.#life = this.board.boot(this.#isAway);
    this.#lent = this.#lend();
  }

  /** Returns whether it was cut, at its flash event `at`: there may be none of that number. */
  perform(one: Step, at: number, chance: number): boolean {
    const tear = (event: FlashEvent): Tear => {
      const all = [...tears(event, at)];
      return all[chance % all.length]!;
    };
    const cut = this.board.cut(this.#life, at, tear, () => {
      this.#act(one);
    });
    if (cut) this.reset();
    return cut;
  }

  #act(one: Step): void {
    const { seal, open, round } = this.#lent;
    if (one.kind === "seal")
      for (let i = 0; i < one.count; i++) {
        const message = seal[one.number](plainOf(`${i}`));
        if (message === "") {
          this.#failed();
          break;
        }
        this.nonces.take(message, one.number, plainOf(`${i}`));
      }
    else if (one.kind === "open") {
      this.#latest += one.ahead;
      const message = sealed(this.#latest);
      const plain = open(message);
      if (plain === "") this.#failed();
      else {
        assert.equal(plain, plainOf(`order ${this.#latest}`));
        this.#taken.push(message);
        assert.equal(open(message), "");
      }
    } else if (one.kind === "replay") {
      const message = this.#taken[one.pick % (this.#taken.length || 1)];
      if (message !== undefined) assert.equal(open(message), "");
    } else if (one.kind === "round") {
      const number = Math.max(0, this.#round + one.ahead);
      // A round that was cut may count.
      this.#round = Math.max(this.#round, number);
      const message = round(number, plainOf(`${number}`));
      if (message !== "") this.nonces.take(message, 7, plainOf(`${number}`));
      else if (one.ahead > 0) this.#failed();
    } else if (one.kind === "reset") this.reset();
    else this.#life.flash.isAway = this.#isAway = one.kind === "leave";
  }

  /** Only where the memory is away may anything be refused. */
  #failed(): void {
    assert.ok(this.#isAway, "refused with a memory that works");
    this.failures++;
  }

  end(): void {
    this.#isAway = false;
    this.reset();
    for (const message of this.#taken) assert.equal(this.#lent.open(message), "");
    this.#act({ kind: "seal", number: 1, count: 3 });
    this.#act({ kind: "open", ahead: 1 });
  }
}

describe("counters through any life", () => {
  before(loadBoard);

  it("use no nonce twice and let no message act twice", () => {
    const seen = { cuts: 0, failures: 0, sealed: 0 };
    const struck = fc.tuple(step, fc.nat(8), fc.nat(1000));
    fc.assert(
      fc.property(fc.array(struck, { minLength: 40, maxLength: 80, size: "max" }), (steps) => {
        const model = new Model();
        for (const [one, at, chance] of steps) if (model.perform(one, at, chance)) seen.cuts++;
        model.end();
        seen.failures += model.failures;
        seen.sealed += model.nonces.count;
      }),
      { numRuns: 40 },
    );
    assert.ok(seen.cuts > 100 && seen.failures > 50 && seen.sealed > 50, JSON.stringify(seen));
  });
});
