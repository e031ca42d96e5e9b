// The off-switch board: NUCLEO-F401RE (STM32F401RE). README.md has the wiring, what the board itself occupies and what is reserved.

import type { Board } from "../board.ts";

export const board: Board = {
  name: "nucleo-f401re",
  system: "off-switch",
  engine: "NUCLEOF401RE",
  variables: 5376,
  console: "Serial2",
  watchdogSeconds: 5,
  parts: {
    link: { driver: "uart", options: { port: "Serial1", tx: "A9", rx: "A10", baud: 19200 } },
    relay: { driver: "latching-relay", options: { setPin: "B5", resetPin: "B10", feedbackPin: "A8", coilMs: 50 } },
    button: { driver: "push-button", options: { watchPin: "C0" } },
  },
  memory: {
    driver: "w25q",
    options: {
      spi: "SPI2",
      sck: "B13",
      miso: "B14",
      mosi: "B15",
      selectPin: "B12",
      baud: 2000000,
      bytes: 1048576,
    },
  },
};
