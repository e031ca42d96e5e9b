// The map of partitions and channels for the page: the drawing of `hasm policy --svg`, as data.

import { policyDrawing } from "../../tools/policy/drawing.ts";
import { systems } from "../../tools/build/build.ts";
import type { MapShape } from "./shape-about.ts";

export function mapShape(): MapShape {
  const { layout, wires, holders } = policyDrawing(systems);
  const { width, height, frames } = layout;
  const boxes = layout.boxes.map((box) => ({ ...box, holdsReadings: holders.has(box.id) }));
  return { width, height, boxes, frames, wires };
}
