// One board's bundle: the trusted function, the partitions as its argument, and around both the step budget and nothing else.
//
//   var $=0,hasm=function(P){…kernel, drivers, boot…}([function(…){…},…]);
//
// Nothing is around the two but the engine's own global scope: each scope around a function costs the engine two variables more for every
// function in it, and time at every call.
// Partitions stand outside the scope of the trusted function: there is no name by which they could reach into it.

import { parse } from "acorn";
import type { Node, Statement } from "acorn";
import { generate } from "astring";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import type { Board } from "../../boards/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { tweetnaclPlugin } from "../prune-tweetnacl.ts";
import { bundleOptions, minifyExpression, takeConstants } from "./esbuild-options.ts";
import { bootOnly, transient } from "./heap.ts";
import { declareLate } from "./late.ts";
import { inlineSmall } from "./inline.ts";
import { camel } from "./names.ts";
import { partitionText } from "./partition.ts";
import { PRIVATE_NAMES } from "./private-names.ts";
import { remembered } from "./remembered.ts";
import { cycleSlots } from "./slots.ts";
import { wiring } from "./wiring.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Functions that are called seldom enough to make what they alone need anew at each call. */
const TRANSIENT = [
  ...["secretBox", "openLog", "nextText", "putRecord", "append", "readRecord", "flushMerged"],
  ...["openValues", "openSector", "putValue", "getValue", "giveUp", "prepare", "openImages", "prepareImage"],
  ...["lentAppend", "lentMerge", "lentAcknowledge", "lentNext", "lentLatest", "lentReadLog", "lentCloseLog"],
  ...["lentBegin", "lentWrite", "lentCommit"],
  ...["fileInForce", "changed"],
];

/** What of tweetnacl a board carries. */
const NACL_ROOTS = ["crypto_stream_xor", "crypto_onetimeauth", "crypto_onetimeauth_verify"];

export interface Bundle {
  readonly text: string;
  /** Bytes of the trusted half and of each partition, by name. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface BundleOptions {
  /** File of a partition's source where it is not the one in firmware/: how a test puts a misbehaving partition in its place. */
  readonly replace?: Readonly<Record<string, string>>;
}

/** Builds without judging: policy, dialect and confinement are build.ts's. */
export async function bundle(system: System, board: Board, options: BundleOptions = {}): Promise<Bundle> {
  const slots = cycleSlots(system);
  const partitions = await Promise.all(
    system.partitions.map((one, index) => {
      const file = options.replace?.[one.name] ?? `${ROOT}firmware/${system.name}/${one.name}.ts`;
      const handlers = slots.filter((slot) => slot.partition === index).map((slot) => slot.handler);
      return partitionText(file, one.name, camel(one.name), handlers, one.stepBudget);
    }),
  );
  const entry = wiring(
    system,
    board,
    slots,
    partitions.map((one) => one.endowments),
  );
  const trusted = await trustedText(entry);
  const text = `var $=0,hasm=${trusted}([${partitions.map((one) => one.text).join(",")}]);\n`;
  const parts: Record<string, number> = { kernel: trusted.length };
  system.partitions.forEach((one, i) => (parts[one.name] = partitions[i]!.text.length));
  return { text, parts };
}

/** The trusted half as one function expression. `entry` is a module that exports `boot`; paths in it are relative to the repository. */
export async function trustedText(entry: string): Promise<string> {
  const bundled = await build({
    ...bundleOptions,
    mangleProps: PRIVATE_NAMES,
    stdin: { contents: entry, resolveDir: ROOT, sourcefile: "boot.ts", loader: "ts" },
    plugins: [tweetnaclPlugin(NACL_ROOTS)],
  });
  return finishTrusted(bundled.outputFiles[0]!.text);
}

const finishTrusted = remembered(async (bundled: string) => {
  const program = parse(bundled, { ecmaVersion: 2022, sourceType: "module" });
  const body = program.body.filter((statement): statement is Statement => statement.type !== "ExportNamedDeclaration");
  const { rest, constants } = takeConstants(body);
  const nested = transient(inlineSmall(rest, TRANSIENT), TRANSIENT);
  const over = bootOnly(nested, "boot");
  const source = nested.map((statement) => generate(statement as Node)).join("\n");
  const retire = over.length > 0 ? `${over.join("=")}=undefined;` : "";
  return declareLate(
    await minifyExpression(`function(P){${source}\nconst status=boot(P);${retire}return status}`, constants),
  );
});
