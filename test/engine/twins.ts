// Two twins on the real engine: the bundles of the QEMU boards, their Storage files, and the wire between them. A probe in ".boot0" lets the
// test see the kernel's records; it goes out on the console's UART, which the bundle closes for everyone else.

import { board as meterBoard } from "../../boards/qemu-meter/board.ts";
import { board as offSwitchBoard } from "../../boards/qemu-off-switch/board.ts";
import { toByteString } from "../../bench/byte-string.ts";
import { CentralSystem } from "../../bench/central-system.ts";
import { FIXED_KEYS, meterKeyFile, offSwitchKeyFile } from "../../bench/key-file.ts";
import { TelegramReader } from "../../bench/telegram-reader.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import type { Board } from "../../boards/board.ts";
import { buildBoard } from "../../tools/build/build.ts";
import { QemuBoard } from "../../tools/engine/qemu.ts";
import { Wire } from "../../tools/engine/wire.ts";
import type { Usart } from "../../tools/engine/serial-tap.ts";
import type { StorageFiles } from "../../tools/engine/storage-image.ts";

export const KEYS = FIXED_KEYS;

const CONSOLE: Usart = 1;

/** What the probe says every half second of board time. */
export interface Probe {
  readonly seconds: number;
  /** Variables of the heap in use, the probe's own included. */
  readonly heap: number;
  /** Partition, handler, kind. */
  readonly faults: readonly (readonly [string, number, number])[];
  /** Name, calls, faults, held. */
  readonly partitions: readonly (readonly [string, number, number, boolean])[];
}

const PROBE = `setTimeout(function probe(){setTimeout(probe,500);if(global.hasm&&hasm.faults)Serial1.write("#"+JSON.stringify({
seconds:getTime(),heap:process.memory(false).usage,
faults:hasm.faults.map(function(f){return[f.partition,f.handler,f.kind]}),
partitions:hasm.partitions.map(function(p){return[p.name,p.calls,p.faults,p.held]})})+"\\n")},500);`;

export function usart(board: Board, device: string): Usart {
  return Number(portOf(board, device).slice("Serial".length)) as Usart;
}

export interface Twins {
  readonly meter: QemuBoard;
  readonly offSwitch: QemuBoard;
  readonly central: CentralSystem;
  readonly han: TelegramReader;
  /** The latest probe of a board. */
  probe(board: "meter" | "offSwitch"): Probe | undefined;
  /** Pulses of the meter element. */
  pulse(count: number): Promise<void>;
  stop(): Promise<void>;
}

export function latestProbe(board: QemuBoard): Probe | undefined {
  const lines = board.received(CONSOLE).toString("latin1").split("\n").slice(0, -1);
  const line = lines.reverse().find((text) => text.startsWith("#{"));
  return line === undefined ? undefined : (JSON.parse(line.slice(1)) as Probe);
}

export async function startMeter(bundle: string): Promise<QemuBoard> {
  const files: StorageFiles = { ".boot0": PROBE, ".bootcde": bundle, "hasm.keys": meterKeyFile(KEYS) };
  const serial = {
    [CONSOLE]: "collect",
    [usart(meterBoard, "wan")]: "collect",
    [usart(meterBoard, "han")]: "collect",
    [usart(meterBoard, "importPulses")]: "collect",
    [usart(meterBoard, "lcd")]: "collect",
    [usart(meterBoard, "link")]: "collect",
  } as const;
  return QemuBoard.start({ files, serial, icount: "shift=3" });
}

export async function startTwins(): Promise<Twins> {
  const offSwitch = await QemuBoard.start({
    files: {
      ".boot0": PROBE,
      ".bootcde": (await buildBoard(offSwitchBoard)).text,
      "hasm.keys": offSwitchKeyFile(KEYS),
    },
    serial: {
      [CONSOLE]: "collect",
      [usart(offSwitchBoard, "link")]: "collect",
      [usart(offSwitchBoard, "button")]: "collect",
    },
    icount: "shift=3",
    traceGpio: true,
  });
  const meter = await startMeter((await buildBoard(meterBoard)).text);
  const link = new Wire(
    { board: meter, usart: usart(meterBoard, "link") },
    { board: offSwitch, usart: usart(offSwitchBoard, "link") },
  );
  const central = new CentralSystem(KEYS, Date.now, (bytes) => meter.send(usart(meterBoard, "wan"), bytes));
  meter.onBytes(usart(meterBoard, "wan"), (bytes) => central.receive(toByteString(bytes)));
  const han = new TelegramReader();
  meter.onBytes(usart(meterBoard, "han"), (bytes) => han.receive(toByteString(bytes)));
  const boards = { meter, offSwitch };
  return {
    meter,
    offSwitch,
    central,
    han,
    probe: (board) => latestProbe(boards[board]),
    pulse: async (count) => {
      for (let i = 0; i < count; i++) {
        meter.send(usart(meterBoard, "importPulses"), "p");
        await new Promise((resolve) => setTimeout(resolve, PULSE_MS));
      }
    },
    stop: async () => {
      link.unplug();
      await Promise.all([meter.stop(), offSwitch.stop()]);
    },
  };
}

/** Pulses come no closer than S0 allows. */
const PULSE_MS = 60;
/** How long a command is given before it is made anew. */
const RETRY_MS = 4000;

/**
 * Does something again and again, with `RETRY_MS` between, until `done` holds. An emulated receiver now and then loses a byte of a burst,
 * as a real wire may: a central system that hears nothing sends a new command.
 */
export async function insist(what: string, act: () => void, done: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 1; tries <= 8; tries++) {
    act();
    const endMs = Date.now() + RETRY_MS;
    while (Date.now() < endMs) {
      if (await done()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`tried eight times: ${what}`);
}

/** Waits until `done` holds; the message of the error says what was awaited. */
export async function until(what: string, done: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await done())) {
    if (Date.now() > endMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
