// Decides the policy on descriptions: every rule over every system and board given, one processor or both. Each broken rule
// is one violation; the lists (W4 to W6) keep silent where an invariant already says why. It runs nothing and changes
// nothing, and what it cannot see (what a partition does with what it has) is for the confinement checker and the kernel.

import type { System } from "../../firmware/kernel/description.ts";
import type { Board } from "../../boards/board.ts";
import { keysAreBound, segmentsAreApart } from "./holdings.ts";
import { memoryHolds } from "./memory.ts";
import { boardFits, boardsHaveSystems } from "./parts.ts";
import { homeIsADiode, insideLeavesAtGates, outsideEntersAtGates } from "./ports.ts";
import { portOwnersHoldNothing, readingsStayInside } from "./readings.ts";
import { numbersAreSound, partitionsWake, queuesFit, speakersHaveQueues, wordsAreGiven } from "./sizes.ts";
import { segmentsLast, slotsFit } from "./segments.ts";
import { creditAsksTheGuard, relayIsGuarded } from "./switch.ts";
import { RULES, violation } from "./violation.ts";
import type { Rule, Violation } from "./violation.ts";
import {
  channelsLeadOn,
  devicesAreListed,
  graphIsListed,
  namesAreDeclared,
  namesAreSingle,
  wholesAreSingle,
} from "./wellformed.ts";

export type { Rule, Violation } from "./violation.ts";

export interface PolicyInput {
  readonly systems: readonly System[];
  readonly boards: readonly Board[];
}

/** Every broken rule, in the order of the rules and then of the description; empty where the policy holds. */
export function checkPolicy({ systems, boards }: PolicyInput): Violation[] {
  if (systems.length === 0)
    return [violation("W1", "policy", "systems", "no system is described, so nothing is decided")];
  const found = [
    ...systems.flatMap((system) => ofSystem(system, boardsOf(system, boards))),
    ...relayIsGuarded(systems, boards),
    ...creditAsksTheGuard(systems),
    ...keysAreBound(systems),
    ...wholesAreSingle(systems, boards),
    ...boardsHaveSystems(systems, boards),
  ];
  const order = Object.keys(RULES);
  return withoutEchoes(found).sort((one, other) => order.indexOf(one.rule) - order.indexOf(other.rule));
}

function boardsOf(system: System, boards: readonly Board[]): readonly Board[] {
  return boards.filter((board) => board.system === system.name);
}

function ofSystem(system: System, boards: readonly Board[]): Violation[] {
  return [
    ...homeIsADiode(system, boards),
    ...outsideEntersAtGates(system),
    ...insideLeavesAtGates(system),
    ...segmentsAreApart(system),
    ...readingsStayInside(system),
    ...portOwnersHoldNothing(system),
    ...namesAreDeclared(system),
    ...namesAreSingle(system),
    ...channelsLeadOn(system),
    ...graphIsListed(system),
    ...devicesAreListed(system),
    ...wordsAreGiven(system),
    ...numbersAreSound(system),
    ...queuesFit(system),
    ...speakersHaveQueues(system),
    ...partitionsWake(system),
    ...slotsFit(system),
    ...segmentsLast(system),
    ...boards.flatMap((board) => [...boardFits(system, board), ...memoryHolds(system, board)]),
  ];
}

const LISTS: readonly Rule[] = ["W4", "W5", "W6"];
const SAYS_WHY: readonly Rule[] = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "W1", "W3"];

/** "Not on the list" tells nothing to who has just read which invariant an edge or a device breaks. */
function withoutEchoes(found: readonly Violation[]): Violation[] {
  const place = ({ system, subject }: Violation): string => `${system} ${subject}`;
  const explained = new Set(found.filter(({ rule }) => SAYS_WHY.includes(rule)).map(place));
  return found.filter((one) => !LISTS.includes(one.rule) || !explained.has(place(one)));
}
