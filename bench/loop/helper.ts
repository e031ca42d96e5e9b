// Whoever does at the boards what no wire does, and sees what no wire tells: a person, or the bench itself where QEMU stands in.

import type { WorldDeed } from "../script/bench-world.ts";
import type { Look } from "../script/script.ts";
import type { Seen, Sight } from "../script/sight.ts";
import type { Ability, Witnessed } from "../script/stage.ts";

/** What can be had of a helper, before there is one. `householdW`: what the head of the script says of who consumes. */
export interface HelperAble {
  readonly toDo: (deed: WorldDeed, householdW: number | undefined) => Ability;
  /** Of what is seen by eye. */
  readonly toSee: (sight: Sight) => Ability;
}

export interface Done {
  readonly told: string;
  /** What is done when the time of the act is over. */
  readonly later?: { readonly seconds: number; readonly what: string; readonly run: () => Promise<void> };
}

/** As much of a stage as has time. */
export interface Watch {
  readonly nowS: number;
  until(utcS: number): Promise<boolean>;
}

/** The supply of both boards: taken, and given back together with what the household draws. */
export interface Supply {
  take(householdW: number | undefined): Promise<void>;
  give(householdW: number | undefined): Promise<void>;
}

/** All of it throws Skipped and UserError. */
export interface Helper extends HelperAble {
  perform(deed: WorldDeed, householdW: number | undefined): Promise<Done>;
  /** Of what it sees by itself. `counted`: pulses that are in the latest telegram. */
  look(sight: Sight, counted: number | undefined): Promise<Seen>;
  /** Of what a person sees. */
  witness(look: Look, watch: Watch, counted: () => number | undefined): Promise<Witnessed>;
  /** And their counters are 0. */
  stopSources(): Promise<void>;
  setHousehold(watts: number): Promise<void>;
  /** Or why the boards keep theirs. */
  readonly supply: Supply | string;
}
