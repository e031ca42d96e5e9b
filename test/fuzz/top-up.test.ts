// The top-up port is flooded with what no sender ever made (rig.ts).

import { KEY_TOP_UP } from "../../bench/key-file.ts";
import { ROUTE_TOP_UP } from "../../firmware/messages/route.ts";
import { floods } from "./rig.ts";

floods("top-up port", {
  name: "topUp",
  routes: [ROUTE_TOP_UP],
  keys: [KEY_TOP_UP],
  takesLines: true,
  share: 0.3,
});
