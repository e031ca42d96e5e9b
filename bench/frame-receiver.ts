// Finds frames in a stream of bytes, for whoever stands at the far end of a meter's UART. The layout is that of firmware/messages/frame.ts.

import { encodeFrame, END, frameBody, frameCrc, framePayload, isOverlong } from "../firmware/messages/frame.ts";
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
    const parts = (this.#received + bytes).split(END);
    this.#received = parts.pop()!;
    for (const raw of parts) {
      if (raw === "") continue;
      const body = frameBody(raw);
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
