// Whoever stands in the concentrator alters an order on its way, and writes some of his own, without a key (T17).

import { off } from "../central/orders.ts";
import { encodeCommand, ORDER_OFF } from "../../firmware/messages/meter-order.ts";
import { ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { COUNTER_BYTES, SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { withheld } from "./orders.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { turned } from "./tools.ts";

const ALTERED = 24;
const AFTER_S = 9;
/** In front of the plain text of his own: what stands where a counter and a tag would. */
const HEADS = ["\0".repeat(24), "\xff".repeat(24)];

export const alteredCommand = attackOf(
  {
    name: "altered-command",
    threats: ["T5", "T17"],
    does: "Stands in the data concentrator. He keeps a true off, turns bits of it over, and writes orders of his own in its place.",
    needs: ["central", "link"],
  },
  function* (scene) {
    const kept = withheld(scene, off());
    const step = Math.floor((8 * SEALED_BYTES) / ALTERED);
    // From the first bit behind the route on: counter, tag and cipher text.
    for (let at = 0; at < ALTERED; at++) scene.wan(turned(kept, 8 + at * step));
    for (const head of HEADS) scene.wan(ROUTE_OFF_SWITCH + head + encodeCommand(ORDER_OFF, ""));
    yield AFTER_S;
    const evidence = [
      `Sent: ${count(ALTERED, "off")} with one bit turned over, in counter (${COUNTER_BYTES} bytes), tag and cipher text, and ${HEADS.length} without a seal; each with a CRC that is right.`,
      ...scene.switchLines(),
      ...scene.logLines("switch"),
    ];
    return verdict(
      scene.accepted === 0 && !scene.isForcedOpen,
      scene.rejected > 0 ? "sealedBox" : "frameCrc",
      evidence,
    );
  },
);
