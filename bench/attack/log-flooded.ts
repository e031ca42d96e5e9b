// Somebody sends message after message that is refused, so that the record of what he did before falls off the end of the log (T20).

import { Random } from "../engine/random.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { answers } from "./orders.ts";
import { count, logOf, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const MESSAGES = 150;
/** On the wire, and the first window in which equal entries are counted. */
const AFTER_S = 75;
/** Of one kind: the first, and one for each window that ends meanwhile. What else there is to log comes on top. */
const MOST_RECORDS = 12;

export const logFlooded = attackOf(
  {
    name: "log-flooded",
    threats: ["T20"],
    does: `Holds the WAN and sends ${MESSAGES} messages that are refused, to flush the security log.`,
    needs: [],
  },
  function* (scene) {
    const { bench } = scene;
    if (!bench.centralIsOff && !(yield* answers(scene)))
      return verdict(true, "noWay", ["The meter answers no query before, either."]);
    const oldest = logOf(bench, "security")?.records[0]?.text;
    const random = new Random(20);
    for (let sent = 0; sent < MESSAGES; sent++) scene.wan(ROUTE_CS + random.byteString(SEALED_BYTES));
    yield AFTER_S;
    const entries = scene.entries("security");
    const refusals = entries.filter(({ text }) => text.startsWith("refused what did not open"));
    const counted = refusals.reduce((sum, one) => sum + one.count, 0);
    const isThere = logOf(bench, "security")?.records[0]?.text === oldest;
    const evidence = [
      `Sent: ${count(MESSAGES, "message")}. The security log grew by ${count(entries.length, "record")}, which speak of ${counted}.`,
      `Its oldest record is ${isThere ? "still there" : "gone"}.`,
      ...scene.logLines("security"),
    ];
    return verdict(entries.length <= MOST_RECORDS && counted >= MESSAGES && isThere, "merging", evidence);
  },
);
