// What can be done and seen at real boards, by the wires and the helper that there are: known before anything is opened.

import { isOrder } from "../script/bench-orders.ts";
import { isWorld } from "../script/bench-world.ts";
import type { Able } from "../script/stage.ts";
import type { HelperAble } from "./helper.ts";
import { portFor } from "./loop-orders.ts";
import { toSeeAt } from "./loop-sights.ts";
import type { LoopPort } from "./ports.ts";

export function abilitiesWith(hasPort: (port: LoopPort) => boolean, helper: HelperAble, householdW?: number): Able {
  return {
    toDo({ deed }) {
      if (isWorld(deed)) return helper.toDo(deed, householdW);
      if (!isOrder(deed))
        return { kind: "no", why: "attacks reach into the virtual bench, see hasm attack: none is for real boards" };
      const port = portFor(deed);
      if (hasPort(port)) return { kind: "by-itself", by: `the bench, at the ${port} port` };
      return { kind: "no", why: `this goes through the ${port} port: give it with --${port}` };
    },
    toSee(sight) {
      const ability = toSeeAt(sight, hasPort);
      return ability.kind === "hand" ? helper.toSee(sight) : ability;
    },
  };
}
