// Finds frames in a stream of bytes, for whoever stands at the far end of a meter's UART. The layout is that of firmware/messages/frame.ts.

import { encodeFrame, frameBody, frameCrc, frameLength, framePayload, isOverlong } from "../firmware/messages/frame.ts";
import { crc32 } from "./byte-string.ts";

export class FrameReceiver {
  /** Stretches between two delimiters that were no frame. */
  refused = 0;
  #received = "";
  readonly #onPayload: (payload: string) => void;

  constructor(onPayload: (payload: string) => void) {
    this.#onPayload = onPayload;
  }

  receive(bytes: string): void {
    this.#received += bytes;
    for (let length = frameLength(this.#received); length >= 0; length = frameLength(this.#received)) {
      const body = frameBody(this.#received.slice(0, length));
      this.#received = this.#received.slice(length + 1);
      if (length === 0) continue;
      const payload = framePayload(body);
      if (payload !== "" && crc32(payload) === frameCrc(body)) this.#onPayload(payload);
      else this.refused++;
    }
    if (isOverlong(this.#received)) {
      this.#received = "";
      this.refused++;
    }
  }
}

export function frame(payload: string): string {
  return encodeFrame(payload, crc32(payload));
}
