// What the off-switch processor's flash part says of the switch when it leaves provisioning: where its contact is, and within which bounds it
// moves. Without it the processor takes its state for lost.

import { KERNEL_VALUES } from "../firmware/kernel/description.ts";
import { encodePolicy } from "../firmware/messages/switch-policy.ts";
import { REASON_REMOTE } from "../firmware/messages/switch-state.ts";
import { CLOSED, decodeState, encodeState, FIELDS, REASONS } from "../firmware/off-switch/switch.ts";

/** The segment, and numbers of its values beside the kernel's (firmware/off-switch/off-switch-security.ts). */
export const SWITCH_STATE = "switch-state";
export const STATE = KERNEL_VALUES;
export const POLICY = KERNEL_VALUES + 1;

/** Content by number of the value. */
export type SwitchValues = ReadonlyMap<number, string>;

const DAY_SECONDS = 86_400;

/** The bench's own policy with another window. */
export function atOnceWithin(windowSeconds: number): string {
  return encodePolicy(windowSeconds, 0, 65_535, DAY_SECONDS);
}

/** The bench's own policy: an opening acts at once, and again, as often as it is ordered. */
export const AT_ONCE = atOnceWithin(0);
/** A meter that somebody looks at: within half a minute, as long between two moves, a hundred a day, a day to press the button. */
export const IN_SIGHT = encodePolicy(30, 30, 100, DAY_SECONDS);
/** A meter in the field: within a quarter of an hour, a minute between two moves, six a day, a day to press the button. */
export const IN_THE_FIELD = encodePolicy(900, 60, 6, DAY_SECONDS);

/** Where the stored state says that the contact is; undefined where there is none. */
export function closedIn(values: SwitchValues): boolean | undefined {
  const stored = values.get(STATE);
  if (stored === undefined) return undefined;
  const state = new Uint32Array(FIELDS);
  decodeState(state, stored);
  return state[CLOSED] === 1;
}

/** As the fitter leaves it. An open switch waits for the central system. */
export function installed(isClosed: boolean, policy: string): SwitchValues {
  const state = new Uint32Array(FIELDS);
  state[CLOSED] = isClosed ? 1 : 0;
  state[REASONS] = isClosed ? 0 : REASON_REMOTE;
  return new Map([
    [STATE, encodeState(state)],
    [POLICY, policy],
  ]);
}
