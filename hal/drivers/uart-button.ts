// The push button of a board whose pins nobody can drive (an emulated one): "d" on a UART is down, "u" is up. Other bytes are noise.

import type { Post } from "../driver.ts";
import type { PushButton } from "../push-button.ts";

export interface UartButtonOptions {
  readonly port: string;
  readonly rx: string;
  readonly baud: number;
}

export function open(options: UartButtonOptions, post: Post): PushButton {
  const port = global[options.port] as EngineSerial;
  port.setup(options.baud, { rx: options.rx });
  port.on("data", (bytes) => {
    for (const byte of bytes) {
      if (byte === "d") post("\x01");
      if (byte === "u") post("\x00");
    }
  });
  return {};
}
