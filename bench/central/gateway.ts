// The gateway that sells top-ups, at the meter's top-up port. A top-up counts once under its number: whoever does not know whether one
// arrived sends it again under the same number. It knows nothing of codes that are typed in.

import { ROUTE_TOP_UP } from "../../firmware/messages/route.ts";
import { KEY_TOP_UP } from "../key-file.ts";
import type { ChannelMemory } from "./memory.ts";
import { topUp } from "./orders.ts";
import { Peer } from "./peer.ts";
import type { PeerSent } from "./peer.ts";

export interface TopUpSent extends PeerSent {
  readonly number: number;
}

export class Gateway extends Peer {
  readonly #memory: ChannelMemory;

  /** The memory holds key 4; else ChannelError. */
  constructor(memory: ChannelMemory) {
    super(memory, {
      name: "gateway",
      route: ROUTE_TOP_UP,
      key: KEY_TOP_UP,
      orders: new Set(["cover", "top-up"]),
    });
    this.#memory = memory;
  }

  /** A top-up that was not sold before, in 1e-5 currency. Throws OrderError; then no number is used up. */
  sell(amount1e5: number, nowMs: number): TopUpSent {
    topUp(1, amount1e5);
    return this.sendAgain(this.#memory.nextTopUpNumber(), amount1e5, nowMs);
  }

  /** The top-up of that number and amount once more: the meter applies it once. */
  sendAgain(number: number, amount1e5: number, nowMs: number): TopUpSent {
    return { ...this.command(topUp(number, amount1e5), nowMs), number };
  }
}
