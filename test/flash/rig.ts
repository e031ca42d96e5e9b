// What the tests of flashing share: boards behind a port, folders of meters, and a run whose words are kept.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCalls } from "../../bench/central/file-calls.ts";
import { Random } from "../../bench/engine/random.ts";
import { provisionMeter } from "../../bench/provision.ts";
import { AT_ONCE, installed } from "../../bench/switch-values.ts";
import type { Board } from "../../boards/board.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { systemOf } from "../../tools/build/build.ts";
import { FlashError } from "../../tools/flash/errors.ts";
import { flash } from "../../tools/flash/flash.ts";
import type { FlashOptions } from "../../tools/flash/flash.ts";
import { readFolder } from "../../tools/flash/folder.ts";
import type { Provisioned } from "../../tools/flash/folder.ts";
import { bundles } from "../bundles.ts";
import { ConsoleBoard } from "./console-board.ts";
import type { BoardOptions } from "./console-board.ts";
import { PortServer } from "./port-server.ts";

export { meterBoard, offSwitchBoard };

/** A program as small as one can be that does as the firmware: closes the console, and says a second later that it is ready. */
export function program(
  said = "HASM ready, faults 0, variables 9 of 99",
  close = "E.setConsole(null,{force:true});",
): string {
  return `/*${"-".repeat(600)}*/${close}setTimeout(function(){Serial2.write("${said}\\r\\n")},1000)`;
}

/** A temporary folder in which `hasm provision` has been for some meters. */
export class Meters {
  readonly folder = mkdtempSync(join(tmpdir(), "hasm-flash-"));
  readonly #random: Random;

  constructor(name = "") {
    this.#random = new Random(name.length);
  }

  provision(meterId: string): string {
    provisionMeter(
      meterId,
      this.folder,
      (count) => this.#random.byteString(count),
      nodeCalls,
      installed(true, AT_ONCE),
    );
    return join(this.folder, meterId);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a run said, and how it ended: undefined is well. */
export interface Run {
  readonly lines: readonly string[];
  readonly error: FlashError | undefined;
}

export async function bundleOf(board: Board): Promise<string> {
  const { meter, offSwitch } = await bundles();
  return board.system === "meter" ? meter : offSwitch;
}

export function given(folder: string, board: Board): Provisioned {
  return readFolder(folder, board.system);
}

export async function run(options: Partial<FlashOptions> & Pick<FlashOptions, "board" | "port">): Promise<Run> {
  const { board } = options;
  const lines: string[] = [];
  const all: FlashOptions = {
    system: systemOf(board),
    bundle: options.bundle ?? (await bundleOf(board)),
    given: undefined,
    isLocked: false,
    baud: 9600,
    // The wall's time, in which a busy computer simulates some seconds.
    patience: { readyMs: 15_000, quietMs: 30 },
    engine: undefined,
    isDry: false,
    ...options,
  };
  try {
    await flash(all, { say: (line) => lines.push(line), progress: () => undefined });
    return { lines, error: undefined };
  } catch (error) {
    if (!(error instanceof FlashError)) throw error;
    return { lines, error };
  }
}

/** A board at the other end of a TCP port, until `close`. */
export class Bench {
  readonly board: ConsoleBoard;
  readonly #server: PortServer;

  private constructor(board: ConsoleBoard, server: PortServer) {
    this.board = board;
    this.#server = server;
  }

  static async with(options: BoardOptions): Promise<Bench> {
    const board = new ConsoleBoard(options);
    return new Bench(board, await PortServer.listen(board));
  }

  get port(): string {
    return this.#server.path;
  }

  close(): void {
    this.#server.close();
  }
}
