// Every order that the off-switch processor is given, and what it answers: in each position of the switch, with bodies that it must refuse,
// while it does not know its state, and while its part takes nothing.

import assert from "node:assert/strict";
import { IN_THE_FIELD } from "../../bench/switch-values.ts";
import * as command from "../../firmware/messages/command.ts";
import { ORDER_TIME } from "../../firmware/messages/meter-order.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { ARMED, CONNECTED, DISCONNECTED } from "../../firmware/messages/switch-state.ts";
import { REASON_CREDIT, REASON_REMOTE } from "../../firmware/messages/switch-state.ts";
import { readU16, readU32, u32 } from "../../firmware/messages/bytes.ts";
import { SwitchRig } from "./rig.ts";

const AT_ONCE = encodePolicy(0, 0, 65_535, 86_400);
const { RESULT_DONE, RESULT_MALFORMED, RESULT_OUT_OF_RANGE, RESULT_PART_FAILED, RESULT_ABSENT } = command;

/** State, reasons, reasons that are obeyed: how an answer begins. */
function told(body: string): [string, number, number] {
  return [body.charAt(0), body.charCodeAt(1), body.charCodeAt(2)];
}

/** With this seed the first delay within a quarter of an hour is 810 s. */
function rigged(policy = AT_ONCE): SwitchRig {
  const rig = new SwitchRig({ policy, seed: 3 });
  rig.run(1);
  return rig;
}

function armed(): SwitchRig {
  const rig = rigged();
  rig.ask(command.ORDER_OFF);
  rig.ask(command.ORDER_ON);
  return rig;
}

describe("orders to the switch", () => {
  it("off opens it, once more changes nothing; on arms it, once more changes nothing; the button closes it", () => {
    const rig = rigged();
    assert.deepEqual(told(rig.query()), [CONNECTED, 0, 0]);
    for (let time = 0; time < 2; time++) {
      assert.equal(rig.result(command.ORDER_OFF), RESULT_DONE);
      assert.deepEqual(told(rig.query()), [DISCONNECTED, REASON_REMOTE, 0]);
    }
    assert.deepEqual([rig.closed, rig.drives.length], [false, 1]);
    for (let time = 0; time < 2; time++) {
      assert.equal(rig.result(command.ORDER_ON), RESULT_DONE);
      assert.deepEqual(told(rig.query()), [ARMED, 0, 0]);
    }
    assert.equal(rig.closed, false);
    rig.press();
    assert.equal(rig.closed, true);
    assert.deepEqual(told(rig.query()), [CONNECTED, 0, 0]);
  });

  it("on takes back an off whose time has not come", () => {
    const rig = rigged(IN_THE_FIELD);
    assert.equal(rig.result(command.ORDER_OFF), RESULT_DONE);
    assert.deepEqual(told(rig.query()), [CONNECTED, REASON_REMOTE, 0]);
    assert.equal(rig.result(command.ORDER_ON), RESULT_DONE);
    rig.run(1000);
    assert.deepEqual([rig.closed, rig.drives.length], [true, 0]);
  });

  it("cancel takes back an off whose time has not come, and is absent once it has", () => {
    const rig = rigged(IN_THE_FIELD);
    assert.equal(rig.result(command.ORDER_OFF), RESULT_DONE);
    assert.equal(rig.result(command.ORDER_CANCEL), RESULT_DONE);
    assert.deepEqual(told(rig.query()), [CONNECTED, 0, 0]);
    assert.equal(rig.result(command.ORDER_CANCEL), RESULT_DONE, "nothing to take back is as good");
    rig.ask(command.ORDER_OFF);
    rig.run(901);
    assert.equal(rig.closed, false);
    assert.equal(rig.result(command.ORDER_CANCEL), RESULT_ABSENT);
    assert.deepEqual(told(rig.query()), [DISCONNECTED, REASON_REMOTE, 0]);
    assert.equal(armed().result(command.ORDER_CANCEL), RESULT_ABSENT);
  });

  it("off takes the arming back", () => {
    const rig = armed();
    assert.equal(rig.result(command.ORDER_OFF), RESULT_DONE);
    rig.press();
    assert.equal(rig.closed, false);
  });

  it("obey names the local reasons that count, no others, and gives those that are wanted already", () => {
    const rig = rigged();
    rig.local(REASON_CREDIT);
    rig.run(1);
    for (const reasons of [1, 3, 16, 255])
      assert.equal(rig.result(command.ORDER_OBEY, String.fromCharCode(reasons)), RESULT_OUT_OF_RANGE);
    assert.deepEqual(told(rig.query()), [CONNECTED, 0, 0]);
    assert.equal(rig.result(command.ORDER_OBEY, "\x02"), RESULT_DONE);
    rig.run(1);
    assert.deepEqual(told(rig.query()), [DISCONNECTED, REASON_CREDIT, 2]);
    assert.equal(rig.result(command.ORDER_OBEY, "\0"), RESULT_DONE);
    assert.deepEqual(told(rig.query()), [ARMED, 0, 0]);
  });

  it("policy is refused where its window is too long, its rest too, its moves too few, its arming too short", () => {
    const rig = rigged();
    for (const policy of [
      encodePolicy(86_401, 60, 6, 86_400),
      encodePolicy(900, 3601, 6, 86_400),
      encodePolicy(900, 60, 3, 86_400),
      encodePolicy(900, 60, 6, 59),
    ])
      assert.equal(rig.result(command.ORDER_POLICY, policy), RESULT_OUT_OF_RANGE);
    assert.equal(rig.result(command.ORDER_POLICY, "\xff".repeat(12)), RESULT_OUT_OF_RANGE);
    assert.equal(rig.policy(), AT_ONCE);
    assert.equal(rig.result(command.ORDER_POLICY, IN_THE_FIELD), RESULT_DONE);
    assert.equal(rig.query().slice(14, 30), IN_THE_FIELD + u32(0));
  });

  it("log-stored takes the number of an event that there is", () => {
    const rig = rigged();
    rig.run(5);
    assert.equal(rig.result(command.ORDER_LOG_STORED, u32(rig.log.ring.record)), RESULT_DONE);
    assert.equal(rig.result(command.ORDER_LOG_STORED, u32(1_000_000)), RESULT_OUT_OF_RANGE);
  });

  it("read-log gives a record in two halves, log-closing what closes the log; other logs and numbers are absent", () => {
    const rig = rigged();
    rig.run(5);
    const first = rig.ask(command.ORDER_READ_LOG, "\x01" + u32(2) + "\0");
    assert.equal(first!.result, RESULT_DONE);
    assert.equal(readU32(first!.body, 2), 2);
    const closing = rig.ask(command.ORDER_LOG_CLOSING, "\x01");
    assert.equal(closing!.result, RESULT_DONE);
    assert.ok(readU32(closing!.body, 0) >= 2);
    const nothing = ["\x01" + u32(9999) + "\0", "\x02" + u32(1) + "\0"];
    for (const body of nothing) assert.equal(rig.result(command.ORDER_READ_LOG, body), RESULT_ABSENT);
    for (const log of ["\0", "\x02", "\xff"]) assert.equal(rig.result(command.ORDER_LOG_CLOSING, log), RESULT_ABSENT);
  });

  it("key goes to the kernel, which may refuse it", () => {
    const rig = rigged();
    assert.equal(rig.result(command.ORDER_KEY, "\x02" + "k".repeat(32)), RESULT_DONE);
    assert.equal(rig.result(command.ORDER_KEY, "\x0a" + "k".repeat(32)), RESULT_PART_FAILED);
  });

  it("what is for the meter is not allowed here, and what is no order is malformed; neither changes anything", () => {
    const rig = rigged();
    const before = rig.stored();
    const time = rig.ask(ORDER_TIME, u32(1_800_000_000));
    assert.equal(time!.result, command.RESULT_NOT_ALLOWED);
    for (const plain of ["c\x10\0\x01", "c\x99", "a\x10", "\x10"]) {
      const counter = rig.orders() + 1;
      rig.say(rig.seal(counter, plain.padEnd(96, "\0")));
      rig.skip(counter);
      rig.run(2);
      assert.equal(rig.answers.get(counter)!.result, RESULT_MALFORMED);
    }
    assert.deepEqual([rig.stored(), rig.closed], [before, true]);
  });

  it("a cover is answered like all others and leaves no other trace", () => {
    const rig = rigged();
    rig.run(10);
    const logged = rig.logged();
    const answer = rig.ask(command.ORDER_COVER);
    assert.equal(answer!.result, RESULT_DONE);
    assert.deepEqual([rig.logged(), readU16(answer!.body, 3)], [logged, 0]);
  });

  it("each is answered once, with the second tick, whatever it was", () => {
    for (const order of [command.ORDER_COVER, command.ORDER_QUERY, command.ORDER_OFF, command.ORDER_ON]) {
      const rig = rigged(IN_THE_FIELD);
      const counter = rig.give(order);
      rig.run(1);
      assert.equal(rig.answers.size, 0);
      rig.run(1);
      assert.deepEqual([...rig.answers.keys()], [counter]);
      rig.run(10);
      assert.equal(rig.sealed, 1);
    }
  });

  it("the same message counts once, and a forged one never; both are counted as refused", () => {
    const rig = rigged();
    const off = rig.seal(7, command.encodeCommand(command.ORDER_OFF, ""));
    rig.say(off.slice(0, -1) + "!");
    assert.equal(rig.closed, true);
    rig.say(off);
    rig.run(2);
    assert.equal(rig.closed, false);
    rig.skip(7);
    rig.ask(command.ORDER_ON);
    rig.say(off);
    rig.press();
    assert.equal(rig.closed, true);
    assert.equal(readU16(rig.query(), 5), 2);
  });

  it("a fifth that comes before the answers have left is refused unread, and may come again", () => {
    const rig = rigged();
    for (let cover = 0; cover < 4; cover++) rig.give(command.ORDER_COVER);
    rig.give(command.ORDER_OFF);
    assert.equal(rig.closed, true);
    rig.run(5);
    assert.equal(rig.answers.size, 4);
    assert.equal(rig.result(command.ORDER_OFF), RESULT_DONE);
    assert.equal(rig.closed, false);
  });
});

describe("orders to a switch whose part is away", () => {
  it("change nothing and are answered with what failed, where the counter is still stored", () => {
    for (const [order, body] of [
      [command.ORDER_OFF, ""],
      [command.ORDER_OBEY, "\x02"],
      [command.ORDER_POLICY, IN_THE_FIELD],
    ] as const) {
      const rig = rigged();
      const before = rig.stored();
      // The counter takes two programs: text and mark.
      rig.flash.programsLeft = 2;
      const counter = rig.give(order, body);
      rig.flash.programsLeft = Number.POSITIVE_INFINITY;
      rig.run(2);
      assert.equal(rig.answers.get(counter)!.result, RESULT_PART_FAILED);
      assert.deepEqual([rig.stored(), rig.closed, rig.policy()], [before, true, AT_ONCE]);
    }
  });

  it("move nothing that is answered with a failure, wherever in it the part fails and comes back", () => {
    let failed = 0;
    for (let from = 2; from < 8; from++)
      for (let until = from + 1; until < 40; until++) {
        const rig = rigged();
        const program = rig.flash.program.bind(rig.flash);
        let programs = 0;
        rig.flash.program = (address, text) => {
          const isGone = programs >= from && programs < until;
          programs++;
          return !isGone && program(address, text);
        };
        const counter = rig.give(command.ORDER_OFF);
        rig.run(2);
        const isDone = rig.answers.get(counter)?.result === RESULT_DONE;
        if (!isDone) failed++;
        assert.equal(rig.closed, !isDone, `programs ${from} to ${until}`);
      }
    assert.ok(failed > 20);
  });

  it("are refused before the state is known, and nothing moves; they count once the part is back", () => {
    const rig = new SwitchRig({ policy: AT_ONCE });
    rig.flash.away = true;
    rig.run(30);
    rig.give(command.ORDER_OFF);
    rig.press();
    rig.run(5);
    assert.deepEqual([rig.closed, rig.drives.length, rig.answers.size], [true, 0, 0]);
    rig.flash.away = false;
    rig.run(2);
    assert.equal(rig.result(command.ORDER_OFF), RESULT_DONE);
    assert.equal(rig.closed, false);
  });
});
