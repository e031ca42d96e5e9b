// What Espruino's own Storage writes and erases for appended records, on the real engine (Linux build), and what a power cut leaves of them.
// The user of it is as careful as it allows: when the file has the size of our ring he erases it and begins again, and he lets the engine
// compact. Beside the file there is one that stays, as a program does; twice the ring's size is left free.
//
// What the engine gives to its flash is counted to the byte. Its pages are of 1 KiB there: four of them count as a sector.

import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { readStorageImage, STORAGE_BYTES, storageImage } from "../../tools/engine/storage-image.ts";
import { RING_SECTORS } from "./ring-append.ts";
import type { AppendFigures } from "./ring-append.ts";
import { runOnFlash, StorageRunError } from "./storage-engine.ts";

const FILE_BYTES = RING_SECTORS * SECTOR_BYTES;
const AREA_BYTES = 2 * FILE_BYTES;
const HEADER_BYTES = 32;
const PROGRAM = "program";
/** Page of the Linux build's Storage. */
export const STORAGE_PAGE_BYTES = 1024;
/** Compactions that are counted, behind a first one. */
const ROUNDS = 2;
/** Far more than they take. */
const MOST_RECORDS = 10_000;
/** So many moments of a compaction are tried. */
const CUTS = 24;

/**
 * Where the file that stays ends. "on-a-page": so that each further one fills pages exactly, as nobody can count on. "anywhere": it does not, and the
 * engine then compacts from the first page of all.
 */
export type ProgramEnd = "on-a-page" | "anywhere";

export interface StorageCase {
  readonly recordBytes: 16 | 64;
  readonly programEnd: ProgramEnd;
}

function freshFlash({ programEnd }: StorageCase): Buffer {
  const program = "p".repeat(STORAGE_BYTES - AREA_BYTES - HEADER_BYTES - (programEnd === "anywhere" ? 300 : 0));
  return storageImage({ [PROGRAM]: program });
}

/** Each record says its number. */
function script(recordBytes: number, first: number): string {
  return `var S=require("Storage"),f=S.open("log","a"),size=0;
for(var i=${first};i<${first + MOST_RECORDS};i++){
if(size+${recordBytes}>${FILE_BYTES}){f.erase();f=S.open("log","a");size=0}
try{f.write(("0000000"+i).substr(-8)+"${"r".repeat(recordBytes - 8)}")}catch(e){stop("failed to write record "+i)}
size+=${recordBytes};stop(i+" "+size/${recordBytes})}`;
}

export interface Compaction {
  /** The flash before and behind the record that made the engine compact. */
  readonly before: Buffer;
  readonly after: Buffer;
  /** Pages that it erased, the last ones of the flash. */
  readonly pages: number;
  /** Numbers of the first and the last record that the file held before. */
  readonly first: number;
  readonly last: number;
}

/**
 * How many pages a compaction erased. Each page of a range up to the end of the flash is erased once, and all that lives in the range is written
 * once, so that both follow from what was written in all.
 */
function pagesErased(writtenBytes: number, appendBytes: number, after: Buffer): number {
  const files = [...readStorageImage(after)];
  const aligned = files.slice(0, -1).map(([, bytes]) => HEADER_BYTES + ((bytes.length + 3) & ~3));
  const lives = aligned.reduce((sum, bytes) => sum + bytes, 0);
  const pages = (writtenBytes - appendBytes + STORAGE_BYTES - lives) / (2 * STORAGE_PAGE_BYTES);
  if (!Number.isInteger(pages)) throw new Error(`a compaction of ${pages} pages is not understood`);
  return pages;
}

export interface StorageRun {
  readonly figures: AppendFigures;
  readonly compaction: Compaction;
}

/** Appends until a first compaction, and counts from there over two more. Throws EngineMissing or StorageRunError. */
export async function storageFigures(subject: StorageCase): Promise<StorageRun> {
  const { recordBytes } = subject;
  let before = freshFlash(subject);
  let [records, pages, written, compactions, lastWritten] = [0, 0, 0, 0, 0];
  let compaction: Compaction | undefined;
  await runOnFlash(before, script(recordBytes, 0), ({ said, flash, writtenBytes }) => {
    const [number = NaN, inFile = NaN] = said.split(" ").map(Number);
    const now = writtenBytes - lastWritten;
    lastWritten = writtenBytes;
    // No record is longer than a page; what needs more is a compaction.
    const erased = now > STORAGE_PAGE_BYTES ? pagesErased(now, recordBytes + HEADER_BYTES, flash) : 0;
    if (compactions > 0) {
      records++;
      pages += erased;
      written += now;
    }
    if (erased > 0 && compactions++ === 0)
      compaction = { before, after: flash, pages: erased, first: number + 1 - inFile, last: number - 1 };
    before = flash;
    return compactions <= ROUNDS;
  });
  if (!compaction || compactions <= ROUNDS)
    throw new StorageRunError("failed", `the engine compacted ${compactions} times in ${MOST_RECORDS} records`);
  const programmedBytes = written - pages * STORAGE_PAGE_BYTES;
  const sectorErases = (pages * STORAGE_PAGE_BYTES) / SECTOR_BYTES;
  // Behind the erasing of the file there is nothing.
  return { figures: { records, programmedBytes, sectorErases, keptAtLeast: 0 }, compaction };
}

/**
 * States that the flash goes through while the engine compacts: it erases page after page, and writes each before it goes on to the next.
 * Here some of them, the first among them, are erased and not yet written.
 */
export function cutCompactions({ before, after, pages }: Compaction): Buffer[] {
  const cuts: Buffer[] = [];
  const step = Math.ceil(pages / CUTS);
  for (let page = STORAGE_BYTES - pages * STORAGE_PAGE_BYTES; page < STORAGE_BYTES; page += step * STORAGE_PAGE_BYTES) {
    const cut = Buffer.concat([after.subarray(0, page), before.subarray(page)]);
    cuts.push(cut.fill(0xff, page, page + STORAGE_PAGE_BYTES));
  }
  return cuts;
}

/** Numbers of the records that the engine reads of a flash when it starts on it; NaN is one that is none. */
export async function readAfterCut(flash: Uint8Array, recordBytes: number): Promise<number[]> {
  const rest = "r".repeat(recordBytes - 8);
  const found: number[] = [];
  const script = `var f=require("Storage").open("log","r"),t,a=[];while((t=f.read(${recordBytes}))!==undefined)a.push(t);stop(a.join(" "));`;
  await runOnFlash(flash, script, ({ said }) => {
    for (const text of said === "" ? [] : said.split(" "))
      found.push(text.length === recordBytes && text.endsWith(rest) ? Number(text.slice(0, 8)) : NaN);
    return false;
  });
  return found;
}

/** Of the records that were acknowledged ahead of a compaction, the most that a power cut in it loses. */
export async function lostInCompaction(compaction: Compaction, recordBytes: number): Promise<number> {
  let most = 0;
  for (const flash of cutCompactions(compaction)) {
    const found = new Set(await readAfterCut(flash, recordBytes));
    let lost = 0;
    for (let number = compaction.first; number <= compaction.last; number++) if (!found.has(number)) lost++;
    most = Math.max(most, lost);
  }
  return most;
}

/**
 * Power is cut in the middle of a record; afterwards the user appends so many. Returns how many of these, acknowledged all, a reader of records of this
 * size does not get as they were written.
 */
export async function lostBehindTornRecord(
  { after, last }: Compaction,
  recordBytes: number,
  appended: number,
): Promise<number> {
  const torn = Buffer.from(after);
  let end = torn.length;
  while (torn[end - 1] === 0xff) end--;
  torn.write(String(last + 2).padStart(8, "0"), end, "latin1");
  let count = 0;
  let flash: Buffer = torn;
  await runOnFlash(torn, script(recordBytes, last + 3), (stop) => {
    flash = stop.flash;
    return ++count < appended;
  });
  const found = new Set(await readAfterCut(flash, recordBytes));
  let lost = 0;
  for (let number = last + 3; number < last + 3 + appended; number++) if (!found.has(number)) lost++;
  return lost;
}
