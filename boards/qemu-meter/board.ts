// The meter board without hardware: the STM32F405RG image in QEMU's olimex-stm32-h405 machine. Parts that need a pin or a bus enter
// and leave over UARTs; README.md says on which -serial.

import type { Board } from "../board.ts";

export const board: Board = {
  name: "qemu-meter",
  system: "meter",
  engine: "STM32F405RG",
  variables: 5450,
  console: "Serial1",
  watchdogSeconds: 0,
  parts: {
    wan: { driver: "uart", options: { port: "Serial3", tx: "B10", rx: "B11", baud: 19200 } },
    topUp: { driver: "uart", options: { port: "Serial5", tx: "C12", rx: "D2", baud: 2400 } },
    maintenance: { driver: "uart", options: { port: "Serial1", tx: "A9", rx: "A10", baud: 2400 } },
    "other-utility": { driver: "uart-hex", options: { port: "Serial6", tx: "C6", rx: "C7", baud: 19200 } },
    han: { driver: "uart", options: { port: "Serial4", tx: "C10", baud: 115200 } },
    link: { driver: "uart", options: { port: "Serial2", tx: "A2", rx: "A3", baud: 19200 } },
    importPulses: { driver: "uart-pulse", options: { port: "Serial6", rx: "C7", baud: 19200 } },
    exportPulses: { driver: "uart-pulse", options: { port: "Serial6", rx: "C7", baud: 19200, pulse: "x", stuck: "y" } },
    clamp: { driver: "uart-clamp", options: { port: "Serial6", rx: "C7", baud: 19200 } },
    clock: { driver: "engine-clock", options: { epochSeconds: 1735689600 } },
    lcd: { driver: "uart-display", options: { port: "Serial6", tx: "C6", baud: 19200 } },
  },
  memory: { driver: "ccm-nor", options: { bytes: 4194304, pages: 64, image: "hasm.nor" } },
};
