// A display that never comes back from a loop.
export function display(lcdWrite: (row: number, text: string) => void) {
  let turns = 0;

  return {
    fromComputations() {
      lcdWrite(0, "before");
      while (turns >= 0) turns = (turns + 1) & 1023;
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
