// What people do on the page: a day is run, a top-up made, an off commanded and the button held, an attack launched. In this order: each begins
// where the one before has ended.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { moneyFigures } from "../../bench/meter-values.ts";
import { untilText } from "./browser-rig.ts";
import type { Rig } from "./browser-rig.ts";

const DAY_S = 86_400;

/** The button of an act on the control sheet. */
const actButton = (page: Page, role: string, name: string) =>
  page.getByRole("region", { name: role }).getByRole("button", { name, exact: true });

export function journeys(rig: () => Rig): void {
  it("shows the meter as it is", async () => {
    const { bench, page, pace } = rig();
    pace.paused = true;
    await untilText(page, "meter-id", /^HASM0001$/);
    await untilText(page, "clock-time", new RegExp(new Date(bench.utcMs).toISOString().slice(11, 19)));
    const rows = bench.meterParts.lcd.rows().map((row) => row.trimEnd());
    await untilText(page, "lcd-text", new RegExp(rows[1]!.trim().replace(/\W/g, "\\$&")));
    assert.equal(await page.locator("#lcd-text").textContent(), rows.join("\n"));
    await untilText(page, "relay-word", /^Connected$/);
    await untilText(page, "energy-big", /^0\.\d{3} kWh$/);
  });

  it("pauses, and steps a second at a time", async () => {
    const { bench, page, pace } = rig();
    await page.getByRole("button", { name: "Go on" }).click();
    await untilText(page, "pause", /^Pause$/);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await untilText(page, "pause", /^Go on$/);
    const before = bench.elapsedS;
    await page.getByRole("button", { name: "+1 s" }).click();
    const clock = new Date((bench.startS + before + 1) * 1000).toISOString().slice(11, 19);
    await untilText(page, "clock-time", new RegExp(`^${clock}$`));
    assert.deepEqual([Math.round((bench.elapsedS - before) * 1e6), pace.paused], [1_000_000, true]);
    await page.getByRole("group", { name: "Speed" }).getByRole("button", { name: "60×" }).click();
    await untilText(page, "pause", /^Pause$/);
    assert.deepEqual([pace.speed, pace.paused], [60, false]);
  });

  it("tops a prepaid meter up: the balance on the page is that of the meter", async () => {
    const { bench, page } = rig();
    await actButton(page, "Central system", "Prepaid").click();
    await page.getByText("settled 0.00").waitFor();
    await page.getByRole("region", { name: "Central system" }).getByLabel("Top up: amount").fill("12.5");
    await actButton(page, "Central system", "Top up").click();
    await page.getByText("balance 12.50").waitFor();
    await page.getByRole("region", { name: "Top-up gateway" }).getByLabel("Top up: amount").fill("7.25");
    await actButton(page, "Top-up gateway", "Top up").click();
    await page.getByText("balance 19.75").waitFor();
    assert.equal(await untilText(page, "credit-big", /^19\.75$/), "19.75");
    assert.deepEqual([moneyFigures(bench).mode, moneyFigures(bench).balance], ["prepaid", 1_975_000]);
  });

  it("says why an act cannot be done", async () => {
    const { page } = rig();
    await page.getByLabel("Any act, as in a script").fill("tariff /etc/passwd");
    await page.getByRole("button", { name: "Do it" }).click();
    await page
      .locator(".told .refused", { hasText: 'the page sends no tariff "/etc/passwd", only docs/tariff-london.json' })
      .waitFor();
    await page.getByLabel("Any act, as in a script").fill("dance");
    await page.keyboard.press("Enter");
    await page.locator(".told .refused", { hasText: '"dance" is no act' }).waitFor();
  });

  it("holds the load where a hand drags it, and gives it back", async () => {
    const { bench, page } = rig();
    await page.getByLabel("Load", { exact: true }).fill("3000");
    await untilText(page, "power-now", /^3,000$/);
    assert.equal(bench.powerW(), 3000);
    await page.getByLabel("Load", { exact: true }).focus();
    await page.keyboard.press("ArrowRight");
    await untilText(page, "power-now", /^3,010$/);
    await page.getByRole("button", { name: "Load: Household" }).click();
    await page.locator("button[aria-label='Load: Household'][aria-pressed=true]").waitFor();
    assert.equal(bench.feeds.heldLoadW, undefined);
  });

  it("opens the switch by an off, and closes it by a hand on the button alone", async () => {
    const { bench, page } = rig();
    await actButton(page, "Central system", "Off").click();
    await untilText(page, "relay-word", /^Disconnected$/);
    assert.equal(bench.offSwitchParts.relay.closed, false);
    await actButton(page, "Central system", "On").click();
    await untilText(page, "relay-word", /^Ready$/);
    const button = page.getByRole("button", { name: "Hold", exact: true });
    await button.hover();
    await page.mouse.down();
    // Until the bench hears of it time goes on as it did.
    await page.locator("#press[data-down=yes]").waitFor();
    const pressedS = bench.elapsedS;
    while (bench.elapsedS < pressedS + 2.6) await page.waitForTimeout(50);
    assert.equal(rig().pace.speed, 1, "while a finger presses, time goes at 1x");
    await page.mouse.up();
    await untilText(page, "relay-word", /^Connected$/);
    assert.deepEqual([bench.offSwitchParts.relay.closed, bench.offSwitchParts.relay.operations], [true, 2]);
    assert.equal(rig().pace.speed, 60);
  });

  it("turns the display's page by a short press of a key", async () => {
    const { page } = rig();
    const switchRow = /Switch/;
    // The display follows the switch with its next reading.
    await untilText(page, "lcd-text", switchRow);
    await page.getByRole("button", { name: "Hold", exact: true }).focus();
    await page.keyboard.down("Space");
    await page.waitForTimeout(300);
    await page.keyboard.up("Space");
    await page.locator("#lcd-text", { hasNotText: switchRow }).waitFor({ state: "attached" });
  });

  it("lifts the finger of a page that is gone", async () => {
    const { bench, page } = rig();
    const other = await rig().anotherPage();
    await untilText(other, "relay-word", /^Connected$/);
    await other.getByRole("button", { name: "Hold", exact: true }).hover();
    await other.mouse.down();
    await page.locator("#press[data-down=yes]").waitFor();
    await other.close();
    await page.locator("#press[data-down=no]").waitFor();
    assert.equal(bench.offSwitchParts.relay.operations, 2);
  });

  it("launches an attack, and names the line of defence that stopped it", async () => {
    const { page } = rig();
    await page.getByRole("tab", { name: "Attacks" }).click();
    await page.getByRole("button", { name: "Launch Replayed off" }).click();
    const card = page.getByRole("region", { name: "Replayed off" });
    await card.locator(".held").waitFor();
    assert.match((await card.locator(".held").textContent())!, /^Held by .*counter/);
    assert.ok((await card.locator("li").count()) >= 2);
    await untilText(page, "announcer", /^Replayed off: Held, /);
  });

  it("opens what is sealed on the wire, shows what moves inside, and checks the logs", async () => {
    const { page } = rig();
    await page.getByRole("tab", { name: "Wires" }).click();
    const off = page.locator(".wire-lines summary", { hasText: 'order "off" to the off-switch processor' }).last();
    await off.click();
    await page
      .locator(".wire-lines details[open] li", { hasText: /^key 2 \(central system\), counter \d+$/ })
      .waitFor();
    await page.getByRole("tab", { name: "Inside" }).click();
    await page.locator(".map .dot").first().waitFor({ state: "attached" });
    const row = page.getByRole("row", { name: /^meter\/cs-security -> consumer-port/ });
    assert.ok(Number(await row.locator("td").first().textContent()) >= 3);
    await page.getByRole("tab", { name: "Logs" }).click();
    await page
      .getByRole("region", { name: "Switch log", exact: true })
      .getByText("the button closed the switch")
      .waitFor();
    assert.equal(await page.locator(".verdict[data-intact=yes]").count(), 4);
  });

  it("runs a day", async () => {
    const { bench, page } = rig();
    const before = bench.elapsedS;
    const telegrams = bench.han.telegrams;
    await page.getByRole("button", { name: "Run a day" }).click();
    await untilText(page, "day", /^Stop$/);
    await page.locator("#day", { hasText: "Run a day" }).waitFor({ timeout: 100_000 });
    assert.ok(
      bench.elapsedS >= before + DAY_S && bench.elapsedS < before + DAY_S + 700,
      `${bench.elapsedS - before} s`,
    );
    assert.ok(bench.han.telegrams >= telegrams + DAY_S / 10 - 1);
    await untilText(page, "clock-day", /^Fri, 16 Jan 2026$/);
    await page.getByRole("button", { name: "24 h" }).click();
    await page.locator("#chart[aria-label^='Power over the last 24 h: now']").waitFor();
  });
}
