// firmware/keys/keys.ts as a board runs it, with the pruned tweetnacl bundled in: loaded into Node, or around a program for an engine.

import { build } from "esbuild";
import { bundleOptions } from "../../tools/build/esbuild-options.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { tweetnaclPlugin } from "../../tools/prune-tweetnacl.ts";
import type { isOwnMemory } from "../../firmware/keys/keys.ts";
import type { lentKeys } from "./lent-keys.ts";

export interface KeysModule {
  readonly isOwnMemory: typeof isOwnMemory;
  readonly lentKeys: typeof lentKeys;
}

const CRYPTO = ["crypto_stream_xor", "crypto_onetimeauth", "crypto_onetimeauth_verify"];

/** An ES module whose imports start at the root of the repository, with all that it needs. */
export async function bundleKeys(contents: string): Promise<string> {
  const { outputFiles } = await build({
    ...bundleOptions,
    stdin: { contents, resolveDir: ROOT, sourcefile: "keys.ts", loader: "js" },
    plugins: [tweetnaclPlugin(CRYPTO)],
  });
  return outputFiles[0]!.text;
}

export async function loadKeys(): Promise<KeysModule> {
  const bundled = await bundleKeys(
    `export { isOwnMemory } from "./firmware/keys/keys.ts"; export { lentKeys } from "./test/messages/lent-keys.ts";`,
  );
  const text = Buffer.from(bundled).toString("base64");
  return (await import(`data:text/javascript;base64,${text}`)) as KeysModule;
}
