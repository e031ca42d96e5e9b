// Codes typed at the top-up port, as a consumer does.

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { portOf } from "../virtual-parts.ts";
import type { Scene } from "./scene.ts";
import type { Steps } from "./stage.ts";

const ANSWER_S = 5;

/** What the port says to a line; "" for nothing. */
export function* typeLine(scene: Scene, line: string): Steps<string> {
  const { ears, bench } = scene;
  ears.topUp = "";
  bench.meter.uart(portOf(meterBoard, "topUp")).receive(line + "\r");
  yield ANSWER_S;
  return ears.topUp.replace(/\r?\n/g, " ").trim();
}
