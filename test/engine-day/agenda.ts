// Events of the host in the board's time: the earliest first, and those of one time in the order in which they were added.

interface Entry {
  readonly atUs: number;
  readonly run: () => void;
}

export class Agenda {
  /** Sorted, the latest first. */
  readonly #entries: Entry[] = [];

  /** Infinity where there is none. */
  get nextUs(): number {
    return this.#entries.at(-1)?.atUs ?? Number.POSITIVE_INFINITY;
  }

  add(atUs: number, run: () => void): void {
    let place = this.#entries.length;
    while (place > 0 && this.#entries[place - 1]!.atUs <= atUs) place--;
    this.#entries.splice(place, 0, { atUs, run });
  }

  /** Takes the earliest out and runs it. */
  runNext(): void {
    this.#entries.pop()?.run();
  }
}
