// A virtual board for tests: callbacks cost 1 ms, no console port, and `print` is what the tests read.

import { SimulationClock } from "../../../bench/engine/simulation-clock.ts";
import { VirtualBoard, type BoardOptions } from "../../../bench/engine/virtual-board.ts";

export interface Bench {
  readonly clock: SimulationClock;
  readonly board: VirtualBoard;
  /** Lines printed since the last call. */
  lines(): string[];
  runMs(milliseconds: number): void;
}

/** A board that runs `bundle` from time 0; several may share a clock. */
export function bench(bundle: string, options: Partial<BoardOptions> = {}): Bench {
  const clock = options.clock ?? new SimulationClock();
  const board = new VirtualBoard({ clock, name: "unit", variables: 5450, consolePort: "", ...options });
  board.boot(bundle);
  let read = 0;
  return {
    clock,
    board,
    lines: () => {
      const text = board.console.slice(read);
      read = board.console.length;
      return text.split("\n").slice(0, -1);
    },
    runMs: (milliseconds) => {
      clock.runUntil(clock.nowUs + Math.round(milliseconds * 1000));
    },
  };
}
