// A display that keeps everything it can get, so that the heap is still full when its step has been given up.
export function display(lcdWrite: (row: number, text: string) => void) {
  const kept: string[] = [];

  return {
    fromComputations(reading: string) {
      lcdWrite(0, "before");
      // No loop could fill the heap within the step budget by pushing alone: each text is as long as all before it.
      let text = reading.slice(0, 18);
      for (let i = 0; i < 900; i++) {
        if (text.length < 4000) text += text;
        kept.push(text + i);
      }
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
