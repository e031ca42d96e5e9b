// The streams of the pages that look on: each is told what is news for it, and nothing piles up for one that does not read.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { PageServer } from "../../bench/page/server.ts";
import { MOST_VIEWERS, Viewers } from "../../bench/page/viewers.ts";
import { ask } from "./ask.ts";

describe("page: those who look on", () => {
  let server: PageServer;
  let url: string;
  let viewers: Viewers<number>;

  beforeEach(async () => {
    viewers = new Viewers<number>(50);
    server = await PageServer.open({ host: "127.0.0.1", port: 0 }, new Map(), {
      watch: (response) => viewers.welcome(response, 0, (id) => JSON.stringify({ id })),
      failed: (error) => {
        throw error;
      },
      posts: {},
    });
    ({ url } = server);
  });

  afterEach(async () => {
    viewers.close();
    await server.close();
  });

  /** Somebody who asks for the stream, and reads as it likes. */
  async function listener(
    isReading: boolean,
  ): Promise<{ readonly text: () => string; end(): void; isOver(): boolean }> {
    const { port } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    let text = "";
    let isOver = false;
    socket.on("close", () => (isOver = true));
    socket.on("error", () => 0);
    if (isReading) socket.on("data", (piece) => (text += String(piece)));
    else socket.pause();
    const before = viewers.count;
    socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    while (viewers.count === before) await wait(2);
    return { text: () => text, end: () => socket.destroy(), isOver: () => isOver };
  }

  it("tells each page all that is news for it, and forgets those that are gone", async () => {
    const first = await listener(true);
    viewers.send((viewer) => `{"n":${++viewer.cursors}}`);
    const second = await listener(true);
    viewers.send((viewer) => `{"n":${++viewer.cursors}}`);
    viewers.send(() => "");
    await wait(30);
    const events = (text: string): string[] =>
      [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(
        ([, name, data]) => `${name} ${name === "about" ? "" : data}`,
      );
    assert.deepEqual(events(first.text()), ["about ", 'frame {"n":1}', 'frame {"n":2}']);
    assert.deepEqual(events(second.text()), ["about ", 'frame {"n":1}']);
    first.end();
    second.end();
    while (viewers.count > 0) await wait(2);
  });

  it("skips a page that does not read, holds little for it, and lets it go in the end", async () => {
    const slow = await listener(false);
    const quick = await listener(true);
    const frame = JSON.stringify("x".repeat(100_000));
    const before = process.memoryUsage().arrayBuffers;
    let asked = 0;
    for (let i = 0; i < 300; i++) {
      viewers.send(() => {
        asked++;
        return frame;
      });
      await wait(1);
      if (viewers.count === 1) break;
    }
    assert.equal(viewers.count, 1, "the slow page is let go, the quick one stays");
    assert.equal(viewers.figures.letGo, 1);
    assert.ok(viewers.figures.skipped > 0);
    // What the system itself takes for a connection is some megabytes; a frame more than that is none of ours.
    const held = process.memoryUsage().arrayBuffers - before;
    assert.ok(held < 20_000_000, `${held} bytes are held after ${asked} frames`);
    quick.end();
    slow.end();
  });

  it("turns away more pages than there may be", async () => {
    const pages = [];
    for (let i = 0; i < MOST_VIEWERS; i++) pages.push(await listener(true));
    const { status, body, headers } = await ask(url, { path: "/events" });
    assert.deepEqual([status, body.trim(), viewers.figures.turnedAway], [503, "too many pages look on already", 1]);
    assert.equal(headers["content-type"], "text/plain; charset=utf-8");
    for (const page of pages) page.end();
  });
});
