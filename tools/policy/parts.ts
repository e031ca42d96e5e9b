// W12 to W17: a board against the system that runs on it, and its pins against each other. It knows pins by their spelling
// and by the names of the options that hold them, not the pin tables of a chip: whether B6 is a transmit pin of USART1 the
// engine decides.

import type { Board, Part } from "../../boards/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { DEVICES, EMULATED_ENGINES, LIMITS, listedAs, RAM_MEMORY_DRIVERS } from "./allowed.ts";
import { isLink } from "./graph.ts";
import { partsOf } from "./memory.ts";
import { violation } from "./violation.ts";
import type { Violation } from "./violation.ts";

const PIN = /^[A-I](\d|1[0-5])$/;
const UART = /^Serial[1-6]$/;
const BUSES: Readonly<Record<string, RegExp>> = { i2c: /^I2C[1-3]$/, spi: /^SPI[1-3]$/ };
const PIN_OPTIONS = ["tx", "rx", "scl", "sda", "sck", "miso", "mosi", "cs"];
/** Pins that every part on the same bus names alike, by the option that names the bus; software drives it where none does. */
const BUS_PINS: Readonly<Record<string, readonly string[]>> = { i2c: ["scl", "sda"], spi: ["sck", "miso", "mosi"] };

/** W12 for boards whose system is not among those given. */
export function* boardsHaveSystems(systems: readonly System[], boards: readonly Board[]): Generator<Violation> {
  for (const board of boards) {
    if (systems.some((system) => system.name === board.system)) continue;
    yield violation(
      "W12",
      board.system,
      board.name,
      `the board is for ${board.system}, which is not the system at hand`,
    );
  }
}

/** W12 to W17 for one system on one of its boards. */
export function* boardFits(system: System, board: Board): Generator<Violation> {
  yield* partsAreDevices(system, board);
  yield* linkIsNotConsole(system, board);
  yield* nothingIsShared(system, board);
  yield* linesAreSingle(system, board);
  yield* optionsMean(system, board);
  if (!EMULATED_ENGINES.includes(board.engine)) yield* partsAreReal(system, board);
}

function* partsAreDevices(system: System, board: Board): Generator<Violation> {
  for (const { name, contract } of system.devices) {
    if (listedAs(DEVICES, contract)?.ofKernel) continue;
    if (!Object.hasOwn(board.parts, name))
      yield violation("W12", system.name, name, `no part of ${board.name} is this device`);
  }
  for (const name of Object.keys(board.parts)) {
    if (system.devices.some((device) => device.name === name)) continue;
    yield violation(
      "W12",
      system.name,
      name,
      `a part of ${board.name} is no device of this system; a driver would run for nobody`,
    );
  }
}

function* linkIsNotConsole(system: System, board: Board): Generator<Violation> {
  for (const { name } of system.devices.filter(isLink)) {
    if (listedAs(board.parts, name)?.options["port"] !== board.console) continue;
    const why = `the link between the boards is on ${board.console}, the console of ${board.name}, which is a root shell until the firmware closes it`;
    yield violation("W13", system.name, name, why);
  }
}

/** What a part takes of its board. */
interface Claim {
  readonly thing: string;
  /** `ALONE`, or what all must agree on that have the thing together: the line of a bus, the format of a UART. */
  readonly as: string;
}

const ALONE = "alone";
/** How the name of a driver begins that stands in for a part over a UART. */
const STAND_IN = "uart-";

function* nothingIsShared(system: System, board: Board): Generator<Violation> {
  const held: (Claim & { readonly holder: string })[] = [];
  for (const [name, part] of partsOf(board)) {
    for (const claim of claimsOf(part, ofUart(system, board, name, part))) {
      const other = held.find((one) => one.thing === claim.thing && !goTogether(one, claim));
      if (other === undefined) held.push({ holder: name, ...claim });
      else {
        const why = `it takes ${claim.thing} of ${board.name}, which ${other.holder} has; two parts share neither pin nor UART nor bus address`;
        yield violation("W14", system.name, name, why);
      }
    }
  }
}

function goTogether(one: Claim, other: Claim): boolean {
  return one.as === other.as && one.as !== ALONE;
}

/**
 * How a part has its UART. An emulated chip has fewer UARTs than a meter has ports and stand-ins for parts: there any number of stand-ins
 * may have one together, which tell by marks in the text what is theirs. The engine gives all of them the format of the driver that opens
 * last, so they must agree on it. A port of its own driver stays alone even there, and so does the HAN port: its UART must never listen.
 */
function ofUart(system: System, board: Board, name: string, { driver, options }: Part): Omit<Claim, "thing"> {
  const { baud, parity, bytesize } = options;
  const isHome = system.devices.some((device) => device.name === name && device.exposure === "home");
  const isAlone = !EMULATED_ENGINES.includes(board.engine) || isHome || !driver.startsWith(STAND_IN);
  return { as: isAlone ? ALONE : `format ${[baud, parity, bytesize].map(String).join(" ")}` };
}

function claimsOf({ options }: Part, uart: Omit<Claim, "thing">): Claim[] {
  const claims: Claim[] = [];
  for (const [key, value] of Object.entries(options)) {
    if (typeof value !== "string") continue;
    const kind = Object.keys(BUS_PINS).find((bus) => BUS_PINS[bus]?.includes(key));
    const isOfUart = UART.test(value) || (["tx", "rx"].includes(key) && uart.as !== ALONE);
    if (isOfUart) claims.push({ thing: value, ...uart });
    else if (PIN.test(value))
      claims.push({ thing: value, as: kind === undefined ? ALONE : `${kind} ${String(options[kind])} ${key}` });
  }
  const { address, scl, sda } = options;
  if (address !== undefined)
    claims.push({ thing: `address ${String(address)} on ${String(scl)} and ${String(sda)}`, as: ALONE });
  return claims;
}

function* linesAreSingle(system: System, board: Board): Generator<Violation> {
  const watched = new Map<string, { readonly holder: string; readonly pin: string }>();
  for (const [name, part] of partsOf(board)) {
    const pin = part.options["watchPin"];
    if (typeof pin !== "string" || !PIN.test(pin)) continue;
    const line = pin.slice(1);
    const other = watched.get(line);
    if (other === undefined) watched.set(line, { holder: name, pin });
    else if (other.pin !== pin) {
      const why = `it watches ${pin} of ${board.name} and ${other.holder} watches ${other.pin}; pins of one number share one interrupt line`;
      yield violation("W15", system.name, name, why);
    }
  }
}

function* optionsMean(system: System, board: Board): Generator<Violation> {
  for (const [name, part] of partsOf(board)) {
    for (const [key, value] of Object.entries(part.options)) {
      const what = whatIsMeant(key);
      if (what === undefined || (typeof value === "string" && what.form.test(value))) continue;
      const why = `its option ${key} on ${board.name} is ${JSON.stringify(value)}, which is no ${what.name}`;
      yield violation("W16", system.name, name, why);
    }
  }
  if (!UART.test(board.console)) {
    yield violation(
      "W16",
      system.name,
      board.name,
      `its console is ${JSON.stringify(board.console)}, which is no UART`,
    );
  }
  const { variables, watchdogSeconds } = board;
  if (!Number.isInteger(variables) || variables <= 0) {
    yield violation(
      "W16",
      system.name,
      board.name,
      `its heap of ${variables} variables must be a positive whole number`,
    );
  }
  if (!(watchdogSeconds >= 0 && watchdogSeconds <= LIMITS.watchdogSeconds)) {
    const why = `its watchdog of ${watchdogSeconds} s must be 0 to ${LIMITS.watchdogSeconds} s, as far as the processor counts`;
    yield violation("W16", system.name, board.name, why);
  }
}

function* partsAreReal(system: System, board: Board): Generator<Violation> {
  if (board.watchdogSeconds === 0) {
    const why = `it has no watchdog and is not emulated; nothing would reset a processor that stops scheduling`;
    yield violation("W17", system.name, board.name, why);
  }
  for (const { name, contract } of system.devices) {
    const port = listedAs(board.parts, name)?.options["port"];
    if (contract === "serial-port" || port === undefined) continue;
    const why = `a ${contract} of ${board.name} is a wire on ${String(port)} and ${board.name} is not emulated; whoever reaches the wire would be believed`;
    yield violation("W17", system.name, name, why);
  }
  if (board.memory && RAM_MEMORY_DRIVERS.includes(board.memory.driver)) {
    const why = `that of ${board.name} is in its RAM and ${board.name} is not emulated; what was acknowledged would go with the power`;
    yield violation("W17", system.name, "memory", why);
  }
}

function whatIsMeant(key: string): { readonly name: string; readonly form: RegExp } | undefined {
  if (key === "port") return { name: "UART", form: UART };
  const bus = listedAs(BUSES, key);
  if (bus !== undefined) return { name: "bus", form: bus };
  if (PIN_OPTIONS.includes(key) || key === "pin" || key.endsWith("Pin")) return { name: "pin", form: PIN };
  return undefined;
}
