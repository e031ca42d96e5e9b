// Whoever recorded what was sent to one meter, or has hacked it and knows its keys, turns to the next one: with every order, for both
// processors and all who may command, also in the other meter's name.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { counterBytes, nonce, TO_METER } from "../../bench/central/channel.ts";
import { ORDER_CODES } from "../../bench/central/order-names.ts";
import type { OrderName } from "../../bench/central/order-names.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { KEY_CENTRAL, KEY_MAINTENANCE, KEY_OFF_SWITCH, KEY_TOP_UP } from "../../bench/key-file.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { encodeCommand } from "../../firmware/messages/meter-order.ts";
import { ROUTE_CS, ROUTE_MAINTENANCE, ROUTE_OFF_SWITCH, ROUTE_TOP_UP } from "../../firmware/messages/route.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { orderBodies } from "./order-bodies.ts";
import { commands, isClosed, payloads, sealed, target, wait } from "./rig.ts";

const BODIES = orderBodies(DEFAULT_START_S + 200, DEFAULT_START_S + 20_000);
/** A command that would do something, for each order that there is. */
const PLAINS = (Object.keys(ORDER_CODES) as OrderName[]).map((name) =>
  encodeCommand(ORDER_CODES[name], BODIES[name] ?? ""),
);

interface Way {
  readonly port: "wan" | "topUp" | "maintenance";
  readonly route: string;
  readonly key: number;
  secret(bench: Bench): string;
}

const WAYS: readonly Way[] = [
  { port: "wan", route: ROUTE_CS, key: KEY_CENTRAL, secret: ({ keys }) => keys.central },
  { port: "wan", route: ROUTE_OFF_SWITCH, key: KEY_OFF_SWITCH, secret: ({ keys }) => keys.offSwitch },
  { port: "topUp", route: ROUTE_TOP_UP, key: KEY_TOP_UP, secret: ({ keys }) => keys.topUp },
  { port: "maintenance", route: ROUTE_MAINTENANCE, key: KEY_MAINTENANCE, secret: ({ keys }) => keys.maintenance },
];

/** Sends every order by every way, sealed with the keys of `from` for the meter `id`. Returns how many went each way. */
function sendAll(bench: Bench, from: Bench, id: string): number {
  let counter = 1n << 40n;
  for (const plain of PLAINS) {
    for (const { port, route, key, secret } of WAYS) {
      const message = sealed(plain, secret(from), (bytes) => nonce(id, TO_METER, key, bytes), counter++);
      bench.meter.uart(portOf(meterBoard, port)).receive(frame(route + message));
      wait(bench, 1.1);
    }
  }
  return PLAINS.length;
}

describe("attack: messages of meter 1 to meter 2", () => {
  for (const [name, id] of [
    ["as they were recorded", "HASM0001"],
    ["with the keys of meter 1 in the name of meter 2", "HASM0002"],
  ] as const)
    it(`${name}: every order to both processors is refused, counted and not answered`, async () => {
      const one = await target({ meterId: "HASM0001" });
      const two = await target({ seed: 2, meterId: "HASM0002", startS: DEFAULT_START_S - 120 });
      wait(two, 10);
      const said: string[] = [];
      for (const port of ["topUp", "maintenance"])
        two.meter.uart(portOf(meterBoard, port)).onSent((bytes) => said.push(...payloads(bytes)));
      const sent = sendAll(two, one, id);
      wait(two, 126 - two.elapsedS);
      assert.equal(sent, 23);
      assert.deepEqual(commands(two), { accepted: 0, rejected: sent });
      const { refusedFrames, refusedMessages } = two.central.reports[0]!;
      assert.deepEqual([refusedFrames, refusedMessages], [0, 3 * sent]);
      assert.deepEqual([two.central.events, said, isClosed(two)], [[], [], true]);
    });

  it("act at the meter for which they were made", async () => {
    const one = await target({ meterId: "HASM0001" });
    wait(one, 10);
    const sent = sendAll(one, one, "HASM0001");
    wait(one, 6);
    assert.deepEqual(commands(one), { accepted: sent - 1, rejected: 0 });
    assert.equal(one.offSwitchParts.relay.operations, 1);
  });

  it("would act where two meters had the same keys and the same id: nothing else tells them apart", async () => {
    const one = await target({ meterId: "HASM0001" });
    const twin = await target({ meterId: "HASM0001" });
    wait(twin, 10);
    const off = one.central.command("off");
    assert.ok(off.includes(counterBytes(1n).slice(-2)));
    twin.toWan(off);
    wait(twin, 2);
    assert.equal(isClosed(twin), false);
  });
});
