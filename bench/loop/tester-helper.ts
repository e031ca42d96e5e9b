// The tester as a helper: each deed and each look is a question to a person.

import type { Look } from "../script/script.ts";
import type { Seen } from "../script/sight.ts";
import type { Ability, Witnessed } from "../script/stage.ts";
import { UserError } from "../user-error.ts";
import type { WorldDeed } from "../script/bench-world.ts";
import { flowAfter, handFor, isFlow, NO_FLOW, sourcesHand, whyNever } from "./hands.ts";
import type { Done, Helper, HelperAble, Supply, Watch } from "./helper.ts";
import type { Asker } from "./tester.ts";
import { witness } from "./witness.ts";

export const TESTER_ABLE: HelperAble = {
  toDo(deed, householdW): Ability {
    const why = whyNever(deed, householdW);
    return why === undefined ? { kind: "hand", asks: "do it" } : { kind: "no", why };
  },
  toSee: () => ({ kind: "hand", asks: "look at it" }),
};

export class TesterHelper implements Helper {
  readonly toDo = TESTER_ABLE.toDo;
  readonly toSee = TESTER_ABLE.toSee;
  readonly #asker: Asker;
  #flow = NO_FLOW;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  async perform(deed: WorldDeed, householdW: number | undefined): Promise<Done> {
    const told = "done by the tester";
    if (isFlow(deed)) {
      const after = flowAfter(deed, this.#flow, householdW);
      if (after === undefined) throw new UserError(whyNever(deed, householdW));
      const asks = sourcesHand(this.#flow, after);
      if (asks !== "") await this.#asker.confirm(asks);
      this.#flow = after;
      return { told: asks === "" ? "the pulse sources stay as they are" : told };
    }
    const hand = handFor(deed);
    if ("why" in hand) throw new UserError(hand.why);
    await this.#asker.confirm(hand.asks);
    const { later } = hand;
    if (later === undefined) return { told };
    const run = (): Promise<void> => this.#asker.confirm(`NOW: ${later.asks}`);
    return { told, later: { seconds: later.seconds, what: later.asks, run } };
  }

  /** A person is asked, and does not look each second. */
  look(): Promise<Seen> {
    return Promise.resolve(undefined);
  }

  witness(look: Look, watch: Watch, counted: () => number | undefined): Promise<Witnessed> {
    return witness(this.#asker, watch, look, counted);
  }

  async stopSources(): Promise<void> {
    await this.#asker.confirm("Stop the pulse sources, and set their counters to 0");
    this.#flow = { loadW: 0, sunW: 0 };
  }

  async setHousehold(watts: number): Promise<void> {
    await this.#asker.confirm(this.#household(watts));
  }

  readonly supply: Supply = {
    take: async (householdW) => {
      await this.#asker.confirm("Take the supply from both boards");
      if (householdW !== undefined) await this.#asker.confirm(`${this.#household(householdW)}. Leave it off for now`);
    },
    give: (householdW) => {
      const source = householdW === undefined ? "" : ", and switch the pulse source on";
      return this.#asker.confirm(`NOW: give both boards their supply back${source}`);
    },
  };

  #household(watts: number): string {
    this.#flow = { loadW: watts, sunW: 0 };
    return sourcesHand(NO_FLOW, this.#flow);
  }
}
