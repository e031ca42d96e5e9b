// What attacks on the switch share: to find it open, or to have it opened first, and to leave it as it was found. It asks the parts of the
// off-switch board what its policy lets happen soon.

import { off, on } from "../central/orders.ts";
import type { SwitchPolicy } from "../central/orders.ts";
import { decodePolicy } from "../central/switch-messages.ts";
import { storedValues } from "../meter-values.ts";
import { POLICY, STATE, SWITCH_STATE } from "../switch-values.ts";
import { UserError } from "../user-error.ts";
import { decodeState, FIELDS, moveSeconds, mostWear, REST, WEAR } from "../../firmware/off-switch/switch.ts";
import { sendOrder, order } from "./orders.ts";
import type { Scene } from "./scene.ts";
import type { Steps } from "./stage.ts";

/** Whoever looks on waits no longer for a switch to open. */
const MOST_WINDOW_S = 900;
const LOOK_S = 1;
/** A press that closes what is armed. */
const PRESS_S = 2.5;
/** From the press to the moved relay. */
const PRESSED_S = 4;
const MOST_TRIES = 3;

export interface StoredSwitch {
  readonly policy: SwitchPolicy;
  readonly restSeconds: number;
  /** Whether the relay has so many moves left now. */
  hasMoves(moves: number): boolean;
}

/** As its part holds it; undefined where it holds none. */
export function storedSwitch({ bench }: Scene): StoredSwitch | undefined {
  const values = storedValues(bench, "offSwitch", SWITCH_STATE);
  const policy = decodePolicy(values.get(POLICY) ?? "");
  const stored = values.get(STATE);
  if (policy === undefined || stored === undefined) return undefined;
  const state = new Uint32Array(FIELDS);
  decodeState(state, stored);
  const { moves } = policy;
  const hasMoves = (wanted: number): boolean => state[WEAR]! + (wanted - 1) * moveSeconds(moves) <= mostWear(moves);
  return { policy, restSeconds: state[REST]!, hasMoves };
}

/** Throws UserError where a closed switch would not open soon, or not close again today. */
export function demandOpenable(scene: Scene, name: string): void {
  if (!scene.isClosed) return;
  const stored = storedSwitch(scene);
  const windowSeconds = stored?.policy.windowSeconds ?? 0;
  if (windowSeconds > MOST_WINDOW_S)
    throw new UserError(`${name}: needs an open switch, and this one may take ${windowSeconds} s to open`);
  if (stored && !stored.hasMoves(2))
    throw new UserError(`${name}: needs an open switch, and the relay has no two moves left today`);
}

/** The central system switches it off, where it is not. Whether it is open and not armed then. */
export function* openFirst(scene: Scene): Steps<boolean> {
  yield* order(scene, "off-switch", off());
  const stored = storedSwitch(scene);
  const mostS = MOST_WINDOW_S + (stored?.policy.restSeconds ?? 0);
  for (let second = 0; second < mostS && scene.isClosed; second++) yield LOOK_S;
  scene.ears.moves = [];
  return !scene.isClosed;
}

/** The central system arms it and somebody presses the button: as often as rest and alarms make it take. Whether it is closed then. */
export function* closeAgain(scene: Scene): Steps<boolean> {
  for (let tries = 0; tries < MOST_TRIES && !scene.isClosed; tries++) {
    yield (storedSwitch(scene)?.restSeconds ?? 0) + 1;
    sendOrder(scene, "off-switch", on());
    yield 2;
    scene.bench.pressButton(PRESS_S);
    yield PRESSED_S;
  }
  return scene.isClosed;
}

/** Leaves the switch as it was: closed, armed, or open. A sentence where it could not. */
export function* leaveAsFound(scene: Scene): Steps<readonly string[]> {
  if (!scene.wasClosed) {
    const isOpen = yield* openFirst(scene);
    if (scene.wasArmed) yield* order(scene, "off-switch", on());
    return isOpen ? [] : ["The switch is left closed, with the order to open."];
  }
  if (scene.isClosed) yield* order(scene, "off-switch", on());
  const isClosed = scene.isClosed || (yield* closeAgain(scene));
  return isClosed ? [] : ["The switch is left open: its policy lets the relay not move again so soon."];
}
