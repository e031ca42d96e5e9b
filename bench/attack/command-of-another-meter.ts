// The keys of one meter, read out by its owner, are tried on this one (T2).

import { nonce, TO_METER } from "../central/channel.ts";
import { encodeCommand, ORDER_OFF } from "../../firmware/messages/meter-order.ts";
import { ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { KEY_OFF_SWITCH } from "../key-file.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { FAR_COUNTER, keysOfNeighbour, sealed } from "./tools.ts";

const AFTER_S = 8;

export const commandOfAnotherMeter = attackOf(
  {
    name: "command-of-another-meter",
    threats: ["T2", "T5"],
    does: "Has all keys of a neighbour's meter, and seals an off for this one with each of them.",
    needs: ["link"],
  },
  function* (scene) {
    const { meterId } = scene.bench;
    const stolen = keysOfNeighbour(meterId);
    const keys = [stolen.offSwitch, stolen.central, stolen.maintenance, stolen.topUp];
    const ids = [meterId, stolen.meterId];
    for (const id of ids)
      for (const key of keys) {
        const under = (counter: string): Uint8Array => nonce(id, TO_METER, KEY_OFF_SWITCH, counter);
        scene.wan(ROUTE_OFF_SWITCH + sealed(encodeCommand(ORDER_OFF, ""), key, under, FAR_COUNTER));
      }
    yield AFTER_S;
    const evidence = [
      `Sent: ${count(ids.length * keys.length, "off")}, well made, with a counter that is ahead of all others.`,
      ...scene.switchLines(),
      ...scene.logLines("switch"),
    ];
    return verdict(scene.accepted === 0 && !scene.isForcedOpen, scene.rejected > 0 ? "keyPerMeter" : "noWay", evidence);
  },
);
