// The whole meter board has fallen: somebody speaks in its place on the wire between the boards, with all that was ever sent over it (T6).

import { Random } from "../engine/random.ts";
import { frame } from "../frame-receiver.ts";
import { encodeCommand, ORDER_OFF, ORDER_ON } from "../../firmware/messages/meter-order.ts";
import { encodeSwitchState } from "../../firmware/messages/switch-state.ts";
import { cutLink } from "./link.ts";
import { count, verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { toOffSwitch } from "./tools.ts";

const SEED = 17;
const STEP_S = 0.25;
const AFTER_S = 6;

/** Orders without a seal, in each place where a careless receiver might look; lies about the switch; noise. */
export function lies(): string[] {
  const random = new Random(SEED);
  const orders = [ORDER_OFF, ORDER_ON].map((order) => encodeCommand(order, ""));
  return [
    ...orders.flatMap((order) => [frame(order), frame("\0".repeat(24) + order), frame("\xff".repeat(24) + order)]),
    ...["0", "1", "2"].map((state) => frame(encodeSwitchState(state, 0, 0, 0, 0, 0, 0, 0, 0, 0))),
    ...Array.from({ length: 20 }, (_, length) => frame(random.byteString(1 + 10 * length))),
    random.byteString(500),
    "U".repeat(500),
  ];
}

export const hostileMeterBoard = attackOf(
  {
    name: "hostile-meter-board",
    threats: ["T6"],
    does: "Owns the meter board: the wire between the boards is cut at its end, and he says everything there that a program could.",
    needs: [],
  },
  function* (scene) {
    const mend = cutLink(scene);
    const said = lies();
    for (const lie of said) {
      toOffSwitch(scene.bench, lie);
      yield STEP_S;
    }
    yield AFTER_S;
    mend();
    const evidence = [
      `Said: ${count(said.length, "message")}, among them off and on without a seal.`,
      ...scene.switchLines(),
      scene.partitionLine(),
      ...scene.logLines("switch"),
    ];
    const isQuiet = scene.accepted === 0 && !scene.isForcedOpen && scene.failed.length === 0;
    return verdict(isQuiet, scene.rejected > 0 ? "onlySealed" : "frameCrc", evidence);
  },
);
