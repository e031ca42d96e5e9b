// Where a meter's wires are reached over TCP, as people type it: three ports in a row, as `hasm bench --wires` opens them. A fourth behind them
// is none of the meter's: there a finger presses the button of the bench.

import { UserError } from "../user-error.ts";

/** The wires of a meter in the order of their TCP ports. */
export const WIRE_NAMES = ["wan", "top-up", "maintenance"] as const;
export type WireName = (typeof WIRE_NAMES)[number];
/** Their devices in firmware/meter/system.ts. */
export const WIRE_DEVICES: Readonly<Record<WireName, string>> = {
  wan: "wan",
  "top-up": "topUp",
  maintenance: "maintenance",
};

/** All that is open on a bench, in the order of the TCP ports. */
export const PORT_NAMES = [...WIRE_NAMES, "button"] as const;
export type PortName = (typeof PORT_NAMES)[number];

export const LOOPBACK = "127.0.0.1";
export const WIRES_PORT = 8081;
const LAST_PORT = 65_535;

export interface Address {
  readonly host: string;
  /** Of the WAN; the others follow. */
  readonly port: number;
}

/** "8081", "host:8081" or "[::1]:8081". Throws UserError. */
export function parseAddress(text: string, leastPort: number): Address {
  const found = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]=,]+)):)?(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  const most = LAST_PORT - PORT_NAMES.length + 1;
  if (!found) throw new UserError(`"${text}" is no address: HOST:PORT, such as ${LOOPBACK}:${WIRES_PORT}`);
  if (port < leastPort || port > most)
    throw new UserError(`port ${port} is not ${leastPort} to ${most}: four ports in a row are used`);
  return { host: found[1] ?? found[2] ?? LOOPBACK, port };
}

export function addressText(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Where each meter is: one address for all that have none of their own. */
export interface Addresses {
  readonly common: Address;
  readonly own: ReadonlyMap<string, Address>;
}

export const DEFAULT_ADDRESSES: Addresses = { common: { host: LOOPBACK, port: WIRES_PORT }, own: new Map() };

/** "HOST:PORT", "METER=HOST:PORT", or several of them with commas between. Throws UserError. */
export function parseAddresses(text: string): Addresses {
  let { common } = DEFAULT_ADDRESSES;
  const own = new Map<string, Address>();
  for (const part of text.split(",")) {
    const [, meterId, address = part] = /^(.{8})=(.*)$/.exec(part) ?? [];
    if (meterId === undefined) common = parseAddress(address, 1);
    else own.set(meterId, parseAddress(address, 1));
  }
  return { common, own };
}
