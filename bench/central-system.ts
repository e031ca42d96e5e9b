// The central system towards one meter: seals commands for the off-switch processor, opens the meter's reports. It uses the whole of
// tweetnacl, not the part a board carries. It trusts nothing that arrives: what does not open, is stale or has the wrong shape is
// counted and dropped.

import nacl from "tweetnacl";
import { readU16, readU32 } from "../firmware/messages/bytes.ts";
import { REPORT_BYTES } from "../firmware/messages/report.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../firmware/messages/route.ts";
import { encodeSwitchCommand, SWITCH_OFF, SWITCH_ON } from "../firmware/messages/switch-command.ts";
import { fromByteString, toByteString } from "./byte-string.ts";
import { frame, FrameReceiver } from "./frame-receiver.ts";
import { KEY_CENTRAL, KEY_OFF_SWITCH } from "./key-file.ts";
import type { MeterKeys } from "./key-file.ts";

const TO_METER = "\x01";
const FROM_METER = "\x02";

export interface IntervalReport {
  readonly endUtcSeconds: number;
  readonly importWh: number;
  readonly intervalWh: number;
  /** A state of firmware/messages/switch-state.ts. */
  readonly switchState: string;
  readonly status: number;
  readonly faults: number;
  readonly refusedFrames: number;
}

/** The nonce of firmware/kernel/keys.ts. */
export function nonce(meterId: string, direction: string, keyNumber: number, counter: string): Uint8Array {
  return fromByteString(meterId + direction + String.fromCharCode(keyNumber) + "\0\0\0\0\0\0" + counter);
}

/** A 64-bit counter as the 8 bytes that stand before a box. */
export function counterBytes(counter: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(counter);
  return toByteString(bytes);
}

export class CentralSystem {
  readonly reports: IntervalReport[] = [];
  accepted = 0;
  rejected = 0;
  readonly #keys: MeterKeys;
  readonly #nowMs: () => number;
  readonly #send: (bytes: string) => void;
  readonly #receiver = new FrameReceiver((payload) => {
    this.#take(payload);
  });
  #lastSent = 0n;
  #lastReceived = counterBytes(0n);

  /** `nowMs` is UTC: the counter of a command is the time at which it was made, and always larger than the one before. */
  constructor(keys: MeterKeys, nowMs: () => number, send: (bytes: string) => void) {
    this.#keys = keys;
    this.#nowMs = nowMs;
    this.#send = send;
  }

  /** The frame of a command, to be sent or kept. */
  command(order: "off" | "on"): string {
    const now = BigInt(Math.trunc(this.#nowMs()));
    this.#lastSent = now > this.#lastSent ? now : this.#lastSent + 1n;
    const counter = counterBytes(this.#lastSent);
    const plain = encodeSwitchCommand(order === "off" ? SWITCH_OFF : SWITCH_ON);
    const box = nacl.secretbox(
      fromByteString(plain),
      nonce(this.#keys.meterId, TO_METER, KEY_OFF_SWITCH, counter),
      fromByteString(this.#keys.offSwitch),
    );
    return frame(ROUTE_OFF_SWITCH + counter + toByteString(box));
  }

  switch(order: "off" | "on"): void {
    this.#send(this.command(order));
  }

  /** Bytes from the meter's WAN. */
  receive(bytes: string): void {
    this.#receiver.receive(bytes);
  }

  /** Stretches of the WAN that were no frame. */
  get refusedFrames(): number {
    return this.#receiver.refused;
  }

  #take(payload: string): void {
    const report = payload.startsWith(ROUTE_CS) ? this.#open(payload.slice(1)) : undefined;
    if (report) {
      this.accepted++;
      this.reports.push(report);
    } else this.rejected++;
  }

  #open(sealed: string): IntervalReport | undefined {
    const counter = sealed.slice(0, 8);
    if (sealed.length <= 8 || counter <= this.#lastReceived) return undefined;
    const plain = nacl.secretbox.open(
      fromByteString(sealed.slice(8)),
      nonce(this.#keys.meterId, FROM_METER, KEY_CENTRAL, counter),
      fromByteString(this.#keys.central),
    );
    if (!plain) return undefined;
    this.#lastReceived = counter;
    return decodeReport(toByteString(plain));
  }
}

/** Layout: firmware/messages/report.ts. */
function decodeReport(plain: string): IntervalReport | undefined {
  if (plain.length !== REPORT_BYTES || !plain.startsWith("r") || plain.slice(23) !== "\0".repeat(8)) return undefined;
  return {
    endUtcSeconds: readU32(plain, 1),
    importWh: readU32(plain, 5),
    switchState: plain.charAt(13),
    intervalWh: readU32(plain, 14),
    status: plain.charCodeAt(18),
    faults: readU16(plain, 19),
    refusedFrames: readU16(plain, 21),
  };
}
