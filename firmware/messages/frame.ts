// The frame on every UART that carries messages: payload, CRC-32 (IEEE 802.3, most significant byte first), both with END and
// ESC replaced as in RFC 1055, between two ENDs. The leading END closes whatever noise came before, so that a receiver is back in
// step after one frame at the most. The CRC is against noise, not against attackers: what matters is sealed inside the payload.
// Whole strings are searched and replaced, because that is what the engine does natively.

import { readU32, u32 } from "./bytes.ts";

/** Longest payload: a route and a sealed message. It bounds what a talker without pause can make a receiver hold. */
export const MAX_PAYLOAD = 121;

export const END = "\xc0";

/** `crc` is the CRC-32 of the payload. */
export function encodeFrame(payload: string, crc: number): string {
  return END + (payload + u32(crc)).replaceAll("\xdb", "\xdb\xdd").replaceAll(END, "\xdb\xdc") + END;
}

/** Whether what was received without an END can no longer become a frame: every byte of payload and CRC escaped, and more. */
export function isOverlong(received: string): boolean {
  return received.length > 2 * (MAX_PAYLOAD + 4);
}

/** Payload and CRC of what stood between two ENDs. The engine may never come back from a replaceAll of two characters. */
export function frameBody(raw: string): string {
  return raw.split("\xdb\xdc").join(END).split("\xdb\xdd").join("\xdb");
}

/** The payload of a body, "" where there cannot be one. It is to be believed only if its CRC-32 is `frameCrc(body)`. */
export function framePayload(body: string): string {
  return body.length > 4 && body.length <= MAX_PAYLOAD + 4 ? body.substr(0, body.length - 4) : "";
}

export function frameCrc(body: string): number {
  return readU32(body, body.length - 4);
}
