// The engine's transmit queue, shared by all UARTs, and the shift register of each: who sends when, and how long a write
// holds the processor. Times are worked out when bytes are written, so nothing runs per byte. It carries no bytes.
// (Espruino src/jsdevices.c, targets/stm32/stm32_it.c)

/** A share of a byte time; byte times are fractions, and a byte due now has left. */
const ROUNDING = 1e-6;

/** Bytes of one UART that follow each other without a gap: byte k leaves the queue at `baseUs` + k * `byteUs`. */
interface Run {
  readonly baseUs: number;
  readonly byteUs: number;
  count: number;
}

/** The sending half of one UART. */
export class Lane {
  readonly runs: Run[] = [];
  /** End of the last stop bit written so far. */
  freeUs = 0;

  /** Bytes still in the queue at `timeUs`. */
  waiting(timeUs: number): number {
    let total = 0;
    while (this.runs.length > 0) {
      const run = this.runs[0] as Run;
      if (left(run, timeUs) > 0) break;
      this.runs.shift();
    }
    for (const run of this.runs) total += left(run, timeUs);
    return total;
  }

  /** When the next byte leaves the queue; only while some wait. */
  nextLeavesUs(timeUs: number): number {
    const run = this.runs[0] as Run;
    return run.baseUs + (run.count - left(run, timeUs)) * run.byteUs;
  }

  /** Adds bytes written at `timeUs`; returns the start of the first start bit. */
  append(count: number, byteUs: number, timeUs: number): number {
    const last = this.runs[this.runs.length - 1];
    const startUs = Math.max(timeUs, this.freeUs);
    if (last !== undefined && startUs === this.freeUs && last.byteUs === byteUs) last.count += count;
    else this.runs.push({ baseUs: startUs - byteUs, byteUs, count });
    this.freeUs = startUs + count * byteUs;
    return startUs;
  }

  reset(): void {
    this.runs.length = 0;
    this.freeUs = 0;
  }
}

/** A byte goes from the queue to the UART when the one before it starts on the wire. */
function left(run: Run, timeUs: number): number {
  const gone = Math.floor((timeUs - run.baseUs) / run.byteUs + ROUNDING) + 1;
  if (gone <= 0) return run.count;
  return gone >= run.count ? 0 : run.count - gone;
}

export class TransmitQueue {
  private readonly capacity: number;
  private readonly lanes: Lane[] = [];

  /** `items`: size of the engine's array; one place stays empty. */
  constructor(items: number) {
    this.capacity = items - 1;
  }

  lane(): Lane {
    const lane = new Lane();
    this.lanes.push(lane);
    return lane;
  }

  /** Bytes that wait for any UART at `timeUs`. */
  waiting(timeUs: number): number {
    let total = 0;
    for (const lane of this.lanes) total += lane.waiting(timeUs);
    return total;
  }

  /**
   * Writes `count` bytes at `timeUs`. Calls `send` with the index, the number and the start time of each piece that goes
   * out without a gap. Returns the time at which the last byte found a place: the writer is held until then.
   */
  write(
    lane: Lane,
    count: number,
    byteUs: number,
    timeUs: number,
    send: (from: number, count: number, startUs: number) => void,
  ): number {
    let now = timeUs;
    let done = 0;
    while (done < count) {
      const waiting = this.waiting(now);
      const own = lane.waiting(now);
      let take = Math.min(this.capacity - waiting, count - done);
      let doneUs = now;
      if (take <= 0) {
        if (own < waiting) {
          now = this.nextLeavesUs(now);
          continue;
        }
        take = count - done;
        doneUs = lane.nextLeavesUs(now) + (take - 1) * byteUs;
      }
      send(done, take, lane.append(take, byteUs, now));
      now = doneUs;
      done += take;
    }
    return now;
  }

  private nextLeavesUs(timeUs: number): number {
    let next = Infinity;
    for (const lane of this.lanes) {
      if (lane.waiting(timeUs) > 0) next = Math.min(next, lane.nextLeavesUs(timeUs));
    }
    return next;
  }
}
