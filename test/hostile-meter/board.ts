// The hostile mind as the program of a meter board, in place of the firmware: it has the wire to the off-switch processor and the WAN, and
// passes on what comes from there, for whoever never passes anything on is soon found out. Built by bundle.ts; CHARACTER, LINK and WAN are put in
// there.

import { encodeFrame, END, frameBody, framePayload } from "../../firmware/messages/frame.ts";
import { Mind } from "./mind.ts";
import type { Character } from "./mind.ts";

interface Port {
  setup(baud: number, pins: object): void;
  on(event: "data", listener: (bytes: string) => void): void;
  write(bytes: string): void;
}

interface Wiring {
  readonly port: string;
  readonly pins: object;
}

declare const CHARACTER: Character;
declare const LINK: Wiring;
declare const WAN: Wiring;
declare const E: { CRC32(bytes: string): number };
declare const global: Record<string, Port>;

const BAUD = 19_200;
const mind = new Mind(CHARACTER, (payload) => encodeFrame(payload, E.CRC32(payload)));

function open({ port, pins }: Wiring): Port {
  const opened = global[port]!;
  opened.setup(BAUD, pins);
  return opened;
}

/** Tells of each payload that stands between two ENDs, whole or not. */
function ear(told: (payload: string) => void): (bytes: string) => void {
  let received = "";
  return (bytes) => {
    const parts = (received + bytes).split(END);
    received = parts.pop()!.slice(-512);
    for (const part of parts) if (part !== "") told(framePayload(frameBody(part)));
  };
}

const link = open(LINK);
const wan = open(WAN);
link.on(
  "data",
  ear((payload) => {
    mind.hear(payload);
  }),
);
const fromWan = ear((payload) => {
  mind.hear(payload);
});
wan.on("data", (bytes) => {
  link.write(bytes);
  fromWan(bytes);
});
setInterval(() => {
  const bytes = mind.second();
  if (bytes !== "") link.write(bytes);
}, 1000);
