// I4 and I5: one relay, on the other processor, and no way to it past off-switch-security. Paths are looked for over both
// processors joined by their link, whatever the channels on the way are declared to carry.

import type { Device, System } from "../../firmware/kernel/description.ts";
import type { Board } from "../../boards/board.ts";
import { CREDIT_RECEIVERS, LINK_OWNER, RELAY_CONTRACT } from "./allowed.ts";
import { edgeName, isLink, joinedEdges, node, pathsFrom } from "./graph.ts";
import { partsOf } from "./memory.ts";
import { listed, violation } from "./violation.ts";
import type { Violation } from "./violation.ts";

const GUARD = "off-switch-security";

const isRelay = (device: Device): boolean => device.contract === RELAY_CONTRACT;

/** I4: the relay exists once, and only off-switch-security of the off-switch board has it or anything wired to its coils. */
export function* relayIsGuarded(systems: readonly System[], boards: readonly Board[]): Generator<Violation> {
  for (const system of systems) {
    for (const device of system.devices.filter(isRelay)) {
      if (system.name === "off-switch" && device.owner === GUARD) continue;
      const why = `the relay is a device of ${GUARD} on the off-switch board, not of ${device.owner} on the ${system.name} board`;
      yield violation("I4", system.name, device.name, why);
    }
    yield* coilsAreTheRelays(system, boards);
    if (system.name === "off-switch") yield* relayIsOne(system);
  }
}

function* relayIsOne(system: System): Generator<Violation> {
  const relays = system.devices.filter(isRelay);
  if (relays.length === 0) {
    yield violation("I4", system.name, GUARD, "it has no relay; the contact to the grid is its device and exists once");
  }
  for (const extra of relays.slice(1)) {
    const why = `the relay is ${relays[0]?.name ?? ""} already; the contact to the grid exists once`;
    yield violation("I4", system.name, extra.name, why);
  }
}

function* coilsAreTheRelays(system: System, boards: readonly Board[]): Generator<Violation> {
  for (const board of boards) {
    if (board.system !== system.name) continue;
    for (const [name, part] of partsOf(board)) {
      const relay = system.devices.some((device) => device.name === name && isRelay(device));
      if (relay || !(part.driver.includes("relay") || "setPin" in part.options)) continue;
      const why = `its part on ${board.name} drives a relay's coil, and it is not the relay; only ${GUARD} may move the contact`;
      yield violation("I4", system.name, name, why);
    }
  }
}

/** I5: credit-balance tells few, and every path of its word to the relay leads over the link and off-switch-security. */
export function* creditAsksTheGuard(systems: readonly System[]): Generator<Violation> {
  for (const system of systems) {
    for (const channel of system.channels) {
      if (channel.from === "credit-balance" && !CREDIT_RECEIVERS.includes(channel.to)) {
        const why = `credit-balance asks for the switch through off-switch-link; it may send only to ${listed(CREDIT_RECEIVERS)}`;
        yield violation("I5", system.name, edgeName(channel), why);
      }
    }
    if (system.name === "off-switch") yield* linkOnlyCarries(system);
  }
  yield* noPathPastGuard(systems);
}

function* linkOnlyCarries(system: System): Generator<Violation> {
  const link = LINK_OWNER[system.name];
  for (const device of system.devices) {
    if (device.owner !== link || isLink(device)) continue;
    const why = `${link} hears the meter board and so owns the link's UART and nothing else; this belongs to ${GUARD}`;
    yield violation("I5", system.name, device.name, why);
  }
  for (const channel of system.channels) {
    if (channel.from !== link || channel.to === GUARD) continue;
    const why = `what comes over the link goes to ${GUARD} and to nobody else`;
    yield violation("I5", system.name, edgeName(channel), why);
  }
}

function* noPathPastGuard(systems: readonly System[]): Generator<Violation> {
  const guard = `off-switch/${GUARD}`;
  const edges = joinedEdges(systems).filter((edge) => edge.to !== guard);
  for (const start of systems) {
    const paths = pathsFrom(node(start, "credit-balance"), edges);
    for (const system of systems) {
      for (const device of system.devices.filter(isRelay)) {
        const path = paths.get(node(system, device.owner));
        if (path === undefined) continue;
        const way = path.map((at) => at.slice(at.indexOf("/") + 1)).join(" -> ");
        const why = `credit-balance reaches the relay past ${GUARD}, by ${way}`;
        yield violation("I5", system.name, device.name, why);
      }
    }
  }
}
