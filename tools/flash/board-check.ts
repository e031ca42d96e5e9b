// Whether the board that answers is the one that is to be flashed, with the engine that the firmware was made for.

import type { Board } from "../../boards/board.ts";
import type { Console, Identity } from "./console.ts";
import { FlashError } from "./errors.ts";

/** Releases of the engine that the firmware was tried on; builds between two releases have a number behind a point. */
export const ENGINES: readonly string[] = ["2v29"];

/** How to have the console back where the firmware has taken it. */
const BUTTONS: Readonly<Record<string, string>> = {
  stm32f4discovery: "the blue button (B1)",
  "nucleo-f401re": "the blue button (B1)",
};

export function silence(path: string, board: Board): FlashError {
  const button = BUTTONS[board.name] ?? "its button";
  return new FlashError(
    "no-answer",
    `nothing answers at ${path}: no supply, another port, no engine, or firmware that runs and has closed the console`,
    `Hold ${button} while you press reset, and run this again. Does it still not answer: erase the chip (st-flash erase), ` +
      "and give --engine IMAGE and --keys FOLDER; after --lock that is the only way.",
  );
}

function checkIdentity({ board: found, version }: Identity, board: Board): void {
  if (found !== board.engine)
    throw new FlashError(
      "wrong-board",
      `a ${found} answers; the ${board.system} is made for a ${board.engine}`,
      "Give the port of the other board, or say the other of meter and off-switch.",
    );
  if (ENGINES.includes(version.split(".")[0]!)) return;
  throw new FlashError(
    "wrong-engine",
    `the board runs Espruino ${version}, and the firmware is made for ${ENGINES.join(", ")}`,
    `Download that release for ${board.engine} from espruino.com, and give it as --engine IMAGE.`,
  );
}

/** Throws FlashError. */
export async function identify(console: Console, board: Board): Promise<Identity> {
  const identity = await console.identify();
  if (identity === undefined) throw silence(console.connection.path, board);
  checkIdentity(identity, board);
  return identity;
}
