// A name that the build shortens must not be one that the engine knows a thing by.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { PRIVATE_NAMES } from "../../tools/build/private-names.ts";

describe("names that the build shortens", () => {
  it("are none of the engine's", () => {
    const api = readFileSync(new URL("../../hal/drivers/engine.d.ts", import.meta.url), "utf8").replace(
      /\/\/.*|\/\*[^]*?\*\//g,
      "",
    );
    const names = [...api.matchAll(/\b([A-Za-z_]\w*)\??(?=[:(<])/g)].map((match) => match[1]!);
    assert.ok(names.includes("kickWatchdog") && names.includes("toUint8Array"), "the pattern finds names");
    assert.deepEqual(
      names.filter((name) => PRIVATE_NAMES.test(name)),
      [],
    );
  });
});
