// What the switch writes down of itself, and what it warns of: no order, no move and no alarm is missing, whatever comes between, and
// trivia does not push them out.

import assert from "node:assert/strict";
import * as command from "../../firmware/messages/command.ts";
import * as entry from "../../firmware/messages/log-entry.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { ALARM_CURRENT, ALARM_FEEDBACK, REASON_CREDIT, REASON_REMOTE } from "../../firmware/messages/switch-state.ts";
import { SwitchRig } from "./rig.ts";

const POLICY = encodePolicy(0, 0, 65_535, 3600);

function rigged(policy = POLICY): SwitchRig {
  const rig = new SwitchRig({ policy });
  rig.run(1);
  return rig;
}

/** Says every 5 s what the meter board says, for so many seconds. */
function heartbeat(rig: SwitchRig, seconds: number, wanted = 0, flows = false): void {
  for (let second = 0; second < seconds; second += 5) {
    rig.local(wanted, flows, rig.log.ring.record);
    rig.run(5);
  }
}

function alarm(rig: SwitchRig): number {
  return rig.query().charCodeAt(11);
}

describe("the switch log", () => {
  it("tells a life from the start on, in order", () => {
    const rig = rigged();
    heartbeat(rig, 5);
    rig.ask(command.ORDER_OBEY, "\x02");
    heartbeat(rig, 5, REASON_CREDIT);
    heartbeat(rig, 5);
    rig.ask(command.ORDER_OFF);
    rig.ask(command.ORDER_ON);
    rig.press();
    rig.run(20);
    heartbeat(rig, 5);
    assert.deepEqual(rig.logged(), [
      "S 0 0",
      "A 19 0",
      "W 2 2",
      "O 2 0",
      "W 0 0",
      "A 16 0",
      "A 17 0",
      "B 0 0",
      "N 0 1",
      "N 0 0",
    ]);
  });

  it("names each accepted order and its result, also where it failed", () => {
    const rig = rigged();
    rig.ask(command.ORDER_CANCEL);
    rig.ask(command.ORDER_POLICY, "\xff".repeat(12));
    rig.ask(command.ORDER_OFF);
    for (let time = 0; time < 3; time++) rig.ask(command.ORDER_CANCEL);
    rig.run(1);
    const done = rig.logged().filter((one) => one.startsWith(entry.ENTRY_ACCEPTED));
    assert.deepEqual(done, ["A 18 0", "A 20 3", "A 16 0", "A 18 6", "A 18 6", "A 18 6"]);
  });

  it("loses no order and no move in a flood of refused messages, at any place in it", () => {
    for (const before of [0, 15, 16, 17, 50, 400]) {
      const rig = rigged();
      for (let message = 0; message < before; message++) rig.say(rig.random.byteString(1 + rig.random.below(120)));
      rig.give(command.ORDER_OFF);
      for (let message = 0; message < 50; message++) rig.say("x");
      rig.run(3);
      const logged = rig.logged();
      assert.ok(logged.includes("A 16 0") && logged.includes("O 1 0"), `after ${before}: ${logged.join(", ")}`);
      assert.ok(before === 0 || logged.includes("R 0 0"));
    }
  });

  it("stays short in a day of lies, noise and wishes at 1 Hz", () => {
    const rig = rigged();
    rig.ask(command.ORDER_OBEY, "\x0e");
    const before = rig.log.ring.record;
    for (let second = 0; second < 86_400; second++) {
      rig.local(rig.random.below(256) & 5, second % 2 === 0, 4_294_967_295);
      rig.say(rig.random.byteString(10));
      rig.run(1);
    }
    const records = rig.log.ring.record - before;

    assert.ok(records < 300, `${records} records`);
  });

  it("says which wish of the meter board came to nothing, and which came to what", () => {
    const rig = rigged();
    heartbeat(rig, 10, REASON_CREDIT);
    rig.ask(command.ORDER_OBEY, "\x02");
    heartbeat(rig, 5, 6);
    rig.run(1);
    assert.deepEqual(
      rig.logged().filter((one) => one.startsWith(entry.ENTRY_WANTED)),
      ["W 2 0", "W 6 2"],
    );
  });

  it("is written once the part is back, where it was away for a while", () => {
    const rig = rigged();
    rig.run(5);
    rig.partition.onFaults("\x22\x01");
    rig.flash.away = true;
    rig.run(30);
    rig.flash.away = false;
    rig.run(5);
    assert.ok(rig.logged().includes("F 34 1"));
  });
});

describe("an alarm", () => {
  it("of the feedback comes where the contact does not follow for two seconds, and goes with it", () => {
    const rig = rigged();
    rig.isStuck = true;
    rig.ask(command.ORDER_OFF);
    assert.equal(rig.closed, true);
    rig.run(2);
    assert.equal(alarm(rig), ALARM_FEEDBACK);
    assert.ok(rig.logged().includes("C 0 1"));
    rig.isStuck = false;
    rig.ask(command.ORDER_OFF);
    assert.equal(rig.closed, false, "a further off drives the coil once more");
    rig.run(2);
    assert.equal(alarm(rig), 0);
    assert.ok(rig.logged().includes("C 0 0"));
  });

  it("of the feedback does not come for a moment's difference", () => {
    const rig = rigged();
    for (let time = 0; time < 10; time++) {
      rig.feedback = false;
      rig.run(1);
      rig.feedback = undefined;
      rig.run(1);
    }
    assert.equal(alarm(rig), 0);
    assert.ok(!rig.logged().includes("C 0 1"));
  });

  it("of a bypass comes where current is said to flow for minutes while it is open, moves nothing, and goes", () => {
    const rig = rigged();
    heartbeat(rig, 300, 0, true);
    assert.equal(alarm(rig), 0, "closed: current may flow");
    rig.ask(command.ORDER_OFF);
    heartbeat(rig, 60, 0, true);
    assert.equal(alarm(rig), 0, "a hint is late");
    heartbeat(rig, 240, 0, true);
    assert.equal(alarm(rig), ALARM_CURRENT);
    heartbeat(rig, 10);
    assert.equal(alarm(rig), 0);
    rig.run(1);
    const told = rig.logged().filter((one) => one.startsWith(entry.ENTRY_CURRENT));
    assert.deepEqual([told, rig.drives.length, rig.closed], [["I 0 1", "I 0 0"], 1, false]);
  });

  it("of a bypass cannot be raised or hidden at the relay: the hint has no say in it", () => {
    const rig = rigged();
    rig.ask(command.ORDER_OFF);
    rig.ask(command.ORDER_ON);
    heartbeat(rig, 300, 0, true);
    rig.press();
    assert.equal(rig.closed, true);
  });
});

describe("a switch whose contact was elsewhere at the start", () => {
  it("opens once more where it was to be open for a reason, within its policy", () => {
    const rig = rigged(encodePolicy(0, 60, 6, 3600));
    rig.cutAtCoil = "before";
    rig.give(command.ORDER_OFF);
    assert.deepEqual([rig.cuts, rig.closed, rig.isStoredClosed()], [1, true, false]);
    rig.run(58);
    assert.equal(rig.closed, true);
    rig.run(4);
    assert.equal(rig.closed, false);
  });

  it("stays open where it was to be closed, and is armed", () => {
    const rig = rigged();
    rig.ask(command.ORDER_OFF);
    rig.ask(command.ORDER_ON);
    rig.cutAtCoil = "before";
    rig.press();
    assert.deepEqual([rig.cuts, rig.closed], [1, false]);
    rig.run(10);
    assert.deepEqual([rig.closed, rig.drives.length], [false, 1]);
    assert.ok(rig.logged().includes("C 0 2"));
    rig.press();
    assert.equal(rig.closed, true);
  });

  it("is where it was driven to, where the supply goes after the coil", () => {
    const rig = rigged();
    rig.cutAtCoil = "after";
    rig.give(command.ORDER_OFF);
    rig.run(100);
    assert.deepEqual([rig.cuts, rig.closed, rig.drives.length], [1, false, 1]);
    assert.equal(rig.query().charCodeAt(1), REASON_REMOTE);
  });
});

describe("the meter board's silence", () => {
  it("is news after 15 s, once, and its end is news; neither moves anything", () => {
    const rig = rigged();
    heartbeat(rig, 20);
    rig.run(3600);
    heartbeat(rig, 20);
    const told = rig.logged().filter((one) => one.startsWith(entry.ENTRY_SILENCE));
    assert.deepEqual([told, rig.drives.length], [["N 0 1", "N 0 0"], 0]);
  });

  it("does not take back what it wanted last", () => {
    const rig = rigged();
    rig.ask(command.ORDER_OBEY, "\x02");
    heartbeat(rig, 10, REASON_CREDIT);
    rig.run(3600);
    assert.equal(rig.query().charCodeAt(1), REASON_CREDIT);
  });
});
