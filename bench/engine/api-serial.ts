// Serial1 to Serial6 and the two loopback ports, as the bundle sees them. XON/XOFF, CTS, the synchronous clock and
// software serial are refused rather than ignored. (Espruino src/jswrap_serial.c, src/jsserial.c, src/jswrap_stream.c)

import { listeners, makeEmitter, runListeners } from "./api-emitter.ts";
import { toByteString } from "./engine-text.ts";
import { checkOptions, type Machine } from "./machine.ts";
import { internalError } from "./realm.ts";
import type { LineFormat } from "./uart-line.ts";
import { DEFAULT_FORMAT, type UartModel } from "./virtual-uart.ts";

/** Pins of an STM32F4 that can carry each port; the first is the engine's choice where none is named. */
const PORT_PINS: Readonly<Record<string, { tx: readonly string[]; rx: readonly string[] }>> = {
  Serial1: { tx: ["A9", "B6"], rx: ["A10", "B7"] },
  Serial2: { tx: ["A2", "D5"], rx: ["A3", "D6"] },
  Serial3: { tx: ["B10", "C10", "D8"], rx: ["B11", "C11", "D9"] },
  Serial4: { tx: ["A0", "C10"], rx: ["A1", "C11"] },
  Serial5: { tx: ["C12"], rx: ["D2"] },
  Serial6: { tx: ["C6", "A11"], rx: ["C7", "A12"] },
};

const STREAM_LIMIT = 512;
const KNOWN_OPTIONS = ["rx", "tx", "ck", "cts", "bytesize", "stopbits", "parity", "flow", "errors"];
const PARITIES: readonly (readonly unknown[])[] = [
  [undefined, null, "none", 0],
  ["o", "odd", 1],
  ["e", "even", 2],
];

/** A serial port of the bundle: the object and what the main loop does to it. */
export interface Port {
  readonly object: Record<string, unknown>;
  /** Bytes for the listeners, or for `read` where there are none. */
  deliver(bytes: string): void;
}

function parityOf(parity: unknown): LineFormat["parity"] {
  if (typeof parity === "number" && (parity < 0 || parity > 2)) throw new Error(`Invalid parity ${parity}`);
  const index = PARITIES.findIndex((names) => names.includes(parity));
  return (["none", "odd", "even"] as const)[index] ?? "none";
}

function formatOf(baud: unknown, options: Record<string, unknown>): LineFormat {
  const rate = baud === undefined ? DEFAULT_FORMAT.baud : Number(baud) | 0;
  if (rate <= 100 || rate > 10000000) throw new Error(`Invalid baud rate ${rate}`);
  const flow = options["flow"] ?? "none";
  for (const name of ["ck", "cts"])
    if (options[name] !== undefined) throw new Error(`the bench does not model ${name}`);
  if (flow === "xon") throw new Error("the bench does not model flow control");
  if (flow !== "none") throw new Error(`Invalid flow control: ${JSON.stringify(flow)}`);
  const parity = parityOf(options["parity"]);
  const bits = Number(options["bytesize"] ?? 8);
  const stopBits = Number(options["stopbits"] ?? 1);
  if (bits !== 8 && !(bits === 7 && parity !== "none")) throw internalError("Unsupported serial byte size");
  if (stopBits !== 1 && stopBits !== 2) throw internalError("Unsupported serial stopbits length");
  return { baud: rate, bits: bits, parity, stopBits };
}

/** Connects the named pins, or the engine's choice where neither is named. False: a pin cannot carry the port. */
function connect(machine: Machine, uart: UartModel, rx: unknown, tx: unknown): boolean {
  const pins = PORT_PINS[uart.name] as { tx: readonly string[]; rx: readonly string[] };
  const none = rx === undefined && tx === undefined;
  const wanted = [
    { pin: machine.pinOf(none ? pins.rx[0] : rx), fit: pins.rx, use: "RX", into: uart.receivePins, mode: "receive" },
    { pin: machine.pinOf(none ? pins.tx[0] : tx), fit: pins.tx, use: "TX", into: uart.transmitPins, mode: "af_output" },
  ] as const;
  for (const { pin, fit, use } of wanted) {
    if (pin === undefined || fit.includes(pin.name)) continue;
    machine.console.write(
      `ERROR: Pin ${pin.name} is not capable of USART${uart.name.slice(6)} ${use}\nSuitable pins are:\n${fit.join(" ")} \n`,
    );
    return false;
  }
  for (const { pin, into, mode } of wanted) {
    if (pin === undefined) continue;
    if (mode === "af_output") pin.setOutput(true, machine.processor.nowUs);
    pin.setMode(mode, machine.processor.nowUs);
    pin.port = into;
    into.add(pin.name);
  }
  return true;
}

/** Sets a port up as the engine does when nobody has: at its start for the console, or on first use. */
export function setUpByDefault(machine: Machine, uart: UartModel): void {
  machine.sync();
  uart.format = DEFAULT_FORMAT;
  connect(machine, uart, undefined, undefined);
}

/** Writes to a port and holds the processor until the last byte is in the queue. */
export function transmit(machine: Machine, uart: UartModel, bytes: string): void {
  if (bytes.length === 0) return;
  if (uart.format === undefined) setUpByDefault(machine, uart);
  const doneUs = uart.transmit(bytes);
  machine.processor.spend(Math.max(0, Math.ceil(doneUs) - machine.processor.nowUs));
}

/** The part that hardware and loopback ports share: streams, listeners, writing. */
function makePort(machine: Machine, write: (bytes: string) => void): Port {
  const object = machine.realm.record({}) as Record<string, unknown>;
  let stream = "";
  makeEmitter(machine, object, (event) => {
    if (event !== "data" || stream === "") return;
    const run = listeners(object, "data");
    if (run !== undefined) machine.processor.queue.push({ run, self: object, values: [stream] });
    stream = "";
  });
  machine.realm.equip(object, {
    write: (...values: unknown[]) => {
      write(toByteString(values));
    },
    print: (value: unknown) => {
      write(toByteString([String(value)]));
    },
    println: (value: unknown) => {
      write(toByteString([`${String(value)}\r\n`]));
    },
    available: () => stream.length,
    read: (count: unknown) => {
      const wanted = Number(count ?? 0) | 0;
      const taken = wanted <= 0 ? stream : stream.slice(0, wanted);
      stream = stream.slice(taken.length);
      return taken;
    },
  });
  return {
    object,
    deliver: (bytes) => {
      if (runListeners(machine, object, "data", [bytes])) return;
      if (stream.length + bytes.length > STREAM_LIMIT && stream !== "") machine.raise("BUFFER_FULL");
      stream = stream === "" ? bytes : (stream + bytes).slice(0, Math.max(STREAM_LIMIT, stream.length));
    },
  };
}

export const loopbackPort = (machine: Machine, name: "LoopbackA" | "LoopbackB"): Port =>
  makePort(machine, (bytes) => {
    machine.loopback(name, bytes);
  });

export function serialPort(machine: Machine, uart: UartModel): Port {
  const port = makePort(machine, (bytes) => {
    transmit(machine, uart, bytes);
  });
  let lastOptions: unknown;
  machine.realm.equip(port.object, {
    setup: (baud: unknown, options: unknown) => {
      const given = options === undefined ? lastOptions : options;
      const fields = checkOptions(given, KNOWN_OPTIONS);
      const format = formatOf(baud, fields);
      machine.sync();
      lastOptions = given;
      uart.reportsErrors = Boolean(fields["errors"]);
      if (connect(machine, uart, fields["rx"], fields["tx"])) uart.format = format;
    },
    unsetup: () => {
      machine.sync();
      lastOptions = undefined;
      for (const name of [...uart.receivePins, ...uart.transmitPins]) {
        machine.pins.get(name)?.setMode("input", machine.processor.nowUs);
      }
      uart.format = undefined;
    },
    setConsole: () => {
      machine.console.move(uart.name);
    },
  });
  return port;
}
