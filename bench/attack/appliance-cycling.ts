// An appliance is switched off and on in quick turns: a compressor that starts against its own pressure breaks (T12).

import { appliance } from "../central/orders.ts";
import { applianceTurns } from "./appliances.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const APPLIANCE = 4;
const TURNS = 8;
/** The first may be one that is due. */
const MOST_CHANGES = 1;

export const applianceCycling = attackOf(
  {
    name: "appliance-cycling",
    threats: ["T12"],
    does: `Has the central system's keys and switches appliance ${APPLIANCE} off and on ${TURNS} times in half a minute. It is left as the last order that was done says.`,
    needs: ["central"],
  },
  function* (scene) {
    const orders = Array.from({ length: TURNS }, (_, turn) => appliance(APPLIANCE, turn % 2 === 1));
    const turns = yield* applianceTurns(scene, orders);
    const evidence = [
      `Sent: ${count(TURNS, "order")} with the right seal. Answered: ${turns.results.join(", ")}.`,
      `The appliance was told to change ${count(turns.changes, "time")}.`,
      ...scene.logLines("security"),
    ];
    if (turns.answered === 0) return verdict(true, "noWay", evidence);
    return verdict(turns.changes <= MOST_CHANGES, "appliances", evidence);
  },
);
