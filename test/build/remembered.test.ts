// What the build makes of the same texts it makes once; of others, and of what failed, anew.

import assert from "node:assert/strict";
import { remembered } from "../../tools/build/remembered.ts";

describe("what the build remembers", () => {
  it("is by all texts, each by itself", async () => {
    const made: string[] = [];
    const join = remembered((...texts: readonly string[]) => {
      made.push(texts.join("|"));
      return Promise.resolve(texts.join("+"));
    });
    for (const texts of [["a", "b"], ["a", "b"], ["ab"], ["a", "", "b"], ["b", "a"], ["a", "b"]])
      assert.equal(await join(...texts), texts.join("+"));
    assert.deepEqual(made, ["a|b", "ab", "a||b", "b|a"]);
  });

  it("is made once also where it is asked for twice at a time", async () => {
    let count = 0;
    const make = remembered(() => Promise.resolve(++count));
    assert.deepEqual(await Promise.all([make("a"), make("a")]), [1, 1]);
  });

  it("is not a failure", async () => {
    let count = 0;
    const make = remembered(() => (++count === 1 ? Promise.reject(new Error("once")) : Promise.resolve(count)));
    await assert.rejects(make("a"), { message: "once" });
    assert.deepEqual([await make("a"), await make("a")], [2, 2]);
  });
});
