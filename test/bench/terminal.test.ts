// The keys of the live view.

import assert from "node:assert/strict";
import type { Pace } from "../../bench/pace.ts";
import { Keys } from "../../bench/terminal.ts";

function rig() {
  const pace: Pace = { speed: 4, paused: false, quit: false };
  const acts: string[] = [];
  const keys = new Keys(pace, (text) => acts.push(text));
  const press = (text: string): void => {
    keys.type(text);
  };
  return { pace, acts, keys, press };
}

describe("keys of the live view", () => {
  it("are acts, as anybody else types them", () => {
    const { acts, press } = rig();
    press("ocnbx");
    assert.deepEqual(acts, ["off", "cancel", "on", "button 2.5s"]);
  });

  it("change the pace", () => {
    const { pace, press } = rig();
    press("++- ");
    assert.deepEqual(pace, { speed: 8, paused: true, quit: false });
    press(" q");
    assert.deepEqual(pace, { speed: 8, paused: false, quit: true });
  });

  it("type a line with any act behind a colon, which can be mended or left", () => {
    const { pace, acts, keys, press } = rig();
    press(":cut q linx");
    assert.equal(keys.line, "cut q linx");
    press("\x7f\x7f\x7f\x7f\x7f\x7flink 30s\x07");
    assert.equal(keys.line, "cut link 30s");
    press("\n:off\x1bo:\r: \r");
    assert.deepEqual([acts, keys.line, pace.quit], [["cut link 30s", "off"], undefined, false]);
    press(":o\x03");
    assert.equal(pace.quit, true);
  });
});
