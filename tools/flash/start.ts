// The start of a board that is flashed: its program begins, closes the console, and a second later says that it is ready, or why it is not. What
// it says is all that is reported of it.

import type { Board } from "../../boards/board.ts";
import type { Console } from "./console.ts";
import { FlashError } from "./errors.ts";

export interface Started {
  readonly faults: number;
  /** Variables of the heap in use, and all; undefined where the engine cannot tell. */
  readonly heap: readonly [used: number, all: number] | undefined;
}

/** How long a start may take, and how long a console has to be silent to be taken for closed. */
export interface Patience {
  readonly readyMs: number;
  readonly quietMs: number;
}

const READY = /HASM ready, faults (\d+)(?:, variables (\d+) of (\d+))?\r?\n/;
const REFUSED = /HASM refused (\d+)/;
/** Reasons of a board that starts nothing (firmware/keys/refusal.ts), and what to do. */
const REFUSALS: Readonly<Record<string, readonly [string, string]>> = {
  1: ["its key file is missing", "Run this again with --keys."],
  2: ["its key file is damaged", "Run this again with --keys."],
  3: [
    "its key file lacks a key: it is that of the other board, or of an older firmware",
    "Provision the meter anew, or give the other port.",
  ],
  4: ["its flash part is another meter's", "Put the meter's own flash part back, and run this again with --keys."],
};

const AGAIN = "Run this again. If it stays so, read boards/*/README.md again, wire for wire.";

/** Whether the port where the console is becomes a device's: then nobody says anything there. */
function isTaken(board: Board, device: unknown): boolean {
  return Object.values(board.parts).some(({ options }) => options["port"] === device);
}

/**
 * Starts the program. Undefined where its ready line cannot be heard, as the port is a device's from then on.
 * Throws FlashError.
 */
export async function start(
  console: Console,
  board: Board,
  { readyMs, quietMs }: Patience,
): Promise<Started | undefined> {
  const device = await console.evaluate("E.getConsole()");
  // With a blank: after "load()" the package sends nothing for a quarter of a second, and the check below would be late.
  console.send("load( )");
  let started: Started | undefined;
  if (isTaken(board, device)) await silentStart(console, readyMs);
  else started = await spokenStart(console, readyMs);
  await checkClosed(console, quietMs);
  return started;
}

async function silentStart(console: Console, readyMs: number): Promise<void> {
  const moved = await console.waitFor((text) => (text.includes("-> null") ? true : undefined), readyMs);
  if (moved === undefined) throw notReady(console, "its program did not take the console away");
}

async function spokenStart(console: Console, readyMs: number): Promise<Started> {
  const found = await console.waitFor((text) => READY.exec(text) ?? REFUSED.exec(text) ?? undefined, readyMs);
  if (found === undefined) throw notReady(console, `it said nothing for ${readyMs / 1000} s`);
  if (found[0].startsWith("HASM refused")) {
    const [why, remedy] = REFUSALS[found[1]!] ?? [`reason ${found[1]}`, AGAIN];
    throw new FlashError("not-ready", `the board starts nothing: ${why}`, remedy);
  }
  return {
    faults: Number(found[1]),
    heap: found[2] === undefined ? undefined : [Number(found[2]), Number(found[3])],
  };
}

function notReady(console: Console, what: string): FlashError {
  const uncaught = /Uncaught .*/.exec(console.connection.received)?.[0];
  return new FlashError("not-ready", `the board was flashed and is not ready: ${uncaught ?? what}`, AGAIN);
}

/** The engine's own answer would be there at once. */
async function checkClosed(console: Console, quietMs: number): Promise<void> {
  console.connection.forget();
  console.connection.write("\n\x05");
  const answer = await console.waitFor((text) => /Espruino \S+ \S+/.exec(text) ?? undefined, quietMs);
  if (answer === undefined) return;
  throw new FlashError("still-open", "the board's console still answers after its program was started", AGAIN);
}
