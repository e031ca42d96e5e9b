// The part of the engine's API that works on pins: modes, levels, pulses, watches, the analog converter and Pin objects.
// A pin is a Pin object or a name; numbers as pins are refused. (Espruino src/jswrap_io.c, src/jswrap_pin.c)

import { printLine } from "./engine-text.ts";
import { needFunction, needPin, type Machine } from "./machine.ts";
import { PIN_MODES, type PinMode, type PinModel } from "./virtual-pin.ts";

type Functions = Record<string, (this: unknown, ...values: never[]) => unknown>;

function output(machine: Machine, pin: PinModel, value: boolean): void {
  const timeUs = machine.processor.nowUs;
  pin.setOutput(value, timeUs);
  if (!pin.manual && pin.mode !== "output") pin.setMode("output", timeUs);
}

function input(machine: Machine, pin: PinModel): boolean {
  if (!pin.manual && pin.mode !== "input") pin.setMode("input", machine.processor.nowUs);
  return pin.value;
}

const toLevel = (value: unknown): number => {
  if (typeof value === "boolean") return value ? 0xffffffff : 0;
  return Number(value) | 0;
};

function digitalWrite(machine: Machine, target: unknown, value: unknown): void {
  let level = toLevel(value);
  if (!Array.isArray(target)) {
    output(machine, needPin(machine, target), level !== 0);
    return;
  }
  for (let i = target.length - 1; i >= 0; i--) {
    output(machine, needPin(machine, target[i]), (level & 1) === 1);
    level >>= 1;
  }
}

function digitalRead(machine: Machine, target: unknown): number {
  if (!Array.isArray(target)) return input(machine, needPin(machine, target)) ? 1 : 0;
  let value = 0;
  for (const pin of target as unknown[]) value = (value << 1) | (input(machine, needPin(machine, pin)) ? 1 : 0);
  return value;
}

function pinMode(machine: Machine, target: unknown, mode: unknown, automatic: unknown): void {
  const pin = needPin(machine, target);
  if (typeof mode === "string" && (PIN_MODES as readonly string[]).includes(mode)) {
    pin.manual = !automatic;
    pin.setMode(mode as PinMode, machine.processor.nowUs);
    return;
  }
  pin.manual = false;
  if (mode !== undefined && mode !== "auto") throw new Error("Unknown pin mode");
}

/** Ends one pulse at `timeUs`, unless the chip was reset meanwhile. */
function endPulse(machine: Machine, pin: PinModel, value: boolean, timeUs: number): void {
  const { life } = pin;
  machine.clock.at(timeUs, () => {
    if (pin.life === life) output(machine, pin, value);
  });
}

function digitalPulse(machine: Machine, target: unknown, level: unknown, times: unknown): void {
  const pin = needPin(machine, target);
  const { processor } = machine;
  let value = Boolean(level);
  const running = pin.pulsesEndUs > processor.nowUs;
  if (!running) {
    pin.pulsesEndUs = processor.nowUs;
    output(machine, pin, value);
  }
  if (typeof times === "number") {
    if (!(times >= 0)) throw new Error("Pulse Time is less than 0 or not a number");
    if (times === 0) {
      const lastUs = Math.max(...[...machine.pins.values()].map((other) => other.pulsesEndUs));
      processor.spend(Math.max(0, lastUs - processor.nowUs));
      return;
    }
  } else if (!Array.isArray(times)) {
    throw new Error(`Expecting Number or Array, got ${times === null ? "null" : typeof times}`);
  }
  for (const time of Array.isArray(times) ? (times as unknown[]) : [times]) {
    const milliseconds = Number(time);
    if (milliseconds > 0) {
      pin.pulsesEndUs += Math.floor(milliseconds * 1000);
      endPulse(machine, pin, !value, pin.pulsesEndUs);
    }
    value = !value;
  }
}

const ANALOG_PINS = new Set([
  "A0",
  "A1",
  "A2",
  "A3",
  "A4",
  "A5",
  "A6",
  "A7",
  "B0",
  "B1",
  "C0",
  "C1",
  "C2",
  "C3",
  "C4",
  "C5",
]);

function analogRead(machine: Machine, target: unknown): number {
  const pin = machine.pinOf(target);
  if (pin === undefined || !ANALOG_PINS.has(pin.name)) {
    machine.console.write(`ERROR: Pin ${pin?.name ?? "undefined"} is not capable of Analog Input\n`);
    return 0;
  }
  if (!pin.manual && pin.mode !== "analog") pin.setMode("analog", machine.processor.nowUs);
  return pin.measure(machine.processor.nowUs);
}

const EDGES: Readonly<Record<string, -1 | 0 | 1>> = { rising: 1, falling: -1, both: 0 };

function edgeOf(edge: unknown): -1 | 0 | 1 {
  if (edge === undefined) return 0;
  if (typeof edge === "number") return Math.sign(edge | 0) as -1 | 0 | 1;
  const known = typeof edge === "string" ? EDGES[edge] : undefined;
  if (known === undefined) {
    throw new TypeError("'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
  }
  return known;
}

const CLASH =
  "WARNING: Unable to set watch. You may already have a watch on a pin with the same number (eg. A0 and B0),\n" +
  "or this pin cannot be used with watch\n";

function setWatch(machine: Machine, run: unknown, target: unknown, options: unknown): number | undefined {
  const { watches } = machine;
  const pin = machine.pinOf(target);
  if (pin === undefined) {
    machine.console.write("ERROR: Invalid pin\n");
    return undefined;
  }
  if (!watches.isFree(pin)) {
    machine.console.write(CLASH);
    return undefined;
  }
  const fields = typeof options === "object" && options !== null ? (options as Record<string, unknown>) : undefined;
  const edge = edgeOf(fields?.["edge"]);
  const debounceMs = Number(fields?.["debounce"] ?? 0);
  const callback = needFunction(run);
  const isNew = !watches.isWatched(pin);
  const watch = watches.add({
    pin,
    run: callback,
    repeats: Boolean(fields === undefined ? options : fields["repeat"]),
    debounceUs: debounceMs > 0 ? Math.floor(debounceMs * 1000) : 0,
    edge,
    high: input(machine, pin),
    lastTime: undefined,
    settling: undefined,
  });
  if (isNew) {
    watches.lines[pin.line] = pin;
    watches.dataPins[pin.line] = machine.pinOf(fields?.["data"]);
  }
  if (fields?.["irq"]) {
    if (!isNew) throw new Error("irq=true set, but watch is already used");
    if (watches.dataPins[pin.line] !== undefined) throw new Error("Can't have a data pin and irq:true");
    throw new Error("irq=true set, but function is not a native function");
  }
  return watch.id;
}

function clearWatch(machine: Machine, ids: readonly unknown[]): void {
  const { watches } = machine;
  if (ids.length === 0) {
    watches.removeAll();
    return;
  }
  if (ids[0] === undefined) throw new Error("clearWatch(undefined) not allowed. Use clearWatch() instead");
  const watch = watches.list.find((one) => one.id === Number(ids[0]));
  if (watch === undefined) throw new Error(`Unknown Watch ${printLine(ids.slice(0, 1))}`);
  watches.remove(watch);
}

export function pinFunctions(machine: Machine): Functions {
  return {
    digitalWrite: (target: unknown, value: unknown) => {
      digitalWrite(machine, target, value);
    },
    digitalRead: (target: unknown) => digitalRead(machine, target),
    digitalPulse: (target: unknown, level: unknown, times: unknown) => {
      digitalPulse(machine, target, level, times);
    },
    pinMode: (target: unknown, mode: unknown, automatic: unknown) => {
      pinMode(machine, target, mode, automatic);
    },
    getPinMode: (target: unknown) => needPin(machine, target).mode,
    analogRead: (target: unknown) => analogRead(machine, target),
    setWatch: (run: unknown, target: unknown, options: unknown) => setWatch(machine, run, target, options),
    clearWatch: (...ids: unknown[]) => {
      clearWatch(machine, ids);
    },
  };
}

/** Methods of a Pin object. */
export function pinMethods(machine: Machine, pin: PinModel): Functions {
  return {
    read: () => input(machine, pin),
    write: (value: unknown) => {
      output(machine, pin, Boolean(value));
    },
    set: () => {
      output(machine, pin, true);
    },
    reset: () => {
      output(machine, pin, false);
    },
    toggle: () => {
      const value = !pin.value;
      output(machine, pin, value);
      return value;
    },
    mode: (mode: unknown, automatic: unknown) => {
      pinMode(machine, pin.name, mode, automatic);
    },
    getMode: () => pin.mode,
    pulse: (level: unknown, times: unknown) => {
      digitalPulse(machine, pin.name, level, times);
    },
    analog: () => analogRead(machine, pin.name),
    toString: () => pin.name,
  };
}
