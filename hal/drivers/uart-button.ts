// The push button of a board whose pins nobody can drive (an emulated one): "d" on a UART is down, "u" is up, and "s" says that it has
// been down for too long: a fault until the next of the others. Other bytes are noise.

import type { Post } from "../driver.ts";
import { PART_OK, PART_STUCK } from "../part-fault.ts";
import type { PushButton } from "../push-button.ts";

export interface UartButtonOptions {
  readonly port: string;
  readonly rx: string;
  readonly baud: number;
}

export function open(options: UartButtonOptions, post: Post): PushButton {
  const port = global[options.port] as EngineSerial;
  const part: PushButton = { fault: PART_OK };
  let since = getTime();
  port.setup(options.baud, { rx: options.rx });
  port.on("data", (bytes) => {
    for (const byte of bytes) {
      if (byte === "s") part.fault = PART_STUCK;
      else if (byte === "d" || byte === "u") {
        const now = getTime();
        const heldTenths = Math.min(Math.floor((now - since) * 10), 255);
        since = now;
        part.fault = PART_OK;
        post(byte === "d" ? "\x01" : "\x00" + String.fromCharCode(heldTenths));
      }
    }
  });
  return part;
}
