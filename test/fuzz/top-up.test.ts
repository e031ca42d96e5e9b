// The top-up port is flooded with what no sender ever made (rig.ts).

import assert from "node:assert/strict";
import { KEY_TOP_UP } from "../../bench/key-file.ts";
import { ROUTE_TOP_UP } from "../../firmware/messages/route.ts";
import { flood } from "./rig.ts";

describe("random and mutated frames at the top-up port", () => {
  it("fault nothing, change nothing, and are counted; then a command acts", async function () {
    this.timeout(3_600_000);
    const { bench, sent, refused } = await flood({
      name: "topUp",
      routes: [ROUTE_TOP_UP],
      keys: [KEY_TOP_UP],
      takesLines: true,
      share: 0.3,
    });
    // A half may be lost in queues, is cut off or joins its neighbour: what is counted is a frame that came whole and was wrong.
    if (sent < 65_536) assert.ok(refused > sent / 4, `${refused} of ${sent} in the report`);
    bench.central.switch("off");
    bench.runTo(bench.elapsedS + 5);
    assert.equal(bench.offSwitchParts.relay.closed, false);
    assert.deepEqual(
      bench.central.events.slice(-2).map((event) => event.kind),
      ["answer", "answer"],
    );
  });
});
