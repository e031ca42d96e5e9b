// The table of `hasm cost --storage`: the same records by our own rings and by the engine's Storage, on flash of the same kind.

import { engines } from "../../tools/engine/available.ts";
import { logFigures, RING_SECTORS, valuesFigures } from "./ring-append.ts";
import type { AppendFigures } from "./ring-append.ts";
import { lostBehindTornRecord, lostInCompaction, storageFigures } from "./storage-append.ts";
import type { ProgramEnd } from "./storage-append.ts";

const SIZES = [16, 64] as const;
const APPENDED = 10;
const NOTHING_LOST = "nothing (test/store)";

function row(what: string, recordBytes: number, figures: AppendFigures, lost: string): string {
  const { records, programmedBytes, sectorErases, keptAtLeast } = figures;
  const cells = [
    `${what}, ${recordBytes} B`.padEnd(46),
    String(records).padStart(7),
    (programmedBytes / records).toFixed(2).padStart(11),
    ((1000 * sectorErases) / records).toFixed(2).padStart(15),
    String(keptAtLeast).padStart(10),
    lost,
  ];
  return cells.join("  ");
}

const NAMES: Readonly<Record<ProgramEnd, string>> = {
  "on-a-page": "Storage, file begins on a page",
  anywhere: "Storage, file begins anywhere",
};

async function storageRow(recordBytes: 16 | 64, programEnd: ProgramEnd): Promise<string> {
  const { figures, compaction } = await storageFigures({ recordBytes, programEnd });
  const held = compaction.last - compaction.first + 1;
  const lost = await lostInCompaction(compaction, recordBytes);
  const torn = await lostBehindTornRecord(compaction, recordBytes, APPENDED);
  const said = `in a compaction ${lost} of ${held}, behind a torn record ${torn} of ${APPENDED}`;
  return row(NAMES[programEnd], recordBytes, figures, said);
}

/** The lines of the table, with what is left out and why. */
export async function storageRows(): Promise<string[]> {
  const lines = [
    `rings of ${RING_SECTORS} sectors; Storage files of the same size in twice the flash, erased when full; 4 of its 1 KiB pages count as a sector`,
    `${"".padEnd(46)}  records  programmed  erases of 4 KiB  at least   acknowledged records that a power`,
    `${"".padEnd(46)}           bytes each  in 1000 records  kept       cut can lose`,
  ];
  for (const size of SIZES) lines.push(row("log, sealed and chained", size, logFigures(size), NOTHING_LOST));
  for (const size of SIZES) lines.push(row("values, 4 of them", size, valuesFigures(size), NOTHING_LOST));
  const { linux } = engines();
  if (!linux.found) return [...lines, `no figures of Storage: ${linux.why}`];
  for (const programEnd of ["on-a-page", "anywhere"] as const)
    for (const size of SIZES) lines.push(await storageRow(size, programEnd));
  return [
    ...lines,
    "Storage ran on the engine's Linux build: bytes are what it wrote to its flash, pages what it erased. Its records carry no check and no tag.",
    "Where files do not end on pages, as a program does not, it compacts from the first page of all, the program among what it moves.",
    "It keeps nothing at the moment at which a full file is erased. Its cuts are states between two pages of a compaction, put to a fresh engine.",
    "Weak cells, which a cut program or erase leaves, the Linux build cannot show; test/store shows them for the rings.",
  ];
}
