// The policy of the switch: a tighter one counts at once, one that is looser in anything a day later, never sooner, whatever else is ordered
// and whenever the processor starts anew.

import assert from "node:assert/strict";
import { IN_THE_FIELD } from "../../bench/switch-values.ts";
import { readU32 } from "../../firmware/messages/bytes.ts";
import * as command from "../../firmware/messages/command.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { COMING } from "../../firmware/off-switch/switch.ts";
import { SwitchRig } from "./rig.ts";

const DAY = 86_400;
/** With IN_THE_FIELD: 900 s, 60 s, 6 a day, a day. */
const LOOSER = [
  encodePolicy(899, 60, 6, DAY),
  encodePolicy(900, 59, 6, DAY),
  encodePolicy(900, 60, 7, DAY),
  encodePolicy(900, 60, 6, DAY + 1),
  encodePolicy(7200, 600, 4, DAY + 1),
];
const TIGHTER = [
  encodePolicy(901, 60, 6, DAY),
  encodePolicy(900, 61, 6, DAY),
  encodePolicy(900, 60, 5, DAY),
  encodePolicy(900, 60, 6, DAY - 1),
];
const LOOSE = LOOSER[0]!;
const FREE = encodePolicy(0, 0, 65_535, DAY);

function rigged(): SwitchRig {
  const rig = new SwitchRig({ policy: IN_THE_FIELD });
  rig.run(1);
  return rig;
}

/** The policy in force, and the seconds until another one is, as an answer says them. */
function told(body: string): [string, number] {
  return [body.slice(14, 26), readU32(body, 26)];
}

describe("a policy", () => {
  it("that is tighter, or the same, counts at once", () => {
    for (const policy of [...TIGHTER, IN_THE_FIELD]) {
      const rig = rigged();
      rig.give(command.ORDER_POLICY, policy);
      assert.deepEqual([rig.policy(), rig.stored()[COMING]], [policy, 0]);
      rig.run(2);
      assert.deepEqual(told(rig.query()), [policy, 0]);
    }
  });

  for (const [which, policy] of LOOSER.entries())
    it(`that is looser (${["window", "rest", "moves", "armed", "armed, all else tighter"][which]}) counts a day later`, () => {
      const rig = rigged();
      const answer = rig.ask(command.ORDER_POLICY, policy);
      assert.equal(answer!.result, command.RESULT_DONE);
      assert.deepEqual(told(answer!.body), [IN_THE_FIELD, DAY - 1]);
      rig.run(DAY - 3);
      assert.equal(rig.policy(), IN_THE_FIELD);
      rig.run(1);
      assert.equal(rig.policy(), policy);
      assert.deepEqual(told(rig.query()), [policy, 0]);
      rig.run(2 * DAY);
      assert.equal(rig.policy(), policy);
    });

  it("that is to come gives way to another one, which has its own day to wait", () => {
    const rig = rigged();
    rig.give(command.ORDER_POLICY, LOOSE);
    rig.run(DAY - 100);
    rig.give(command.ORDER_POLICY, FREE);
    rig.run(DAY - 1);
    assert.equal(rig.policy(), IN_THE_FIELD);
    rig.run(1);
    assert.equal(rig.policy(), FREE);
  });

  it("that is to come is given up for a tighter one: that is how a theft is answered", () => {
    const rig = rigged();
    rig.give(command.ORDER_POLICY, FREE);
    rig.run(DAY - 1);
    assert.equal(rig.result(command.ORDER_POLICY, IN_THE_FIELD), command.RESULT_DONE);
    rig.run(2 * DAY);
    assert.equal(rig.policy(), IN_THE_FIELD);
  });

  it("that is to come waits as long or longer where the processor is reset, by up to a minute each time", () => {
    for (const between of [7, 59, 61, 3000]) {
      const rig = rigged();
      rig.give(command.ORDER_POLICY, FREE);
      let running = 0;
      let resets = 0;
      while (rig.policy() === IN_THE_FIELD && resets < 60) {
        rig.run(between);
        rig.boot();
        rig.run(1);
        resets++;
        running += between + 1;
        if (running <= DAY - between - 1) assert.equal(rig.policy(), IN_THE_FIELD);
      }
      assert.ok(between < 3000 || rig.policy() === FREE);
    }
  });

  /** Two orders, the second with the supply going after so many writes, and whether it was in force before its day was over. */
  function tooSoon(first: string, wait: number, second: string, writes: number): boolean {
    const rig = rigged();
    if (first !== "") rig.give(command.ORDER_POLICY, first);
    rig.run(wait);
    rig.cutAfter = writes;
    rig.give(command.ORDER_POLICY, second);
    rig.run(DAY - 1);
    return rig.policy() === second;
  }

  it("never counts sooner, whenever the supply goes while it is stored", () => {
    let cuts = 0;
    for (const [first, wait] of [
      ["", 1],
      [LOOSE, DAY - 30],
    ] as const)
      for (let writes = 0; writes < 10; writes++, cuts++)
        assert.equal(tooSoon(first, wait, encodePolicy(10, 0, 24, DAY), writes), false, `${wait} s, ${writes} writes`);
    assert.equal(cuts, 20);
  });

  it("never counts sooner where the part takes only so many writes of it, and the answer says that it failed", () => {
    for (let writes = 2; writes < 10; writes++) {
      const rig = rigged();
      rig.give(command.ORDER_POLICY, LOOSE);
      rig.run(DAY - 50);
      rig.flash.programsLeft = writes;
      const counter = rig.give(command.ORDER_POLICY, FREE);
      rig.flash.programsLeft = Number.POSITIVE_INFINITY;
      rig.run(2);
      const { result } = rig.answers.get(counter)!;
      rig.run(DAY - 4);
      assert.notEqual(rig.policy(), FREE);
      rig.run(10);
      assert.equal(rig.policy() === FREE, result === command.RESULT_DONE);
    }
  });

  it("that nobody gave is the one for meters that were never given one", () => {
    const rig = new SwitchRig({ policy: "" });
    rig.run(1);
    assert.deepEqual(told(rig.query()), [encodePolicy(3600, 60, 6, DAY), 0]);
    const long = rig.seal(rig.orders() + 1, command.encodeCommand(command.ORDER_POLICY, IN_THE_FIELD + "\x01"));
    rig.say(long);
    rig.run(2);
    assert.equal(rig.answers.get(rig.orders() + 1)!.result, command.RESULT_MALFORMED);
  });
});
