// Which boards are tested: at its console a board is asked for its engine, its program is compared with this build, and it is started. That takes
// a reset with its button held, for firmware that runs has closed its console. What is not read is said to be not read.

import { createHash } from "node:crypto";
import type { Board } from "../../boards/board.ts";
import { systemOf } from "../../tools/build/build.ts";
import { identify } from "../../tools/flash/board-check.ts";
import { connectTo } from "../../tools/flash/connection.ts";
import { Console, EngineException } from "../../tools/flash/console.ts";
import { FlashError } from "../../tools/flash/errors.ts";
import { planFor } from "../../tools/flash/plan.ts";
import { start } from "../../tools/flash/start.ts";
import type { Patience } from "../../tools/flash/start.ts";
import { Skipped } from "../script/stage.ts";
import { UserError } from "../user-error.ts";
import type { Asker } from "./tester.ts";

export interface BoardFacts {
  readonly board: "meter" | "off-switch";
  readonly port: string;
  /** "read", or why it is not. */
  readonly state: string;
  /** As it names itself: "NUCLEOF401RE, Espruino 2v29.277". */
  readonly engine: string | null;
  /** Length and SHA-256 of this build's, which the board holds; compared by length and CRC-32 as its engine reads it. */
  readonly bundle: string | null;
}

export interface BoardToRead {
  readonly board: Board;
  readonly port: string;
  readonly baud: number;
  readonly bundle: string;
  /** Whose it is to be. */
  readonly meterId: string;
  readonly patience: Patience;
}

/** Throws UserError where it is not the board, the engine, the program or the meter that is to be tested. */
export async function readBoard(wanted: BoardToRead, asker: Asker): Promise<BoardFacts> {
  try {
    return await readAt(wanted, asker);
  } catch (error) {
    if (error instanceof FlashError) throw new UserError(`${wanted.board.system}: ${error.message}\n  ${error.remedy}`);
    if (error instanceof EngineException)
      throw new UserError(`${wanted.board.system}: its engine says: ${error.message}`);
    if (!(error instanceof Skipped)) throw error;
    const { board, port } = wanted;
    return { board: board.system, port, state: `skipped: ${error.message}`, engine: null, bundle: null };
  }
}

async function readAt(
  { board, port, baud, bundle, meterId, patience }: BoardToRead,
  asker: Asker,
): Promise<BoardFacts> {
  const connection = await connectTo(port, { baud });
  try {
    const console = new Console(connection);
    const { board: name, version } = await answering(console, board, asker);
    const plan = await planFor(console, { board, system: systemOf(board), bundle, given: undefined, isLocked: false });
    if (plan.steps.length > 0)
      throw new UserError(
        `${board.system}: the board at ${port} holds another program than this build: flash it first with ./flash.sh ${board.system}`,
      );
    if (plan.meterId !== meterId)
      throw new UserError(
        `${board.system}: the board at ${port} is that of ${plan.meterId}, and --keys names ${meterId}`,
      );
    await start(console, board, patience);
    const sum = createHash("sha256").update(bundle, "latin1").digest("hex");
    asker.say(`${board.system}: ${name} with Espruino ${version} holds this build and was started`);
    return {
      ...{ board: board.system, port, state: "read", engine: `${name}, Espruino ${version}` },
      bundle: `${bundle.length} bytes, sha256 ${sum}`,
    };
  } finally {
    await connection.close();
  }
}

/** Asks for a reset until somebody answers. Throws Skipped. */
async function answering(console: Console, board: Board, asker: Asker): ReturnType<typeof identify> {
  for (;;) {
    try {
      return await identify(console, board);
    } catch (error) {
      if (!(error instanceof FlashError) || error.fault !== "no-answer") throw error;
      await asker.confirm(
        `Nothing answers at ${console.connection.path}. Hold the blue button (B1) of the ${board.system} board, press its reset, let go of both. ` +
          "Skip where its console is locked: the report then says that engine and bundle were not read",
      );
    }
  }
}
