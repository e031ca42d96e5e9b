// The meter board: STM32F4DISCOVERY (STM32F407VG). README.md has the wiring, what the board itself occupies and what is reserved.

import type { Board } from "../board.ts";

export const board: Board = {
  name: "stm32f4discovery",
  system: "meter",
  engine: "STM32F4DISCOVERY",
  variables: 5450,
  console: "Serial2",
  watchdogSeconds: 5,
  parts: {
    wan: { driver: "uart", options: { port: "Serial6", tx: "C6", rx: "C7", baud: 19200 } },
    topUp: { driver: "uart", options: { port: "Serial5", tx: "C12", rx: "D2", baud: 2400 } },
    maintenance: { driver: "uart", options: { port: "Serial4", tx: "C10", rx: "C11", baud: 2400 } },
    "other-utility": {
      driver: "uart",
      options: { port: "Serial2", tx: "A2", rx: "D6", baud: 2400, parity: "even" },
    },
    han: { driver: "uart", options: { port: "Serial1", tx: "B6", baud: 115200 } },
    link: { driver: "uart", options: { port: "Serial3", tx: "D8", rx: "D9", baud: 19200 } },
    importPulses: { driver: "s0-pulse", options: { watchPin: "E7", minimumMs: 20 } },
    exportPulses: { driver: "s0-pulse", options: { watchPin: "E8", minimumMs: 20 } },
    clamp: {
      driver: "adc-clamp",
      options: { analogPin: "C1", millivoltsPerAmpere: 11, mainsHz: 50, samplesPerCall: 16, windowSamples: 16 },
    },
    clock: { driver: "ds3231", options: { i2c: "I2C3", scl: "A8", sda: "C9" } },
    lcd: { driver: "hd44780-pcf8574", options: { i2c: "I2C3", scl: "A8", sda: "C9", address: 39 } },
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
      bytes: 4194304,
    },
  },
};
