// The wire between the boards in the attacker's hands.

import type { Scene } from "./scene.ts";

/** Cuts it. What it returns leaves the wire as it was found. */
export function cutLink({ bench }: Scene): () => void {
  const { link } = bench;
  const wasCut = link.isCut;
  link.cut();
  return () => {
    if (!wasCut) link.mend();
  };
}
