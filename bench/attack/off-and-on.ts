// Valid "off" and "on" by turns, and a machine at the button (T10): loads that come and go make a grid swing, and wear a relay out.

import { off, on } from "../central/orders.ts";
import { sendOrder } from "./orders.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { leaveAsFound, storedSwitch } from "./switching.ts";

const ROUNDS = 15;
const PRESS_S = 2.2;
/** In a minute: one each way. */
const MOST_MOVES = 2;
const AFTER_S = 6;

export const offAndOn = attackOf(
  {
    name: "off-and-on",
    threats: ["T10"],
    does:
      `Has the central system's keys and a machine at the button: ${ROUNDS} times off, on and a press within a minute. ` +
      "It uses up moves of the relay; the switch is then left as it was found, where its policy lets it.",
    needs: ["central", "link"],
  },
  function* (scene) {
    const policy = storedSwitch(scene)?.policy;
    for (let round = 0; round < ROUNDS; round++) {
      sendOrder(scene, "off-switch", off());
      yield 1;
      sendOrder(scene, "off-switch", on());
      yield 0.4;
      scene.bench.pressButton(PRESS_S);
      yield PRESS_S + 0.4;
    }
    yield AFTER_S;
    const moves = scene.ears.moves.length;
    const { taken } = scene;
    const logged = scene.records("switch");
    const isHeldBack = moves > 0 || logged.some((line) => line.includes("may not move yet"));
    const evidence = [
      `Sent: ${count(2 * ROUNDS, "order")} with the right seal, of which ${taken} were taken. The button was pressed ${count(ROUNDS, "time")}.`,
      `The relay moved ${count(moves, "time")}.`,
      policy === undefined
        ? "No policy is stored."
        : `Policy: opens within ${policy.windowSeconds} s, rests ${policy.restSeconds} s between two moves, moves ${policy.moves} times in 24 h.`,
      ...scene.logLines("switch"),
      ...(yield* leaveAsFound(scene)),
    ];
    if (taken < ROUNDS) return verdict(true, "noWay", evidence);
    return verdict(moves <= MOST_MOVES, isHeldBack ? "rest" : "delay", evidence);
  },
);
