// Every board, opened whole by its drivers on a virtual board; and its pins against the chips' own tables.

import assert from "node:assert/strict";
import type { Board } from "../../boards/board.ts";
import { board as discovery } from "../../boards/stm32f4discovery/board.ts";
import { board as nucleo } from "../../boards/nucleo-f401re/board.ts";
import { board as qemuMeter } from "../../boards/qemu-meter/board.ts";
import { board as qemuOffSwitch } from "../../boards/qemu-off-switch/board.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { bundleDrivers } from "./bundle-drivers.ts";

const BOARDS: readonly Board[] = [discovery, nucleo, qemuMeter, qemuOffSwitch];

/** DS8626 table 9 (STM32F405/407) and, for the F401, DS9716 table 9: pins that can be the transmitter and receiver of each USART. */
const F405 = {
  Serial1: { tx: ["A9", "B6"], rx: ["A10", "B7"] },
  Serial2: { tx: ["A2", "D5"], rx: ["A3", "D6"] },
  Serial3: { tx: ["B10", "C10", "D8"], rx: ["B11", "C11", "D9"] },
  Serial4: { tx: ["A0", "C10"], rx: ["A1", "C11"] },
  Serial5: { tx: ["C12"], rx: ["D2"] },
  Serial6: { tx: ["C6"], rx: ["C7"] },
};
const F401 = {
  Serial1: { tx: ["A9", "B6"], rx: ["A10", "B7"] },
  Serial2: { tx: ["A2", "D5"], rx: ["A3", "D6"] },
  Serial6: { tx: ["C6", "A11"], rx: ["C7", "A12"] },
};
const USARTS: Readonly<Record<string, Readonly<Record<string, { tx: string[]; rx: string[] }>>>> = {
  STM32F4DISCOVERY: F405,
  NUCLEOF401RE: F401,
  STM32F405RG: F405,
};
/** Where the engine's console listens from the reset on: whoever reaches it has a root shell. */
const CONSOLE_RX: Readonly<Record<string, string>> = { STM32F4DISCOVERY: "A3", NUCLEOF401RE: "A3", STM32F405RG: "A10" };
/** Soldered to something that drives the pin or minds its level; a pin that only an input of another chip shares is not here. */
const TAKEN: Readonly<Record<string, string[]>> = {
  STM32F4DISCOVERY: "A0 A5 A6 A7 A9 A10 A11 A12 A13 A14 B2 B3 B9 B10 C0 C3 D4 D5 E0 E1 E3 H0 H1".split(" "),
  NUCLEOF401RE: "A2 A3 A5 A13 A14 B3 C13 C14 C15 H0 H1".split(" "),
  STM32F405RG: [],
};

const pinsOf = (board: Board): string[] =>
  Object.values(board.parts).flatMap(({ options }) =>
    Object.entries(options).flatMap(([key, value]) => (/^(tx|rx|scl|sda)$|Pin$/.test(key) ? [String(value)] : [])),
  );

for (const board of BOARDS) {
  describe(`board ${board.name}`, () => {
    it("opens all its parts without a word from the engine", async () => {
      const parts = Object.values(board.parts);
      const imports = parts.map(({ driver }, i) => `import { open as open${i} } from "./${driver}.ts";`);
      const opens = parts.map(({ options }, i) => `open${i}(${JSON.stringify(options)}, function () {});`);
      const virtual = new VirtualBoard({
        clock: new SimulationClock(),
        name: board.name,
        variables: board.variables,
        consolePort: board.console,
      });
      virtual.boot(await bundleDrivers([...imports, ...opens].join("\n")));
      virtual.clock.runUntil(1_000_000);
      assert.equal(virtual.console, "");
    });

    it("puts each UART on pins that the chip has for it", () => {
      for (const { options } of Object.values(board.parts)) {
        const port = options["port"];
        if (port === undefined) continue;
        const pins = USARTS[board.engine]?.[String(port)];
        assert.ok(pins, `${String(port)} of ${board.engine}`);
        const { tx, rx } = options;
        if (tx !== undefined) assert.ok(pins.tx.includes(String(tx)), `${String(tx)} cannot send for ${String(port)}`);
        if (rx !== undefined)
          assert.ok(pins.rx.includes(String(rx)), `${String(rx)} cannot receive for ${String(port)}`);
      }
    });

    it("leaves alone the console's UART, or at least its receive pin, and the pins that the board has soldered", () => {
      const onConsole = Object.entries(board.parts).filter(([, { options }]) => options["port"] === board.console);
      assert.deepEqual(
        onConsole.map(([name]) => name),
        board === qemuMeter ? ["maintenance"] : board === discovery ? ["other-utility"] : [],
      );
      const console = CONSOLE_RX[board.engine]!;
      assert.ok(USARTS[board.engine]![board.console]!.rx.includes(console));
      if (board !== qemuMeter) assert.ok(!pinsOf(board).includes(console), "the console's own receive pin");
      for (const pin of pinsOf(board)) assert.ok(!TAKEN[board.engine]?.includes(pin), `${pin} is taken`);
    });

    it("gives the HAN no receive pin", () => {
      assert.equal(board.parts["han"]?.options["rx"], undefined);
    });
  });
}

describe("boards and their twins", () => {
  it("have the same devices", () => {
    assert.deepEqual(Object.keys(qemuMeter.parts).sort(), Object.keys(discovery.parts).sort());
    assert.deepEqual(Object.keys(qemuOffSwitch.parts).sort(), Object.keys(nucleo.parts).sort());
  });

  it("talk at the same speed at both ends of the link", () => {
    assert.equal(discovery.parts["link"]?.options["baud"], nucleo.parts["link"]?.options["baud"]);
    assert.equal(qemuMeter.parts["link"]?.options["baud"], qemuOffSwitch.parts["link"]?.options["baud"]);
  });
});
