// A UART of the chip as a serial port. Without `rx` no receive pin is configured and nothing listens: the port cannot hear.
// Received chunks go to the owner's queue as they come; framing and parity errors are the business of whoever checks frames.

import type { Post } from "../driver.ts";
import type { SerialPort } from "../serial-port.ts";

export interface UartOptions {
  /** "Serial1" to "Serial6". */
  readonly port: string;
  readonly tx: string;
  readonly rx?: string;
  readonly baud: number;
  /** "none" (default), "even" or "odd". */
  readonly parity?: string;
  /** 7 or 8 (default). */
  readonly bytesize?: number;
}

/** What a port takes at once: half a second at 19 200 baud. */
const LONGEST = 1024;

/**
 * The engine would take objects that stand for any number of bytes, and waits while its send queue is full: only text goes out, and only so
 * much of it.
 */
function send(port: EngineSerial, bytes: unknown): undefined {
  port.write(String(bytes).slice(0, LONGEST));
}

export function open(options: UartOptions, post: Post): SerialPort {
  const port = global[options.port] as EngineSerial;
  const setup: Parameters<EngineSerial["setup"]>[1] = { tx: options.tx };
  if (options.rx) setup.rx = options.rx;
  if (options.parity) setup.parity = options.parity;
  if (options.bytesize) setup.bytesize = options.bytesize;
  port.setup(options.baud, setup);
  if (options.rx) port.on("data", post);

  // No closure: with it the engine would keep all that stands here.
  return { send: send.bind(undefined, port) };
}
