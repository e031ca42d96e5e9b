// An id of a case names that case, and nothing else is taken for an id.
import assert from "node:assert/strict";
import { pointText } from "./cut.ts";
import { parseId, replay } from "./replay.ts";

describe("store, replay of a cut", () => {
  it("reads an id back as what it was made of", () => {
    for (const id of ["credit:7:1:0:clean:5", "tariffs:80:0:0:blank-weak:4", "metrology:81:1:0:clean:1/14:0:weak"]) {
      const parsed = parseId(id);
      assert.ok(parsed);
      assert.equal(pointText(parsed.point, parsed.second), id);
    }
  });

  it("takes no other text for an id", () => {
    for (const id of [
      "",
      "credit",
      "kredit:7:1:0:clean:5",
      "credit:7:1:0:clean",
      "credit:7:1:0:clean:5/3",
      "credit:7:1:0:clean:5 ",
    ])
      assert.equal(parseId(id), undefined);
  });

  it("does the case, and says where a script has no such event", () => {
    const there = parseId("credit:7:0:9:subset:5/2:0:weak")!;
    assert.equal(replay(there.point, there.second), true);
    const nowhere = parseId("credit:7:99:9:subset:5")!;
    assert.equal(replay(nowhere.point, nowhere.second), false);
  });
});
