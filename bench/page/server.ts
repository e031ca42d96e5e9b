// The page's server: the files of the page, a stream of events for each that looks on, and what a page may ask for. It knows no bench. For
// whom it answers is decided in guard.ts.

import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { addressText } from "../send/address.ts";
import type { Address } from "../send/address.ts";
import { reasonOf, UserError } from "../user-error.ts";
import type { Asset } from "./assets.ts";
import { readBody, refusalOf, SAFE_HEADERS } from "./guard.ts";
import type { Refusal } from "./guard.ts";

/** What a page may ask for. Each throws UserError where it cannot be had. */
export interface PageHandlers {
  /** Begins a stream. False: there are too many. */
  watch(response: ServerResponse): boolean;
  /** By path, given the body as JSON. */
  readonly posts: Readonly<Record<string, (body: unknown) => void>>;
  /** What is nobody's fault outside. */
  failed(error: unknown): void;
}

const MOST_CONNECTIONS = 64;
const EVENTS = "/events";

export class PageServer {
  readonly #server: Server;
  readonly #address: Address;

  private constructor(server: Server, address: Address) {
    this.#server = server;
    this.#address = address;
  }

  /** Port 0 takes a free one. Throws UserError. */
  static async open(address: Address, assets: ReadonlyMap<string, Asset>, handlers: PageHandlers): Promise<PageServer> {
    const server = createServer((request, response) => {
      answer(request, response, address.host, assets, handlers).catch((error: unknown) => {
        handlers.failed(error);
        if (!response.headersSent) say(response, 500, "the bench failed at this: its terminal says why");
        else response.destroy();
      });
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.headersTimeout = 5000;
    server.requestTimeout = 10_000;
    await listening(server, address);
    return new PageServer(server, address);
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${addressText(this.#address.host, port)}/`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  toldHost: string,
  assets: ReadonlyMap<string, Asset>,
  handlers: PageHandlers,
): Promise<void> {
  const path = request.url ?? "";
  const post = Object.hasOwn(handlers.posts, path) ? handlers.posts[path] : undefined;
  const asset = assets.get(path);
  const refusal = refusalOf(request, toldHost) ?? wrongMethod(request, response, path, { post, asset });
  if (refusal !== undefined) say(response, refusal.status, refusal.says);
  else if (post !== undefined) await take(request, response, post);
  else if (asset !== undefined) give(request, response, asset);
  else stream(response, handlers);
}

/** What there is at a path. */
interface Found {
  readonly post: ((body: unknown) => void) | undefined;
  readonly asset: Asset | undefined;
}

function wrongMethod(
  { method = "" }: IncomingMessage,
  response: ServerResponse,
  path: string,
  { post, asset }: Found,
): Refusal | undefined {
  if (post === undefined && asset === undefined && path !== EVENTS)
    return { status: 404, says: "there is no such page" };
  const methods = post !== undefined ? ["POST"] : asset !== undefined ? ["GET", "HEAD"] : ["GET"];
  if (methods.includes(method)) return undefined;
  response.setHeader("allow", methods.join(", "));
  return { status: 405, says: `${path} takes ${methods.join(" and ")}` };
}

async function take(request: IncomingMessage, response: ServerResponse, post: (body: unknown) => void): Promise<void> {
  const body = await readBody(request);
  if (typeof body !== "string") {
    response.setHeader("connection", "close");
    say(response, body.status, body.says);
    return;
  }
  const refusal = refused(post, body);
  if (refusal === undefined) say(response, 200, "");
  else say(response, 400, refusal);
}

/** Does it. Returns why it could not be done, where that is for whoever asked to know. */
function refused(post: (body: unknown) => void, body: string): string | undefined {
  try {
    post(JSON.parse(body));
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    if (error instanceof SyntaxError) return "the body is no JSON";
    throw error;
  }
}

function give(request: IncomingMessage, response: ServerResponse, { type, body }: Asset): void {
  response.writeHead(200, { ...SAFE_HEADERS, "content-type": type, "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

function stream(response: ServerResponse, handlers: PageHandlers): void {
  response.setHeader("content-type", "text/event-stream");
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
  if (!handlers.watch(response)) say(response, 503, "too many pages look on already");
}

/** `message` as text. */
function say(response: ServerResponse, status: number, message: string): void {
  const body = Buffer.from(message === "" ? "" : `${message}\n`);
  const type = { "content-type": "text/plain; charset=utf-8", "content-length": body.length };
  response.writeHead(status, { ...SAFE_HEADERS, ...type });
  response.end(body);
}

function listening(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const where = addressText(host, port);
      const busy = `port ${port} is taken: --port PORT takes another, 0 a free one`;
      const why = reasonOf(error);
      reject(new UserError(why === "EADDRINUSE" ? busy : `cannot open the page at ${where}: ${why}`));
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.removeAllListeners("error").on("error", () => undefined);
      resolve();
    });
  });
}
