// The off-switch board without hardware: the STM32F405RG image in QEMU's olimex-stm32-h405 machine. Parts that need an input pin
// enter over UARTs; README.md says on which -serial.

import type { Board } from "../board.ts";

export const board: Board = {
  name: "qemu-off-switch",
  system: "off-switch",
  engine: "STM32F405RG",
  variables: 5450,
  console: "Serial1",
  watchdogSeconds: 0,
  parts: {
    link: { driver: "uart", options: { port: "Serial2", tx: "A2", rx: "A3", baud: 19200 } },
    relay: { driver: "unsensed-relay", options: { setPin: "B5", resetPin: "B4", coilMs: 50 } },
    button: { driver: "uart-button", options: { port: "Serial3", rx: "B11", baud: 19200 } },
  },
  memory: { driver: "ccm-nor", options: { bytes: 1048576, pages: 64, image: "hasm.nor" } },
};
