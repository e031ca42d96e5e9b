// What attacks on appliances share: orders one after the other, and how often an appliance has to follow.

import type { Order } from "../central/orders.ts";
import { order } from "./orders.ts";
import type { Scene } from "./scene.ts";
import type { Steps } from "./stage.ts";

const PAUSE_S = 1;

export interface Turns {
  readonly results: readonly string[];
  readonly answered: number;
  /** Orders that were done and say otherwise than the one that was done before. */
  readonly changes: number;
  /** Those of them that switch off. */
  readonly offs: number;
}

/** Body of an order to an appliance: its number, and 1 for on. */
const isOn = ({ body }: Order): boolean => body.charAt(1) === "\x01";

export function* applianceTurns(scene: Scene, orders: readonly Order[]): Steps<Turns> {
  const results: string[] = [];
  let told: boolean | undefined;
  let changes = 0;
  let offs = 0;
  let answered = 0;
  for (const one of orders) {
    const result = (yield* order(scene, "meter", one))?.result;
    results.push(result ?? "nothing");
    if (result !== undefined) answered++;
    if (result === "done" && told !== isOn(one)) {
      told = isOn(one);
      changes++;
      if (!told) offs++;
    }
    yield PAUSE_S;
  }
  return { results, answered, changes, offs };
}
