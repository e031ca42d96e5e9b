// A process that draws from the memory in a folder for as long as it lives, and prints what it was given: it is there to be killed.

import { writeSync } from "node:fs";
import { openDiskMemory } from "../../../bench/central/disk-memory.ts";

const memory = openDiskMemory(process.argv[2]!);
let received = memory.lastReceived(1);
const say = (what: string, number: bigint | number): void => void writeSync(1, `${what} ${number}\n`);
say("found", received);
for (;;) {
  for (let i = 0; i < 30; i++) say("counter", memory.nextCounter(1));
  say("other", memory.nextCounter(2));
  memory.received(1, ++received);
  say("received", received);
  say("top-up", memory.nextTopUpNumber());
  say("code", memory.nextCodeCounter());
}
