// The server's end of the page: the stream of what the bench shows, and what the page asks for. A lost stream is taken up again by itself.

import type { Frame, PaceRequest } from "../shape.ts";
import type { About } from "../shape-about.ts";

export interface Listener {
  about(about: About): void;
  frame(frame: Frame): void;
  link(state: "waiting" | "live" | "lost"): void;
}

let viewer = "";

export function listen(listener: Listener): void {
  const source = new EventSource("/events");
  source.addEventListener("about", (event: MessageEvent<string>) => {
    const about = JSON.parse(event.data) as About & { readonly viewer: string };
    viewer = about.viewer;
    listener.link("live");
    listener.about(about);
  });
  source.addEventListener("frame", (event: MessageEvent<string>) => {
    listener.frame(JSON.parse(event.data) as Frame);
  });
  source.addEventListener("error", () => {
    listener.link("lost");
    // A browser gives up by itself where the server turned it away.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      listen(listener);
    }, 2000);
  });
}

/** undefined: it was done. Else why it was not, in words. */
async function post(path: string, body: unknown): Promise<string | undefined> {
  const headers = { "content-type": "application/json" };
  try {
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.ok ? undefined : (await answer.text()).trim();
  } catch {
    return "the bench does not answer";
  }
}

export const act = (line: string): Promise<string | undefined> => post("/act", { act: line });
export const pace = (asked: PaceRequest): Promise<string | undefined> => post("/pace", asked);
export const press = (down: boolean): Promise<string | undefined> => post("/button", { viewer, down });
export const attack = (name: string): Promise<string | undefined> => post("/attack", { name });
