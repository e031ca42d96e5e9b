// A consumer bridges the metering element with a wire and taps more behind it (T1). The clamp around the wire sees what the pulses do not.

import { reading } from "./orders.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { ALARM_BYPASS } from "../../firmware/messages/reading.ts";

/** Of the current that passes the element, so many times as much passes the bridge. */
const BRIDGED = 4;
/** Root mean square, of a heater that hangs at the bridge. */
const TAPPED_A = 9;
const MAINS_TURN = 2 * Math.PI * 50;
/** The meter judges once an hour, of an hour. */
const LOOK_S = 300;
const LATEST_S = 2 * 3600 + LOOK_S;

export const bypass = attackOf(
  {
    name: "bypass",
    threats: ["T1"],
    does: "Bridges the metering element, so that four fifths of the current pass it by, and hangs a heater there. It takes up to two hours; an alarm is left that passes an hour later.",
    needs: ["central"],
  },
  function* (scene) {
    const { clamp } = scene.bench.meterParts;
    const before = clamp.current;
    const first = yield* reading(scene);
    if (first === undefined) return verdict(true, "noWay", ["The meter says no reading."]);
    if ((first.alarms & ALARM_BYPASS) !== 0) return verdict(true, "clamp", ["The alarm is there from before."]);
    clamp.current = (timeUs) =>
      (1 + BRIDGED) * before(timeUs) + Math.SQRT2 * TAPPED_A * Math.sin((timeUs / 1e6) * MAINS_TURN);
    let now = first;
    let waited = 0;
    while (waited < LATEST_S && (now.alarms & ALARM_BYPASS) === 0) {
      yield LOOK_S;
      waited += LOOK_S;
      now = (yield* reading(scene)) ?? now;
    }
    clamp.current = before;
    const isTold = (now.alarms & ALARM_BYPASS) !== 0;
    const evidence = [
      `In ${Math.round(waited / 60)} min the pulses came to ${now.importWh - first.importWh} Wh.`,
      `The meter tells the central system ${isTold ? "of a current without pulses" : "of no such current"}.`,
    ];
    return verdict(isTold, "clamp", evidence);
  },
);
