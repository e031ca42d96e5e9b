// The WAN is flooded with what no sender ever made (rig.ts).

import assert from "node:assert/strict";
import { KEY_CENTRAL, KEY_OFF_SWITCH } from "../../bench/key-file.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { flood } from "./rig.ts";

describe("random and mutated frames at the WAN", () => {
  it("fault nothing, change nothing, and are counted; then a command acts", async function () {
    this.timeout(3_600_000);
    const { bench, sent, refused } = await flood({
      name: "wan",
      routes: [ROUTE_CS, ROUTE_OFF_SWITCH],
      keys: [KEY_CENTRAL, KEY_OFF_SWITCH],
      takesLines: false,
      share: 0.4,
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
