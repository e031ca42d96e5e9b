// A process that does one share of a sweep, which it is told, and sends what it found to its parent.
import { runSweep } from "./sweep.ts";
import type { Sweep } from "./sweep.ts";

process.once("message", (sweep) => {
  process.send!(runSweep(sweep as Sweep), () => {
    process.disconnect();
  });
});
