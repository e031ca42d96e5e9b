// The pruned tweetnacl as the tests use it: loaded into Node, and minified around a script for an engine.

import { build } from "esbuild";
import { pruneTweetnacl, tweetnaclPlugin } from "../../tools/prune-tweetnacl.ts";

export const ROOTS = ["crypto_secretbox", "crypto_secretbox_open", "crypto_stream"] as const;

type Seal = (to: Uint8Array, from: Uint8Array, length: number, nonce: Uint8Array, key: Uint8Array) => number;
type Stream = (to: Uint8Array, at: number, length: number, nonce: Uint8Array, key: Uint8Array) => number;

export interface BoardModule {
  readonly crypto_secretbox: Seal;
  readonly crypto_secretbox_open: Seal;
  readonly crypto_stream: Stream;
}

/** The pruned text itself, run by Node. */
export async function loadPruned(): Promise<BoardModule> {
  const url = `data:text/javascript,${encodeURIComponent(pruneTweetnacl(ROOTS))}`;
  return (await import(url)) as BoardModule;
}

/** One script for an engine: `program` (an ES module) with the imports of "tweetnacl/board" that it makes. */
export async function scriptWith(program: string, roots: readonly string[] = ROOTS): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, loader: "js" },
    plugins: [tweetnaclPlugin(roots)],
    bundle: true,
    write: false,
    format: "iife",
    minify: true,
    charset: "ascii",
    target: "es5",
    supported: { "const-and-let": true, arrow: true, "for-of": true, "object-extensions": true },
    legalComments: "none",
  });
  return outputFiles[0]?.text ?? "";
}

export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

export function hex(data: Uint8Array): string {
  return Buffer.from(data).toString("hex");
}
