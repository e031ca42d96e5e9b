// The command line of flash.sh: what is asked for, as options of flash.ts, and its words on the terminal.

import { Argument, Command } from "commander";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { buildBoard, systemOf } from "../build/build.ts";
import { BuildError } from "../build/errors.ts";
import { FlashError } from "./errors.ts";
import { flash } from "./flash.ts";
import type { Listener } from "./flash.ts";
import { readFolder } from "./folder.ts";

interface Options {
  readonly port: string;
  readonly keys?: string;
  readonly engine?: string;
  readonly lock?: true;
  readonly dryRun?: true;
  readonly baud: number;
}

const BOARDS = { meter: meterBoard, "off-switch": offSwitchBoard };
/** The engine's own answer takes 45 ms of a console of 9600 baud. */
const PATIENCE = { readyMs: 15_000, quietMs: 500 };
const SPEEDS = [9600, 19200, 38400, 57600, 115200];

/** On a terminal a step's share stands in a line of its own until it is done. */
function terminal(): Listener {
  const isTerminal = process.stderr.isTTY;
  return {
    say: (line) => console.log(line),
    progress: (done) => {
      if (isTerminal) process.stderr.write(done < 1 ? `\r${Math.floor(done * 100)} %` : "\r\x1b[K");
    },
  };
}

async function run(name: keyof typeof BOARDS, options: Options): Promise<void> {
  const board = BOARDS[name];
  const given = options.keys === undefined ? undefined : readFolder(options.keys, board.system);
  const { text } = await buildBoard(board);
  const target = { board, system: systemOf(board), bundle: text, given, isLocked: options.lock === true };
  const { port, baud, engine } = options;
  await flash({ ...target, port, baud, engine, patience: PATIENCE, isDry: options.dryRun === true }, terminal());
}

function speed(text: string): number {
  if (SPEEDS.includes(Number(text))) return Number(text);
  throw new FlashError(
    "port-trouble",
    `--baud ${text}: not one of ${SPEEDS.join(", ")}`,
    "Leave it out: the engine's console starts with 9600.",
  );
}

const program = new Command("flash.sh")
  .description(
    "Flashes one board: keys, flash part and bundle, each compared as the board reads it back, and waits until it is ready.",
  )
  .addArgument(new Argument("<board>", "which board").choices(Object.keys(BOARDS)))
  .requiredOption("--port <port>", "its console: a serial device, or tcp://host:port")
  .option(
    "--keys <folder>",
    "folder of the meter that `hasm provision` made; without it keys and memory stay as they are",
  )
  .option("--engine <image>", "writes the engine first, with st-flash or dfu-util")
  .option(
    "--lock",
    "the bundle runs even where the board's button is held at a reset: only an erased chip answers again",
  )
  .option("--dry-run", "says what would be done, and changes nothing")
  .option("--baud <speed>", "of a serial port", speed, 9600)
  .action(run);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof FlashError) console.error(`${error.message}\n  ${error.remedy}`);
  else if (error instanceof BuildError) console.error(error.message);
  else throw error;
  process.exitCode = 1;
}
