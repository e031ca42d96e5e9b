// Runs a program on an emulated board until it reports, and returns the report. Board time is counted in instructions and
// idle time is jumped, so the same files give the same figures on every computer. The program's input must be in its files.

import { QemuBoard, BoardError } from "./qemu.ts";
import type { BoardOptions } from "./qemu.ts";
import type { Usart } from "./serial-tap.ts";
import type { StorageFiles } from "./storage-image.ts";

const CONSOLE: Usart = 1;

export interface MeasureOptions {
  /** UART on which the program sends its report; 6. */
  readonly usart?: Usart;
  /** Wall time for the report to come; 20 s. */
  readonly timeoutMs?: number;
  readonly icount?: NonNullable<BoardOptions["icount"]>;
  /** Further UARTs in use. */
  readonly serial?: NonNullable<BoardOptions["serial"]>;
}

/** "no-report" blames the program that was measured; "not-json" the code that wrote the report. */
export class MeasureError extends Error {
  readonly fault: "no-report" | "not-json";
  constructor(fault: "no-report" | "not-json", message: string) {
    super(message);
    this.name = "MeasureError";
    this.fault = fault;
  }
}

/**
 * Text for a ".boot0" file: defines the global function `reportResult(value)` that ends a measurement. It writes to a UART of
 * its own and so works when the console is closed.
 */
export function reporter(usart: Usart = 6): string {
  return `function reportResult(v){Serial${usart}.write("\\n#RESULT "+JSON.stringify(v)+"\\n")}\n`;
}

/**
 * Text for a ".boot0" file: wraps global functions so that each call is first put into the global array `stamps` as
 * [name, seconds of board time, first argument, second argument]. A stamp itself costs about half a millisecond.
 */
export function stampCalls(names: readonly string[]): string {
  return (
    `var stamps=[];${JSON.stringify(names)}.forEach(function(n){var f=global[n];` +
    `global[n]=function(){stamps.push([n,getTime(),arguments[0],arguments[1]]);return f.apply(global,arguments)}});\n`
  );
}

/** The value of the first line "#RESULT <JSON>" that comes from the report's UART. Throws MeasureError. */
export async function measure(files: StorageFiles, options: MeasureOptions = {}): Promise<unknown> {
  const usart = options.usart ?? 6;
  const timeoutMs = options.timeoutMs ?? 20_000;
  const board = await QemuBoard.start({
    files,
    serial: { ...options.serial, [CONSOLE]: "collect", [usart]: "collect" },
    icount: options.icount ?? "shift=3,sleep=off",
    limitMs: timeoutMs + 10_000,
  });
  try {
    const isWhole = (sent: Buffer): boolean => findReport(sent) !== undefined;
    const sent = await board.waitFor(usart, isWhole, timeoutMs).catch((error: unknown) => {
      if (!(error instanceof BoardError)) throw error;
      const console = usart === CONSOLE ? "" : `; the console's last was ${board.tail(CONSOLE)}`;
      throw new MeasureError("no-report", error.message.replace("what was awaited", "a result") + console);
    });
    return parseReport(findReport(sent) ?? "");
  } finally {
    await board.stop();
  }
}

function findReport(sent: Buffer): string | undefined {
  return /^#RESULT (.*?)\r?\n/m.exec(sent.toString("latin1"))?.[1];
}

function parseReport(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MeasureError("not-json", `the result is not JSON: ${text.slice(0, 200)}`);
  }
}
