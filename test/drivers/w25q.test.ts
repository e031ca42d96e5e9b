import { W25Q32_BYTES } from "../../bench/parts/w25q.ts";
import { norContract } from "./nor-contract.ts";
import { w25qBoard } from "./w25q-board.ts";

for (const timing of ["typical", "worst"] as const) {
  norContract(`w25q on a virtual board, a part of ${timing} times`, async () => {
    const { board } = await w25qBoard({ timing });
    board.boot();
    return { bytes: W25Q32_BYTES, call: (name, ...values) => board.call(name, ...values) };
  });
}
