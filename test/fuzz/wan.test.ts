// The WAN is flooded with what no sender ever made (rig.ts).

import { KEY_CENTRAL, KEY_OFF_SWITCH } from "../../bench/key-file.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { floods } from "./rig.ts";

floods("WAN", {
  name: "wan",
  routes: [ROUTE_CS, ROUTE_OFF_SWITCH],
  keys: [KEY_CENTRAL, KEY_OFF_SWITCH],
  takesLines: false,
  share: 0.4,
});
