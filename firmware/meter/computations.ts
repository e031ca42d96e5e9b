// Computations: pulses become energy by rate, power, intervals and what the energy costs. What a watt-hour costs is settled when it is
// counted, at the rate then in force, and stands beside the registers in one value of the memory: however the energy is split and whenever
// the meter starts anew, the sum is the same. Between two such values each whole Wh is written down as a tally of pulses. The pulse inputs
// keep what is not yet in the memory, so that neither a restart of this partition nor a fault of the memory loses a pulse, and a power cut at
// most those of a second. It does what cs-security orders of clock and tariffs. It knows no balance and nobody's credit.

import type { Crc32, Send } from "../endowments.ts";
import { readI8, readU16, readU32, u32 } from "../messages/bytes.ts";
import { encodeBalance, readBalance } from "../messages/credit.ts";
import { civilDate, localTime } from "../messages/local-time.ts";
import * as command from "../messages/meter-order.ts";
import * as mbus from "../messages/mbus.ts";
import { encodeOrderAnswer, OTHER_SAID } from "../messages/order.ts";
import * as parameters from "../messages/parameters.ts";
import * as reading from "../messages/reading.ts";
import { STATUS_CLOCK_SET, STATUS_NO_MEMORY, STATUS_PARTIAL } from "../messages/reading.ts";
import { isSwitchState, UNKNOWN } from "../messages/switch-state.ts";
import * as tariff from "../messages/tariff.ts";

const MOST_IMPULSES_PER_KWH = 10000;
const DEFAULT_IMPULSES_PER_KWH = 1000;
const DISPLAY_TICKS = 2;
const TELEGRAM_TICKS = 10;
/** With a reading for the display, and the first one: until it comes the off-switch processor hears nothing of credit. */
const CREDIT_TICKS = 10;
/** So often all is stored, where the memory does not have it: between, it has the tally. */
const STORE_TICKS = 60;
/** Rates, local time and tariff are looked up so often: no change of any of them falls between. */
const LOOK_SECONDS = 900;

/** What is metered, in one value of the memory, 4 bytes each: Wh imported at each of the rates, and then */
const EXPORT = 8;
/** The energy that is no whole Wh yet, in parts of which so many make one Wh as stand behind it. */
const IMPORT_REST = 9;
const IMPORT_PARTS = 10;
const EXPORT_REST = 11;
const EXPORT_PARTS = 12;
/** What is no whole 1e-5 currency yet, in thousandths. */
const CHARGE_REST = 13;
/** The import register when the block period began, and the local day on which that was. */
const BLOCK_START = 14;
const BLOCK_PERIOD = 15;
/** The latest local day whose standing charge was settled. */
const DAY = 16;
/** The rate in force and its RATE_ bits, and the version of the tariff that says so, 0 without one. */
const RATE = 17;
const VERSION = 18;
/** UTC seconds when it was last known. */
const SEEN = 19;
/** Pulses since ever, modulo 2^32. */
const IMPORT_PULSES = 20;
const EXPORT_PULSES = 21;
const FIELDS = 22;
/** Behind the fields: what was charged since ever, 1e-5 currency. */
const METERED = 0;
/** Number of a value that says nothing but that the memory takes values. */
const PROBE = 1;
/** The tally: IMPORT_PULSES, EXPORT_PULSES and SEEN when the latest whole Wh came. */
const TALLY = 0;
/** A clock that is so far behind what it said last, or ahead of it, is not believed: only the central system sets it so. */
const MOST_BEHIND_SECONDS = 3600;
const MOST_AHEAD_SECONDS = 400 * 86400;
/** The clamp is looked at once a minute, for it holds the processor through a period of the mains, and judged after an hour. */
const CLAMP_TICKS = 60;
const CLAMP_LOOKS = 60;
const DEFAULT_VOLTS = 230;
/** The clamp knows no phase between current and voltage and misses what is short: less than that is no contradiction. */
const MOST_UNSEEN_WH = 300;
/** What every clock can be set to: 2000-01-01T00:00:00Z and 2099-12-31T23:59:59Z. */
const FIRST_UTC_SECONDS = 946684800;
const LAST_UTC_SECONDS = 4102444799;
/** The most that the clock is put right without a step. */
const MOST_ADJUST_SECONDS = 10;
const MOST_PIECE_BYTES = 64;
const PAGE_BYTES = 256;
/** Where an image says its version, and where the tariff proper begins in it. */
const VERSION_OF_IMAGE = 4;
const TARIFF = 256;
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
  exportPulsesCount: () => number,
  exportPulsesSettle: (pulses: number) => void,
  exportPulsesSpacingMs: () => number,
  clampMilliamperes: () => number,
  clockUtcSeconds: () => number,
  clockSetUtcSeconds: (utcSeconds: number) => boolean,
  metrologyLogAppend: (entry: string) => boolean,
  registersPut: (number: number, value: string) => boolean,
  registersGet: (number: number) => string,
  tallyPut: (number: number, value: string) => boolean,
  tallyGet: (number: number) => string,
  parametersGet: (number: number) => string,
  tariffsBegin: (utcSeconds: number) => string,
  tariffsWrite: (page: string) => string,
  tariffsCommit: (version: number, fromUtcSeconds: number, rest: string) => string,
  tariffsRead: (utcSeconds: number, offset: number, length: number) => string,
  crc32: Crc32,
) {
  const s = new Uint32Array(FIELDS);
  s[IMPORT_PARTS] = DEFAULT_IMPULSES_PER_KWH;
  s[EXPORT_PARTS] = DEFAULT_IMPULSES_PER_KWH;
  let charged = 0;
  /** The sum of the rates, and the pulses of both inputs that are in `s` and not in the memory. */
  let importWh = 0;
  let imported = 0;
  let exported = 0;
  /** What was metered, both ways, when the memory had all of it. */
  let keptWh = 0;
  /** Whether rates or charges are otherwise than they are stored. */
  let changed = false;
  /** Whether it is known what the memory holds: before, nothing is written over it. */
  let recalled = false;
  /** Of the block and rate in force, and how much of the block is left. */
  let price = 0;
  let blockLeftWh = tariff.NO_THRESHOLD;
  let lowRates = 0;
  let currency = reading.NO_CURRENCY;
  /** Local time: two bytes of a reading. */
  let local = "\0\0";
  /** The moment of the latest look: the beginning of its quarter hour. 0: there was none. */
  let looked = 0;
  /** What the clock said last that was believed. */
  let near = 0;
  let ticks = 0;
  let switchState = UNKNOWN;
  let intervalSeconds = 900;
  let interval = 0;
  let intervalStartWh = 0;
  let status = STATUS_PARTIAL | reading.STATUS_POWER_FAIL;
  let test = 0;
  let telegramTicks = TELEGRAM_TICKS;
  /** Whether the clock was away at the latest tick, or stepped since. */
  let blind = false;
  let memory = 0;
  let logMemory = 0;
  /** Of the other-utility meter, as in a reading: medium 1 · litres 4 · UTC seconds 4. */
  let other = "\0\0\0\0\0\0\0\0\0";
  let alarms = 0;
  /** Looks at the clamp, the sum of what it said, and both registers when that began. */
  let looks = 0;
  let milliamperes = 0;
  let watchedImportWh = 0;
  let watchedExportWh = 0;
  /** Bytes of a tariff that were taken, how long its calendar says it is, their CRC-32, and those that do not fill a page yet. */
  let taken = NONE;
  let expected = 0;
  let sum = 0;
  let page = "";
  /** Order and body of what was done last for a tariff: once more it changes nothing. */
  let latest = "";

  function impulses(number: number) {
    const value = parametersGet(number);
    const parts = value.length === 2 ? readU16(value, 0) : 0;
    return parts > 0 && parts <= MOST_IMPULSES_PER_KWH ? parts : DEFAULT_IMPULSES_PER_KWH;
  }

  /** In parts of another size the rest is cut, so that the register never says more than there was. */
  function resize(rest: number, parts: number) {
    if (s[rest + 1] === parts) return;
    s[rest] = s[rest + 1]! > 0 ? Math.floor((s[rest]! * parts) / s[rest + 1]!) : 0;
    s[rest + 1] = parts;
    changed = true;
  }

  /** Finds price and length of the block that the next Wh is in. */
  function findBlock() {
    const usedWh = importWh - s[BLOCK_START]!;
    const atSeconds = s[SEEN]! - (s[SEEN]! % LOOK_SECONDS);
    const thresholds = tariffsRead(atSeconds, TARIFF + tariff.TARIFF_THRESHOLDS, 4 * tariff.BLOCKS - 4);
    let block = 0;
    let endWh = tariff.NO_THRESHOLD;
    for (let at = thresholds.length - 4; at >= 0; at -= 4) {
      if (readU32(thresholds, at) > usedWh) endWh = readU32(thresholds, at);
      else if (block === 0) block = at / 4 + 1;
    }
    blockLeftWh = endWh === tariff.NO_THRESHOLD ? endWh : endWh - usedWh;
    const at = (block * tariff.RATES + (s[RATE]! & reading.RATE_NUMBER)) * 4;
    const bytes = tariffsRead(atSeconds, TARIFF + tariff.TARIFF_PRICES + at, 4);
    price = bytes === "" ? 0 : readU32(bytes, 0);
  }

  function count() {
    const pulses = importPulsesCount();
    const parts = s[IMPORT_REST]! + (pulses - imported) * 1000;
    let wh = Math.floor(parts / s[IMPORT_PARTS]!);
    s[IMPORT_PULSES] = (s[IMPORT_PULSES]! + pulses - imported) % 4294967296;
    imported = pulses;
    s[IMPORT_REST] = parts - wh * s[IMPORT_PARTS]!;
    // What no meter can have counted is none, and the loop below ends.
    if (wh > tariff.NO_THRESHOLD) wh = 0;
    while (wh > 0) {
      const now = Math.min(wh, blockLeftWh);
      const due = s[CHARGE_REST]! + now * price;
      charged += Math.floor(due / 1000);
      s[CHARGE_REST] = due % 1000;
      const rate = s[RATE]! & reading.RATE_NUMBER;
      s[rate] = s[rate]! + now;
      importWh += now;
      wh -= now;
      blockLeftWh -= now;
      if (blockLeftWh === 0) findBlock();
    }
    const generated = exportPulsesCount();
    const exportParts = s[EXPORT_REST]! + (generated - exported) * 1000;
    s[EXPORT_PULSES] = (s[EXPORT_PULSES]! + generated - exported) % 4294967296;
    exported = generated;
    s[EXPORT] = s[EXPORT]! + Math.floor(exportParts / s[EXPORT_PARTS]!);
    s[EXPORT_REST] = exportParts % s[EXPORT_PARTS]!;
  }

  /** A memory that is missing has no value either: only one that takes a value is believed that it has none. */
  function recall() {
    let stored = registersGet(METERED);
    let tally = tallyGet(TALLY);
    if (stored === "" || tally === "") {
      if (!registersPut(PROBE, "") || !tallyPut(PROBE, "")) return;
      stored = registersGet(METERED);
      tally = tallyGet(TALLY);
    }
    const intervalWh = importWh - intervalStartWh;
    importWh = 0;
    for (let i = 0; i < FIELDS; i++) {
      s[i] = stored === "" ? 0 : readU32(stored, 4 * i);
      if (i < tariff.RATES) importWh += s[i]!;
    }
    charged = stored === "" ? 0 : readBalance(stored, 4 * FIELDS);
    // What waits was counted before the start, when the former constants were in force.
    imported = 0;
    exported = 0;
    if (stored !== "" && tally !== "") {
      imported = Math.min(s[IMPORT_PULSES]! - readU32(tally, 0), 0);
      exported = Math.min(s[EXPORT_PULSES]! - readU32(tally, 4), 0);
      if (imported < 0 || exported < 0) s[SEEN] = readU32(tally, 8);
    }
    if (near === 0) near = s[SEEN]!;
    findBlock();
    if (stored !== "") count();
    resize(IMPORT_REST, impulses(parameters.PARAMETER_IMPULSES_PER_KWH));
    resize(EXPORT_REST, impulses(parameters.PARAMETER_EXPORT_IMPULSES_PER_KWH));
    if (stored === "") count();
    intervalStartWh = importWh - intervalWh;
    watchedImportWh = importWh;
    watchedExportWh = s[EXPORT]!;
    recalled = true;
    looked = 0;
  }

  /** `done`: the memory has it all, the inputs need keep it no longer. */
  function settle(done: boolean) {
    memory = done ? 0 : STATUS_NO_MEMORY;
    if (!done) return;
    importPulsesSettle(imported);
    exportPulsesSettle(exported);
    imported = 0;
    exported = 0;
    keptWh = importWh + s[EXPORT]!;
  }

  function store() {
    if (!recalled) recall();
    memory = recalled ? memory : STATUS_NO_MEMORY;
    if (!recalled || (memory === 0 && !changed)) return;
    let value = "";
    for (let i = 0; i < FIELDS; i++) value += u32(s[i]!);
    settle(registersPut(METERED, value + encodeBalance(charged)));
    changed = memory !== 0;
  }

  /** What the clock says, and 0 where it is away or cannot be right: a day that is charged by mistake is charged for good. */
  function time() {
    const utcSeconds = Math.floor(clockUtcSeconds());
    const aheadSeconds = utcSeconds - near;
    const isNear = aheadSeconds > -MOST_BEHIND_SECONDS && aheadSeconds < MOST_AHEAD_SECONDS;
    return near === 0 || isNear ? utcSeconds : 0;
  }

  /** Looks at the clamp, and after an hour says what it saw beside what the pulses say. */
  function watch() {
    const set = parametersGet(parameters.PARAMETER_MAINS_VOLTS);
    const volts = set.length === 2 ? readU16(set, 0) : DEFAULT_VOLTS;
    const now = volts > 0 ? clampMilliamperes() : 0;
    milliamperes += now;
    looks++;
    if (now >= 0 && looks < CLAMP_LOOKS) return;
    const seenWh = Math.floor((milliamperes * volts) / (1000 * CLAMP_LOOKS));
    const exportedWh = s[EXPORT]! - watchedExportWh;
    const pulsedWh = importWh - watchedImportWh + exportedWh;
    if (now >= 0) {
      alarms &= reading.ALARM_OTHER;
      if (volts > 0 && seenWh > 3 * pulsedWh + MOST_UNSEEN_WH) alarms |= reading.ALARM_BYPASS;
      if (volts > 0 && pulsedWh > 2 * seenWh + MOST_UNSEEN_WH) alarms |= reading.ALARM_PHANTOM;
      // Where nobody has said that something generates, a meter that runs backwards was connected so.
      if (exportedWh > 0 && parametersGet(parameters.PARAMETER_EXPORT_IMPULSES_PER_KWH) === "")
        alarms |= reading.ALARM_REVERSED;
    }
    looks = 0;
    milliamperes = 0;
    watchedImportWh = importWh;
    watchedExportWh = s[EXPORT]!;
  }

  function powerW(spacingMs: number, parts: number) {
    return spacingMs > 0 ? Math.floor(3600000000 / (parts * spacingMs)) : 0;
  }

  function statusNow(utcSeconds: number) {
    return status | test | memory | logMemory | (utcSeconds > 0 ? 0 : reading.STATUS_NO_CLOCK);
  }

  function readingOf(kind: string, utcSeconds: number) {
    let lowWh = 0;
    for (let i = 0; i < tariff.RATES; i++) if (((lowRates >> (i & 7)) & 1) === 1) lowWh += s[i]!;
    return (
      kind +
      u32(utcSeconds) +
      u32(importWh) +
      u32(powerW(importPulsesSpacingMs(), s[IMPORT_PARTS]!)) +
      switchState +
      u32(importWh - intervalStartWh) +
      String.fromCharCode(statusNow(utcSeconds), alarms) +
      u32(s[EXPORT]!) +
      u32(powerW(exportPulsesSpacingMs(), s[EXPORT_PARTS]!)) +
      String.fromCharCode(s[RATE]!) +
      u32(lowWh) +
      u32(price) +
      encodeBalance(charged) +
      local +
      other +
      currency
    );
  }

  /** Writes down what was metered until then at the rate in force. */
  function append(utcSeconds: number, isPartial: number) {
    const bits = (s[RATE]! & reading.RATE_NUMBER) | (("012".indexOf(switchState) & 3) << 4);
    const detail = String.fromCharCode(bits, s[VERSION]! & 255, statusNow(utcSeconds) | isPartial, alarms);
    logMemory = metrologyLogAppend(u32(utcSeconds) + u32(importWh) + u32(s[EXPORT]!) + detail) ? 0 : STATUS_NO_MEMORY;
  }

  /** Finds what local time, calendar and tariff say of a moment; `isLogged`: what was metered until then is written down. */
  function look(utcSeconds: number, isLogged: boolean) {
    looked = utcSeconds - (utcSeconds % LOOK_SECONDS);
    local = localTime(parametersGet(parameters.PARAMETER_LOCAL_TIME), utcSeconds);
    const plan = parametersGet(parameters.PARAMETER_INTERVAL);
    const minutes = plan !== "" && "\x05\x0a\x0f\x14\x1e\x3c".indexOf(plan.substr(0, 1)) >= 0 ? plan.charCodeAt(0) : 15;
    if (intervalSeconds !== minutes * 60) interval = 0;
    intervalSeconds = minutes * 60;
    test = plan[1] === "\x01" ? reading.STATUS_TEST : 0;
    telegramTicks = parametersGet(parameters.PARAMETER_CONSUMER_PORT)[2] === "\x01" ? 1 : TELEGRAM_TICKS;
    const localSeconds = utcSeconds + readI8(local, 0) * 900;
    const day = Math.floor(localSeconds / 86400);
    const date = civilDate(day);
    const head = tariffsRead(looked, TARIFF, tariff.TARIFF_THRESHOLDS);
    const isAbsent = head === "";
    const version = isAbsent ? 0 : readU32(tariffsRead(looked, VERSION_OF_IMAGE, 4), 0);
    let period = 0;
    let rate = 0;
    lowRates = 0;
    currency = isAbsent ? reading.NO_CURRENCY : head.substr(tariff.TARIFF_CURRENCY, 3);
    if (!isAbsent) {
      const counts = tariffsRead(looked, TARIFF + tariff.TARIFF_COUNTS, 3);
      let at = TARIFF + tariff.TARIFF_CALENDAR;
      const seasons = tariffsRead(looked, at, counts.charCodeAt(0) * tariff.SEASON_BYTES);
      at += seasons.length;
      const specials = tariffsRead(looked, at, counts.charCodeAt(1) * tariff.SPECIAL_BYTES);
      at += specials.length + tariff.dayType(seasons, specials, date, (day + 3) % 7) * tariff.DAY_TYPE_BYTES;
      const code = tariffsRead(looked, at + Math.floor((localSeconds % 86400) / 1800), 1).charCodeAt(0);
      lowRates = head.charCodeAt(tariff.TARIFF_LOW_RATES);
      rate = code & (reading.RATE_NUMBER | reading.RATE_PROTECTED);
      if (((lowRates >> (code & 7)) & 1) === 1) rate |= reading.RATE_LOW;
      if (head.charCodeAt(tariff.TARIFF_BLOCK) === tariff.BLOCK_DAY) period = day;
      if (head.charCodeAt(tariff.TARIFF_BLOCK) === tariff.BLOCK_MONTH) period = day + 1 - (date % 100);
    }
    if (recalled && (version !== s[VERSION] || rate !== s[RATE] || day > s[DAY]! || period > s[BLOCK_PERIOD]!)) {
      if (!isLogged && s[SEEN]! > 0) append(s[SEEN]!, STATUS_PARTIAL);
      // No day is left out, and none comes twice, however the clock is set.
      if (day > s[DAY]! && !isAbsent)
        charged += readU32(head, tariff.TARIFF_STANDING) * (s[DAY] === 0 ? 1 : day - s[DAY]!);
      if (period > s[BLOCK_PERIOD]!) {
        s[BLOCK_START] = importWh;
        s[BLOCK_PERIOD] = period;
      }
      s[RATE] = rate;
      s[VERSION] = version;
      // Should the clock be set back before the next entry, the log would not say why those days are charged.
      if (day > s[DAY]! && !isLogged) append(utcSeconds, STATUS_PARTIAL);
      s[DAY] = Math.max(day, s[DAY]!);
      changed = true;
    }
    s[SEEN] = looked;
    findBlock();
    if (changed) store();
  }

  store();
  const startSeconds = time();
  if (startSeconds > 0) look(startSeconds, false);

  /** A step ends the running interval without a record, unless it stays within: nobody knows the register at its end. */
  function setClock(utcSeconds: number, isStep: boolean) {
    const nowSeconds = time();
    if (!(utcSeconds >= FIRST_UTC_SECONDS && utcSeconds <= LAST_UTC_SECONDS)) return command.RESULT_OUT_OF_RANGE;
    const differenceSeconds = Math.max(utcSeconds - nowSeconds, nowSeconds - utcSeconds);
    if (!isStep && differenceSeconds > MOST_ADJUST_SECONDS) return command.RESULT_OUT_OF_RANGE;
    if (differenceSeconds > 0) {
      count();
      if (!clockSetUtcSeconds(utcSeconds)) return command.RESULT_PART_FAILED;
      status |= isStep ? STATUS_CLOCK_SET | STATUS_PARTIAL : STATUS_CLOCK_SET;
      if (isStep) blind = true;
      near = utcSeconds;
      looked = 0;
    }
    return command.RESULT_DONE;
  }

  function takePiece(body: string) {
    const length = body.charCodeAt(2);
    const bytes = body.substr(3, length);
    if (taken === NONE) return command.RESULT_ABSENT;
    if (!(length > 0 && length <= MOST_PIECE_BYTES && bytes.length === length)) return command.RESULT_OUT_OF_RANGE;
    if (readU16(body, 0) !== taken || taken + length > tariff.MOST_TARIFF_BYTES) return command.RESULT_OUT_OF_RANGE;
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
      // Format and counts stand in the first page.
      if (taken < tariff.TARIFF_CALENDAR && all.length >= tariff.TARIFF_CALENDAR)
        expected =
          all.substr(0, 3) === tariff.TARIFF_FORMAT ? tariff.tariffBytes(all.substr(tariff.TARIFF_COUNTS, 3)) : 0;
      page = all.substr(full.length);
      taken += length;
    } else if (result !== command.RESULT_BUSY) taken = NONE;
    return result;
  }

  function commitTariff(body: string) {
    if (taken === NONE) return command.RESULT_ABSENT;
    // The log names a tariff by the low byte of its version, and 0 is none.
    if (body[3] === "\0") return command.RESULT_OUT_OF_RANGE;
    if (taken === 0 || taken !== expected || readU16(body, 8) !== taken || readU32(body, 10) !== sum)
      return command.RESULT_OUT_OF_RANGE;
    // What was metered before is stored before: after a power cut it would cost what the new tariff says.
    count();
    changed = true;
    store();
    const result = tariffsCommit(readU32(body, 0), readU32(body, 4), page);
    looked = 0;
    if (result !== command.RESULT_OUT_OF_RANGE) taken = NONE;
    return result;
  }

  /** Whatever speaks on that wire is believed as far as the bound meter could have said it. */
  function hearOther(said: string) {
    const bound = parametersGet(parameters.PARAMETER_OTHER_UTILITY);
    const utcSeconds = time();
    if (!mbus.isOther(said) || bound.length !== 10 || utcSeconds === 0) return;
    const litres = mbus.otherRegister(said);
    const roseLitres = litres - readU32(other, 1);
    const isBound = mbus.otherAddress(said) === bound.substr(0, 8) && mbus.otherCounts(said) === mbus.OTHER_VOLUME;
    const mayRiseLitres = (Math.max(utcSeconds - readU32(other, 5), 0) / 3600) * readU16(bound, 8) + 10;
    const isPlausible = other[0] === "\0" || (roseLitres >= 0 && roseLitres <= mayRiseLitres);
    alarms = isBound && isPlausible ? alarms & ~reading.ALARM_OTHER : alarms | reading.ALARM_OTHER;
    if (isBound && isPlausible) other = String.fromCharCode(mbus.otherMedium(said)) + u32(litres) + u32(utcSeconds);
  }

  return {
    fromOffSwitchLink(state: string) {
      switchState = isSwitchState(state) ? state.substr(0, 1) : UNKNOWN;
    },

    fromCsSecurity(message: string) {
      if (message.length < 2) return;
      if (message[0] === OTHER_SAID) {
        hearOther(message.substr(1));
        return;
      }
      const order = message.substr(0, 1);
      const body = message.substr(2);
      const isPiece = order === command.ORDER_TARIFF_PIECE;
      let result = command.RESULT_MALFORMED;
      if (order === command.ORDER_TIME || order === command.ORDER_TIME_STEP)
        result = setClock(readU32(body, 0), order === command.ORDER_TIME_STEP);
      else if (order === command.ORDER_TARIFF_BEGIN) {
        result = tariffsBegin(time());
        taken = result === command.RESULT_DONE ? 0 : NONE;
        expected = 0;
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
      const utcSeconds = time();
      // Before a look at new circumstances nothing more is counted under the former ones.
      if (looked > 0 || utcSeconds === 0 || !recalled) count();
      if (ticks % STORE_TICKS === 0) store();
      if (ticks % CLAMP_TICKS === 0) watch();
      const nowInterval = Math.floor(utcSeconds / intervalSeconds);
      // A clock that was put back a little reopens no interval.
      const isStill = Math.floor((utcSeconds + MOST_ADJUST_SECONDS) / intervalSeconds) === interval;
      let ended = false;
      if (utcSeconds > 0 && nowInterval !== interval && !isStill) {
        // Where the clock was away, or was set, nobody knows the register at the end of the interval.
        ended = interval > 0 && nowInterval === interval + 1 && !blind;
        if (ended) {
          const closed = readingOf(reading.READING_INTERVAL, nowInterval * intervalSeconds);
          append(nowInterval * intervalSeconds, 0);
          toCsSecurity(closed);
          toDcSecurity(closed);
        }
        status = ended ? 0 : STATUS_PARTIAL | (status & (STATUS_CLOCK_SET | reading.STATUS_POWER_FAIL));
        interval = nowInterval;
        intervalStartWh = importWh;
      }
      blind = utcSeconds === 0;
      if (utcSeconds > 0) {
        if (utcSeconds - (utcSeconds % LOOK_SECONDS) !== looked) look(utcSeconds, ended);
        s[SEEN] = utcSeconds;
        near = utcSeconds;
      }
      const isTallied = ticks % STORE_TICKS === 0 ? imported + exported === 0 : importWh + s[EXPORT]! === keptWh;
      if (recalled && memory === 0 && !isTallied) {
        changed = true;
        settle(tallyPut(TALLY, u32(s[IMPORT_PULSES]!) + u32(s[EXPORT_PULSES]!) + u32(s[SEEN]!)));
      }
      if (ticks % DISPLAY_TICKS !== 0 && ticks % telegramTicks !== 0) return;
      const now = readingOf(reading.READING_NOW, utcSeconds);
      if (ticks % DISPLAY_TICKS === 0) toDisplay(now);
      if (ticks % telegramTicks === 0) toCsSecurity(now);
      if (ticks % CREDIT_TICKS === DISPLAY_TICKS) toCreditBalance(now);
    },
  };
}
