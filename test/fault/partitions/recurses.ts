// A display that calls itself until the stack is gone. The confinement checker refuses it; the kernel has to live with it all the same.
export function display(lcdWrite: (row: number, text: string) => void) {
  function deeper(level: number): number {
    return 1 + deeper(level + 1);
  }

  return {
    fromComputations() {
      lcdWrite(0, "before");
      lcdWrite(1, "" + deeper(0));
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
