// The maintenance port is flooded with what no sender ever made (rig.ts).

import { KEY_MAINTENANCE } from "../../bench/key-file.ts";
import { ROUTE_MAINTENANCE } from "../../firmware/messages/route.ts";
import { floods } from "./rig.ts";

floods("maintenance port", {
  name: "maintenance",
  routes: [ROUTE_MAINTENANCE],
  keys: [KEY_MAINTENANCE],
  takesLines: false,
  share: 0.3,
});
