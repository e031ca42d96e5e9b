// A consumer cuts the wire between the boards, so that no "off" arrives (T8). It stays out, and everybody is told.

import { reading } from "./orders.ts";
import { cutLink } from "./link.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

/** Three reports of either board are missing, and the meter has said so in a telegram. */
const CUT_S = 32;
const AFTER_S = 12;

export const linkCut = attackOf(
  {
    name: "link-cut",
    threats: ["T8"],
    does: `Cuts the wire between the boards for ${CUT_S} s. An order to the switch would wait outside, for that is not prevented.`,
    needs: ["central", "link"],
  },
  function* (scene) {
    const mend = cutLink(scene);
    yield CUT_S;
    const cut = yield* reading(scene);
    const shown = scene.bench.meterParts.lcd.rows().map((row) => row.trim());
    const isForced = scene.isForcedOpen;
    mend();
    yield AFTER_S;
    const mended = yield* reading(scene);
    const isTold = cut?.switchState === "?";
    const evidence = [
      `The meter tells the central system that the switch is ${isTold ? "unknown" : `in state "${cut?.switchState ?? ""}"`}, and shows: ${shown.join(" | ")}.`,
      scene.relayLine(),
      `With the wire whole again the meter says ${mended?.switchState === "?" ? "unknown still" : "the state again"}.`,
      ...scene.logLines("switch"),
    ];
    if (cut === undefined) return verdict(true, "noWay", ["The meter says no reading."]);
    return verdict(isTold && !isForced, "silence", evidence);
  },
);
