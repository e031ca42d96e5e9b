// Whoever has the central system's keys switches an appliance off, and again as soon as it is on: a freezer, a boiler, a charger. It is off as
// often in a week as the contract says, as long each time, and no more; what is refused is in the log.

import assert from "node:assert/strict";
import { decodeLogFile } from "../../bench/log-file.ts";
import { exportedLog } from "../../bench/meter-logs.ts";
import { loadLimits } from "../../bench/central/orders.ts";
import { ORDER_APPLIANCE, RESULT_TOO_OFTEN } from "../../firmware/messages/meter-order.ts";
import { ENTRY_ACCEPTED } from "../../firmware/messages/security-entry.ts";
import { HEAD_BYTES } from "../../firmware/store/slot.ts";
import { applianceOn } from "./appliances.ts";
import { assertNoFaults, wait, without } from "./rig.ts";

const LIMITS = { timesAWeek: 2, leastMinutes: 2, mostOffMinutes: 10 } as const;
const MINUTE = 60;
/** Each off and on, 150 s apart. */
const ROUNDS = 20;
const APART = 150;

async function annoyed(meter?: string): Promise<Awaited<ReturnType<typeof applianceOn>>> {
  const one = await applianceOn(meter);
  one.bench.central.order("meter", loadLimits(LIMITS));
  wait(one.bench, APART);
  for (let round = 0; round < ROUNDS; round++) {
    one.command(false, APART);
    one.command(true, APART);
  }
  return one;
}

describe("attack: appliances are switched off to annoy", function () {
  this.timeout(60_000);

  it("as often in a week as is allowed, and what is refused is written down", async () => {
    const one = await annoyed();
    assert.equal(one.offs, LIMITS.timesAWeek);
    const refused = ORDER_APPLIANCE + RESULT_TOO_OFTEN;
    const records = decodeLogFile(exportedLog(one.bench, "security")).records;
    const entries = records.map(({ text }) => text.slice(HEAD_BYTES, HEAD_BYTES + text.charCodeAt(1)));
    const found = entries.filter((entry) => entry.slice(4, 7) === ENTRY_ACCEPTED + refused);
    assert.equal(found.length, ROUNDS - LIMITS.timesAWeek);
    assertNoFaults(one.bench, "meter");
  });

  it("for no longer than is allowed, where it is left off or switched off again meanwhile", async () => {
    const one = await applianceOn();
    one.bench.central.order("meter", loadLimits(LIMITS));
    wait(one.bench, APART);
    one.command(false, 5 * MINUTE);
    one.command(false, 15 * MINUTE);
    const [, off, on] = one.changes;
    assert.deepEqual([one.changes.length, off?.isOn, on?.isOn], [3, false, true]);
    const seconds = on!.second - off!.second;
    // The port says it with the next telegram, the meter looks every half minute.
    assert.ok(seconds <= LIMITS.mostOffMinutes * MINUTE + 45, `off for ${seconds} s`);
  });

  it("succeeds where nobody counts", async () => {
    const limited = "applianceSwitched(stored, parametersGet(PARAMETER_LOAD), to, seconds)";
    const one = await annoyed(await without("meter", "cs-security", limited, "to + u32(seconds)"));
    assert.equal(one.offs, ROUNDS);
  });
});
