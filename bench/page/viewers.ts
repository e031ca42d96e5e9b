// The pages that look on, each at the end of a stream of server-sent events. What waits for one of them is bounded: a page that has not taken
// what it was sent gets nothing further until it has, and then what is news for it by then. One that takes nothing for long is let go.

import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";

export const MOST_VIEWERS = 16;
/** A page that took nothing for so long is let go. */
export const PATIENCE_MS = 30_000;
/** So much may lie in a connection that is behind before it is skipped. */
const BEHIND_BYTES = 65_536;
/** Where nothing else is sent, a page hears at least so often that it is still connected. */
const BEAT_MS = 5000;
const RETRY_MS = 1000;

export interface Viewer<Cursors> {
  readonly id: string;
  /** How far it has been told. */
  cursors: Cursors;
}

interface Held<Cursors> extends Viewer<Cursors> {
  readonly response: ServerResponse;
  takenMs: number;
  sentMs: number;
}

export interface ViewerFigures {
  /** Frames that a slow page was not sent. */
  skipped: number;
  letGo: number;
  turnedAway: number;
}

export class Viewers<Cursors> {
  readonly figures: ViewerFigures = { skipped: 0, letGo: 0, turnedAway: 0 };
  readonly #viewers = new Map<string, Held<Cursors>>();
  readonly #patienceMs: number;

  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  get count(): number {
    return this.#viewers.size;
  }

  has(id: string): boolean {
    return this.#viewers.has(id);
  }

  /** Begins the stream with `first`, which is told the viewer's id. False: there are as many as there may be. */
  welcome(response: ServerResponse, cursors: Cursors, first: (id: string) => string): boolean {
    if (this.#viewers.size >= MOST_VIEWERS) {
      this.figures.turnedAway++;
      return false;
    }
    const nowMs = performance.now();
    const viewer = { id: randomUUID(), response, cursors, takenMs: nowMs, sentMs: nowMs };
    this.#viewers.set(viewer.id, viewer);
    response.on("close", () => this.#viewers.delete(viewer.id));
    response.on("error", () => response.destroy());
    // A page that loses the stream tries again so soon.
    response.write(`retry: ${RETRY_MS}\n\n${event("about", first(viewer.id))}`);
    return true;
  }

  /** Sends each that keeps up what `frame` has for it; "" for nothing. */
  send(frame: (viewer: Viewer<Cursors>) => string): void {
    const nowMs = performance.now();
    for (const viewer of this.#viewers.values()) {
      if (this.#isBehind(viewer, nowMs)) continue;
      const text = frame(viewer);
      if (text !== "") viewer.response.write(event("frame", text));
      else if (nowMs - viewer.sentMs > BEAT_MS) viewer.response.write(": here\n\n");
      else continue;
      viewer.sentMs = nowMs;
    }
  }

  close(): void {
    for (const { response } of this.#viewers.values()) response.destroy();
  }

  #isBehind(viewer: Held<Cursors>, nowMs: number): boolean {
    const waiting = viewer.response.writableLength;
    if (waiting === 0) viewer.takenMs = nowMs;
    if (waiting < BEHIND_BYTES) return false;
    this.figures.skipped++;
    if (nowMs - viewer.takenMs > this.#patienceMs) {
      this.figures.letGo++;
      viewer.response.destroy();
    }
    return true;
  }
}

/** `data` is one line. */
function event(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
