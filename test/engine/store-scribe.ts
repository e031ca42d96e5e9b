// A partition that uses a log and values, and says on a port what became of it: at its start both values, at each tick whether its entry was
// appended and its value put, the record of the tick before, and the value. Each tick writes what says its number.

export function scribe(
  journalAppend: (entry: string) => boolean,
  journalNext: (sequence: number) => string,
  numbersPut: (number: number, value: string) => boolean,
  numbersGet: (number: number) => string,
  outSend: (bytes: string) => void,
) {
  let ticks = 0;
  outSend("start " + numbersGet(0) + "," + numbersGet(1));

  return {
    tick() {
      ticks++;
      const name = String.fromCharCode(96 + ticks);
      const appended = journalAppend("entry " + name);
      const put = numbersPut(ticks & 1, "value " + name);
      outSend((appended ? "appended " : "refused ") + name + (put ? ", put " : ", not put ") + numbersGet(ticks & 1));
      outSend("read " + journalNext(ticks - 1));
    },
  };
}
