// The technician at the maintenance port and the gateway at the top-up port hold true keys and give every order that is not theirs, as does the
// central system with those of the other processor. Each is answered "not allowed", is written down and changes nothing.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { Exchange } from "../../bench/central/exchange.ts";
import { volatileMemory } from "../../bench/central/memory.ts";
import { isOrderTo, ORDER_CODES } from "../../bench/central/order-names.ts";
import type { OrderName, Processor } from "../../bench/central/order-names.ts";
import { FrameReceiver } from "../../bench/frame-receiver.ts";
import { KEY_CENTRAL, KEY_MAINTENANCE, KEY_OFF_SWITCH, KEY_TOP_UP } from "../../bench/key-file.ts";
import { decodeLogFile } from "../../bench/log-file.ts";
import { exportedLog } from "../../bench/meter-logs.ts";
import type { LogName } from "../../bench/meter-logs.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { RESULT_NOT_ALLOWED } from "../../firmware/messages/meter-order.ts";
import { ENTRY_ACCEPTED, ENTRY_READ } from "../../firmware/messages/security-entry.ts";
import { ROUTE_CS, ROUTE_MAINTENANCE, ROUTE_OFF_SWITCH, ROUTE_TOP_UP } from "../../firmware/messages/route.ts";
import { system } from "../../firmware/meter/system.ts";
import { HEAD_BYTES } from "../../firmware/store/slot.ts";
import { POLICY, STATE, SWITCH_STATE } from "../../bench/switch-values.ts";
import { FIRST_PARAMETER, valueOf } from "./cuts.ts";
import { orderBodies } from "./order-bodies.ts";
import { assertNoFaults, isClosed, target, wait, without } from "./rig.ts";

const BODIES = orderBodies(1_768_435_716, 1_800_000_000);

interface Role {
  readonly name: string;
  readonly port: string;
  readonly route: string;
  readonly key: number;
  readonly to: Processor;
  readonly allowed: readonly OrderName[];
  readonly log: LogName;
}

const TO_METER = { to: "meter", log: "security" } as const;
const READING: readonly OrderName[] = ["cover", "query", "read-parameter", "read-log", "log-closing"];
const ROLES: readonly Role[] = [
  {
    name: "the technician",
    port: "maintenance",
    route: ROUTE_MAINTENANCE,
    key: KEY_MAINTENANCE,
    ...TO_METER,
    allowed: READING,
  },
  {
    name: "the gateway",
    port: "topUp",
    route: ROUTE_TOP_UP,
    key: KEY_TOP_UP,
    ...TO_METER,
    allowed: ["cover", "top-up"],
  },
  {
    name: "the central system, to cs-security,",
    port: "wan",
    route: ROUTE_CS,
    key: KEY_CENTRAL,
    ...TO_METER,
    allowed: (Object.keys(ORDER_CODES) as OrderName[]).filter((name) => isOrderTo("meter", name)),
  },
  {
    name: "the central system, to the off-switch processor,",
    port: "wan",
    route: ROUTE_OFF_SWITCH,
    key: KEY_OFF_SWITCH,
    to: "off-switch",
    allowed: (Object.keys(ORDER_CODES) as OrderName[]).filter((name) => isOrderTo("off-switch", name)),
    log: "switch",
  },
];

/** All that an order could change. */
function marks(bench: Bench): unknown {
  const { memory, clock } = bench.meterParts;
  const tariffs = system.segments.find(({ name }) => name === "tariffs")!;
  memory.settle(bench.clock.nowUs);
  return {
    values: Array.from({ length: 14 }, (_, i) => valueOf(bench, "meter", "parameters", FIRST_PARAMETER + i)),
    credit: valueOf(bench, "meter", "credit", 0),
    tariffs: Buffer.from(memory.array.read(tariffs.baseAddress, tariffs.bytes)).toString("base64"),
    keys: [bench.meter.storage.read("hasm.keyb"), bench.offSwitch.storage.read("hasm.keyb")],
    date: [3, 4, 5, 6].map((address) => clock.register(address)),
    relay: [isClosed(bench), bench.offSwitchParts.relay.operations],
    switch: [STATE, POLICY].map((number) => valueOf(bench, "offSwitch", SWITCH_STATE, number)),
  };
}

/** Orders that were written down with the result "not allowed". */
function refusedIn(bench: Bench, { log, route }: Role): string[] {
  return decodeLogFile(exportedLog(bench, log)).records.flatMap(({ text }) => {
    const entry = text.slice(HEAD_BYTES, HEAD_BYTES + text.charCodeAt(1));
    const isRefused = (entry[4] === ENTRY_ACCEPTED || entry[4] === ENTRY_READ) && entry[6] === RESULT_NOT_ALLOWED;
    return isRefused && (log === "switch" || entry[7] === route) ? [entry.charAt(5)] : [];
  });
}

/** Gives orders in a role. What is answered to each. */
function give(bench: Bench, role: Role, names: readonly OrderName[]): string[] {
  const exchange = new Exchange(volatileMemory(bench.keys), role.key, role.route, role.to);
  const answers: string[] = [];
  const uart = bench.meter.uart(portOf(meterBoard, role.port));
  const ear = new FrameReceiver((payload) => {
    const taken = payload.startsWith(role.route) ? exchange.take(payload.slice(1)) : undefined;
    if (taken?.kind === "answer") answers.push(`${taken.answered.order} ${taken.answered.result}`);
  });
  uart.onSent((bytes) => {
    ear.receive(bytes);
  });
  for (const name of names) {
    uart.receive(exchange.ask({ name, body: BODIES[name] ?? "" }, 0, false).frame);
    wait(bench, 3);
  }
  return answers;
}

const NAMES = Object.keys(ORDER_CODES) as OrderName[];

describe("attack: orders outside of one's role", () => {
  for (const role of ROLES)
    it(`${role.name} is told that each is not allowed; it is written down and changes nothing`, async () => {
      const bench = await target();
      const foreign = NAMES.filter((name) => !role.allowed.includes(name));
      wait(bench, 20);
      const before = marks(bench);
      assert.deepEqual(
        give(bench, role, foreign),
        foreign.map((name) => `${name} not-allowed`),
      );
      wait(bench, 10);
      assert.deepEqual(marks(bench), before);
      assert.deepEqual(
        refusedIn(bench, role),
        foreign.map((name) => ORDER_CODES[name]),
      );
      assertNoFaults(bench, "meter", "offSwitch");
    });

  it("reach all of it where cs-security does not ask whose orders they are", async () => {
    const check = "(route !== ROUTE_CS && allowed.indexOf(order) < 0)";
    const bench = await target({ meter: await without("meter", "cs-security", check, "false") });
    wait(bench, 20);
    const before = marks(bench);
    const answers = give(bench, ROLES[0]!, ["key", "parameter", "top-up"]);
    assert.deepEqual(answers, ["key done", "parameter done", "top-up done"]);
    assert.notDeepEqual(marks(bench), before);
  });
});
