// The part of a W25Q that programs and erases by itself: one operation at a time, and under it one that is suspended. It knows only when
// operations begin, pause and end; what they do to the cells is theirs. Times are microseconds of the simulation.

/** Something that takes the part some time. */
export interface Operation {
  /** First byte, and the byte after the last, that it changes. */
  readonly from: number;
  readonly to: number;
  readonly totalUs: number;
  /** Page program, sector and block erase. */
  readonly suspendable: boolean;
  /** "program" bars further programs while it is suspended. */
  readonly kind: "program" | "erase" | "status";
  finish(): void;
  /** The supply or a reset cut it, after this fraction (0 to 1) of its time. */
  tear(doneFraction: number): void;
}

export class Sequencer {
  readonly #suspendUs: number;
  #active: Operation | undefined;
  #endUs = 0;
  #suspended: Operation | undefined;
  #remainingUs = 0;
  /** The part is busy with suspending until then. */
  #haltUs = Number.NEGATIVE_INFINITY;
  #resumedUs = Number.NEGATIVE_INFINITY;

  /** `suspendUs`: tSUS. */
  constructor(suspendUs: number) {
    this.#suspendUs = suspendUs;
  }

  /** The operation that is suspended: the SUS bit. */
  get suspended(): Operation | undefined {
    return this.#suspended;
  }

  isBusy(timeUs: number): boolean {
    return this.#active !== undefined || timeUs < this.#haltUs;
  }

  /** Begins an operation; the part is not busy. */
  start(operation: Operation, timeUs: number): void {
    this.#active = operation;
    this.#endUs = timeUs + operation.totalUs;
  }

  /** Ends what has ended by now. */
  advance(timeUs: number): void {
    const done = this.#active;
    if (done === undefined || timeUs < this.#endUs) return;
    this.#active = undefined;
    done.finish();
  }

  /**
   * Suspends the operation under way; ignored (false) where there is none, where it cannot be suspended, where one is suspended already, and
   * within tSUS of a resume. An operation that ends within tSUS ends.
   */
  suspend(timeUs: number): boolean {
    const operation = this.#active;
    if (operation?.suspendable !== true || this.#suspended !== undefined) return false;
    if (timeUs < this.#resumedUs + this.#suspendUs || timeUs + this.#suspendUs >= this.#endUs) return false;
    this.#haltUs = timeUs + this.#suspendUs;
    this.#remainingUs = this.#endUs - this.#haltUs;
    this.#suspended = operation;
    this.#active = undefined;
    return true;
  }

  /** Goes on with what is suspended; ignored where nothing is. The part is not busy. */
  resume(timeUs: number): void {
    if (this.#suspended === undefined) return;
    this.#active = this.#suspended;
    this.#suspended = undefined;
    this.#endUs = timeUs + this.#remainingUs;
    this.#resumedUs = timeUs;
  }

  /** The supply is gone, or a reset came: what is under way and what is suspended stay as they are. */
  cut(timeUs: number): void {
    this.advance(timeUs);
    const [active, suspended] = [this.#active, this.#suspended];
    this.#active = undefined;
    this.#suspended = undefined;
    this.#haltUs = Number.NEGATIVE_INFINITY;
    this.#resumedUs = Number.NEGATIVE_INFINITY;
    // A processor may be some milliseconds ahead of the clock that takes its supply away: then nothing is done yet.
    active?.tear(Math.max(0, 1 - (this.#endUs - timeUs) / active.totalUs));
    suspended?.tear(1 - this.#remainingUs / suspended.totalUs);
  }
}
