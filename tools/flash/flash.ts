// Flashes one board: engine where it is asked for, keys, flash part and bundle, each compared as the board reads it back, and then its start.
// Each step looks at what is there, so that a run goes on where another was cut off, and a third changes nothing.

import { createHash } from "node:crypto";
import { identify } from "./board-check.ts";
import { connectTo } from "./connection.ts";
import { Console, EngineException } from "./console.ts";
import type { Identity } from "./console.ts";
import { checkImage, imageCommand, writeImage } from "./engine-image.ts";
import { FlashError } from "./errors.ts";
import { KEYS } from "./owner.ts";
import { planFor, programName } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { SavedRoom } from "./saved-room.ts";
import { start } from "./start.ts";
import type { Patience, Started } from "./start.ts";
import type { Target } from "./steps.ts";
import { compare } from "./storage.ts";

export interface FlashOptions extends Target {
  readonly port: string;
  /** Of a serial port: the engine's console starts with 9600. */
  readonly baud: number;
  /** File of the engine's image, where it is to be written. */
  readonly engine: string | undefined;
  readonly patience: Patience;
  /** The plan is told, and nothing is changed. */
  readonly isDry: boolean;
}

export interface Listener {
  /** A line for a person. */
  readonly say: (line: string) => void;
  /** Share of a step that is done, 0 to 1. */
  readonly progress: (done: number) => void;
}

/** The engine needs a moment for its USB or its prompt after a reset. */
const AFTER_RESET_MS = 3000;

/** Throws FlashError. */
export async function flash(options: FlashOptions, listener: Listener): Promise<void> {
  await flashEngine(options, listener);
  const connection = await connectTo(options.port, { baud: options.baud });
  try {
    await flashFirmware(new Console(connection), options, listener);
  } catch (error) {
    if (!(error instanceof EngineException)) throw error;
    throw new FlashError(
      "engine-error",
      `the board's engine says: ${error.message}`,
      "Reset the board with its button held, and run this again: it goes on where this one stopped.",
    );
  } finally {
    await connection.close();
  }
}

async function flashEngine({ engine, board, isDry }: FlashOptions, { say }: Listener): Promise<void> {
  if (engine === undefined) return;
  checkImage(engine, board);
  const command = imageCommand(engine);
  say(`${isDry ? "would run" : "run"}: ${command.join(" ")}`);
  if (isDry) return;
  writeImage(command);
  await new Promise((resolve) => setTimeout(resolve, AFTER_RESET_MS));
}

async function flashFirmware(console: Console, options: FlashOptions, listener: Listener): Promise<void> {
  const { say } = listener;
  const identity = await identify(console, options.board);
  say(`${identity.board} with Espruino ${identity.version} answers at ${options.port}`);
  const plan = await planFor(console, options);
  for (const line of plan.kept) say(line);
  if (options.isDry) {
    for (const { line } of plan.steps) say(`would ${line}`);
    say(`would start it${options.isLocked ? ", locked" : ""}. Nothing was changed.`);
    return;
  }
  await perform(console, options, plan, listener);
  const started = await start(console, options.board, options.patience);
  for (const line of summary(options, identity, plan, started)) say(line);
}

async function perform(
  console: Console,
  options: FlashOptions,
  plan: Plan,
  { say, progress }: Listener,
): Promise<void> {
  for (const step of plan.steps) {
    say(step.line);
    await step.run(console, progress);
  }
  const { given, bundle, board } = options;
  await compare(console, programName(options), bundle);
  if (given === undefined) return;
  await compare(console, KEYS, given.keys);
  new SavedRoom(given, board.system).remove();
}

function summary(
  { board, bundle, isLocked, port }: FlashOptions,
  identity: Identity,
  { meterId }: Plan,
  started: Started | undefined,
): string[] {
  const hash = createHash("sha256").update(bundle, "latin1").digest("hex").slice(0, 16);
  const heap = started?.heap;
  return [
    `board    ${identity.board}, ${board.system} of ${meterId}`,
    `engine   Espruino ${identity.version}`,
    `bundle   ${bundle.length} bytes, sha256 ${hash}`,
    ...(heap === undefined ? [] : [`heap     ${heap[0]} of ${heap[1]} variables`]),
    `console  closed${isLocked ? ", and stays so: only an erased chip opens it again" : "; the button held at a reset opens it again"}`,
    started === undefined
      ? `started; whether it is ready its display says: what is at ${port} is a device of the meter from now on`
      : `ready, ${started.faults === 0 ? "no faults" : `${started.faults} faults in its first second`}`,
  ];
}
