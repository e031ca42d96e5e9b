// The part of the engine's API that is not about pins and ports: time, timers, `E`, `process`, Storage, text output.
// `process.memory()` tells the size of the heap only: how much of it a bundle fills is measured on the real engine.
// (Espruino src/jswrap_interactive.c, src/jswrap_espruino.c, src/jswrap_storage.c)

import { makeEmitter } from "./api-emitter.ts";
import { crc32, printLine, show, toBytes, toByteString } from "./engine-text.ts";
import { checkOptions, needFunction, type Machine } from "./machine.ts";
import { intervalUs } from "./timers.ts";

type Functions = Record<string, (this: unknown, ...values: never[]) => unknown>;

/** The engine version that the model follows. */
export const ENGINE_VERSION = "2v29.277";

/** Asking for the time takes time, so that a loop that waits for the clock ends. */
const GET_TIME_US = 10;

function addTimer(machine: Machine, run: unknown, milliseconds: unknown, repeats: boolean, values: unknown[]): number {
  const callback = needFunction(run);
  const us = intervalUs(milliseconds);
  const { processor } = machine;
  const timer = processor.timers.add(callback, processor.nowUs + us, repeats ? us : undefined, values);
  processor.timers.changed = true;
  processor.wake(timer.dueUs);
  return timer.id;
}

function clearTimer(machine: Machine, name: "Timeout" | "Interval", ids: readonly unknown[]): void {
  const { timers } = machine.processor;
  if (ids.length === 0) {
    timers.removeAll();
  } else if (ids[0] === undefined) {
    throw new Error(`clear${name}(undefined) not allowed. Use clear${name}() instead`);
  } else {
    const timer = timers.find(ids[0]);
    if (timer !== undefined) timers.remove(timer);
  }
  timers.changed = true;
}

export const timeFunctions = (machine: Machine): Functions => ({
  getTime: () => {
    const seconds = machine.seconds(machine.processor.nowUs);
    machine.processor.spend(GET_TIME_US);
    return seconds;
  },
  setTimeout: (run: unknown, ms: unknown, ...values: unknown[]) => addTimer(machine, run, ms, false, values),
  setInterval: (run: unknown, ms: unknown, ...values: unknown[]) => addTimer(machine, run, ms, true, values),
  clearTimeout: (...ids: unknown[]) => {
    clearTimer(machine, "Timeout", ids);
  },
  clearInterval: (...ids: unknown[]) => {
    clearTimer(machine, "Interval", ids);
  },
  changeInterval: (id: unknown, ms: unknown) => {
    const { processor } = machine;
    const timer = processor.timers.find(id);
    if (timer === undefined) throw new Error("Unknown Interval");
    timer.intervalUs = intervalUs(ms);
    timer.dueUs = processor.nowUs + timer.intervalUs;
    processor.timers.changed = true;
    processor.wake(timer.dueUs);
  },
});

function setConsole(machine: Machine, device: unknown, options: unknown, ports: ReadonlyMap<unknown, string>): void {
  checkOptions(options, ["force"]);
  if (device === null) {
    machine.console.move(null);
    return;
  }
  const name = typeof device === "string" ? device : ports.get(device);
  if (name === undefined || !machine.uarts.some((uart) => uart.name === name)) {
    throw new Error(`Unknown device type ${show(device)}`);
  }
  machine.console.move(name);
}

/** The object `E`. `ports`: the bundle's serial objects by name. */
export function espruinoObject(machine: Machine, ports: ReadonlyMap<unknown, string>): Record<string, unknown> {
  const object = machine.realm.record({}) as Record<string, unknown>;
  makeEmitter(machine, object);
  machine.realm.equip(object, {
    CRC32: crc32,
    toString: (...values: unknown[]) => toByteString(values),
    toUint8Array: (...values: unknown[]) => machine.realm.bytes(toBytes(values)),
    hwRand: () => machine.random.uint32() | 0,
    getErrorFlags: () => machine.realm.list(machine.takeFlags()),
    setConsole: (device: unknown, options: unknown) => {
      setConsole(machine, device, options, ports);
    },
    getConsole: () => machine.console.device,
    enableWatchdog: (seconds: unknown, auto: unknown) => {
      machine.watchdog.enable(Number(seconds), auto === undefined || Boolean(auto));
    },
    kickWatchdog: () => {
      machine.watchdog.kick();
    },
    reboot: () => machine.reset("software"),
  });
  return object;
}

export function processObject(machine: Machine): Record<string, unknown> {
  const object = machine.realm.record({ version: ENGINE_VERSION }) as Record<string, unknown>;
  makeEmitter(machine, object);
  machine.realm.equip(object, { memory: () => machine.realm.record({ total: machine.variables }) });
  return object;
}

function storageObject(machine: Machine): Record<string, unknown> {
  const object = machine.realm.record({}) as Record<string, unknown>;
  const { storage, processor, realm } = machine;
  const whole = (value: unknown): number => Number(value ?? 0) | 0;
  realm.equip(object, {
    read: (name: unknown, from: unknown, length: unknown) => storage.read(String(name), whole(from), whole(length)),
    list: () => realm.list(storage.names),
    write: (name: unknown, text: unknown, at: unknown) => {
      if (typeof text !== "string") throw new Error("the bench writes byte strings only to files");
      const outcome = storage.write(String(name), text, whole(at), (microseconds) => {
        processor.spend(microseconds);
      });
      if (outcome === "cut") {
        const reset = processor.losePower();
        realm.end(reset);
        throw reset;
      }
      return outcome === "taken";
    },
  });
  return object;
}

/** `require`, which knows Storage only. */
export function requireFunction(machine: Machine): Functions {
  const storage = storageObject(machine);
  return {
    require: (name: unknown) => {
      if (typeof name !== "string") throw new TypeError(`Expecting module name as a string, got ${typeof name}`);
      if (name !== "Storage") throw new Error(`Module ${JSON.stringify(name)} not found`);
      return storage;
    },
  };
}

/** `print` and the `console` object's methods of the same effect. */
export function textFunctions(machine: Machine): Functions {
  const print = (...values: unknown[]): void => {
    machine.console.write(`${printLine(values)}\n`);
  };
  return { print, log: print, debug: print, info: print, warn: print, error: print };
}
