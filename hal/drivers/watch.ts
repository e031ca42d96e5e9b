// Watches that outlive the engine's accidents. When memory or stack runs out while an edge is being handled, the engine drops the
// watch and says so to nobody; `renewWatches` puts all of them in place again. New watches are set before the old ones are
// cleared, so no pin is unwatched for a moment and no edge falls between the two.
//
// All watches of a board must be set here: the engine gives the handle of a dropped watch to the next one that is set, so only who
// knows all handles can tell an old one from a new one.

export interface Watched {
  readonly pin: string;
  readonly onEdge: (edge: EngineEdge) => void;
  readonly debounceMs: number;
  handle: number;
  /** The engine had dropped it; for the owner to clear. */
  dropped: boolean;
}

const all: Watched[] = [];

const set = (one: Watched): number =>
  setWatch(one.onEdge, one.pin, { repeat: true, edge: "both", debounce: one.debounceMs });

/** Calls `onEdge` at both edges, or once the pin has been quiet for `debounceMs` where that is not 0. */
export function watch(pin: string, onEdge: (edge: EngineEdge) => void, debounceMs: number): Watched {
  const one: Watched = { pin, onEdge, debounceMs, handle: 0, dropped: false };
  one.handle = set(one);
  all.push(one);
  return one;
}

export function renewWatches(): void {
  const handles: number[] = [];
  for (const one of all) handles.push(set(one));
  for (const one of all) {
    // A new watch can only have the handle of one that is gone.
    if (handles.includes(one.handle)) one.dropped = true;
    else {
      try {
        clearWatch(one.handle);
      } catch {
        one.dropped = true;
      }
    }
  }
  for (const one of all) one.handle = handles.shift()!;
}
