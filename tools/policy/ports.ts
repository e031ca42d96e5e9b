// I1 to I3: where bytes enter and leave the meter. Decided on devices, on the partitions that own them and on the edges in
// and out of those. It trusts the exposure that a device declares, and so lets no serial port call itself an inside one
// unless it is the link between the boards.

import type { Channel, Device, System } from "../../firmware/kernel/description.ts";
import type { Board } from "../../boards/board.ts";
import { GATES, LINK_OWNER, listedAs } from "./allowed.ts";
import { edgeName, isHeard, isLink, isSpokenTo } from "./graph.ts";
import { listed, violation } from "./violation.ts";
import type { Violation } from "./violation.ts";

const DIODE = "nothing may enter at the HAN";

/** I1: no direction in, no receive pin, no console, and an owner that can send to nobody. */
export function* homeIsADiode(system: System, boards: readonly Board[]): Generator<Violation> {
  for (const device of system.devices) {
    if (device.exposure !== "home") continue;
    if (isHeard(device)) {
      const why = `the HAN port has direction "${device.direction}"; ${DIODE}, so its only direction is "out"`;
      yield violation("I1", system.name, device.name, why);
    }
    for (const board of boards) yield* homePartIsADiode(system, device, board);
    for (const channel of system.channels) {
      if (channel.from !== device.owner) continue;
      const why = `${channel.from} owns the HAN port ${device.name}; ${DIODE}, so it may send to nobody inside`;
      yield violation("I1", system.name, edgeName(channel), why);
    }
  }
}

function* homePartIsADiode(system: System, device: Device, board: Board): Generator<Violation> {
  const options = listedAs(board.parts, device.name)?.options ?? {};
  if ("rx" in options) {
    const why = `its part on ${board.name} has the receive pin ${String(options["rx"])}; ${DIODE}, so no receive pin is configured`;
    yield violation("I1", system.name, device.name, why);
  }
  if (options["port"] === board.console) {
    const why = `its part on ${board.name} is ${board.console}, the console, which listens until the firmware closes it; ${DIODE}`;
    yield violation("I1", system.name, device.name, why);
  }
}

/** I2: only communications hears the outside, and tells nobody but the gates. */
export function* outsideEntersAtGates(system: System): Generator<Violation> {
  for (const device of system.devices) {
    if (device.exposure === "outside" && isHeard(device) && device.owner !== "communications") {
      const why = `an outside port that is heard belongs to communications, not to ${device.owner}`;
      yield violation("I2", system.name, device.name, why);
    }
  }
  yield* onlyLinkInside(system);
  for (const channel of system.channels) {
    if (channel.from !== "communications" || GATES.includes(channel.to)) continue;
    const why = `what enters from outside meets a security module first; communications may send only to ${listed(GATES)}`;
    yield violation("I2", system.name, edgeName(channel), why);
  }
}

function* onlyLinkInside(system: System): Generator<Violation> {
  const owner = LINK_OWNER[system.name];
  const links = system.devices.filter(isLink);
  for (const [place, device] of links.entries()) {
    if (device.owner !== owner) {
      const why = `a serial port inside the meter is the link between the boards and belongs to ${owner}, not to ${device.owner}`;
      yield violation("I2", system.name, device.name, why);
    } else if (place > 0) {
      const why = `${links[0]?.name ?? ""} is the link between the boards already; a second serial port inside the meter would be a way past it`;
      yield violation("I2", system.name, device.name, why);
    }
  }
}

/** I3: only communications and consumer-port act on the world, and only on the word of those that may tell them. */
export function* insideLeavesAtGates(system: System): Generator<Violation> {
  for (const device of system.devices) {
    if (device.exposure === "outside" && isSpokenTo(device) && device.owner !== "communications") {
      const why = `an outside port that speaks belongs to communications, not to ${device.owner}`;
      yield violation("I3", system.name, device.name, why);
    }
    if (device.exposure === "home" && device.owner !== "consumer-port") {
      const why = `the HAN port belongs to consumer-port, not to ${device.owner}`;
      yield violation("I3", system.name, device.name, why);
    }
  }
  for (const channel of system.channels) {
    const why = whyNotOut(channel);
    if (why !== undefined) yield violation("I3", system.name, edgeName(channel), why);
  }
}

function whyNotOut(channel: Channel): string | undefined {
  if (channel.to === "communications" && !GATES.includes(channel.from)) {
    return `what leaves the meter leaves a security module first; only ${listed(GATES)} may send to communications`;
  }
  if (channel.to === "consumer-port" && channel.from !== "cs-security") {
    return "what leaves at the HAN comes from cs-security; nobody else may send to consumer-port";
  }
  return undefined;
}
