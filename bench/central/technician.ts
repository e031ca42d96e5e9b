// The technician at the meter's maintenance port: reads readings, parameters and logs, and changes nothing.

import { ROUTE_MAINTENANCE } from "../../firmware/messages/route.ts";
import { KEY_MAINTENANCE } from "../key-file.ts";
import type { ChannelMemory } from "./memory.ts";
import { Peer } from "./peer.ts";

export class Technician extends Peer {
  /** The memory holds key 5; else ChannelError. */
  constructor(memory: ChannelMemory) {
    super(memory, {
      name: "technician",
      route: ROUTE_MAINTENANCE,
      key: KEY_MAINTENANCE,
      orders: new Set(["cover", "query", "read-parameter", "read-log", "log-closing"]),
    });
  }
}
