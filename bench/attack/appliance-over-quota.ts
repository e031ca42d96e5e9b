// An appliance is switched off to annoy, and again as soon as it is on (T11): as often as the contract says, and no more.

import { appliance, loadLimits, parameter, readParameter } from "../central/orders.ts";
import type { LoadLimits } from "../central/orders.ts";
import { PARAMETER_LOAD } from "../../firmware/messages/parameters.ts";
import { applianceTurns } from "./appliances.ts";
import { order } from "./orders.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const APPLIANCE = 3;
/** A contract with which a week fits into half a minute: once, and nothing else in the way. */
const CONTRACT: LoadLimits = { timesAWeek: 1, leastMinutes: 0, mostOffMinutes: 10 };
/** As the meter takes them where none are set (firmware/messages/parameters.ts). */
const USUAL: LoadLimits = { timesAWeek: 3, leastMinutes: 15, mostOffMinutes: 120 };
const ROUNDS = 4;

export const applianceOverQuota = attackOf(
  {
    name: "appliance-over-quota",
    threats: ["T11"],
    does:
      `Has the central system's keys and switches appliance ${APPLIANCE} off ${ROUNDS} times, where the contract says once a week. ` +
      "The contract is put back, the appliance may be left changed.",
    needs: ["central"],
  },
  function* (scene) {
    const stored = yield* order(scene, "meter", readParameter(PARAMETER_LOAD));
    const set = yield* order(scene, "meter", loadLimits(CONTRACT));
    if (set?.result !== "done") return verdict(true, "noWay", ["The meter takes no contract."]);
    const orders = Array.from({ length: 2 * ROUNDS }, (_, turn) => appliance(APPLIANCE, turn % 2 === 1));
    const turns = yield* applianceTurns(scene, orders);
    const before = stored?.body.kind === "parameter" ? stored.body.value : undefined;
    yield* order(scene, "meter", before === undefined ? loadLimits(USUAL) : parameter(PARAMETER_LOAD, before));
    const evidence = [
      `Contract: switched off ${count(CONTRACT.timesAWeek, "time")} a week. Sent: ${ROUNDS} times off and on. Answered: ${turns.results.join(", ")}.`,
      `The appliance was switched off ${count(turns.offs, "time")}.`,
      ...scene.logLines("security"),
    ];
    return verdict(turns.offs <= CONTRACT.timesAWeek, "appliances", evidence);
  },
);
