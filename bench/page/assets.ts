// The files of the page: a fixed table, read and bundled once at the start. Nothing else of the disk is ever served.

import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const FILES: Readonly<Record<string, readonly [type: string, file: string]>> = {
  "/": ["text/html; charset=utf-8", "assets/index.html"],
  "/icon.svg": ["image/svg+xml", "assets/icon.svg"],
};
const BUNDLES: Readonly<Record<string, readonly [type: string, entry: string]>> = {
  "/page.js": ["text/javascript; charset=utf-8", "client/main.ts"],
  "/style.css": ["text/css; charset=utf-8", "assets/style/page.css"],
};

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function bundled(entry: string): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [path(entry)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "silent",
  });
  return Buffer.from(outputFiles[0]!.contents);
}

/** By path. */
export async function readAssets(): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const [url, [type, file]] of Object.entries(FILES)) assets.set(url, { type, body: await readFile(path(file)) });
  for (const [url, [type, entry]] of Object.entries(BUNDLES)) assets.set(url, { type, body: await bundled(entry) });
  return assets;
}
