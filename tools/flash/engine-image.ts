// The engine itself, written by st-flash over the board's ST-LINK, or by dfu-util over its USB. An image that cannot be this board's engine is
// refused before either is asked: a chip does not refuse it.

import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Board } from "../../boards/board.ts";
import { ENGINES } from "./board-check.ts";
import { FlashError } from "./errors.ts";

/** Where the engine begins, and how many bytes there are before the engine's Storage, by the engine's name for the board. */
const FLASH_AT = 0x08000000;
const MOST_BYTES: Readonly<Record<string, number>> = {
  STM32F4DISCOVERY: 0xc0000,
  NUCLEOF401RE: 0x60000,
};
const LEAST_BYTES = 100_000;
const RAM_AT = 0x20000000;
const RAM_BYTES = 0x30000;

function bad(file: string, why: string, board: Board): FlashError {
  return new FlashError(
    "bad-image",
    `${file} is no engine for a ${board.engine}: ${why}`,
    `Download Espruino ${ENGINES.join(", ")} for ${board.engine} from espruino.com: the file that ends in .bin.`,
  );
}

/** Throws FlashError unless `file` is a raw image of this board's engine. */
export function checkImage(file: string, board: Board): void {
  let image: Buffer;
  try {
    image = readFileSync(file);
  } catch (error) {
    throw bad(file, `it cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown error"}`, board);
  }
  const most = MOST_BYTES[board.engine] ?? 0;
  if (image[0] === 0x3a || image.subarray(0, 4).equals(Buffer.from("\x7fELF", "latin1")))
    throw bad(file, "it is no raw image, but Intel hex or ELF", board);
  if (image.length < LEAST_BYTES) throw bad(file, `${image.length} bytes are too few`, board);
  if (image.length > most)
    throw bad(file, `${image.length} bytes would reach into Storage, which begins after ${most}`, board);
  const stack = image.readUInt32LE(0);
  const entry = image.readUInt32LE(4);
  if (
    stack <= RAM_AT ||
    stack > RAM_AT + RAM_BYTES ||
    entry % 2 === 0 ||
    entry < FLASH_AT ||
    entry >= FLASH_AT + image.length
  )
    throw bad(file, `it does not begin at 0x${FLASH_AT.toString(16).padStart(8, "0")}`, board);
  if (!image.includes(`\0${board.engine}\0`)) throw bad(file, "it does not name that board", board);
  if (!ENGINES.some((version) => image.includes(`\0${version}`)))
    throw bad(file, `it is not of release ${ENGINES.join(", ")}`, board);
}

function onPath(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The command that writes `file`. Throws FlashError where no program for it is there. */
export function imageCommand(file: string, path = process.env["PATH"] ?? ""): readonly string[] {
  const at = `0x${FLASH_AT.toString(16).padStart(8, "0")}`;
  if (onPath("st-flash", path)) return ["st-flash", "--reset", "write", file, at];
  if (onPath("dfu-util", path)) return ["dfu-util", "-a", "0", "-s", `${at}:leave`, "-D", file];
  throw new FlashError(
    "no-program",
    "neither st-flash nor dfu-util is there to write the engine",
    "Install one: sudo apt-get install stlink-tools (or dfu-util, for a board in DFU mode); macOS: brew install stlink.",
  );
}

/** Runs it, its output on ours. Throws FlashError. */
export function writeImage(command: readonly string[]): void {
  const [program = "", ...args] = command;
  const { status, signal, error } = spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status === 0) return;
  throw new FlashError(
    "program-failed",
    `${command.join(" ")} failed: ${error?.message ?? signal ?? `status ${status}`}`,
    "Plug in the board's ST-LINK (for dfu-util: hold BOOT0 at a reset, and plug in its own USB), and run this again.",
  );
}
