// The lines of `hasm cost`: what it measured, beside what the design allows.

import type { BoardFigures } from "./boards.ts";
import type { CommandSeconds } from "./commands.ts";
import type { LineCount } from "./lines.ts";
import { SECONDS_PER_INSTRUCTION } from "./prelude.ts";
import type { StoreFigures } from "./store.ts";

/** Bits of a byte on a UART with one start and one stop bit, at the speed of WAN and link. */
const BITS_PER_BYTE = 10;
const BAUD = 19200;

/** What, figure, budget. */
export type Row = readonly [string, string, string];

export interface Figures {
  readonly meter: BoardFigures;
  readonly offSwitch: BoardFigures;
  readonly message: number;
  readonly store: StoreFigures;
  readonly commands: { readonly meter: readonly CommandSeconds[]; readonly offSwitch: readonly CommandSeconds[] };
}

const time = (seconds: number): string =>
  `${(seconds * 1000).toFixed(3)} ms  ${Math.round(seconds / SECONDS_PER_INSTRUCTION)} instructions`;

const heap = (used: number, of: number): string => `${used} of ${of} variables, ${((100 * used) / of).toFixed(1)} %`;

export function lineText([what, figure, budget]: Row): string {
  return `${what.padEnd(48)} ${figure.padEnd(44)} ${budget === "" ? "" : `budget ${budget}`}`.trimEnd();
}

export function lineRows(counts: readonly LineCount[]): Row[] {
  return counts.map(({ what, lines, budget }) => [what, `${lines} lines`, budget > 0 ? `${budget} lines` : ""]);
}

export function boardRows({ meter, offSwitch, message }: Figures): Row[] {
  const wire = (bytes: number): number => (bytes * BITS_PER_BYTE) / BAUD;
  const latency = meter.commandS + wire(offSwitch.commandFrameBytes) + offSwitch.commandS;
  const { commandFrameBytes } = offSwitch;
  return [
    ["power-on to counted pulses, meter", time(meter.countingS ?? NaN), "500 ms"],
    ["power-on to first cycle (segments open), meter", time(meter.bootS), ""],
    ["power-on to first cycle (segments open), switch", time(offSwitch.bootS), ""],
    ["remote off: WAN in to link out", time(meter.commandS), ""],
    ["remote off: over the link", `${(wire(commandFrameBytes) * 1000).toFixed(3)} ms  ${commandFrameBytes} B`, ""],
    ["remote off: link in to relay", time(offSwitch.commandS), ""],
    ["remote off, whole", `${(latency * 1000).toFixed(3)} ms`, "600 ms"],
    ["message of 64 B, send to handler", time(message), "0.500 ms"],
    ["idle meter, share of processor", `${(100 * meter.idleShare).toFixed(2)} %`, "5 %"],
    ["idle off-switch, share of processor", `${(100 * offSwitch.idleShare).toFixed(2)} %`, ""],
    ["heap after boot, meter", heap(meter.heapAfterBoot, 5450), ""],
    ["heap at its peak, meter", heap(meter.heapPeak, 5450), "60 %"],
    ["heap after boot, off-switch", heap(offSwitch.heapAfterBoot, 5376), ""],
    ["heap at its peak, off-switch", heap(offSwitch.heapPeak, 5376), "35 %"],
  ];
}

/** From the last byte at the port until the board has nothing left to do. */
export function commandRows({ meter, offSwitch }: Figures["commands"]): Row[] {
  const rows = (board: string, figures: readonly CommandSeconds[]): Row[] =>
    figures.map(({ name, seconds }) => [`${board}: ${name}, last byte to done`, time(seconds), ""]);
  return [...rows("meter", meter), ...rows("off-switch", offSwitch)];
}

export function storeRows(store: StoreFigures): Row[] {
  const variables = (count: number): string => `${count} variables`;
  return [
    ...store.mounts.map(({ segment, content, seconds, reads, readBytes }): Row => [
      `mount ${segment}, ${content}`,
      `${time(seconds)}, ${reads} reads of ${readBytes} B`,
      "",
    ]),
    ["append a record of 16 B to a log", time(store.appendS), ""],
    ["  of which sealing", time(store.sealS), ""],
    ["  of which writing", time(store.appendS - store.sealS), ""],
    ["append that begins a sector (two records)", time(store.appendOfNewSectorS), ""],
    ["put a value of 16 B", time(store.putS), ""],
    ["put that begins a sector (copies 24 values)", time(store.putOfNewSectorS), ""],
    ["idle cycle, nothing to prepare", time(store.restS), ""],
    ["idle cycle, starts an erase: on top", time(store.startEraseS), ""],
    ["idle cycle, checks the blank sector: on top", time(store.checkBlankS), ""],
    ["heap of one log, open, part and code included", variables(store.logVariables), ""],
    ["heap of 24 values, open, part and code included", variables(store.valuesVariables), ""],
    ["heap at the peak of boot and an append: on top", variables(store.appendVariables), ""],
    ["heap at the peak of boot and a put: on top", variables(store.putVariables), ""],
    ["  of all these the RAM-backed part, as it opens", variables(store.partVariables), ""],
    ["  and for each record that it takes in", variables(store.partVariablesPerRecord), ""],
  ];
}

export const STORE_NOTE =
  "The store's part lies in the engine's heap here: times are without the SPI bus and the part's own, and a real board has neither the\n" +
  "part's variables nor the pages in them.";
