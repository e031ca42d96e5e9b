// Whoever has the central system's keys sends valid off and on by turns, once a second, and in each home a machine presses the button: a
// grid can be made to swing by loads that come and go, and a relay can be worn out. The cap of the policy holds, however many are valid.
//
// A day of it is sent to the off-switch partition's own text on a store of its own; a quarter of an hour to the whole boards, sealed, as fast as a finger
// can follow.

import assert from "node:assert/strict";
import * as command from "../../firmware/messages/command.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { bundles } from "../bundles.ts";
import { SwitchRig } from "../off-switch/rig.ts";
import { switchText } from "../off-switch/switch-text.ts";
import { fieldMeter, order } from "./field.ts";
import { assertNoFaults, commands, wait, without } from "./rig.ts";

const DAY = 86_400;
const HOUR = 3600;
/** Of off, on and a press, 4 s each. */
const ROUNDS = 225;
const REST = 60;
const MOVES = 6;
/** Without a window, so that nothing but rest and cap stands in the way. */
const POLICY = encodePolicy(0, REST, MOVES, DAY);
const CAP = " || s[WEAR]! > rules.mostWear(moves)";

/** Valid off and on by turns for so long, and the button after each on. Returns the seconds of the operations. */
function alternate(bundle: string, policy: string, seconds: number): number[] {
  const rig = new SwitchRig({ policy, make: switchText(bundle).makeSecurity });
  rig.run(1);
  for (let second = 0; second < seconds; second++) {
    rig.give(second % 2 === 0 ? command.ORDER_OFF : command.ORDER_ON);
    rig.press();
    rig.run(1);
  }
  assert.ok(rig.answers.size > seconds * 0.99, "the orders were not taken");
  return rig.drives.map((drive) => drive.atSecond);
}

function rests(times: readonly number[]): number[] {
  return times.slice(1).map((time, at) => time - times[at]!);
}

describe("attack: valid off and on by turns, once a second", function () {
  this.timeout(120_000);

  for (const [name, window] of [
    ["no window", 0],
    ["a window of a quarter of an hour", 900],
  ] as const)
    it(`moves the relay no more often in a day than the cap allows, with ${name}`, async () => {
      const policy = encodePolicy(window, REST, MOVES, DAY);
      const times = alternate((await bundles()).offSwitch, policy, DAY);
      console.log(`      ${DAY} valid commands in a day, ${name}: ${times.length} operations of at most ${MOVES}`);
      assert.ok(times.length <= MOVES && times.length >= MOVES / 2, `${times.length} operations`);
      assert.ok(Math.min(...rests(times)) >= REST);
    });

  it("moves it every minute where the cap is not looked at, and each second where the rest is not either", async () => {
    const capless = await without("off-switch", "off-switch-security", CAP, "");
    const often = alternate(capless, POLICY, HOUR);
    assert.ok(often.length > (0.9 * HOUR) / REST - 1, `${often.length} operations`);
    assert.ok(Math.min(...rests(often)) >= REST);
    const restless = await without("off-switch", "off-switch-security", `s[REST]! > 0${CAP}`, "false");
    assert.ok(alternate(restless, POLICY, 600).length > 500);
  });

  it("moves the relay of a whole meter no more often, and stops none of its partitions", async () => {
    const bench = await fieldMeter({ policy: POLICY });
    const { relay } = bench.offSwitchParts;
    const movedUs: number[] = [];
    relay.onMove((_, timeUs) => movedUs.push(timeUs));
    for (let round = 0; round < ROUNDS; round++) {
      order(bench, "off");
      wait(bench, 1);
      order(bench, "on");
      wait(bench, 0.4);
      bench.pressButton(2.2);
      wait(bench, 2.6);
    }
    wait(bench, 5);
    assert.equal(commands(bench).accepted, 2 * ROUNDS);
    assert.ok(relay.operations >= 2 && relay.operations <= MOVES, `${relay.operations} operations`);
    assert.ok(Math.min(...rests(movedUs)) >= (REST - 1) * 1e6);
    assert.deepEqual(relay.faults, []);
    assertNoFaults(bench, "meter", "offSwitch");
  });
});
