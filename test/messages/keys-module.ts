// firmware/kernel/keys.ts as a board runs it, with the pruned tweetnacl bundled in, loaded into Node.

import { build } from "esbuild";
import { ROOT } from "../../tools/build/bundle.ts";
import { tweetnaclPlugin } from "../../tools/prune-tweetnacl.ts";
import type { readKeys } from "../../firmware/kernel/keys.ts";

export interface KeysModule {
  readonly readKeys: typeof readKeys;
}

export async function loadKeys(): Promise<KeysModule> {
  const bundled = await build({
    entryPoints: [`${ROOT}firmware/kernel/keys.ts`],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
    plugins: [tweetnaclPlugin(["crypto_secretbox", "crypto_secretbox_open"])],
  });
  const text = Buffer.from(bundled.outputFiles[0]!.contents).toString("base64");
  return (await import(`data:text/javascript;base64,${text}`)) as KeysModule;
}
