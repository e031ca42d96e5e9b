// A bench with its page, and Debian's Chromium in front of it. Whatever the page says to its console, and wherever it asks for anything, is kept.

import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { ATTACKS } from "../../bench/attack/attack.ts";
import type { Bench } from "../../bench/bench.ts";
import { Pacer } from "../../bench/pace.ts";
import type { Pace } from "../../bench/pace.ts";
import { chromiumFlags, findChromium } from "./chromium.ts";
import { openPage } from "../../bench/page/open.ts";
import type { BenchPage } from "../../bench/page/page.ts";
import { BenchStage } from "../../bench/script/bench-stage.ts";
import { newBench } from "../bundles.ts";

const MANNER = { leapS: 600, frameMs: 10 };

export interface Rig {
  readonly bench: Bench;
  readonly pace: Pace;
  readonly page: Page;
  /** Another page in front of the same bench. */
  anotherPage(): Promise<Page>;
  /** What the page complained of, and requests that left this computer. */
  readonly trouble: string[];
  /** Of the server, which `reopen` begins again at its place. */
  shut(): Promise<void>;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export const isWithoutChromium = findChromium() === undefined;

/** The text of an element, once it is as it should be. */
export async function untilText(page: Page, id: string, pattern: RegExp): Promise<string> {
  const found = page.locator(`#${id}`, { hasText: pattern });
  await found.waitFor({ state: "attached" });
  return (await found.textContent()) ?? "";
}

function watch(page: Page, trouble: string[]): void {
  page.on("console", (message) => {
    // What the server refuses, and a stream that ends, the browser tells the console by itself: responses are looked at below.
    if (["error", "warning"].includes(message.type()) && !message.text().startsWith("Failed to load resource: "))
      trouble.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("response", (response) => {
    const isAct = new URL(response.url()).pathname === "/act";
    if (response.status() !== 200 && !(isAct && response.status() === 400))
      trouble.push(`${response.status()} ${response.url()}`);
  });
  page.on("request", (request) => {
    if (new URL(request.url()).hostname !== "127.0.0.1") trouble.push(`asked ${request.url()}`);
  });
}

export async function startRig(): Promise<Rig> {
  const bench = await newBench({ startS: Date.UTC(2026, 0, 15, 18) / 1000 });
  const pace: Pace = { speed: 1, paused: false, quit: false };
  const stage = new BenchStage(bench, { attacks: ATTACKS });
  bench.runTo(30);
  let server: BenchPage = await openPage(bench, stage, pace, { host: "127.0.0.1", port: 0 }, ATTACKS);
  const { url } = server;
  const run = new Pacer(bench, pace, { manner: MANNER }).to(Infinity);
  const browser: Browser = await chromium.launch({ executablePath: findChromium()!, args: [...chromiumFlags()] });
  const trouble: string[] = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  const newPage = async (): Promise<Page> => {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    watch(page, trouble);
    await page.goto(url);
    return page;
  };
  const page = await newPage();
  return {
    ...{ bench, pace, page, trouble, anotherPage: newPage },
    shut: () => server.close(),
    reopen: async () => {
      const port = Number(new URL(url).port);
      server = await openPage(bench, stage, pace, { host: "127.0.0.1", port }, ATTACKS);
    },
    close: async () => {
      pace.quit = true;
      await run;
      await browser.close();
      await server.close();
    },
  };
}
