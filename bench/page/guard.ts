// Who may ask the page's server for what. A browser on this computer runs the pages of others, too: one of them can have a name of its own
// lead to this address, which the Host header tells, or post to it, which Origin and content type tell. It keeps nobody out who can run
// programs here, and it is no login.

import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export interface Refusal {
  readonly status: number;
  readonly says: string;
}

export const MOST_BODY_BYTES = 4096;

/** Sent with every answer. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
};

/** The name and the port of a Host header; undefined where it is none. */
function partsOf(host: string): { readonly name: string; readonly port: number } | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/@]+))(?::(\d{1,5}))?$/.exec(host);
  if (!found) return undefined;
  return { name: (found[1] ?? found[2] ?? "").toLowerCase(), port: Number(found[3] ?? 80) };
}

/** Whether a request is for this server under a name that only this server has: its address, "localhost", or the name it was told. */
export function isOwnHost(request: IncomingMessage, toldHost: string): boolean {
  const { localAddress, localPort } = request.socket;
  const parts = partsOf(request.headers.host ?? "");
  if (parts === undefined || parts.port !== localPort) return false;
  const { name } = parts;
  if (name === "localhost" || name === toldHost.toLowerCase()) return true;
  return isIP(name) !== 0 && name === localAddress?.replace(/^::ffff:/, "");
}

export function refusalOf(request: IncomingMessage, toldHost: string): Refusal | undefined {
  if (!isOwnHost(request, toldHost)) return { status: 421, says: "this server is not the one that Host names" };
  if (request.method !== "POST") return undefined;
  const { origin, "content-type": type, "sec-fetch-site": site } = request.headers;
  const isOwnOrigin = origin === undefined || origin === `http://${request.headers.host ?? ""}`;
  if (!isOwnOrigin || (site !== undefined && site !== "same-origin"))
    return { status: 403, says: "another site may not command the bench" };
  if (!/^application\/json(;|$)/.test(type ?? "")) return { status: 415, says: "the body is to be application/json" };
  return undefined;
}

/** The whole body as text. */
export function readBody(request: IncomingMessage): Promise<string | Refusal> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= MOST_BODY_BYTES) pieces.push(piece);
      else {
        request.pause();
        resolve({ status: 413, says: `a body has at most ${MOST_BODY_BYTES} bytes` });
      }
    });
    request.on("end", () => resolve(Buffer.concat(pieces).toString("utf8")));
    request.on("error", () => resolve({ status: 400, says: "the body was cut off" }));
  });
}
