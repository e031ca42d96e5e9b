// A consumer who was disconnected presses the button: short, long, and again and again (T9).

import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { demandOpenable, leaveAsFound, openFirst } from "./switching.ts";

/** What a finger may try: too short, right, long, wedged. */
const PRESSES_S = [0.3, 2.5, 5, 12];
const TAPS = 20;
const TAP_S = 0.1;

export const buttonAlone = attackOf(
  {
    name: "button-alone",
    threats: ["T9"],
    does: "Was switched off by the central system, and presses the button in every way. A closed switch is opened first, and then left as it was found.",
    needs: ["central", "link"],
  },
  function* (scene, name) {
    demandOpenable(scene, name);
    if (!(yield* openFirst(scene))) return verdict(true, "delay", ["The switch was told to open and stays closed."]);
    const { bench, ears } = scene;
    for (const seconds of PRESSES_S) {
      bench.pressButton(seconds);
      yield seconds + 1.5;
    }
    for (let tap = 0; tap < TAPS; tap++) {
      bench.pressButton(TAP_S);
      yield 2 * TAP_S;
    }
    yield 2;
    const closings = ears.moves.filter(({ closed }) => closed).length;
    const evidence = [
      `Pressed for ${PRESSES_S.join(", ")} s, and ${TAPS} times shortly.`,
      scene.relayLine(),
      ...scene.logLines("switch"),
      ...(yield* leaveAsFound(scene)),
    ];
    return verdict(closings === 0, "arming", evidence);
  },
);
