// W14: two parts on one UART. Stand-ins for parts may have it together where the UART is emulated and they agree on its format; each entry here
// falls short of that in one thing.

import { options } from "../edits.ts";
import type { Broken, Draft } from "../edits.ts";

/** The display sends where the pulses come in, on a board that does not exist: as far as it goes, this is allowed, and so are more of them. */
export function shareUart({ meter, meterBoard }: Draft): void {
  meter.devices = meter.devices.filter(({ name }) => name !== "maintenance");
  delete meterBoard.parts["maintenance"];
  meterBoard.parts["import-pulses"] = { driver: "uart-pulse", options: { port: "Serial2", rx: "A3", baud: 19200 } };
  meterBoard.parts["lcd"] = { driver: "uart-display", options: { port: "Serial2", tx: "A2", baud: 19200 } };
  meterBoard.engine = "STM32F405RG";
}

export const sharing: readonly Broken[] = [
  {
    title: "W14 two stand-ins on a UART of a real board",
    breaks: (draft) => {
      shareUart(draft);
      draft.meterBoard.engine = "STM32F4DISCOVERY";
    },
    messages: [
      "W14 meter: lcd: it takes Serial2 of discovery, which import-pulses has; two parts share neither pin nor UART nor bus address",
      "W17 meter: import-pulses: a pulse-input of discovery is a wire on Serial2 and discovery is not emulated; whoever reaches the wire would be believed",
      "W17 meter: lcd: a text-display of discovery is a wire on Serial2 and discovery is not emulated; whoever reaches the wire would be believed",
    ],
  },
  {
    title: "W14 a driver that is no stand-in hears on the emulated UART of two",
    breaks: (draft) => {
      shareUart(draft);
      draft.meterBoard.parts["current-clamp"] = {
        driver: "uart",
        options: { port: "Serial2", rx: "D6", baud: 19200 },
      };
    },
    messages: [
      "W14 meter: current-clamp: it takes Serial2 of discovery, which import-pulses has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 a driver that is no stand-in sends where one hears, on an emulated UART",
    breaks: (draft) => {
      shareUart(draft);
      draft.meterBoard.parts["lcd"] = { driver: "uart", options: { port: "Serial2", tx: "A2", baud: 19200 } };
    },
    messages: [
      "W14 meter: lcd: it takes Serial2 of discovery, which import-pulses has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 two ports of both directions on an emulated UART",
    breaks: (draft) => {
      shareUart(draft);
      options(draft.meterBoard, "top-up")["port"] = "Serial3";
    },
    messages: [
      "W14 meter: top-up: it takes Serial3 of discovery, which wan has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 two stand-ins, each on the emulated UART of a port",
    breaks: (draft) => {
      shareUart(draft);
      Object.assign(options(draft.meterBoard, "import-pulses"), { port: "Serial5", rx: "D7" });
      Object.assign(options(draft.meterBoard, "lcd"), { port: "Serial3", tx: "D8" });
    },
    messages: [
      "W14 meter: import-pulses: it takes Serial5 of discovery, which top-up has; two parts share neither pin nor UART nor bus address",
      "W14 meter: lcd: it takes Serial3 of discovery, which wan has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 two stand-ins on an emulated UART, and not at the same speed",
    breaks: (draft) => {
      shareUart(draft);
      options(draft.meterBoard, "lcd")["baud"] = 115200;
    },
    messages: [
      "W14 meter: lcd: it takes Serial2 of discovery, which import-pulses has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 pulses come in at the emulated UART of the HAN port",
    breaks: (draft) => {
      shareUart(draft);
      Object.assign(options(draft.meterBoard, "import-pulses"), { port: "Serial1", rx: "B7", baud: 115200 });
    },
    messages: [
      "W14 meter: import-pulses: it takes Serial1 of discovery, which han has; two parts share neither pin nor UART nor bus address",
    ],
  },
];
