// The display as a glass of dots: 4 rows of 20 cells of 5x8, with the character generator of ROM A00 as far as the bench's model has it.
// It draws what the model of the controller shows, with its light on or off.

import { byId, canvasById, setText } from "./dom.ts";

/** Columns of each character from 20h on, the top dot in bit 0. */
const GENERATOR =
  "0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649562050 0005030000 001c224100 0041221c00 14083e0814 08083e0808 " +
  "0050300000 0808080808 0060600000 2010080402 3e5149453e 00427f4000 4261514946 2141454b31 1814127f10 2745454539 3c4a494930 0171090503 " +
  "3649494936 064949291e 0036360000 0056360000 0814224100 1414141414 0041221408 0201510906 324979413e 7e1111117e 7f49494936 3e41414122 " +
  "7f4141221c 7f49494941 7f09090901 3e4149497a 7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f020c027f 7f0408107f 3e4141413e " +
  "7f09090906 3e4151215e 7f09192946 4649494931 01017f0101 3f4040403f 1f2040201f 3f4038403f 6314081463 0708700807 6151494543 007f414100 " +
  "15167c1615 0041417f00 0402010204 4040404040 0001020400 2054545478 7f48444438 3844444420 384444487f 3854545418 087e090102 0c5252523e " +
  "7f08040478 00447d4000 2040443d00 7f10284400 00417f4000 7c04180478 7c08040478 3844444438 7c14141408 081414187c 7c08040408 4854545420 " +
  "043f444020 3c4040207c 1c2040201c 3c4030403c 4428102844 0c5050503c 4464544c44 0008364100 00007f0000 0041360800 08082a1c08 081c2a0808";
const COLUMNS = GENERATOR.split(" ").map((hex) =>
  [0, 2, 4, 6, 8].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
);
const SPECIAL: Readonly<Record<string, number>> = { "¥": 0x5c, "→": 0x7e, "←": 0x7f };

const ROWS = 4;
const CELLS = 20;
/** Of a dot, and of the gap between two cells, in units of the drawing. */
const PITCH = 1;
const CELL_WIDTH = 6 * PITCH;
const CELL_HEIGHT = 9.4 * PITCH;
const MARGIN = 4;
const WIDTH = CELLS * CELL_WIDTH - PITCH + 2 * MARGIN;
const HEIGHT = ROWS * CELL_HEIGHT - 1.4 * PITCH + 2 * MARGIN;
const LIT = { glass: "#b6cf4f", dot: "#1d2a12", rest: "rgba(29, 42, 18, 0.07)" };
const UNLIT = { glass: "#75835a", dot: "#27301c", rest: "rgba(29, 42, 18, 0.05)" };

const canvas = canvasById("lcd");
const text = byId("lcd-text");
let shown = "";

function columnsOf(character: string): readonly number[] {
  const code = SPECIAL[character] ?? character.charCodeAt(0);
  return COLUMNS[code - 0x20] ?? COLUMNS[0x1f]!;
}

export function showLcd(rows: readonly string[], backlight: boolean): void {
  const scale = Math.max(1, Math.round((canvas.clientWidth * devicePixelRatio) / WIDTH));
  const now = `${scale} ${String(backlight)} ${rows.join("\n")}`;
  if (now === shown) return;
  shown = now;
  setText(text, rows.map((row) => row.trimEnd()).join("\n"));
  draw(rows, backlight ? LIT : UNLIT, scale);
}

function draw(rows: readonly string[], colours: typeof LIT, scale: number): void {
  canvas.width = WIDTH * scale;
  canvas.height = Math.round(HEIGHT * scale);
  const context = canvas.getContext("2d")!;
  context.fillStyle = colours.glass;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const dot = scale > 2 ? scale * 0.88 : scale;
  for (let row = 0; row < ROWS; row++)
    for (let cell = 0; cell < CELLS; cell++) {
      const columns = columnsOf(rows[row]?.charAt(cell) ?? " ");
      for (let x = 0; x < 5; x++)
        for (let y = 0; y < 8; y++) {
          context.fillStyle = ((columns[x]! >> y) & 1) === 1 ? colours.dot : colours.rest;
          const left = (MARGIN + cell * CELL_WIDTH + x * PITCH) * scale;
          const top = (MARGIN + row * CELL_HEIGHT + y * PITCH) * scale;
          context.fillRect(left, top, dot, dot);
        }
    }
}
