// The page's server without a browser and without a bench: whom it answers, and what it refuses.

import assert from "node:assert/strict";
import { MOST_BODY_BYTES } from "../../bench/page/guard.ts";
import { PageServer } from "../../bench/page/server.ts";
import { UserError } from "../../bench/user-error.ts";
import { ask } from "./ask.ts";
import type { Answer, Asked } from "./ask.ts";

const HTML = Buffer.from("<!doctype html>");
const ASSETS = new Map([["/", { type: "text/html; charset=utf-8", body: HTML }]]);

describe("page: its server", () => {
  let server: PageServer;
  let url: string;
  let acts: unknown[] = [];
  let failures: unknown[] = [];
  const json = { "content-type": "application/json" };
  const post = (body: string, headers: Asked["headers"] = json, path = "/act"): Promise<Answer> =>
    ask(url, { method: "POST", path, headers, body });

  beforeEach(async () => {
    [acts, failures] = [[], []];
    server = await PageServer.open({ host: "127.0.0.1", port: 0 }, ASSETS, {
      watch: () => false,
      failed: (error) => failures.push(error),
      posts: {
        "/act": (body) => {
          if (body === "no") throw new UserError("not that");
          if (body === "bug") throw new RangeError("a bug");
          acts.push(body);
        },
      },
    });
    ({ url } = server);
  });

  afterEach(() => server.close());

  it("gives the page, with headers that let it load from here alone", async () => {
    const { status, headers, body } = await ask(url);
    assert.deepEqual([status, body], [200, HTML.toString()]);
    assert.match(headers["content-security-policy"] as string, /^default-src 'none'; script-src 'self';/);
    assert.match(
      headers["content-security-policy"] as string,
      /frame-ancestors 'none'; require-trusted-types-for 'script'$/,
    );
    const others = ["x-content-type-options", "referrer-policy", "x-frame-options", "cache-control", "content-type"];
    assert.deepEqual(
      others.map((name) => headers[name]),
      ["nosniff", "no-referrer", "DENY", "no-store", "text/html; charset=utf-8"],
    );
    assert.equal(headers["access-control-allow-origin"], undefined);
    assert.equal((await ask(url, { method: "HEAD" })).body, "");
  });

  it("serves nothing but its table", async () => {
    for (const path of [
      "/package.json",
      "/../package.json",
      "/%2e%2e/package.json",
      "//etc/passwd",
      "/?a",
      "/__proto__",
      "/toString",
    ])
      assert.deepEqual([path, (await ask(url, { path })).status], [path, 404]);
  });

  it("says which methods a path takes", async () => {
    const refused = await Promise.all([
      ask(url, { method: "DELETE" }),
      ask(url, { path: "/act" }),
      post("1", json, "/events"),
      post("1", json, "/"),
    ]);
    assert.deepEqual(
      refused.map(({ status, headers, body }) => [status, headers.allow, body.trim()]),
      [
        [405, "GET, HEAD", "/ takes GET and HEAD"],
        [405, "POST", "/act takes POST"],
        [405, "GET", "/events takes GET"],
        [405, "GET, HEAD", "/ takes GET and HEAD"],
      ],
    );
    assert.deepEqual(acts, []);
  });

  it("answers under its own names alone, so that no name of a stranger leads here", async () => {
    const { port } = new URL(url);
    const statuses = async (hosts: readonly string[]): Promise<number[]> =>
      Promise.all(hosts.map(async (host) => (await ask(url, { headers: { host } })).status));
    assert.deepEqual(await statuses([`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`]), [200, 200, 200]);
    const strangers = [
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      "127.0.0.1",
      `127.0.0.2:${port}`,
      `[::1]:${port}`,
    ];
    assert.deepEqual(await statuses(strangers), [421, 421, 421, 421, 421]);
  });

  it("takes orders from its own page alone", async () => {
    const { port } = new URL(url);
    const says = async (headers: Asked["headers"]): Promise<unknown[]> => {
      const { status, body } = await post('"x"', headers);
      return [status, body.trim()];
    };
    const site = [403, "another site may not command the bench"];
    const type = [415, "the body is to be application/json"];
    assert.deepEqual(await says({ ...json, origin: "http://evil.example" }), site);
    assert.deepEqual(await says({ ...json, origin: "null" }), site);
    assert.deepEqual(await says({ ...json, origin: `https://127.0.0.1:${port}` }), site);
    assert.deepEqual(await says({ ...json, origin: `http://localhost:${port}` }), site);
    assert.deepEqual(await says({ ...json, "sec-fetch-site": "same-site" }), site);
    assert.deepEqual(await says({ "content-type": "text/plain" }), type);
    assert.deepEqual(await says({ "content-type": "application/jsonp" }), type);
    assert.deepEqual(await says({}), type);
    assert.deepEqual(acts, []);
    const own = { ...json, origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" };
    assert.deepEqual(
      [await says(own), await says(json), acts],
      [
        [200, ""],
        [200, ""],
        ["x", "x"],
      ],
    );
  });

  it("does not answer the question of a browser whether another site may post", async () => {
    const headers = { origin: "http://evil.example", "access-control-request-method": "POST" };
    const answer = await ask(url, { method: "OPTIONS", path: "/act", headers });
    assert.deepEqual([answer.status, answer.headers["access-control-allow-origin"]], [405, undefined]);
  });

  it("says why an order cannot be followed, and keeps a failure of the bench to itself", async () => {
    const refused = await Promise.all([post('"no"'), post("{"), post('"bug"')]);
    assert.deepEqual(
      refused.map(({ status, body }) => [status, body.trim()]),
      [
        [400, "not that"],
        [400, "the body is no JSON"],
        [500, "the bench failed at this: its terminal says why"],
      ],
    );
    assert.deepEqual(
      failures.map((error) => (error as Error).message),
      ["a bug"],
    );
  });

  it("takes a body of so many bytes and no more", async () => {
    const full = JSON.stringify("x".repeat(MOST_BODY_BYTES - 2));
    assert.equal((await post(full)).status, 200);
    const { status, body } = await post(JSON.stringify("x".repeat(MOST_BODY_BYTES - 1)));
    assert.deepEqual([status, body.trim(), acts.length], [413, "a body has at most 4096 bytes", 1]);
  });

  it("says so where its port is taken", async () => {
    const port = Number(new URL(url).port);
    const open = PageServer.open({ host: "127.0.0.1", port }, ASSETS, {
      watch: () => true,
      posts: {},
      failed: () => 0,
    });
    await assert.rejects(open, new UserError(`port ${port} is taken: --port PORT takes another, 0 a free one`));
  });
});
