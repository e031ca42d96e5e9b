// Builds the hostile program for the virtual meter board.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { board } from "../../boards/stm32f4discovery/board.ts";
import type { Character } from "./mind.ts";

/** Port and pins of a UART of the meter board, as text. */
function wiring(device: string): string {
  const { port, tx, rx } = board.parts[device]!.options;
  return JSON.stringify({ port, pins: { tx, rx } });
}

export async function hostileBundle(character: Character): Promise<string> {
  const built = await build({
    entryPoints: [fileURLToPath(new URL("board.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    // Texts hold all byte values: none is to become two.
    charset: "ascii",
    define: { CHARACTER: JSON.stringify(character), LINK: wiring("link"), WAN: wiring("wan") },
  });
  return built.outputFiles[0]!.text;
}
