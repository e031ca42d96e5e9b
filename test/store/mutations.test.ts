// The list of seeded bugs fits the store as it is; the search itself is `npm run test:mutations`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { MUTATIONS } from "./mutations-list.ts";
import { mutated } from "./mutations.ts";

describe("store, seeded bugs", () => {
  it("are at least 25, each with a name of its own", () => {
    assert.ok(MUTATIONS.length >= 25);
    assert.equal(new Set(MUTATIONS.map(({ name }) => name)).size, MUTATIONS.length);
  });

  for (const mutation of MUTATIONS) {
    it(`has its place: ${mutation.name}`, () => {
      const text = readFileSync(new URL(`../../firmware/store/${mutation.file}`, import.meta.url), "utf8");
      assert.notEqual(mutated(text, mutation), text);
    });
  }

  it("is refused where its place is not there once", () => {
    const mutation = { name: "a bug", file: "ring.ts", find: "a", replace: "b" };
    assert.throws(() => mutated("aXa", mutation), new RangeError('"a bug": 2 places in ring.ts, not one'));
    assert.throws(() => mutated("X", mutation), new RangeError('"a bug": 0 places in ring.ts, not one'));
  });
});
