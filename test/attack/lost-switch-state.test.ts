// Somebody damages what the off-switch processor has stored of its switch, or wipes it, so that after a reset it forgets why it is open, how
// often it has moved, or that it is closed. Whoever can do that has a hand on the board; but a part can also fail by itself.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { dumpedValues } from "../../bench/flash-part.ts";
import { STATE, SWITCH_STATE } from "../../bench/switch-values.ts";
import { ENTRY_LOST } from "../../firmware/messages/log-entry.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { CONNECTED, DISCONNECTED, REASON_TAMPER } from "../../firmware/messages/switch-state.ts";
import { BODY, PAYLOAD } from "../../firmware/store/slot.ts";
import { system } from "../../firmware/off-switch/system.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { bundles } from "../bundles.ts";
import { fieldMeter, order } from "./field.ts";
import type { FieldOptions } from "./field.ts";
import { assertNoFaults, isClosed, wait, without } from "./rig.ts";

const POLICY = encodePolicy(0, 0, 24, 86_400);
const HOUR = 3600;
const SEGMENT = system.segments.find((segment) => segment.name === SWITCH_STATE)!;

/** Cells of the off-switch board's part, under whatever is being done to it. */
function cells(bench: Bench): Uint8Array {
  return bench.offSwitchParts.memory.array.cells;
}

/** Wipes the segment of the state. */
function wipe(bench: Bench): void {
  const { array } = bench.offSwitchParts.memory;
  for (let at = 0; at < SEGMENT.bytes; at += SECTOR_BYTES) array.erase(SEGMENT.baseAddress + at);
}

/** Turns bits over in each slot that holds a state, old or new. */
function rotAllStates(bench: Bench): void {
  for (let at = 0; at < SEGMENT.bytes; at += SEGMENT.slotBytes) {
    const slot = SEGMENT.baseAddress + at;
    if (isStateSlot(bench, slot)) cells(bench)[slot + PAYLOAD]! ^= 0x24;
  }
}

/** Turns bits over in the newest of them. */
function rotNewestState(bench: Bench): void {
  const states: number[] = [];
  for (let at = 0; at < SEGMENT.bytes; at += SEGMENT.slotBytes)
    if (isStateSlot(bench, SEGMENT.baseAddress + at)) states.push(SEGMENT.baseAddress + at);
  const sequence = (slot: number): number => Buffer.from(cells(bench)).readUInt32BE(slot + BODY + 2);
  const newest = states.reduce((best, slot) => (sequence(slot) > sequence(best) ? slot : best));
  cells(bench)[newest + PAYLOAD]! ^= 0x24;
}

function isStateSlot(bench: Bench, slot: number): boolean {
  return slot % SECTOR_BYTES > 0 && (cells(bench)[slot + BODY]! & 127) === STATE;
}

/** Takes the supply away, damages, and gives it back. */
async function reboot(bench: Bench, damage: (bench: Bench) => void, offSwitch?: string): Promise<void> {
  bench.offSwitch.powerOff();
  damage(bench);
  bench.offSwitch.boot(offSwitch ?? (await bundles()).offSwitch);
  wait(bench, 12);
}

/** A switch that the central system has opened. */
async function opened(options: FieldOptions = {}): Promise<Bench> {
  const bench = await fieldMeter({ policy: POLICY, ...options });
  order(bench, "off");
  wait(bench, 5);
  assert.equal(isClosed(bench), false);
  return bench;
}

function assertTampered(bench: Bench, state: string): void {
  assert.deepEqual([bench.switchReport.charAt(0), bench.switchReport.charCodeAt(1)], [state, REASON_TAMPER]);
}

describe("attack: the stored state of the switch is lost", function () {
  this.timeout(120_000);

  for (const [name, damage] of [
    ["wiped", wipe],
    ["rotten in every copy", rotAllStates],
  ] as const) {
    it(`${name}: an open switch stays open, says why, and no press closes it`, async () => {
      const bench = await opened();
      await reboot(bench, damage);
      assertTampered(bench, DISCONNECTED);
      bench.pressButton(2.5);
      wait(bench, HOUR);
      assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [false, 1]);
      assertNoFaults(bench, "offSwitch");
    });

    it(`${name}: a closed switch stays closed, and an off does not open it for a while: nobody knows how often it has moved`, async () => {
      const bench = await fieldMeter({ policy: POLICY });
      await reboot(bench, damage);
      assertTampered(bench, CONNECTED);
      order(bench, "off");
      wait(bench, HOUR);
      assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
      assertNoFaults(bench, "offSwitch");
    });
  }

  it("is an event in the log of the switch and of the meter", async () => {
    const bench = await opened();
    await reboot(bench, wipe);
    wait(bench, 60);
    const lost = ENTRY_LOST + "\0\0" + DISCONNECTED;
    for (const parts of [bench.offSwitchParts, bench.meterParts])
      assert.ok(Buffer.from(parts.memory.array.cells).toString("latin1").includes(lost));
  });

  it("arms again where the central system says on, once it has looked", async () => {
    const bench = await opened();
    await reboot(bench, rotAllStates);
    order(bench, "on");
    wait(bench, 5);
    assert.deepEqual([isClosed(bench), bench.switchReport.charCodeAt(1)], [false, 0]);
  });

  it("closes with the next press where a lost state is taken for that of an armed switch", async () => {
    const lost = "s[REASONS] = REASON_TAMPER;\n  s[WEAR] = rules.DAY_SECONDS;";
    const careless = await without("off-switch", "off-switch-security", lost, "s[WAIT] = 86400;");
    const bench = await opened({ offSwitch: careless });
    await reboot(bench, wipe, careless);
    bench.pressButton(2.5);
    wait(bench, 5);
    assert.equal(isClosed(bench), true);
  });

  it("not promised: one who rots the newest state by hand has the one before it, as with every counter on the part", async () => {
    const bench = await fieldMeter({ policy: POLICY });
    order(bench, "off");
    wait(bench, 5);
    const before = dumpedValues(cells(bench), SEGMENT).get(STATE);
    order(bench, "on");
    wait(bench, 5);
    assert.notEqual(dumpedValues(cells(bench), SEGMENT).get(STATE), before);
    await reboot(bench, rotNewestState);
    assert.equal(bench.switchReport.charCodeAt(1), 1);
  });
});
