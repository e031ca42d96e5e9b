// `on`, `emit` and the removal of listeners, as the engine gives them to every object; here the ports, `E` and `process`
// have them. Listeners stand in the plain property "#on" + event, and `emit` only queues. (Espruino src/jswrap_object.c)

import { needFunction, type Machine } from "./machine.ts";
import type { Callback } from "./timers.ts";

const PREFIX = "#on";
const MOST_VALUES = 4;

type Emitter = Record<string, unknown>;

const needEvent = (event: unknown): string => {
  if (typeof event !== "string") throw new TypeError("First argument must be String");
  return PREFIX + event;
};

/** The listeners of an event; undefined where nobody ever listened or all listeners were removed at once. */
export function listeners(target: object, event: string): readonly Callback[] | undefined {
  const list = (target as Emitter)[PREFIX + event];
  if (typeof list === "function") return [list as Callback];
  return Array.isArray(list) ? (list as Callback[]) : undefined;
}

/** Runs the listeners of an event now. False: there are none. */
export function runListeners(machine: Machine, target: object, event: string, values: readonly unknown[]): boolean {
  const list = listeners(target, event);
  if (list === undefined) return false;
  for (const run of list) machine.processor.call(run, target, values);
  return true;
}

/** Gives `target` the methods; `added` hears of each listener that was added. */
export function makeEmitter(machine: Machine, target: Emitter, added?: (event: string) => void): void {
  const add = (event: unknown, listener: unknown, first: boolean): void => {
    const name = needEvent(event);
    if (typeof listener !== "function" && typeof listener !== "string") {
      throw new TypeError("Second argument must be a function or a String");
    }
    const run = needFunction(listener);
    const old = listeners(target, event as string) ?? [];
    target[name] = machine.realm.list(first ? [run, ...old] : [...old, run]);
    added?.(event as string);
  };
  machine.realm.equip(target, {
    on: (event: unknown, listener: unknown) => {
      add(event, listener, false);
    },
    addListener: (event: unknown, listener: unknown) => {
      add(event, listener, false);
    },
    prependListener: (event: unknown, listener: unknown) => {
      add(event, listener, true);
    },
    emit: (event: unknown, ...values: unknown[]) => {
      needEvent(event);
      if (values.length > MOST_VALUES) throw new TypeError(`Too many arguments (>${MOST_VALUES})`);
      const run = listeners(target, event as string);
      if (run === undefined) return;
      machine.processor.queue.push({ run, self: target, values });
      machine.processor.wake(machine.processor.nowUs);
    },
    removeListener: (event: unknown, listener: unknown) => {
      const list = target[needEvent(event)];
      if (!Array.isArray(list)) return;
      const place = list.indexOf(listener);
      if (place >= 0) list.splice(place, 1);
    },
    removeAllListeners: (event: unknown) => {
      const only = event === undefined ? undefined : needEvent(event);
      for (const name of Object.keys(target)) {
        if (only === undefined ? name.startsWith(PREFIX) : name === only) Reflect.deleteProperty(target, name);
      }
    },
  });
}
