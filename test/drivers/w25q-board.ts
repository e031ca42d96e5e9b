// A W25Q on the SPI bus of a virtual board, at the pins that the meter board has for it.

import { Random } from "../../bench/engine/random.ts";
import { W25q, W25Q32_BYTES, type W25qOptions } from "../../bench/parts/w25q.ts";
import { NorBoard } from "./nor-board.ts";

export const W25Q_OPTIONS = {
  ...{ spi: "SPI2", sck: "B13", miso: "B14", mosi: "B15", selectPin: "B12" },
  ...{ baud: 1_000_000, bytes: W25Q32_BYTES },
};

/** The board is not yet under power. */
export async function w25qBoard(
  part: Omit<W25qOptions, "random"> = {},
  driver: Partial<typeof W25Q_OPTIONS> = {},
): Promise<{ board: NorBoard; chip: W25q }> {
  const board = await NorBoard.build("w25q", { ...W25Q_OPTIONS, ...driver });
  const chip = new W25q({ random: new Random(1), ...part });
  board.board.spi("SPI2").attach("B12", chip);
  return { board, chip };
}

/** Sends one instruction to the part from outside, as nobody on the board would. */
export function inject(board: NorBoard, chip: W25q, ...bytes: readonly number[]): void {
  const timeUs = board.clock.nowUs;
  chip.select(timeUs);
  for (const byte of bytes) chip.exchange(byte, timeUs);
  chip.deselect(timeUs);
}
