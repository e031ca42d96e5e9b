// Whoever has the central system's keys sends "off" to every meter at one moment (T5). What one meter can show of it: it draws a delay of its
// own, and a cancel within that takes the order back.

import { cancel, off } from "../central/orders.ts";
import { UserError } from "../user-error.ts";
import { decodeState, FIELDS, WAIT } from "../../firmware/off-switch/switch.ts";
import { order } from "./orders.ts";
import type { Scene } from "./scene.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { leaveAsFound, storedSwitch } from "./switching.ts";
import { storedValues } from "../meter-values.ts";
import { STATE, SWITCH_STATE } from "../switch-values.ts";

/** How soon somebody takes the order back. */
const NOTICED_S = 5;
/** What opens sooner was not delayed: an order takes less. */
const AT_ONCE_S = 1.5;

/** Seconds that the opening under way waits, as they were stored when they were drawn. */
function drawnSeconds({ bench }: Scene): number {
  const state = new Uint32Array(FIELDS);
  const stored = storedValues(bench, "offSwitch", SWITCH_STATE).get(STATE);
  if (stored !== undefined) decodeState(state, stored);
  return state[WAIT]!;
}

export const massOff = attackOf(
  {
    name: "mass-off",
    threats: ["T5"],
    does: `Has the central system's keys and sends an off to all meters at once; ${NOTICED_S} s later somebody notices and cancels it.`,
    needs: ["central", "link"],
  },
  function* (scene, name) {
    if (!scene.isClosed) throw new UserError(`${name}: the switch is open already`);
    const windowSeconds = storedSwitch(scene)?.policy.windowSeconds ?? 0;
    const { elapsedS } = scene.bench;
    const answered = yield* order(scene, "off-switch", off());
    if (answered?.result !== "done") return verdict(true, "noWay", ["The off-switch processor does not take the off."]);
    const drawn = drawnSeconds(scene);
    yield NOTICED_S;
    const cancelled = yield* order(scene, "off-switch", cancel());
    const opened = scene.ears.moves.find(({ closed }) => !closed);
    const afterS = opened === undefined ? Infinity : opened.second - elapsedS;
    const evidence = [
      `The policy spreads openings over ${windowSeconds} s; this meter drew ${drawn} s.`,
      opened === undefined
        ? "The relay did not move."
        : `The relay opened ${afterS.toFixed(1)} s after the off was sent.`,
      `The cancel was answered "${cancelled?.result ?? "nothing"}".`,
      ...scene.logLines("switch"),
      ...(yield* leaveAsFound(scene)),
    ];
    return verdict(afterS > AT_ONCE_S, cancelled?.result === "done" ? "cancel" : "delay", evidence);
  },
);
