// The latest of something, bounded, for many readers that each remember how far they have read.

export class Ring<Item> {
  readonly #items: Item[] = [];
  readonly #most: number;
  #pushed = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many were ever pushed: the cursor of a reader that has read all. */
  get end(): number {
    return this.#pushed;
  }

  push(item: Item): void {
    this.#items.push(item);
    this.#pushed++;
    // In one piece and not one by one: it is pushed often.
    if (this.#items.length >= 2 * this.#most) this.#items.splice(0, this.#items.length - this.#most);
  }

  /** The newest behind a cursor, at most `most`, the oldest of them first. */
  since(cursor: number, most = this.#most): readonly Item[] {
    const count = Math.min(this.#pushed - cursor, most, this.#most, this.#items.length);
    return count <= 0 ? [] : this.#items.slice(this.#items.length - count);
  }
}
