// The ports of a real meter that the bench has wires to, as people type them: a serial device of this machine, or tcp://HOST:PORT where an
// adapter or an emulated board listens. All that comes is heard, whoever asks for it or not.

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { baudOf, openPort } from "../send/line.ts";
import type { Line, Port } from "../send/line.ts";
import { UserError } from "../user-error.ts";

/** Wires to the meter board while it runs; each may be missing. */
export const LOOP_PORTS = ["wan", "top-up", "maintenance", "han"] as const;
export type LoopPort = (typeof LOOP_PORTS)[number];

const HAN_BAUD = Number(meterBoard.parts["han"]!.options["baud"]);
const LAST_PORT = 65_535;
const TCP_MS = 5000;

/** Throws UserError. */
export function parsePort(text: string, option: string): Port {
  if (!text.includes("://")) return { kind: "serial", device: text };
  const found = /^tcp:\/\/(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  if (!found || port < 1 || port > LAST_PORT)
    throw new UserError(`${option} ${text} is no port: a serial device, or tcp://HOST:PORT`);
  return { kind: "tcp", host: found[1] ?? found[2] ?? "", port };
}

/** A line on which somebody always listens, and one more from time to time. */
export class HeardLine implements Line {
  /** Why it is gone; undefined: it is there. */
  lost: string | undefined;
  readonly #line: Line;
  #hear: (bytes: string) => void = () => undefined;
  #lose: (why: string) => void = () => undefined;

  constructor(line: Line, always: (bytes: string) => void) {
    this.#line = line;
    line.listen(
      (bytes) => {
        always(bytes);
        this.#hear(bytes);
      },
      (why) => {
        this.lost = why;
        this.#lose(why);
      },
    );
  }

  send(bytes: string): void {
    this.#line.send(bytes);
  }

  listen(hear: (bytes: string) => void, lose: (why: string) => void): void {
    [this.#hear, this.#lose] = [hear, lose];
    if (this.lost !== undefined) lose(this.lost);
  }

  close(): void {
    this.#line.close();
  }
}

export type PortMap = Readonly<Partial<Record<LoopPort, Port>>>;
export type LineMap = Readonly<Partial<Record<LoopPort, Line>>>;

/** Throws SendError; then none is open. */
export async function openPorts(ports: PortMap): Promise<LineMap> {
  const lines: Partial<Record<LoopPort, Line>> = {};
  try {
    for (const name of LOOP_PORTS) {
      const port = ports[name];
      if (port !== undefined) lines[name] = await openPort(port, name === "han" ? HAN_BAUD : baudOf(name), TCP_MS);
    }
    return lines;
  } catch (error) {
    for (const line of Object.values(lines)) line.close();
    throw error;
  }
}
