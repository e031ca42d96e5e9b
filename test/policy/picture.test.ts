// The picture in README is the one that `hasm policy --svg` draws of the systems as they are.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { systems } from "../../tools/build/build.ts";
import { ROOT } from "../../tools/build/bundle.ts";
import { policySvg } from "../../tools/policy/svg.ts";

describe("the picture of the architecture", () => {
  it("is the one that `npx hasm policy --svg docs/architecture.svg` draws now", () => {
    assert.equal(readFileSync(`${ROOT}docs/architecture.svg`, "utf8"), policySvg(systems));
  });
});
