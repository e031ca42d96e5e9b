// A consumer welds the contact of the relay, so that "off" opens nothing (T8). The auxiliary contact on the same armature tells.

import { off } from "../central/orders.ts";
import { UserError } from "../user-error.ts";
import { alarmNames } from "../switch-words.ts";
import { ALARM_FEEDBACK } from "../../firmware/messages/switch-state.ts";
import { order } from "./orders.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { demandOpenable, leaveAsFound, storedSwitch } from "./switching.ts";

const LOOK_S = 5;
const MOST_WINDOW_S = 900;
const AFTER_S = 15;

export const weldedContact = attackOf(
  {
    name: "welded-contact",
    threats: ["T8"],
    does: "Has welded the contact; the central system sends an off. The contact is then freed, and the switch left as it was found.",
    needs: ["central", "link"],
  },
  function* (scene, name) {
    if (!scene.isClosed) throw new UserError(`${name}: the switch is open already`);
    demandOpenable(scene, name);
    const { relay } = scene.bench.offSwitchParts;
    const isAlarm = (): boolean => ((scene.report?.alarm ?? 0) & ALARM_FEEDBACK) !== 0;
    relay.weld();
    const answered = yield* order(scene, "off-switch", off());
    const mostS = MOST_WINDOW_S + (storedSwitch(scene)?.restSeconds ?? 0) + AFTER_S;
    for (let waited = 0; waited < mostS && !isAlarm() && scene.report?.state !== "0"; waited += LOOK_S) yield LOOK_S;
    yield AFTER_S;
    const alarms = alarmNames(scene.report?.alarm ?? 0);
    const shown = scene.bench.meterParts.lcd.rows().map((row) => row.trim());
    const isTold = isAlarm();
    const evidence = [
      `The contact stays closed. Alarms of the off-switch processor: ${alarms.join(", ") || "none"}.`,
      `The display shows: ${shown.join(" | ")}.`,
      ...scene.logLines("switch"),
    ];
    relay.mend();
    // The state says open: only a further off drives the coil again.
    yield* order(scene, "off-switch", off());
    const left = yield* leaveAsFound(scene);
    if (answered?.result !== "done") return verdict(true, "noWay", ["The off-switch processor does not take the off."]);
    return verdict(isTold, "feedback", [...evidence, ...left]);
  },
);
