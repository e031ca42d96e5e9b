// QEMU in the place of both boards: the STM32F405RG image with the twins' bundles, fresh keys and a wire between them. Their UARTs are the ports;
// what their coils, display and pulse inputs do is at hand.

import { spawnSync } from "node:child_process";
import { board as meterBoard } from "../../../boards/qemu-meter/board.ts";
import { board as offSwitchBoard } from "../../../boards/qemu-off-switch/board.ts";
import type { Board } from "../../../boards/board.ts";
import { EngineMissing, needEngine } from "../../../tools/engine/available.ts";
import { QemuBoard } from "../../../tools/engine/qemu.ts";
import type { Usart } from "../../../tools/engine/serial-tap.ts";
import { Wire } from "../../../tools/engine/wire.ts";
import { toByteString } from "../../byte-string.ts";
import { NOR_IMAGE_FILE } from "../../nor-image.ts";
import type { Line } from "../../send/line.ts";
import { readProvisionedFile } from "../../send/provisioned.ts";
import { UserError } from "../../user-error.ts";
import { portOf } from "../../virtual-parts.ts";
import type { LineMap, LoopPort } from "../ports.ts";

const LIMIT_MS = 86_400_000;
const DEVICES: Readonly<Record<LoopPort, string>> = {
  ...{ wan: "wan", "top-up": "topUp", maintenance: "maintenance", han: "han" },
};
const ROWS = 4;
const relay = offSwitchBoard.parts["relay"]!.options as { readonly setPin: string; readonly resetPin: string };

function usartOf(port: string): Usart {
  return Number(port.slice("Serial".length)) as Usart;
}

function usart(board: Board, device: string): Usart {
  return usartOf(portOf(board, device));
}

function allUsarts(board: Board): Partial<Record<Usart, "collect">> {
  const ports = Object.values(board.parts).flatMap(({ options: { port } }) => (port === undefined ? [] : [`${port}`]));
  return Object.fromEntries([...ports, board.console].map((port) => [usartOf(port), "collect"]));
}

/** Throws UserError where there is no engine to be had. `folder`: of a meter as it left provisioning. */
function start(board: Board, bundle: string, folder: string): Promise<QemuBoard> {
  const file = (name: string): string => readProvisionedFile(folder, name);
  const files = {
    ".bootcde": bundle,
    "hasm.keys": file(`${board.system}.keys`),
    "hasm.keyb": file("keys.room"),
    [NOR_IMAGE_FILE]: file(`${board.system}.nor`),
  };
  const traceGpio = board.system === "off-switch";
  return QemuBoard.start({
    files,
    serial: allUsarts(board),
    icount: "shift=3",
    pace: "chip",
    traceGpio,
    limitMs: LIMIT_MS,
  });
}

/** What stands in, in words. Throws UserError. */
export function emulatorWords(): string {
  const { emulator } = theEngine();
  const { stdout } = spawnSync(emulator, ["--version"], { encoding: "utf8" });
  return `QEMU ${/version (\d+\.[\d.]*\d)/.exec(stdout)?.[1] ?? "of unknown version"}`;
}

export function theEngine(): ReturnType<typeof needEngine<"stm32">> {
  try {
    return needEngine("stm32");
  } catch (error) {
    if (!(error instanceof EngineMissing)) throw error;
    throw new UserError(
      `${error.message}; QEMU stands in with qemu-system-arm 9 or newer on the PATH, and ESPRUINO_STM32F405 naming an image of Espruino for the STM32F405RG`,
    );
  }
}

export class StandInBoards {
  readonly #meter: QemuBoard;
  readonly #offSwitch: QemuBoard;
  readonly #link: Wire;
  readonly #rows: string[] = Array.from({ length: ROWS }, () => "");
  #unread = "";
  #wanIsCut = false;

  private constructor(meter: QemuBoard, offSwitch: QemuBoard) {
    this.#meter = meter;
    this.#offSwitch = offSwitch;
    this.#link = new Wire(
      { board: meter, usart: usart(meterBoard, "link") },
      { board: offSwitch, usart: usart(offSwitchBoard, "link") },
    );
    meter.onBytes(usart(meterBoard, "lcd"), (bytes) => this.#show(toByteString(bytes)));
  }

  /** Throws UserError and BoardError. */
  static async start(bundles: Readonly<Record<Board["system"], string>>, folder: string): Promise<StandInBoards> {
    theEngine();
    const offSwitch = await start(offSwitchBoard, bundles["off-switch"], folder);
    try {
      return new StandInBoards(await start(meterBoard, bundles.meter, folder), offSwitch);
    } catch (error) {
      await offSwitch.stop();
      throw error;
    }
  }

  get lines(): Required<LineMap> {
    const line = (port: LoopPort): Line => this.#line(usart(meterBoard, DEVICES[port]), port === "wan");
    return { wan: line("wan"), "top-up": line("top-up"), maintenance: line("maintenance"), han: line("han") };
  }

  /** Of their own clocks, in nanoseconds, from 0 again each 4.3 s; undefined where one has ended. */
  get clocks(): readonly (() => Promise<number | undefined>)[] {
    return [this.#meter, this.#offSwitch].map((board) => () => board.nowNs());
  }

  /** What is on the display. */
  get rows(): readonly string[] {
    return this.#rows;
  }

  /** Where the coil that had power last has sent the contact; it was closed at first. */
  async contact(): Promise<"open" | "closed"> {
    const writes = await this.#offSwitch.gpioWrites();
    const last = writes.findLast(
      ({ port, pin, level }) => level === 1 && [relay.setPin, relay.resetPin].includes(`${port}${pin}`),
    );
    return last !== undefined && `${last.port}${last.pin}` === relay.resetPin ? "open" : "closed";
  }

  pulse(input: "import" | "export"): void {
    this.#meter.send(usart(meterBoard, "importPulses"), input === "import" ? "p" : "x");
  }

  button(how: "down" | "up"): void {
    this.#offSwitch.send(usart(offSwitchBoard, "button"), how === "down" ? "d" : "u");
  }

  cut(what: "link" | "wan", isCut: boolean): void {
    if (what === "wan") this.#wanIsCut = isCut;
    else if (isCut) this.#link.cut();
    else this.#link.mend();
  }

  async stop(): Promise<void> {
    this.#link.unplug();
    await Promise.all([this.#meter.stop(), this.#offSwitch.stop()]);
  }

  #show(bytes: string): void {
    const lines = (this.#unread + bytes).split("\r\n");
    this.#unread = lines.pop() ?? "";
    for (const line of lines) {
      const [, row, text] = /^R([0-3]) (.{20})$/.exec(line) ?? [];
      if (row !== undefined) this.#rows[Number(row)] = text!;
    }
  }

  #line(at: Usart, isWan: boolean): Line {
    const board = this.#meter;
    const isCut = (): boolean => isWan && this.#wanIsCut;
    let forget = (): void => undefined;
    return {
      send: (bytes) => {
        if (!isCut()) board.send(at, bytes);
      },
      listen: (hear) => {
        forget();
        forget = board.onBytes(at, (bytes) => {
          if (!isCut()) hear(toByteString(bytes));
        });
      },
      close: () => {
        forget();
      },
    };
  }
}
