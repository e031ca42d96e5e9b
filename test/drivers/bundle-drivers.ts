// Drivers and a few lines around them as one script for the engine, made as the build makes a board's bundle.

import { join } from "node:path";
import { build } from "esbuild";

/** `entry` is JavaScript that imports "./<driver>.ts". */
export async function bundleDrivers(entry: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: join(import.meta.dirname, "../../hal/drivers"), loader: "js" },
    bundle: true,
    write: false,
    format: "iife",
    charset: "ascii",
    target: "es5",
    supported: {
      "const-and-let": true,
      class: true,
      arrow: true,
      "template-literal": true,
      "for-of": true,
      "object-extensions": true,
    },
  });
  return outputFiles.map((file) => file.text).join("");
}
