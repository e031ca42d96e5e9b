// The off-switch processor as data: two partitions, one wire, one relay, one button, one key. See meter/system.ts.

import type { System } from "../kernel/description.ts";

export const system: System = {
  name: "off-switch",
  cycleMs: 20,
  flashBytes: 1048576,
  partitions: [
    { name: "link", purpose: "finds frames on the wire from the meter board", stepBudget: 2000 },
    { name: "off-switch-security", purpose: "opens commands and moves the relay", stepBudget: 500, periodMs: 1000 },
  ],
  channels: [
    {
      from: "link",
      to: "off-switch-security",
      carries: "frames",
      depth: 4,
      maxBytes: 200,
      reason: "commands of the central system, sealed",
    },
    {
      from: "off-switch-security",
      to: "link",
      carries: "state",
      depth: 4,
      maxBytes: 10,
      reason: "state of the switch, for display and telegram",
    },
  ],
  devices: [
    {
      name: "link",
      owner: "link",
      contract: "serial-port",
      exposure: "inside",
      carries: "frames",
      direction: "both",
      depth: 8,
      reason: "the UART to the meter board",
    },
    {
      name: "relay",
      owner: "off-switch-security",
      contract: "relay",
      exposure: "inside",
      carries: "orders",
      direction: "both",
      reason: "the contact to the grid, and its feedback",
    },
    {
      name: "button",
      owner: "off-switch-security",
      contract: "push-button",
      exposure: "inside",
      carries: "orders",
      direction: "in",
      depth: 4,
      reason: "the consumer closes an armed switch",
    },
    {
      name: "faults",
      owner: "off-switch-security",
      contract: "fault-record",
      exposure: "inside",
      carries: "state",
      direction: "in",
      depth: 4,
      reason: "the kernel tells of every fault, so that the report counts it",
    },
  ],
  keys: [
    {
      name: "off-switch",
      owner: "off-switch-security",
      peer: "central system",
      uses: ["open"],
      reason: "commands, end to end; no other processor of the meter holds this key",
    },
  ],
  segments: [
    {
      name: "switch-log",
      number: 1,
      kind: "log",
      writer: "off-switch-security",
      readers: [],
      baseAddress: 0,
      bytes: 262144,
      slotBytes: 64,
      values: 0,
      writesPerDay: 200,
      reason: "commands, operations and faults, on the processor that knows them first",
    },
  ],
};
