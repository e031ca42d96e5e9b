// The maintenance port is flooded with what no sender ever made (rig.ts).

import assert from "node:assert/strict";
import { KEY_MAINTENANCE } from "../../bench/key-file.ts";
import { ROUTE_MAINTENANCE } from "../../firmware/messages/route.ts";
import { flood } from "./rig.ts";

describe("random and mutated frames at the maintenance port", () => {
  it("fault nothing, change nothing, and are counted; then a command acts", async function () {
    this.timeout(3_600_000);
    const { bench, sent, refused } = await flood({
      name: "maintenance",
      routes: [ROUTE_MAINTENANCE],
      keys: [KEY_MAINTENANCE],
      takesLines: false,
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
