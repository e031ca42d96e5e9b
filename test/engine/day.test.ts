// A short day on the STM32F405RG image: a stretch quiet, one at 16.7 pulses a second, and one at that with traffic on every port. The whole
// day is `npm run test:day`.

import assert from "node:assert/strict";
import { engineSuite } from "../../tools/engine/available.ts";
import { liveDay } from "../engine-day/day.ts";
import { shortPlan } from "../engine-day/plans.ts";

const SECONDS = 90;

engineSuite("a short day on the STM32F405RG image", "stm32", () => {
  it("loses no pulse, faults nowhere and answers everything", async function () {
    this.timeout(300_000);
    const { figures, broken } = await liveDay(shortPlan(SECONDS));
    assert.deepEqual(broken, []);
    // Two stretches at their pace, and a few before.
    assert.ok(figures.importPulses > (2 * SECONDS) / 3 / 0.06, `${figures.importPulses} pulses`);
    assert.ok(figures.commands.sent >= 8, `${figures.commands.sent} commands`);
    assert.ok(figures.processorPercent.quiet < figures.processorPercent.busy);
    assert.ok(figures.processorPercent.busy < figures.processorPercent.traffic);
  });
});
