// The engine's console: the port that its text leaves by and whose received bytes the REPL swallows. Sending text takes the
// processor's time like any other sending. The prompt, the echo and the banner are not modelled. (Espruino
// src/jsinteractive.c)

import { transmit } from "./api-serial.ts";
import type { EngineConsole, Machine } from "./machine.ts";

export class ConsoleModel implements EngineConsole {
  device: string | null;
  private readonly machine: Machine;
  private readonly printed: (text: string) => void;

  /** `device`: name of the port at the start; `printed` hears all text, whether a port carries it or not. */
  constructor(machine: Machine, device: string | null, printed: (text: string) => void) {
    this.machine = machine;
    this.device = device;
    this.printed = printed;
  }

  write(text: string): void {
    this.printed(text);
    const uart = this.machine.uarts.find((one) => one.name === this.device);
    if (uart !== undefined) transmit(this.machine, uart, text.replaceAll("\n", "\r\n"));
  }

  move(device: string | null): void {
    if (device === this.device) return;
    const old = this.device;
    this.write(`-> ${device ?? "null"}\n`);
    this.device = device;
    if (device !== null) this.write(`<- ${old ?? "null"}\n`);
  }
}
