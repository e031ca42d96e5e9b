// The processor under Espruino. Most operations are the engine's own functions, lent as they are: no function object of ours,
// no call in between.
//
// `nowMs` is a fraction of a millisecond fine and never goes back: on builds without a real-time clock behind getTime() (all
// boards of this project) the engine counts the processor's ticks from power-on, and only setTime() could move that count. Nothing
// here calls it and no partition can. A build that keeps time in the chip's RTC steps back when it changes oscillators, two seconds
// after boot: it needs a guard here before it may run the kernel.
//
// `writeFile` stays within files that were made at provisioning, and this is why: a file begun in service gets a header, and a supply that
// goes while the header's first word is programmed leaves a length that ends outside of the flash. At the next power-on the engine takes
// its Storage for corrupt and erases all of it, program and keys (src/jsinteractive.c, jsfIsStorageValid). A full Storage it compacts,
// page by page, with the same end.

import type { Processor } from "../processor.ts";

export function open(): Processor {
  const storage = (global["require"] as (name: string) => EngineStorage)("Storage");
  let port = "";

  return {
    nowMs() {
      return getTime() * 1000;
    },
    after: setTimeout,
    cancel: clearTimeout,
    startWatchdog(seconds) {
      E.enableWatchdog(seconds, false);
    },
    kickWatchdog: E.kickWatchdog,
    closeConsole(taken) {
      port = E.getConsole() || "";
      if (port === taken) port = "";
      E.setConsole(null, { force: true });
    },
    announce(text) {
      const device = global[port] as EngineSerial | undefined;
      const memory = process.memory();
      // A model of the engine on another one cannot know.
      const heap = memory.usage ? ", variables " + memory.usage + " of " + memory.total : "";
      if (device) device.write(text + heap + "\r\n");
    },
    readFile(name, from, length) {
      return storage.read(name, from, length) || "";
    },
    writeFile(name, from, text) {
      // What is asked for here, the engine refuses by an exception; at 0 it would replace the file.
      if (from < 1 || text === "" || storage.read(name, from, text.length) !== "\xff".repeat(text.length)) return false;
      return storage.write(name, text, from);
    },
    crc32: E.CRC32,
    toBytes: E.toUint8Array,
    toText(bytes) {
      // With the array alone the engine hands out the array's own memory, and the text changes when the array does.
      return E.toString("", bytes);
    },
  };
}
