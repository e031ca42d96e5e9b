// The meter board stops: its supply is cut, as a hang would end with the watchdog (T26, T8). The relay's processor goes on by itself.

import { answers } from "./orders.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const OFF_S = 20;
/** Start of the engine and of the bundle, and what it reads of its memory. */
const START_S = 10;

export const meterBoardCut = attackOf(
  {
    name: "meter-board-cut",
    threats: ["T6", "T8", "T26"],
    does: `Cuts the supply of the meter board for ${OFF_S} s. The running interval is marked as one in which the supply failed.`,
    needs: ["central", "link"],
  },
  function* (scene) {
    const { bench } = scene;
    bench.cutPower("meter", bench.clock.nowUs, OFF_S * 1_000_000);
    yield OFF_S;
    const isForced = scene.isForcedOpen;
    const relay = `While the meter board was away: ${scene.relayLine()}`;
    const during = scene.logLines("switch");
    yield START_S;
    const isAnswered = yield* answers(scene);
    const offSwitch = scene.failed.filter((name) => name.endsWith("off-switch board"));
    const evidence = [
      relay,
      ...during,
      `With its supply back the meter ${isAnswered ? "answers" : "does not answer"}.`,
      offSwitch.length === 0 ? "No partition of the off-switch board failed." : `Failed: ${offSwitch.join(", ")}.`,
    ];
    return verdict(!isForced && isAnswered && offSwitch.length === 0, "ownProcessor", evidence);
  },
);
