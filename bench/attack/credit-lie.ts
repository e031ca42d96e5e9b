// A hijacked main processor says that credit is used up, to have the switch opened (T6): a fleet of them would be a black-out.

import { frame } from "../frame-receiver.ts";
import { reasonNames } from "../switch-words.ts";
import { UserError } from "../user-error.ts";
import { encodeLocal, encodeSwitchWish } from "../../firmware/messages/local.ts";
import { REASON_CREDIT } from "../../firmware/messages/switch-state.ts";
import { cutLink } from "./link.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";
import { closeAgain } from "./switching.ts";
import { toOffSwitch } from "./tools.ts";

const TIMES = 8;
const AFTER_S = 2;
/** The true meter board says otherwise every 5 s. */
const TRUTH_S = 8;

export const creditLie = attackOf(
  {
    name: "credit-lie",
    threats: ["T5", "T6"],
    does:
      "Owns the meter board, and says once a second that credit is used up. Where the central system lets that count, which is for prepaid " +
      "supply, it is not promised that it does nothing.",
    needs: [],
  },
  function* (scene, name) {
    const before = scene.report;
    if (((before?.reasons ?? 0) & REASON_CREDIT) !== 0)
      throw new UserError(`${name}: the switch goes by used-up credit already`);
    const mend = cutLink(scene);
    for (let said = 0; said < TIMES; said++) {
      toOffSwitch(scene.bench, frame(encodeLocal(encodeSwitchWish(REASON_CREDIT, false), 0)));
      yield 1;
    }
    yield AFTER_S;
    const now = scene.report;
    mend();
    const isForced = scene.isForcedOpen;
    const isNews = ((now?.reasons ?? 0) & ~(before?.reasons ?? 0) & REASON_CREDIT) !== 0;
    const obeyed = reasonNames(now?.obeyed ?? 0);
    const evidence = [
      `The central system lets the meter board open the switch for: ${obeyed.join(", ") || "nothing"}.`,
      `Reasons that keep the switch open, or are to open it: ${reasonNames(now?.reasons ?? 0).join(", ") || "none"}.`,
      ...scene.switchLines(),
      ...scene.logLines("switch"),
    ];
    yield TRUTH_S;
    if (scene.wasClosed && !scene.isClosed) yield* closeAgain(scene);
    return verdict(!isNews && !isForced, "obey", evidence);
  },
);
