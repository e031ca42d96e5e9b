// Bodies with which every order that has one would do something at a meter.

import type { OrderName } from "../../bench/central/order-names.ts";
import * as orders from "../../bench/central/orders.ts";

/** UTC seconds that the clock is told: `timeS` where only a small step counts, `stepS` where any does. */
export function orderBodies(timeS: number, stepS: number): Readonly<Partial<Record<OrderName, string>>> {
  return {
    key: orders.key(9, "k".repeat(32)).body,
    time: orders.time(timeS).body,
    "time-step": orders.timeStep(stepS).body,
    "tariff-piece": orders.tariff("t", 1, 0)[1]!.body,
    "tariff-commit": orders.tariff("t", 1, 0)[2]!.body,
    parameter: orders.parameter(5, "five").body,
    "read-parameter": "\x05",
    "top-up": orders.topUp(1, 100_000).body,
    appliance: orders.appliance(1, true).body,
    "read-log": orders.readLog(2, 1, 0).body,
    "log-closing": orders.logClosing(2).body,
    obey: orders.obey(2).body,
    policy: orders.policy({ windowSeconds: 1, restSeconds: 0, moves: 4, armedSeconds: 60 }).body,
    "log-stored": orders.logStored(1).body,
  };
}
