// The contract suites of clock and display, on the drivers of chips over a virtual board and on the stand-ins, there and on the real engines.

import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { Ds3231, DS3231_ADDRESS } from "../../bench/parts/ds3231.ts";
import { PCF8574_ADDRESS, Pcf8574Hd44780 } from "../../bench/parts/pcf8574-hd44780.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { clockContract } from "./clock-contract.ts";
import { displayContract, rowsOfLines } from "./display-contract.ts";
import { onLinux, onQemu, type Subject } from "./contract-steps.ts";
import { BUS } from "./plugged.ts";

const LONGEST_RUN_MS = 60_000;
const ENGINE_CLOCK = { driver: "engine-clock", options: { epochSeconds: 1_735_689_600 } };
const UART_DISPLAY = { driver: "uart-display", options: { port: "Serial6", tx: "C6", baud: 115_200 } };

/** On a virtual board to which `join` puts the parts. */
const onVirtualBoard =
  (join: (board: VirtualBoard) => void): Subject["run"] =>
  async (script) => {
    const clock = new SimulationClock();
    const board = new VirtualBoard({ clock, name: "contract", variables: 5450, consolePort: "Serial2" });
    join(board);
    board.boot(await script("function (text) { global.report = text; }"));
    for (let ms = 0; board.global("report") === undefined; ms += 10) {
      if (ms > LONGEST_RUN_MS) throw new Error(`no report: ${board.console}`);
      clock.runUntil(clock.nowUs + 10_000);
    }
    clock.runUntil(clock.nowUs + 100_000);
    return board.global("report") as string;
  };

const bus = (board: VirtualBoard) => board.softI2c(BUS.scl, BUS.sda);

clockContract("ds3231 on a virtual board", {
  driver: "ds3231",
  options: BUS,
  run: onVirtualBoard((board) => {
    bus(board).attach(DS3231_ADDRESS, new Ds3231(board.clock));
  }),
});

clockContract("engine-clock on a virtual board", { ...ENGINE_CLOCK, run: onVirtualBoard(() => undefined) });

let lcd: Pcf8574Hd44780 | undefined;
displayContract("hd44780-pcf8574 on a virtual board", {
  driver: "hd44780-pcf8574",
  options: { ...BUS, address: PCF8574_ADDRESS },
  run: onVirtualBoard((board) => {
    lcd = new Pcf8574Hd44780(board.clock);
    bus(board).attach(PCF8574_ADDRESS, lcd);
  }),
  rows: () => lcd?.rows() ?? [],
});

let wire = "";
displayContract("uart-display on a virtual board", {
  ...UART_DISPLAY,
  run: onVirtualBoard((board) => {
    board.uart("Serial6").onSent((bytes) => (wire += bytes));
  }),
  rows: () => rowsOfLines(wire),
});

engineSuite("contracts on the Linux engine", "linux", () => {
  let printed = "";
  clockContract("engine-clock on the Linux engine", { ...ENGINE_CLOCK, run: onLinux("") });
  displayContract("uart-display on the Linux engine", {
    ...UART_DISPLAY,
    run: onLinux(
      `var Serial6 = { setup: function () {}, write: function (bytes) { print(bytes.slice(0, -2)); } };`,
      (text) => (printed = text),
    ),
    rows: () => rowsOfLines(printed),
  });
});

engineSuite("contracts on an emulated board", "stm32", () => {
  let sent = "";
  clockContract("engine-clock on an emulated board", { ...ENGINE_CLOCK, run: onQemu() });
  displayContract("uart-display on an emulated board", {
    ...UART_DISPLAY,
    run: onQemu((text) => (sent = text)),
    rows: () => rowsOfLines(sent),
  });
});
