// W25Q serial NOR flash (Winbond W25Q32JV and its relatives) on a hardware SPI of the engine.
//
// The master clocks, so a part that is missing keeps nobody waiting: it reads as ones. All that is waited for is a part that says it is busy,
// and by the clock. Ahead of each transfer the part has to give its JEDEC id: one transfer of four bytes tells a pulled plug, a line
// held at either level and a floating one, which a status register cannot. A part that failed there is looked for again, reset, and at most
// once in 10 s. Only Winbond's ids are taken: other makers' parts answer to the same opcodes but not all pause an erase.
//
// A reset of the processor does not reset the part: opening it waits for an erase that it is still at. Does not read back what it wrote.

import { PAGE_BYTES, SECTOR_BYTES, type NorFlash } from "../nor-flash.ts";
import { PART_MISSING, PART_NONSENSE, PART_OK, PART_STUCK } from "../part-fault.ts";

export interface W25qOptions {
  /** "SPI1" to "SPI3". */
  readonly spi: string;
  readonly sck: string;
  readonly miso: string;
  readonly mosi: string;
  readonly selectPin: string;
  /** At most 2000000: an interrupt of the engine fetches each byte, and one that comes late has lost a byte. */
  readonly baud: number;
  /** That are used; the part may have more. */
  readonly bytes: number;
}

const PROGRAM = 0x02;
const READ = 0x03;
const ERASE = 0x20;
const READ_STATUS_2 = "\x35\0";
const SUSPEND = "\x75";
const RESUME = "\x7a";
const READ_ID = "\x9f\0\0\0";
const RELEASE_POWER_DOWN = "\xab";
/** For a transfer that the engine broke off: reads as nobody there, and no transfer has this length. */
const BROKEN = "\xff\xff\xff";

const BUSY = 1;
const WEL = 2;
const SUS = 0x80;
/** No status of a part that is there. */
const GONE = 0xff;

/** tPP is 3 ms, tSE 400 ms, tSUS 20 us and tRST 30 us at most. */
const PROGRAM_MS = 6;
const ERASE_MS = 600;
const PAUSE_MS = 1;
/** That an erase has to itself between two pauses; the data sheet asks for tSUS, and none of it is progress. */
const ERASE_SLICE_MS = 1;
const RETRY_SECONDS = 10;

export function open(options: W25qOptions): NorFlash {
  const spi = global[options.spi] as EngineSpi;
  const select = options.selectPin;
  // Not literals: a bundle holds no raw control characters.
  const readStatus = String.fromCharCode(5, 0);
  const writeEnable = String.fromCharCode(6);
  let known = "none";
  let ready = false;
  let lookedAt = -RETRY_SECONDS;
  let patienceMs = ERASE_MS;
  /** Address of the sector that is being erased, or -1. */
  let erasing = -1;
  let eraseUntil = 0;
  let pausableAt = 0;

  const send = (bytes: string): string => {
    try {
      return spi.send(bytes, select);
    } catch {
      ready = false;
      part.fault = PART_MISSING;
      return BROKEN;
    }
  };

  /** Status once the part is not busy, or that of a moment after `ms`. */
  const settle = (ms: number): number => {
    const until = getTime() + ms / 1000;
    for (;;) {
      const isLate = getTime() > until;
      const status = send(readStatus).charCodeAt(1);
      if (isLate || !(status & BUSY) || status === GONE) return status;
    }
  };

  const check = (): number => {
    const id = send(READ_ID).slice(-3);
    if (id === known) return PART_OK;
    // A part that is busy gives no id. A floating line reads as not busy within 1 ms.
    const status = settle(PAUSE_MS);
    if (status & BUSY && status !== GONE) return PART_STUCK;
    if (id === "\0\0\0" || id === "\xff\xff\xff") return PART_MISSING;
    const type = id.charCodeAt(1);
    const capacity = id.charCodeAt(2);
    // Type 30h (W25X) answers to the same reads and cannot pause an erase.
    if (id[0] !== "\xef" || (type !== 0x40 && type !== 0x70)) return PART_NONSENSE;
    if (capacity > 30 || 1 << (capacity & 31) < options.bytes) return PART_NONSENSE;
    known = id;
    return PART_OK;
  };

  const isThere = (): boolean => {
    let fault = ready ? check() : part.fault;
    const now = getTime();
    if (fault && now - lookedAt >= RETRY_SECONDS) {
      lookedAt = now;
      fault = PART_MISSING;
      if (send(RELEASE_POWER_DOWN) !== BROKEN) {
        send(RESUME);
        settle(patienceMs);
        send("\x66");
        send("\x99");
        const until = getTime() + PAUSE_MS / 1000;
        while (getTime() < until);
        fault = check();
      }
    }
    // A part that can be read and not be written keeps its fault.
    if (fault || !ready) part.fault = fault;
    ready = !fault;
    return ready;
  };

  const isErasing = (): boolean => {
    if (erasing < 0) return false;
    const isLate = getTime() > eraseUntil;
    let status = send(readStatus).charCodeAt(1);
    if (!(status & BUSY) && send(READ_STATUS_2).charCodeAt(1) & SUS) {
      send(RESUME);
      status = BUSY;
    }
    if (status & BUSY && status !== GONE && !isLate) return true;
    erasing = -1;
    part.fault = check();
    ready = !part.fault;
    return false;
  };

  /** One instruction with an address, a program with its end: what came back, or "" where it was not carried out. */
  const run = (code: number, address: number, data: string): string => {
    let pausedAt = 0;
    if (isErasing()) {
      while (getTime() < pausableAt);
      pausedAt = getTime();
      send(SUSPEND);
      settle(PAUSE_MS);
    }
    let answer = "";
    if (isThere()) {
      let isTaken = true;
      if (code !== READ) {
        send(writeEnable);
        // Bits 6 to 2 are protected blocks, bit 7 locks the registers.
        isTaken = (send(readStatus).charCodeAt(1) & 0x7f) === WEL;
      }
      if (isTaken) {
        answer = send(String.fromCharCode(code, address >> 16, (address >> 8) & 255, address & 255) + data);
        if (code === PROGRAM) {
          // What a part ignores leaves the latch set; beside a paused erase the latch may be the erase's.
          isTaken = !(settle(PROGRAM_MS) & (erasing < 0 ? BUSY | WEL : BUSY)) && answer !== BROKEN;
        } else if (code === ERASE) {
          const status = send(readStatus).charCodeAt(1);
          isTaken = status !== GONE && (status & (BUSY | WEL)) !== WEL && answer !== BROKEN;
        }
      }
      if (code !== READ) {
        const fault = isTaken ? PART_OK : check();
        ready = !fault;
        part.fault = isTaken ? PART_OK : fault || PART_STUCK;
      }
      if (!isTaken) answer = "";
    }
    if (erasing >= 0) {
      send(RESUME);
      pausableAt = getTime() + ERASE_SLICE_MS / 1000;
      eraseUntil += pausableAt - pausedAt;
    }
    return answer;
  };

  const part: NorFlash = {
    fault: PART_MISSING,
    read(address, length) {
      if (!(length > 0 && length <= PAGE_BYTES && address >= 0 && address + length <= options.bytes)) return "";
      const answer = run(READ, address, "\0".repeat(length));
      return answer.length === length + 4 ? answer.slice(4) : "";
    },
    program(address, bytes) {
      const length = bytes.length;
      if (!(length > 0 && address >= 0 && (address & 255) + length <= PAGE_BYTES && address < options.bytes))
        return false;
      // Neither does a part: it would ignore it.
      if ((address & -SECTOR_BYTES) === erasing && isErasing()) return false;
      return run(PROGRAM, address, bytes).length === length + 4;
    },
    erase(address) {
      if (!(address >= 0 && address < options.bytes) || address & (SECTOR_BYTES - 1) || isErasing()) return false;
      if (run(ERASE, address, "").length !== 4) return false;
      erasing = address;
      eraseUntil = getTime() + ERASE_MS / 1000;
      pausableAt = 0;
      return true;
    },
    isErasing,
  };

  digitalWrite(select, true);
  spi.setup({ sck: options.sck, miso: options.miso, mosi: options.mosi, baud: options.baud });
  isThere();
  patienceMs = PROGRAM_MS;
  return part;
}
