// Who has no mouse, no colours, no wide screen or no sight has all of the page; and a page that loses its bench says so.

import assert from "node:assert/strict";
import { untilText } from "./browser-rig.ts";
import type { Rig } from "./browser-rig.ts";
import { FOCUSED, NAMELESS, NUMBERED, PALE, TOO_WIDE } from "./in-page.ts";

const SHEETS = ["control", "attacks", "wires", "inside", "logs"] as const;

export function everybody(rig: () => Rig): void {
  const show = async (sheet: string): Promise<void> => {
    await rig().page.locator(`#tab-${sheet}`).click();
  };

  it("gives every control a name, on every sheet", async () => {
    for (const sheet of SHEETS) {
      await show(sheet);
      assert.deepEqual([sheet, await rig().page.evaluate(NAMELESS)], [sheet, []]);
    }
  });

  for (const colorScheme of ["light", "dark"] as const)
    it(`has contrast enough in ${colorScheme}`, async () => {
      const { page } = rig();
      await page.emulateMedia({ colorScheme });
      const grounds = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
      assert.equal(grounds, colorScheme === "light" ? "rgb(238, 240, 238)" : "rgb(14, 18, 17)");
      for (const sheet of SHEETS) {
        await show(sheet);
        assert.deepEqual([sheet, await page.evaluate(PALE)], [sheet, []]);
      }
    });

  it("is reached by the tab key all over, and shows where it is", async () => {
    const { page } = rig();
    await page.evaluate("document.activeElement.blur()");
    for (const sheet of ["control", "inside"]) {
      await show(sheet);
      const stops = await page.evaluate<number>(NUMBERED);
      const seen = new Set<string>();
      for (let i = 0; i < stops + 2; i++) {
        await page.keyboard.press("Tab");
        const [stop, isShown] = await page.evaluate<[string, boolean]>(FOCUSED);
        if (stop !== "") assert.ok(isShown, `stop ${stop} of ${sheet} shows no focus`);
        seen.add(stop);
      }
      seen.delete("");
      assert.equal(seen.size, stops, sheet);
    }
  });

  it("moves among the sheets by arrow keys", async () => {
    const { page } = rig();
    await show("control");
    for (const [key, name] of [
      ["ArrowRight", "Attacks"],
      ["End", "Logs"],
      ["ArrowRight", "Control"],
      ["ArrowLeft", "Logs"],
      ["Home", "Control"],
    ]) {
      await page.keyboard.press(key!);
      assert.equal(await page.locator("[role=tab][aria-selected=true]").textContent(), name);
    }
  });

  it("fits a window of 400 pixels, and moves nothing where no motion is wanted", async () => {
    const { page } = rig();
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.setViewportSize({ width: 400, height: 800 });
    for (const sheet of SHEETS) {
      await show(sheet);
      assert.deepEqual([sheet, await page.evaluate(TOO_WIDE)], [sheet, []]);
    }
    await show("inside");
    await page.locator(".map .line[data-live=yes]").first().waitFor({ state: "attached" });
    assert.equal(await page.locator(".map .dot").count(), 0);
  });

  it("says when the bench is gone, and takes it up again", async () => {
    const { page, shut, reopen } = rig();
    await shut();
    await page.locator("#lost").waitFor({ state: "visible" });
    await untilText(page, "announcer", /^the bench does not answer$/);
    await reopen();
    await page.locator("#lost").waitFor({ state: "hidden" });
    await untilText(page, "link", /^live$/);
  });

  it("asked nobody but its own server, and had nothing to complain of", () => {
    assert.deepEqual(rig().trouble, []);
  });
}
