// The bench as the hand and the eyes at boards that are emulated: everything that a tester would do there it does itself, and the report says so.

import type { WorldDeed } from "../../script/bench-world.ts";
import type { Seen, Sight } from "../../script/sight.ts";
import { Skipped } from "../../script/stage.ts";
import type { Ability, Witnessed } from "../../script/stage.ts";
import { UserError } from "../../user-error.ts";
import { wait } from "../clock.ts";
import type { LoopClock } from "../clock.ts";
import { flowAfter, inputsOf, isFlow, NO_FLOW, whyNever } from "../hands.ts";
import type { Flow } from "../hands.ts";
import type { Done, Helper, HelperAble } from "../helper.ts";
import { isLost } from "../loop-sights.ts";
import type { StandInBoards } from "./boards.ts";
import { PulseSource } from "./pulse-source.ts";

const FORGETS = "what an emulated board stores is gone with its supply";
const BY_HAND: Ability = { kind: "by-itself", by: "the bench, as the hand at the stand-in" };

const SEEN_AT: Readonly<Partial<Record<Sight["kind"], string>>> = {
  relay: "the coils of the stand-in",
  display: "the display of the stand-in",
  row: "the display of the stand-in",
  figure: "the pulse sources of the stand-in",
};

export const STAND_IN_ABLE: HelperAble = {
  toDo: (deed, householdW) => {
    const why = whyNever(deed, householdW) ?? whyNotThere(deed);
    return why === undefined ? BY_HAND : { kind: "no", why };
  },
  toSee: ({ kind }) => ({ kind: "by-itself", by: `the bench, at ${SEEN_AT[kind]!}` }),
};

function whyNotThere(deed: WorldDeed): string | undefined {
  if (deed.kind === "plug") return "an emulated board has no plugs: that is for the virtual bench and for real boards";
  if (deed.kind === "cut" && (deed.what === "meter" || deed.what === "off-switch"))
    return `${FORGETS}: cut power is for the virtual bench and for real boards`;
  return undefined;
}

export class StandInHelper implements Helper {
  readonly toDo = STAND_IN_ABLE.toDo;
  readonly toSee = STAND_IN_ABLE.toSee;
  readonly supply = FORGETS;
  readonly #boards: StandInBoards;
  readonly #clock: LoopClock;
  readonly #import: PulseSource;
  readonly #export: PulseSource;
  #flow = NO_FLOW;

  constructor(boards: StandInBoards, clock: LoopClock) {
    const isClosed = async (): Promise<boolean> => (await boards.contact()) === "closed";
    this.#boards = boards;
    this.#clock = clock;
    this.#import = new PulseSource(clock, isClosed, () => boards.pulse("import"));
    this.#export = new PulseSource(clock, isClosed, () => boards.pulse("export"));
  }

  async perform(deed: WorldDeed, householdW: number | undefined): Promise<Done> {
    if (isFlow(deed)) {
      const after = flowAfter(deed, this.#flow, householdW);
      if (after === undefined) throw new UserError(whyNever(deed, householdW));
      this.#set(after);
      return { told: `the pulse sources give ${this.#import.watts} W of import and ${this.#export.watts} W of export` };
    }
    if (deed.kind === "button") {
      this.#boards.button("down");
      await wait(this.#clock, deed.seconds * 1000);
      this.#boards.button("up");
      return { told: `the button was held for ${deed.seconds} s` };
    }
    if (deed.kind !== "cut" || (deed.what !== "link" && deed.what !== "wan"))
      throw new UserError(whyNever(deed, householdW) ?? whyNotThere(deed)!);
    const { what, seconds } = deed;
    this.#boards.cut(what, true);
    const run = (): Promise<void> => {
      this.#boards.cut(what, false);
      return Promise.resolve();
    };
    return { told: `the ${what} is cut for ${seconds} s`, later: { seconds, what: `join the ${what} again`, run } };
  }

  async look(sight: Sight, counted: number | undefined): Promise<Seen> {
    if (sight.kind === "relay") return this.#boards.contact();
    if (sight.kind === "display") return this.#boards.rows;
    if (sight.kind === "row") return this.#boards.rows[sight.row - 1];
    if (isLost(sight)) return counted === undefined ? undefined : this.#import.given + this.#export.given - counted;
    return (await this.#boards.contact()) === "closed" ? this.#import.watts - this.#export.watts : 0;
  }

  /** Nobody is asked: the bench looks by itself. */
  witness(): Promise<Witnessed> {
    return Promise.reject(new Skipped("nobody stands at an emulated board"));
  }

  stopSources(): Promise<void> {
    this.#set({ loadW: 0, sunW: 0 });
    this.#import.given = this.#export.given = 0;
    return Promise.resolve();
  }

  setHousehold(watts: number): Promise<void> {
    this.#set({ loadW: watts, sunW: 0 });
    return Promise.resolve();
  }

  #set(flow: Flow): void {
    this.#flow = flow;
    const { importW, exportW } = inputsOf(flow);
    if (importW !== undefined && importW !== this.#import.watts) this.#import.set(importW);
    if (exportW !== this.#export.watts) this.#export.set(exportW);
  }
}
