// The stored state is gone, or cannot be read: the relay stays where it is, and says why.

import assert from "node:assert/strict";
import { IN_THE_FIELD, STATE } from "../../bench/switch-values.ts";
import * as command from "../../firmware/messages/command.ts";
import { ENTRY_LOST, ENTRY_START } from "../../firmware/messages/log-entry.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { CONNECTED, DISCONNECTED, REASON_CREDIT, REASON_TAMPER } from "../../firmware/messages/switch-state.ts";
import { CLOSED, OBEYED, REASONS, WEAR } from "../../firmware/off-switch/switch.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { SwitchRig } from "./rig.ts";

const DAY = 86_400;
const POLICY = encodePolicy(0, 60, 6, DAY);
const LOST = `${ENTRY_LOST} 0 0`;
/** The values begin in the fifth sector of the rig's part. */
const FIRST_SECTOR = 4;

/** A switch that has lost its state at a start; `closed`: where its contact is. */
function lost(closed: boolean): SwitchRig {
  const rig = new SwitchRig({ policy: POLICY, closed });
  rig.run(1);
  for (let sector = 0; sector < 4; sector++) rig.array.erase((FIRST_SECTOR + sector) * SECTOR_BYTES);
  rig.boot();
  rig.run(1);
  return rig;
}

describe("a switch that has lost its state", () => {
  for (const closed of [true, false])
    it(`stays ${closed ? "closed" : "open"}, with a reason and an event, and starts so from then on`, () => {
      const rig = lost(closed);
      for (let start = 0; start < 3; start++) {
        const state = rig.stored();
        assert.deepEqual([state[CLOSED], state[REASONS], state[OBEYED]], [closed ? 1 : 0, REASON_TAMPER, 0]);
        rig.press();
        rig.local(255, true);
        rig.run(100);
        assert.deepEqual([rig.closed, rig.drives.length], [closed, 0]);
        rig.boot();
        rig.run(1);
      }
      assert.equal(rig.query().charAt(0), closed ? CONNECTED : DISCONNECTED);
      assert.equal(rig.logged().filter((one) => one === LOST).length, 1);
      assert.ok(rig.logged().includes(`${ENTRY_START} 0 0`));
    });

  it("does not move for as long as it could have moved before: a day for all of its moves", () => {
    const rig = lost(true);
    assert.ok(rig.stored()[WEAR]! >= DAY - 1);
    rig.give(command.ORDER_OFF);
    rig.run(DAY - 2 * (DAY / 3) - 2);
    assert.equal(rig.closed, true);
    rig.run(4);
    assert.equal(rig.closed, false);
  });

  it("has the hour, the minute, the six and the day where its policy went as well", () => {
    assert.equal(lost(true).query().slice(14, 26), encodePolicy(3600, 60, 6, DAY));
  });

  it("obeys nobody's local reasons until the central system lets them count again, and is armed by an on alone", () => {
    const rig = lost(false);
    rig.local(REASON_CREDIT);
    rig.run(DAY);
    assert.equal(rig.stored()[REASONS], REASON_TAMPER);
    rig.press();
    assert.equal(rig.closed, false);
    assert.equal(rig.result(command.ORDER_ON), command.RESULT_DONE);
    rig.press();
    assert.equal(rig.closed, true);
  });

  it("is opened for it where the central system lets tampering count", () => {
    const rig = lost(true);
    rig.run(DAY);
    assert.equal(rig.result(command.ORDER_OBEY, String.fromCharCode(REASON_TAMPER)), command.RESULT_DONE);
    rig.run(3601);
    assert.equal(rig.closed, false);
    assert.equal(rig.result(command.ORDER_CANCEL), command.RESULT_ABSENT);
    rig.run(61);
    rig.ask(command.ORDER_ON);
    rig.press();
    assert.equal(rig.closed, true);
  });

  it("is not opened by a feedback wire that was off at the start and is on again: nobody has ordered anything", () => {
    const rig = new SwitchRig({ policy: POLICY });
    for (let sector = 0; sector < 4; sector++) rig.array.erase((FIRST_SECTOR + sector) * SECTOR_BYTES);
    rig.feedback = false;
    rig.boot();
    rig.run(10);
    assert.equal(rig.isStoredClosed(), false);
    rig.feedback = undefined;
    for (let start = 0; start < 3; start++) {
      rig.run(DAY);
      rig.boot();
    }
    assert.deepEqual([rig.closed, rig.drives.length], [true, 0]);
  });

  it("is not one whose part was away at the start, nor one whose part comes back with it", () => {
    const rig = new SwitchRig({ policy: IN_THE_FIELD });
    rig.run(1);
    const before = rig.stored();
    rig.boot();
    rig.flash.away = true;
    rig.run(600);
    rig.flash.away = false;
    rig.run(5);
    assert.deepEqual(rig.stored(), before);
    assert.ok(!rig.logged().includes(LOST));
  });

  it("is not one whose newest state was never written whole: then the one before it counts", () => {
    for (let writes = 0; writes < 6; writes++) {
      const rig = new SwitchRig({ policy: POLICY });
      rig.run(1);
      rig.cutAfter = writes;
      rig.give(command.ORDER_OFF);
      rig.run(2);
      assert.ok(!rig.logged().includes(LOST));
      assert.ok([0, 1].includes(rig.stored()[REASONS]!), `${writes} writes`);
      // A coil that lost its supply has its turn after the rest.
      rig.run(61);
      assert.equal(rig.closed, rig.isStoredClosed(), `${writes} writes`);
    }
  });

  it("is one whose only state has rotted", () => {
    const rig = new SwitchRig({ policy: POLICY });
    // Until the store has begun a sector anew the state that was provisioned is the only one.
    const at = rig.array.cells.findIndex((_, place) => isState(rig, place));
    assert.ok(at > FIRST_SECTOR * SECTOR_BYTES);
    rig.array.cells[at]! &= 0;
    rig.array.cells[at + 1]! ^= 0x10;
    rig.boot();
    rig.run(2);
    assert.ok(rig.logged().includes(LOST));
    assert.deepEqual([rig.closed, rig.stored()[REASONS]], [true, REASON_TAMPER]);
  });
});

/** Whether the bytes of the part from `place` on are those of the stored state. */
function isState(rig: SwitchRig, place: number): boolean {
  const state = rig.value(STATE);
  for (let byte = 0; byte < state.length; byte++)
    if (rig.array.cells[place + byte] !== state.charCodeAt(byte)) return false;
  return state.length > 0;
}
