// What only a hand can do at real boards, in the words in which it is asked for; and what cannot be done there at all, and why. The names of
// pins are those of the boards' wiring pages.

import { IMPULSES_PER_KWH } from "../feeds.ts";
import type { Deed, PartName } from "../script/deed.ts";
import type { WorldDeed } from "../script/bench-world.ts";

export interface Hand {
  /** What is asked for now. */
  readonly asks: string;
  /** What is asked for when the time of the act is over. */
  readonly later?: { readonly seconds: number; readonly asks: string };
}

const WS_PER_KWH = 3_600_000;

/** Every so many seconds a pulse, for a source that is set by hand. */
function everySeconds(watts: number): string {
  const seconds = WS_PER_KWH / (watts * IMPULSES_PER_KWH);
  return seconds >= 100 ? seconds.toFixed(0) : seconds.toPrecision(3);
}

function pulses(input: string, watts: number): string {
  if (watts === 0) return `Stop the pulse source at the ${input}`;
  return `Set the pulse source at the ${input} to ${watts} W: a pulse every ${everySeconds(watts)} s`;
}

const IMPORT = "import input (E7 of the meter board)";
const EXPORT = "export input (E8 of the meter board)";

const PLUGS: Readonly<Record<PartName, readonly [out: string, into: string]>> = {
  clamp: [
    "First open the clamp and take it off its wire, for an open secondary makes a dangerous voltage; then pull its plug",
    "Put the plug of the clamp in, and only then close it around its wire",
  ],
  "import-pulses": ["Take the wire of the import pulses off E7", "Put the wire of the import pulses back to E7"],
  "export-pulses": ["Take the wire of the export pulses off E8", "Put the wire of the export pulses back to E8"],
  clock: [
    "Pull the clock off its bus and its supply; its battery stays in",
    "Put the clock back to its bus and its supply",
  ],
  display: ["Pull the display off its bus and its supply", "Put the display back to its bus and its supply"],
  button: ["Take the wire of the button off C0 of the off-switch board", "Put the wire of the button back to C0"],
  contact: [
    "Take the lead of the relay's auxiliary contact off A8 of the off-switch board",
    "Put the lead of the auxiliary contact back to A8",
  ],
  "gas-meter": ["Take the gas meter off the bus of its master", "Put the gas meter back to the bus of its master"],
};

const CUTS: Readonly<Record<(Deed & { kind: "cut" })["what"], readonly [out: string, back: string]>> = {
  link: [
    "Pull both wires of the link between the boards (D8 and D9 of the meter board)",
    "Put both wires of the link back",
  ],
  wan: ["Pull both wires of the WAN port (C6 and C7 of the meter board)", "Put both wires of the WAN port back"],
  meter: ["Take the supply from the meter board", "Give the meter board its supply back"],
  "off-switch": ["Take the supply from the off-switch board", "Give the off-switch board its supply back"],
};

/** Why it cannot be done to real boards. */
const NEVER: Readonly<Partial<Record<WorldDeed["kind"], string>>> = {
  weld: "a contact is welded only on the virtual bench: a real relay would be lost, and a bridged one is not welded",
  bypass:
    "a meter is bypassed only on the virtual bench: at real boards nothing may be tapped, and no feeder meter is there",
  mend: "a welded contact is only on the virtual bench, and so is its mending",
};

type FlowDeed = WorldDeed & { readonly kind: "load" | "sun" };

export function isFlow(deed: WorldDeed): deed is FlowDeed {
  return deed.kind === "load" || deed.kind === "sun";
}

/** What consumes and what generates, in watts; undefined: nobody has said yet. */
export interface Flow {
  readonly loadW: number | undefined;
  readonly sunW: number;
}

/** What the two inputs are given: the home uses what its roof gives, and feeds in what is left. */
export function inputsOf({ loadW, sunW }: Flow): { readonly importW: number | undefined; readonly exportW: number } {
  if (loadW === undefined) return { importW: sunW > 0 ? 0 : undefined, exportW: sunW };
  return { importW: Math.max(0, loadW - sunW), exportW: Math.max(0, sunW - loadW) };
}

/** Undefined: `auto` without a head that says how many watts. */
export function flowAfter(deed: FlowDeed, flow: Flow, householdW: number | undefined): Flow | undefined {
  const watts = deed.watts ?? (deed.kind === "load" ? householdW : undefined);
  if (watts === undefined) return undefined;
  return deed.kind === "load" ? { ...flow, loadW: watts } : { ...flow, sunW: watts };
}

/** What is asked for where a flow becomes another; "": nothing. */
export function sourcesHand(before: Flow, after: Flow): string {
  const [was, is] = [inputsOf(before), inputsOf(after)];
  const asks: string[] = [];
  if (is.importW !== undefined && is.importW !== was.importW) asks.push(pulses(IMPORT, is.importW));
  if (is.exportW !== was.exportW) asks.push(pulses(EXPORT, is.exportW));
  return asks.join(". ");
}

/** Of all but pulse sources. */
export function handFor(deed: Exclude<WorldDeed, FlowDeed>): Hand | { readonly why: string } {
  switch (deed.kind) {
    case "button":
      return { asks: `Press the button of the off-switch board, hold it for ${deed.seconds} s, and let go` };
    case "cut": {
      const [out, back] = CUTS[deed.what];
      return {
        asks: `${out} for ${deed.seconds} s: you are told when they are over`,
        later: { seconds: deed.seconds, asks: back },
      };
    }
    case "plug":
      return { asks: PLUGS[deed.part][deed.isIn ? 1 : 0] };
    case "bypass":
    case "weld":
    case "mend":
      return { why: NEVER[deed.kind]! };
  }
}

/** Why it cannot be done to boards that are no part of the virtual bench, whoever helps; undefined: it may be. */
export function whyNever(deed: WorldDeed, householdW: number | undefined): string | undefined {
  if (!isFlow(deed)) return NEVER[deed.kind];
  if (flowAfter(deed, NO_FLOW, householdW) !== undefined) return undefined;
  return `${deed.kind} auto: nothing goes on by itself at real boards, say how many watts`;
}

export const NO_FLOW: Flow = { loadW: undefined, sunW: 0 };
