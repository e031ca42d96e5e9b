// What off-switch-link says of credit to the other board: what is wanted now, at once where it has changed, and nothing before credit-balance
// has spoken.

import assert from "node:assert/strict";
import { crc32 } from "../../bench/byte-string.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { encodeLocal, encodeSwitchWish } from "../../firmware/messages/local.ts";
import { REASON_CREDIT } from "../../firmware/messages/switch-state.ts";
import { offSwitchLink } from "../../firmware/meter/off-switch-link.ts";

const OPEN = encodeSwitchWish(REASON_CREDIT, false);
const CLOSED = encodeSwitchWish(0, false);
const said = (wish: string): string => frame(encodeLocal(wish, 0));

function linked() {
  const wire: string[] = [];
  const none = (): void => undefined;
  const partition = offSwitchLink(
    none,
    none,
    none,
    none,
    (bytes) => void wire.push(bytes),
    crc32,
    () => true,
    () => "",
  );
  return { wire, partition };
}

describe("what the off-switch link says of credit", () => {
  it("is nothing before it was told", () => {
    const { wire, partition } = linked();
    for (let second = 0; second < 20; second++) partition.tick();
    assert.deepEqual(wire, []);
  });

  it("is said at once where it has changed, and every 5 s", () => {
    const { wire, partition } = linked();
    partition.fromCreditBalance(OPEN);
    partition.fromCreditBalance(OPEN);
    assert.deepEqual(wire, [said(OPEN)]);
    partition.tick();
    partition.fromCreditBalance(CLOSED);
    assert.deepEqual(wire, [OPEN, OPEN, CLOSED].map(said));
    for (let second = 0; second < 10; second++) {
      partition.fromCreditBalance(CLOSED);
      partition.tick();
    }
    assert.deepEqual(wire.slice(3), [CLOSED, CLOSED].map(said));
  });

  it("is what was said last where what comes is no wish", () => {
    const { wire, partition } = linked();
    partition.fromCreditBalance(OPEN);
    partition.fromCreditBalance(`${OPEN}?`);
    partition.tick();
    assert.deepEqual(wire, [OPEN, OPEN].map(said));
  });
});
