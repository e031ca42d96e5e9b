// What a meter on the bench is made of: who lives there, its boards and keys, and whose simulation it is part of.

import type { ChannelMemory } from "./central/memory.ts";
import type { Concentrator } from "./concentrator/concentrator.ts";
import type { SimulationClock } from "./engine/simulation-clock.ts";
import type { Household } from "./household.ts";
import type { MeterKeys } from "./key-file.ts";
import type { Load } from "./load/load.ts";
import type { NorArray } from "./parts/nor-array.ts";

export interface BenchOptions {
  /** Of all meters of a simulation; they are switched on at its beginning. Default: one of its own. */
  readonly clock?: SimulationClock;
  /** At the far end of its WAN, in front of the central system. Default: nobody. */
  readonly concentrator?: Concentrator;
  readonly household: Household;
  /** What the home generates: it draws the rest of its load from the grid, and feeds what it does not need into it. Default: nothing. */
  readonly generation?: Load;
  /** UTC second at which both boards are switched on. */
  readonly startS: number;
  readonly seed: number;
  readonly bundles: { readonly meter: string; readonly offSwitch: string };
  /** 8 printable characters. */
  readonly meterId?: string;
  /** Of a meter that was provisioned; default: made up from the seed. */
  readonly keys?: MeterKeys;
  /** Content of the flash parts; default: as they leave provisioning. */
  readonly memory?: { readonly meter: NorArray; readonly offSwitch: NorArray };
  /** Files of the chips' internal flash, by name; default: as they leave provisioning. */
  readonly files?: { readonly meter: Files; readonly offSwitch: Files };
  /** Where the relay was left; default: closed. */
  readonly relayIsClosed?: boolean;
  /** Within which bounds the switch moves (firmware/messages/switch-policy.ts); default: at once. Not with `memory`, which has its own. */
  readonly switchPolicy?: string;
  /** What the central system remembers of the meter; default: as at provisioning. "elsewhere": another one has the meter, and this is off. */
  readonly centralMemory?: ChannelMemory | "elsewhere";
}

export type Files = Readonly<Record<string, string>>;
