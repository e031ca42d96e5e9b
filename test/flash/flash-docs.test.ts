// docs/flashing.md shows what flash.sh says, word for word.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { blockOf, outputs, PAGE } from "./doc-outputs.ts";
import { program } from "./rig.ts";

/** Of the bundle only: the page shows one of some day. The program of this test tells of a heap, the bundle cannot on a model. */
function plain(text: string | undefined): string | undefined {
  return text
    ?.replace(/\d+ bytes, sha256 [0-9a-f]{16}/g, "N bytes, sha256 H")
    .replace(/bundle of \d+ bytes/g, "bundle of N bytes")
    .replace(/heap +9 of 99 variables\n/g, "");
}

describe("the page on flashing", () => {
  it("shows what is said", async () => {
    const page = readFileSync(PAGE, "utf8");
    const shown = await outputs(() => Promise.resolve(program()));
    for (const [name, text] of shown) assert.equal(plain(blockOf(page, name)), plain(text), name);
    assert.equal([...page.matchAll(/<!-- \S+ -->/g)].length, shown.size);
  });
});
