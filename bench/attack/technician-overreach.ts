// The technician at the maintenance port holds a true key, and gives orders that are not his (T6).

import { Exchange } from "../central/exchange.ts";
import { appliance, off, parameter, prepaid, topUp } from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { ROUTE_MAINTENANCE } from "../../firmware/messages/route.ts";
import { KEY_MAINTENANCE } from "../key-file.ts";
import { UserError } from "../user-error.ts";
import { portOf } from "../virtual-parts.ts";
import type { Scene } from "./scene.ts";
import { count, verdict } from "./scene.ts";
import type { Steps } from "./stage.ts";
import { attackOf } from "./stage.ts";

const FREE_PARAMETER = 11;
const MOST_U32 = 4_294_967_295;
const ORDERS: readonly Order[] = [
  off(),
  parameter(FREE_PARAMETER, "mine"),
  prepaid(false),
  topUp(MOST_U32, MOST_U32),
  appliance(1, false),
];
const ANSWER_S = 4;

/** What is said to an order at the maintenance port. */
function* giveThere(scene: Scene, exchange: Exchange, order: Order): Steps<string> {
  const { bench, ears } = scene;
  ears.maintenance = [];
  const { frame } = exchange.ask(order, bench.utcMs, false);
  bench.meter.uart(portOf(meterBoard, "maintenance")).receive(frame);
  yield ANSWER_S;
  for (const payload of ears.maintenance) {
    if (!payload.startsWith(ROUTE_MAINTENANCE)) continue;
    const taken = exchange.take(payload.slice(1));
    if (taken.kind === "answer") return taken.answered.result;
  }
  return "nothing";
}

export const technicianOverreach = attackOf(
  {
    name: "technician-overreach",
    threats: ["T6"],
    does: "Has the technician's key. At the maintenance port he gives orders that the central system alone may give.",
    needs: ["central"],
  },
  function* (scene, name) {
    const { memory } = scene.bench.central;
    if (memory.secret(KEY_MAINTENANCE) === undefined)
      throw new UserError(`${name}: the technician's key is not held here`);
    const exchange = new Exchange(memory, KEY_MAINTENANCE, ROUTE_MAINTENANCE, "meter");
    const said: string[] = [];
    for (const order of ORDERS) said.push(yield* giveThere(scene, exchange, order));
    const told = ORDERS.map((order, at) => `${order.name}: ${said[at]}`);
    const evidence = [
      `Sent: ${count(ORDERS.length, "order")} with the right seal. Answered: ${told.join(", ")}.`,
      ...scene.logLines("security"),
    ];
    if (said.every((one) => one === "nothing")) return verdict(true, "noWay", evidence);
    return verdict(!said.includes("done"), "roles", evidence);
  },
);
