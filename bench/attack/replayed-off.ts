// Replay and reordering on the WAN: a true "off" that was kept back, and an order that acted, both once more behind a later one (T7).

import { off, query } from "../central/orders.ts";
import { ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { order, resend, withheld } from "./orders.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const TIMES = 10;
/** All of it on the wire, and the next report of the off-switch processor. */
const AFTER_S = 10;

export const replayedOff = attackOf(
  {
    name: "replayed-off",
    threats: ["T7"],
    does:
      "Holds the WAN. He keeps a true off of the central system back, records the order behind it, " +
      `and sends each of them ${TIMES} times.`,
    needs: ["central", "link"],
  },
  function* (scene) {
    const kept = withheld(scene, off());
    const answered = yield* order(scene, "off-switch", query());
    const recorded = scene.ears.passed("in", ROUTE_OFF_SWITCH).at(-1)?.payload;
    if (answered === undefined || recorded === undefined)
      return verdict(true, "noWay", ["The off-switch processor answers no query."]);
    resend(scene, kept, TIMES);
    resend(scene, recorded, TIMES);
    yield AFTER_S;
    const evidence = [
      `The recorded order had acted: it was answered "${answered.result}".`,
      `Sent again: ${count(2 * TIMES, "frame")} with good CRC and good seal.`,
      ...scene.switchLines(),
      ...scene.logLines("switch"),
    ];
    return verdict(scene.accepted === 0 && !scene.isForcedOpen, scene.rejected > 0 ? "counter" : "frameCrc", evidence);
  },
);
