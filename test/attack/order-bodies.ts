// Bodies with which every order that has one would do something at a meter: the commit of a tariff where all of its pieces have come.

import type { OrderName } from "../../bench/central/order-names.ts";
import * as orders from "../../bench/central/orders.ts";
import { tariff } from "../meter/tariff-rig.ts";

const TARIFF = orders.tariff(tariff(1, 0).body, 1, 0);

/** UTC seconds that the clock is told: `timeS` where only a small step counts, `stepS` where any does. */
export function orderBodies(timeS: number, stepS: number): Readonly<Partial<Record<OrderName, string>>> {
  return {
    key: orders.key(9, "k".repeat(32)).body,
    time: orders.time(timeS).body,
    "time-step": orders.timeStep(stepS).body,
    "tariff-piece": TARIFF[1]!.body,
    "tariff-commit": TARIFF.at(-1)!.body,
    parameter: orders.parameter(11, "eleven").body,
    "read-parameter": "\x0b",
    "top-up": orders.topUp(1, 100_000).body,
    debt: orders.debt(100_000).body,
    appliance: orders.appliance(1, true).body,
    "read-log": orders.readLog(2, 1, 0).body,
    "log-closing": orders.logClosing(2).body,
    obey: orders.obey(2).body,
    policy: orders.policy({ windowSeconds: 1, restSeconds: 0, moves: 4, armedSeconds: 60 }).body,
    "log-stored": orders.logStored(1).body,
  };
}
