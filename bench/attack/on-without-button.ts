// Somebody with the central system's key, or a fault in it, wants to put a home under power when nobody stands at the meter (T9).

import { on } from "../central/orders.ts";
import { sendOrder } from "./orders.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { demandOpenable, leaveAsFound, openFirst } from "./switching.ts";

const ONS = 20;
const AFTER_S = 8;

export const onWithoutButton = attackOf(
  {
    name: "on-without-button",
    threats: ["T9"],
    does: `Has the central system's keys, and sends an on ${ONS} times to a home where nobody is. A closed switch is opened first, and then left as it was found.`,
    needs: ["central", "link"],
  },
  function* (scene, name) {
    demandOpenable(scene, name);
    if (!(yield* openFirst(scene))) return verdict(true, "delay", ["The switch was told to open and stays closed."]);
    for (let sent = 0; sent < ONS; sent++) {
      sendOrder(scene, "off-switch", on());
      yield 1;
    }
    yield AFTER_S;
    const closings = scene.ears.moves.filter(({ closed }) => closed).length;
    const armed = scene.report?.state === "2";
    const { taken } = scene;
    const evidence = [
      `Sent: ${ONS} times on, with the right seal; with the off before them ${taken} orders were taken. The switch is ${armed ? "armed" : "not armed"}.`,
      scene.relayLine(),
      ...scene.logLines("switch"),
      ...(yield* leaveAsFound(scene)),
    ];
    if (taken < ONS) return verdict(true, "noWay", evidence);
    return verdict(closings === 0, "button", evidence);
  },
);
