// The concentrator on the page: what it is told is what the concentrator knows, and whoever reads it, by eye or by ear, has all of it.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { Feeder } from "../../bench/concentrator/feeder.ts";
import { constantHousehold } from "../../bench/household.ts";
import { openPage } from "../../bench/page/open.ts";
import type { BenchPage } from "../../bench/page/page.ts";
import { streetView } from "../../bench/page/street-view.ts";
import { BenchStage } from "../../bench/script/bench-stage.ts";
import { bundles, newBench } from "../bundles.ts";
import { untilText } from "./browser-rig.ts";
import { chromiumFlags, findChromium } from "./chromium.ts";
import { NAMELESS, PALE, TOO_WIDE } from "./in-page.ts";

/** A minute before a quarter hour. */
const START_S = Date.UTC(2026, 0, 15, 8, 14) / 1000;
const ROUND_S = 60 + 900 + 31;

async function newFeeder(meters: number): Promise<Feeder> {
  const neighbour = () => constantHousehold(1000);
  const first = { household: neighbour(), startS: START_S, seed: 1, bundles: await bundles() };
  return new Feeder({ first, meters, neighbour });
}

describe("page: the concentrator", () => {
  it("is nothing where there is none, and of one home a round without a sum", async () => {
    assert.equal(streetView(await newBench()), null);
    const { first } = await newFeeder(1);
    assert.deepEqual(streetView(first), { meters: 1, rounds: 0, summed: 0, maskedWh: null, last: null });
    first.runTo(ROUND_S);
    const { last, maskedWh, ...counts } = streetView(first)!;
    assert.deepEqual(counts, { meters: 1, rounds: 1, summed: 0 });
    assert.deepEqual([last!.sumWh, last!.noSum, last!.missing], [null, "fewer than 3 meters", []]);
    assert.ok(maskedWh! > 65_535);
  });

  const title = "in Chromium";
  if (findChromium() === undefined) {
    it.skip(`${title} needs Chromium, which is not on the PATH (Debian: apt-get install chromium)`);
    return;
  }

  describe(title, function () {
    this.timeout(120_000);
    let feeder: Feeder;
    let server: BenchPage;
    let browser: Browser;
    let page: Page;
    before(async () => {
      feeder = await newFeeder(3);
      const { first } = feeder;
      const pace = { speed: 1, paused: true, quit: false };
      server = await openPage(first, new BenchStage(first), pace, { host: "127.0.0.1", port: 0 });
      browser = await chromium.launch({ executablePath: findChromium()!, args: [...chromiumFlags()] });
      page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
      await page.goto(server.url);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    const street = () => page.getByRole("region", { name: "Concentrator" });
    const facts = async (): Promise<Record<string, string>> => {
      const rows = await street().locator("dl > div").all();
      const pairs = rows.map((row) => Promise.all(["dt", "dd"].map((part) => row.locator(part).innerText())));
      return Object.fromEntries(await Promise.all(pairs)) as Record<string, string>;
    };

    it("shows the sum of a round, the feeder, the loss, and of the meter what is under its mask", async () => {
      await untilText(page, "street-big", /^No round yet$/);
      feeder.first.runTo(ROUND_S);
      const { last } = feeder.concentrator.figures;
      await untilText(page, "street-big", new RegExp(`^${last!.lossPercent!} % lost$`));
      const masked = feeder.concentrator.latestMasked("HASM0001")!.maskedWh;
      assert.deepEqual(await facts(), {
        "Meters on the feeder": "3",
        Rounds: "1, 1 with a sum",
        "Last round": "08:30",
        Missing: "none",
        "Feeder gave": `${last!.feederWh} Wh`,
        "Sum of the meters": `${last!.sumWh!} Wh`,
        "This meter, under its mask": masked.toLocaleString("en"),
      });
      await street().getByText("of each meter it sees a reading under a mask").waitFor();
    });

    it("says aloud what no line loses, and which meter is missing", async () => {
      feeder.first.feeds.bypass(50);
      feeder.first.runTo(ROUND_S + 900);
      await untilText(page, "street-wrong", /^More is lost than lines lose$/);
      await untilText(page, "announcer", /^concentrator: round 08:45: feeder 77\d Wh, meters 6[23]\d Wh: 1[89].* lost/);
      feeder.meters[1]!.outages.wan.cutFor(1800);
      feeder.first.runTo(ROUND_S + 1800 + 310);
      await untilText(page, "street-big", /^No sum$/);
      const { Missing, "Sum of the meters": sum } = await facts();
      assert.deepEqual([Missing, sum], ["HASM0002", "none: fewer than 3 meters"]);
    });

    it("is for everybody: named, with contrast enough in light and dark, and in a window of 400 pixels", async () => {
      assert.deepEqual(await page.evaluate(NAMELESS), []);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual([colorScheme, await page.evaluate(PALE)], [colorScheme, []]);
      }
      await page.setViewportSize({ width: 400, height: 800 });
      assert.deepEqual(await page.evaluate(TOO_WIDE), []);
    });
  });
});
