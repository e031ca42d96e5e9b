// A display that throws: reads a field of nothing.
import type { Send } from "../../../firmware/endowments.ts";

export function display(lcdWrite: (row: number, text: string) => void) {
  const nothing: Send[] = [];

  return {
    fromComputations() {
      lcdWrite(0, "before");
      nothing[0]!("x");
      lcdWrite(0, "after");
    },
    fromOffSwitchLink() {
      lcdWrite(2, "alive");
    },
    fromCreditBalance() {
      lcdWrite(3, "alive");
    },
    tick() {
      lcdWrite(1, "alive");
    },
  };
}
