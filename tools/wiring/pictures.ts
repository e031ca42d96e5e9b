// Every picture of docs/wiring, by its file name.

import { boards } from "../build/build.ts";
import { boardPicture } from "./board-drawing.ts";
import { SHAPES } from "./headers.ts";
import { tablePicture } from "./table-drawing.ts";
import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";

export function pictures(): ReadonlyMap<string, string> {
  const drawn = boards
    .filter(({ name }) => name in SHAPES)
    .map((board) => [`${board.name}.svg`, boardPicture(board).svg] as const);
  return new Map([...drawn, ["table.svg", tablePicture(meterBoard, offSwitchBoard)] as const]);
}
