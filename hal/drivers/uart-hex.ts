// A serial port of a board that has no UART left for it (an emulated one): what it hears stands as "m", two upper-case hex digits for each
// byte, ";" among whatever else comes in at a UART, and what it says goes out as a line "M" with such digits. It shares the UART with the
// stand-ins for parts, whichever opens first, as uart-display.ts tells: none of them uses these marks, and all ask for the same baud rate.
// What is no digit between the marks is not its business. It has no speed, parity or idle line of its own to be wrong.

import type { Post } from "../driver.ts";
import type { SerialPort } from "../serial-port.ts";

export interface UartHexOptions {
  readonly port: string;
  readonly tx: string;
  readonly rx: string;
  readonly baud: number;
}

const DIGITS = "0123456789ABCDEF";
/** As uart.ts. */
const LONGEST = 1024;

function send(port: EngineSerial, bytes: unknown): undefined {
  const text = String(bytes).slice(0, LONGEST);
  let digits = "M";
  for (let i = 0; i < text.length; i++)
    digits += DIGITS.charAt(text.charCodeAt(i) >> 4) + DIGITS.charAt(text.charCodeAt(i) & 15);
  port.write(digits + "\r\n");
}

export function open(options: UartHexOptions, post: Post): SerialPort {
  const port = global[options.port] as EngineSerial;
  port.setup(options.baud, { tx: options.tx, rx: options.rx });
  listen(port, post);
  return { send: send.bind(undefined, port) };
}

/** Apart, for the engine keeps the parameters of a function for as long as a closure in it. */
function listen(port: EngineSerial, post: Post): void {
  let isOpen = false;
  let high = -1;
  port.on("data", (text) => {
    let bytes = "";
    for (const one of text) {
      const digit = DIGITS.indexOf(one);
      if (one === "m" || one === ";") {
        isOpen = one === "m";
        high = -1;
      } else if (isOpen && digit >= 0) {
        if (high >= 0) bytes += String.fromCharCode(high * 16 + digit);
        high = high < 0 ? digit : -1;
      }
    }
    if (bytes !== "") post(bytes);
  });
}
