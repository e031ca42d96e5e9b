// Makes the picture of the page that README shows: `npm run screenshot [-- FILE]`. A prepaid evening on the London tariff, with a roof; the same
// seed and the same acts each time.

import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { ATTACKS } from "../../bench/attack/attack.ts";
import { openPage } from "../../bench/page/open.ts";
import { parseAct } from "../../bench/script/act.ts";
import { BenchStage } from "../../bench/script/bench-stage.ts";
import { newBench } from "../bundles.ts";
import { chromiumFlags, findChromium } from "./chromium.ts";

const FILE = process.argv[2] ?? "docs/bench.png";
const START_S = Date.UTC(2026, 4, 14, 12) / 1000;
const SHOWN_S = 6 * 3600;
const ACTS = ["tariff docs/tariff-london.json local-time", "prepaid on", "topup 20", "obey credit", "query switch"];

async function livedBench() {
  const bench = await newBench({ startS: START_S, seed: 4 });
  const stage = new BenchStage(bench, { attacks: ATTACKS });
  const page = await openPage(
    bench,
    stage,
    { speed: 60, paused: true, quit: false },
    { host: "127.0.0.1", port: 0 },
    ATTACKS,
  );
  for (const [i, act] of ACTS.entries()) {
    bench.runTo(60 * (i + 1));
    stage.perform(parseAct(act), () => undefined);
  }
  for (let hour = 1; hour <= 6; hour++) {
    bench.runTo((hour * SHOWN_S) / 6 - 30 * 60);
    bench.holdSun([1800, 2400, 2100, 1300, 600, 0][hour - 1]);
  }
  bench.runTo(SHOWN_S + 24);
  return { bench, page };
}

async function take(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error("there is no Chromium on the PATH (Debian: apt-get install chromium)");
  const { bench, page } = await livedBench();
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags()] });
  const tab = await browser.newPage({ viewport: { width: 1440, height: 1425 } });
  await tab.goto(page.url);
  await tab.getByRole("button", { name: "2 h" }).click();
  await tab.getByRole("tab", { name: "Inside" }).click();
  await tab.locator("#clock-time", { hasText: /\d/ }).waitFor();
  // So that something moves along the channels.
  bench.runTo(SHOWN_S + 30.3);
  await tab.locator(".map .dot").first().waitFor({ state: "attached" });
  await tab.waitForTimeout(250);
  writeFileSync(FILE, await tab.screenshot());
  await browser.close();
  await page.close();
}

await take();
console.log(FILE);
