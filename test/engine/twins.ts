// Two twins on the real engine: the bundles of the QEMU boards, their Storage files, and the wire between them. A probe in ".boot0" lets the
// test see the kernel's records. It goes out where lines of text are at home: on the display's UART, or the console's on a board without
// a display, where the bundle has closed it for everyone else.

import { board as meterBoard } from "../../boards/qemu-meter/board.ts";
import { board as offSwitchBoard } from "../../boards/qemu-off-switch/board.ts";
import { toByteString } from "../../bench/byte-string.ts";
import { CentralLine } from "../../bench/central-line.ts";
import { volatileMemory } from "../../bench/central/memory.ts";
import { FIXED_KEYS, keyRoom, meterKeyFile, offSwitchKeyFile } from "../../bench/key-file.ts";
import { provisionedPart } from "../../bench/flash-part.ts";
import { NOR_IMAGE_FILE, norImage } from "../../bench/nor-image.ts";
import { TelegramReader } from "../../bench/telegram-reader.ts";
import { portOf } from "../../bench/virtual-parts.ts";
import type { Board } from "../../boards/board.ts";
import { isHeld } from "../../firmware/kernel/partition.ts";
import { buildBoard, systemOf } from "../../tools/build/build.ts";
import { QemuBoard } from "../../tools/engine/qemu.ts";
import { Wire } from "../../tools/engine/wire.ts";
import type { Usart } from "../../tools/engine/serial-tap.ts";
import type { StorageFiles } from "../../tools/engine/storage-image.ts";

export const KEYS = FIXED_KEYS;

/** What the probe says every half second of board time. */
export interface Probe {
  readonly seconds: number;
  /** Variables of the heap in use, the probe's own included. */
  readonly heap: number;
  /** Partition, slot of the cycle, kind. */
  readonly faults: readonly (readonly [string, number, number])[];
  /** Name, calls, faults, held. */
  readonly partitions: readonly (readonly [string, number, number, boolean])[];
}

/** As a board says it: partitions by their numbers. */
interface RawProbe {
  readonly seconds: number;
  readonly heap: number;
  readonly faults: readonly (readonly [number, number, number])[];
  readonly calls: readonly number[];
  readonly failed: readonly number[];
  readonly inARow: readonly number[];
}

const probe = (board: Board): string => `setTimeout(function probe(){setTimeout(probe,500);
if(global.hasm&&hasm.faults)Serial${probeUsart(board)}.write("#"+JSON.stringify({
seconds:getTime(),heap:process.memory(false).usage,
faults:hasm.faults.map(function(f){return[f.partition,f.slot,f.kind]}),
calls:hasm.partitions.calls,failed:hasm.partitions.faults,inARow:hasm.partitions.faultsInARow})+"\\r\\n")},500);`;

function probeUsart(board: Board): Usart {
  return usartOf(board.parts["lcd"] === undefined ? board.console : portOf(board, "lcd"));
}

function usartOf(port: string): Usart {
  return Number(port.slice("Serial".length)) as Usart;
}

/** The UART of a device; two devices may be on one. */
export function usart(board: Board, device: string): Usart {
  return usartOf(portOf(board, device));
}

export interface Twins {
  readonly meter: QemuBoard;
  readonly offSwitch: QemuBoard;
  readonly central: CentralLine;
  readonly han: TelegramReader;
  /** The latest probe of a board. */
  probe(board: "meter" | "offSwitch"): Probe | undefined;
  /** Pulses of the meter element. */
  pulse(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Every UART that `board` has a part on, and its console's, open to the test. */
function allUsarts(board: Board): Partial<Record<Usart, "collect">> {
  const ports = Object.values(board.parts).flatMap(({ options: { port } }) =>
    port === undefined ? [] : [String(port)],
  );
  return Object.fromEntries([...ports, board.console].map((port) => [usartOf(port), "collect"]));
}

export function latestProbe(board: QemuBoard, of: Board): Probe | undefined {
  const lines = board.received(probeUsart(of)).toString("latin1").split("\n").slice(0, -1);
  const line = lines.reverse().find((text) => text.startsWith("#{"));
  if (line === undefined) return undefined;
  const { seconds, heap, faults, calls, failed, inARow } = JSON.parse(line.slice(1)) as RawProbe;
  const names = systemOf(of).partitions.map(({ name }) => name);
  return {
    seconds,
    heap,
    faults: faults.map(([partition, slot, kind]) => [names[partition]!, slot, kind]),
    partitions: names.map((name, i) => [name, calls[i]!, failed[i]!, isHeld(inARow[i]!)]),
  };
}

export async function startMeter(bundle: string): Promise<QemuBoard> {
  const files: StorageFiles = {
    ".boot0": probe(meterBoard),
    ".bootcde": bundle,
    "hasm.keys": meterKeyFile(KEYS),
    "hasm.keyb": keyRoom(),
  };
  return QemuBoard.start({ files, serial: allUsarts(meterBoard), icount: "shift=3" });
}

export async function startTwins(): Promise<Twins> {
  const { flashBytes, segments } = systemOf(offSwitchBoard);
  const offSwitch = await QemuBoard.start({
    files: {
      ".boot0": probe(offSwitchBoard),
      ".bootcde": (await buildBoard(offSwitchBoard)).text,
      "hasm.keys": offSwitchKeyFile(KEYS),
      "hasm.keyb": keyRoom(),
      [NOR_IMAGE_FILE]: norImage(provisionedPart(flashBytes, segments, KEYS.offSwitchLogs)),
    },
    serial: allUsarts(offSwitchBoard),
    icount: "shift=3",
    traceGpio: true,
  });
  const meter = await startMeter((await buildBoard(meterBoard)).text);
  const link = new Wire(
    { board: meter, usart: usart(meterBoard, "link") },
    { board: offSwitch, usart: usart(offSwitchBoard, "link") },
  );
  const central = new CentralLine(volatileMemory(KEYS), Date.now, (bytes) =>
    meter.send(usart(meterBoard, "wan"), bytes),
  );
  meter.onBytes(usart(meterBoard, "wan"), (bytes) => central.receive(toByteString(bytes)));
  const han = new TelegramReader();
  meter.onBytes(usart(meterBoard, "han"), (bytes) => han.receive(toByteString(bytes)));
  return {
    meter,
    offSwitch,
    central,
    han,
    probe: (name) => (name === "meter" ? latestProbe(meter, meterBoard) : latestProbe(offSwitch, offSwitchBoard)),
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
