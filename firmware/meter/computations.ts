// Computations: pulses become energy, power and billing intervals. The pulse input keeps what is not yet stored, so that neither a
// restart of this partition nor a fault of the memory loses a pulse, and a power cut at most those of a minute. The interval in which it starts
// anew is marked as partial. It also does what cs-security orders of clock and tariffs: it collects a tariff, and applies none. It knows no
// money.

import type { Crc32, Send } from "../endowments.ts";
import { readU16, readU32, u16, u32 } from "../messages/bytes.ts";
import * as command from "../messages/meter-order.ts";
import { encodeOrderAnswer } from "../messages/order.ts";
import { PARAMETER_IMPULSES_PER_KWH } from "../messages/parameters.ts";
import { encodeReading, READING_INTERVAL, READING_NOW, STATUS_CLOCK_SET } from "../messages/reading.ts";
import { STATUS_NO_CLOCK, STATUS_NO_MEMORY, STATUS_PARTIAL } from "../messages/reading.ts";
import { isSwitchState, UNKNOWN } from "../messages/switch-state.ts";

const MOST_IMPULSES_PER_KWH = 10000;
/** What stands behind a register in the memory where none was set yet: no part of a Wh, 1000 impulses per kWh. */
const DEFAULT_REST = "\0\0\x03\xe8";
const INTERVAL_SECONDS = 900;
const DISPLAY_TICKS = 2;
const TELEGRAM_TICKS = 10;
const STORE_TICKS = 60;
/** Value of the import register: Wh 4 · rest 2, in parts of a Wh · impulses per kWh 2, which is how many such parts make one Wh. */
const IMPORT = 0;
/** Number of a value that says nothing but that the memory takes values. */
const PROBE = 1;
/** What every clock can be set to: 2000-01-01T00:00:00Z and 2099-12-31T23:59:59Z. */
const FIRST_UTC_SECONDS = 946684800;
const LAST_UTC_SECONDS = 4102444799;
/** The most that the clock is put right without a step. */
const MOST_ADJUST_SECONDS = 10;
const MOST_PIECE_BYTES = 64;
const PAGE_BYTES = 256;
const MOST_TARIFF_BYTES = 4096;
/** In place of a count of bytes: no tariff was begun. */
const NONE = -1;

export function computations(
  toCsSecurity: Send,
  toDisplay: Send,
  toDcSecurity: Send,
  toCreditBalance: Send,
  importPulsesCount: () => number,
  importPulsesSettle: (pulses: number) => void,
  importPulsesSpacingMs: () => number,
  clockUtcSeconds: () => number,
  clockSetUtcSeconds: (utcSeconds: number) => boolean,
  metrologyLogAppend: (entry: string) => boolean,
  registersPut: (number: number, value: string) => boolean,
  registersGet: (number: number) => string,
  parametersGet: (number: number) => string,
  tariffsBegin: (utcSeconds: number) => string,
  tariffsWrite: (page: string) => string,
  tariffsCommit: (version: number, fromUtcSeconds: number, rest: string) => string,
  crc32: Crc32,
) {
  /** The register as it is stored, and the impulses per kWh for which its rest stands. */
  let storedWh = 0;
  let rest = 0;
  let constant = 1000;
  /** Impulses per kWh of the parameter: `constant` once it was stored. */
  let wanted = constant;
  let ticks = 0;
  let switchState = UNKNOWN;
  let interval = 0;
  let intervalStartWh = 0;
  let status = STATUS_PARTIAL;
  /** Whether the clock was away at the latest tick, or stepped since. */
  let blind = false;
  let memory = 0;
  let logMemory = 0;
  /** Bytes of a tariff that were taken, their CRC-32, and those that do not fill a page yet. */
  let taken = NONE;
  let sum = 0;
  let page = "";
  /** Order and body of what was done last for a tariff: once more it changes nothing. */
  let latest = "";

  function registerWh() {
    return storedWh + Math.floor((rest + importPulsesCount() * 1000) / constant);
  }

  function reading(kind: string, utcSeconds: number, importWh: number) {
    const spacingMs = importPulsesSpacingMs();
    const powerW = spacingMs > 0 ? Math.floor(3600000000 / (constant * spacingMs)) : 0;
    const noClock = utcSeconds > 0 ? 0 : STATUS_NO_CLOCK;
    return encodeReading(
      kind,
      utcSeconds,
      importWh,
      powerW,
      switchState,
      importWh - intervalStartWh,
      status | noClock | memory | logMemory,
    );
  }

  /** A memory that is missing has no value either: only one that takes a value is believed that it has none. */
  function recall() {
    let stored = registersGet(IMPORT);
    if (stored === "") {
      if (!registersPut(PROBE, "")) return false;
      stored = registersGet(IMPORT);
    }
    const intervalWh = registerWh() - intervalStartWh;
    if (stored === "") stored = "\0\0\0\0";
    stored += DEFAULT_REST;
    storedWh = readU32(stored, 0);
    rest = readU16(stored, 4);
    constant = readU16(stored, 6);
    wanted = constant;
    const parameter = parametersGet(PARAMETER_IMPULSES_PER_KWH);
    const impulses = parameter.length === 2 ? readU16(parameter, 0) : 0;
    if (impulses > 0 && impulses <= MOST_IMPULSES_PER_KWH) wanted = impulses;
    intervalStartWh = registerWh() - intervalWh;
    return true;
  }

  /** Whether it is known what the memory holds of the register: before, nothing is written over it. */
  let recalled = recall();

  function store() {
    if (!recalled) recalled = recall();
    const pulses = importPulsesCount();
    if (recalled && pulses === 0 && memory === 0 && wanted === constant) return;
    const parts = rest + pulses * 1000;
    const wh = storedWh + Math.floor(parts / constant);
    // In parts of another size the rest is cut, so that the register never says more than there was.
    const newRest = Math.floor(((parts % constant) * wanted) / constant);
    if (recalled && registersPut(IMPORT, u32(wh) + u16(newRest) + u16(wanted))) {
      storedWh = wh;
      rest = newRest;
      constant = wanted;
      importPulsesSettle(pulses);
      memory = 0;
    } else memory = STATUS_NO_MEMORY;
  }

  // What waits was counted before the start, when the former constant was in force.
  if (wanted !== constant) store();

  function closeInterval(utcSeconds: number, importWh: number) {
    const closed = reading(READING_INTERVAL, utcSeconds, importWh);
    const entry = closed.substr(1, 8) + closed.substr(14, 4) + closed.substr(13, 1) + closed.substr(18, 1);
    logMemory = metrologyLogAppend(entry) ? 0 : STATUS_NO_MEMORY;
    toCsSecurity(closed);
    toDcSecurity(closed);
  }

  /** A step ends the running interval without a record, unless it stays within: nobody knows the register at its end. */
  function setClock(utcSeconds: number, isStep: boolean) {
    const nowSeconds = clockUtcSeconds();
    if (!(utcSeconds >= FIRST_UTC_SECONDS && utcSeconds <= LAST_UTC_SECONDS)) return command.RESULT_OUT_OF_RANGE;
    const differenceSeconds = Math.max(utcSeconds - nowSeconds, nowSeconds - utcSeconds);
    if (!isStep && differenceSeconds > MOST_ADJUST_SECONDS) return command.RESULT_OUT_OF_RANGE;
    if (differenceSeconds > 0) {
      if (!clockSetUtcSeconds(utcSeconds)) return command.RESULT_PART_FAILED;
      status |= isStep ? STATUS_CLOCK_SET | STATUS_PARTIAL : STATUS_CLOCK_SET;
      if (isStep) blind = true;
    }
    return command.RESULT_DONE;
  }

  function takePiece(body: string) {
    const length = body.charCodeAt(2);
    const bytes = body.substr(3, length);
    if (taken === NONE) return command.RESULT_ABSENT;
    if (!(length > 0 && length <= MOST_PIECE_BYTES && bytes.length === length)) return command.RESULT_OUT_OF_RANGE;
    if (readU16(body, 0) !== taken || taken + length > MOST_TARIFF_BYTES) return command.RESULT_OUT_OF_RANGE;
    const all = page + bytes;
    const full = all.length >= PAGE_BYTES ? all.substr(0, PAGE_BYTES) : "";
    const result = tariffsWrite(full);
    if (result === command.RESULT_DONE) {
      // A CRC-32 goes on where its value so far is added to the next four bytes, lowest byte first.
      let head = "";
      for (let at = 0; at < 4 && at < length; at++)
        head += String.fromCharCode(bytes.charCodeAt(at) ^ ((sum >>> ((at * 8) & 31)) & 255));
      const over = length < 4 ? sum >>> ((length * 8) & 31) : 0;
      sum = (crc32(head + bytes.substr(4)) ^ over) >>> 0;
      page = all.substr(full.length);
      taken += length;
    } else if (result !== command.RESULT_BUSY) taken = NONE;
    return result;
  }

  function commitTariff(body: string) {
    if (taken === NONE) return command.RESULT_ABSENT;
    if (taken === 0 || readU16(body, 8) !== taken || readU32(body, 10) !== sum) return command.RESULT_OUT_OF_RANGE;
    const result = tariffsCommit(readU32(body, 0), readU32(body, 4), page);
    if (result !== command.RESULT_OUT_OF_RANGE) taken = NONE;
    return result;
  }

  return {
    fromOffSwitchLink(state: string) {
      switchState = isSwitchState(state) ? state.substr(0, 1) : UNKNOWN;
    },

    fromCsSecurity(message: string) {
      if (message.length < 2) return;
      const order = message.substr(0, 1);
      const body = message.substr(2);
      const isPiece = order === command.ORDER_TARIFF_PIECE;
      let result = command.RESULT_MALFORMED;
      if (order === command.ORDER_TIME || order === command.ORDER_TIME_STEP)
        result = setClock(readU32(body, 0), order === command.ORDER_TIME_STEP);
      else if (order === command.ORDER_TARIFF_BEGIN) {
        result = tariffsBegin(clockUtcSeconds());
        taken = result === command.RESULT_DONE ? 0 : NONE;
        sum = 0;
        page = "";
        latest = "";
      } else if (order + body === latest) result = command.RESULT_DONE;
      else if (isPiece || order === command.ORDER_TARIFF_COMMIT) {
        result = isPiece ? takePiece(body) : commitTariff(body);
        if (result === command.RESULT_DONE) latest = order + body;
        else if (taken === NONE) latest = "";
      }
      toCsSecurity(encodeOrderAnswer(message.substr(1, 1), result, ""));
    },

    tick() {
      ticks++;
      // What it recalls belongs to the register below.
      if (ticks % STORE_TICKS === 0) store();
      const utcSeconds = clockUtcSeconds();
      const importWh = registerWh();
      const nowInterval = Math.floor(utcSeconds / INTERVAL_SECONDS);
      // A clock that was put back a little reopens no interval.
      const isStill = Math.floor((utcSeconds + MOST_ADJUST_SECONDS) / INTERVAL_SECONDS) === interval;
      if (utcSeconds > 0 && nowInterval !== interval && !isStill) {
        // Where the clock was away, or was set, nobody knows the register at the end of the interval.
        const ended = interval > 0 && nowInterval === interval + 1 && !blind;
        if (ended) closeInterval(nowInterval * INTERVAL_SECONDS, importWh);
        status = ended ? 0 : STATUS_PARTIAL | (status & STATUS_CLOCK_SET);
        interval = nowInterval;
        intervalStartWh = importWh;
      }
      blind = utcSeconds === 0;
      if (ticks % DISPLAY_TICKS === 0) toDisplay(reading(READING_NOW, utcSeconds, importWh));
      if (ticks % TELEGRAM_TICKS === 0) {
        const now = reading(READING_NOW, utcSeconds, importWh);
        toCsSecurity(now);
        toCreditBalance(now);
      }
    },
  };
}
