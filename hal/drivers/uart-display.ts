// The display of a board without one (an emulated one): each row that changes goes out on a UART as "R<row> <20 characters>\r\n".
// It may share a port with a driver that only receives, whichever opens first: the engine leaves the pins of an earlier setup
// connected, and both must ask for the same baud rate.

import { PART_OK } from "../part-fault.ts";
import type { TextDisplay } from "../text-display.ts";

export interface UartDisplayOptions {
  readonly port: string;
  readonly tx: string;
  readonly baud: number;
}

const COLUMNS = 20;

export function open(options: UartDisplayOptions): TextDisplay {
  const port = global[options.port] as EngineSerial;
  port.setup(options.baud, { tx: options.tx });
  return showOn(port);
}

/** Apart, for the engine keeps the parameters of a function for as long as a closure in it. */
function showOn(port: EngineSerial): TextDisplay {
  const shown = ["", "", "", ""];

  return {
    fault: PART_OK,
    write(row, text) {
      const wanted = text.slice(0, COLUMNS).padEnd(COLUMNS, " ");
      if (wanted === shown[row & 3]) return;
      shown[row & 3] = wanted;
      port.write("R" + (row & 3) + " " + wanted + "\r\n");
    },
  };
}
