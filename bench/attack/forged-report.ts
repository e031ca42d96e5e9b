// Billing fraud on the wire (T1): what the meter says is said again, altered, or made up under the keys of another meter, on its way to the
// central system.

import { nonce, FROM_METER } from "../central/channel.ts";
import { query } from "../central/orders.ts";
import { frame } from "../frame-receiver.ts";
import { KEY_CENTRAL } from "../key-file.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { READING_BYTES, READING_INTERVAL } from "../../firmware/messages/reading.ts";
import { encodeReport } from "../../firmware/messages/report.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { CONNECTED } from "../../firmware/messages/switch-state.ts";
import { order } from "./orders.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { FAR_COUNTER, keysOfNeighbour, sealed, turned } from "./tools.ts";

const AGAIN = 5;
const ALTERED = 24;
const ALTERED_STEP = 40;

/** One watt-hour, and nothing else. */
function cheapReport(utcSeconds: number): string {
  const head = READING_INTERVAL + u32(utcSeconds) + u32(1) + u32(0) + CONNECTED;
  return encodeReport(head.padEnd(READING_BYTES, "\0"), 0, 0, 0);
}

export const forgedReport = attackOf(
  {
    name: "forged-report",
    threats: ["T1", "T2", "T16"],
    does: "Stands in the data concentrator. To the central system he sends what the meter said once more, altered, and made up with a neighbour's keys.",
    needs: ["central"],
  },
  function* (scene) {
    const { bench, ears } = scene;
    const { central, meterId } = bench;
    const answered = yield* order(scene, "meter", query());
    const said = ears.passed("out", ROUTE_CS).at(-1)?.payload;
    if (answered === undefined || said === undefined) return verdict(true, "noWay", ["The meter answers no query."]);
    const before = central.system.figures;
    for (let times = 0; times < AGAIN; times++) central.receive(frame(said));
    for (let at = 0; at < ALTERED; at++) central.receive(frame(turned(said, 8 + at * ALTERED_STEP)));
    const { central: stolen } = keysOfNeighbour(meterId);
    const under = (counter: string): Uint8Array => nonce(meterId, FROM_METER, KEY_CENTRAL, counter);
    const forged = sealed(cheapReport(Math.floor(bench.utcMs / 1000)), stolen, under, FAR_COUNTER);
    central.receive(frame(ROUTE_CS + forged));
    yield 1;
    const now = central.system.figures;
    const taken = now.accepted - before.accepted;
    const stale = now.refused.stale - before.refused.stale;
    const strange = now.refused["not-authentic"] - before.refused["not-authentic"];
    const evidence = [
      `Sent to the central system: a true answer ${AGAIN} times more, ${ALTERED} times with a bit turned over, and ${count(1, "report")} that is made up.`,
      `It took ${count(taken, "message")}; it refused ${stale} as old and ${strange} as not of this meter.`,
    ];
    return verdict(taken === 0, strange > 0 ? "sealedBox" : "counter", evidence);
  },
);
