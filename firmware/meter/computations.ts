// Computations: pulses become energy, power and billing intervals. The pulse input keeps what is not yet stored, so that neither a
// restart of this partition nor a fault of the memory loses a pulse, and a power cut at most those of a minute. The interval in which it starts
// anew is marked as partial. It knows no tariff and no money.

import type { Send } from "../endowments.ts";
import { readU32, u32 } from "../messages/bytes.ts";
import { encodeReading, READING_INTERVAL, READING_NOW } from "../messages/reading.ts";
import { STATUS_NO_CLOCK, STATUS_NO_MEMORY, STATUS_PARTIAL } from "../messages/reading.ts";
import { isSwitchState, UNKNOWN } from "../messages/switch-state.ts";

/** Meter constant of the metrology element. */
const IMPULSES_PER_KWH = 1000;
const INTERVAL_SECONDS = 900;
const DISPLAY_TICKS = 2;
const TELEGRAM_TICKS = 10;
const STORE_TICKS = 60;
/** Number of the value that holds the pulses of the import register. */
const IMPORT_PULSES = 0;
/** Number of a value that says nothing but that the memory takes values. */
const PROBE = 1;

export function computations(
  toCsSecurity: Send,
  toDisplay: Send,
  importPulsesCount: () => number,
  importPulsesSettle: (pulses: number) => void,
  importPulsesSpacingMs: () => number,
  clockUtcSeconds: () => number,
  metrologyLogAppend: (entry: string) => boolean,
  registersPut: (number: number, value: string) => boolean,
  registersGet: (number: number) => string,
) {
  let storedPulses = 0;
  let ticks = 0;
  let switchState = UNKNOWN;
  let interval = 0;
  let intervalStartWh = 0;
  let status = STATUS_PARTIAL;
  /** Whether the clock was away at the latest tick. */
  let blind = false;
  let memory = 0;
  let logMemory = 0;

  function toWh(pulses: number) {
    return Math.floor((pulses * 1000) / IMPULSES_PER_KWH);
  }

  function reading(kind: string, utcSeconds: number, importWh: number) {
    const spacingMs = importPulsesSpacingMs();
    const powerW = spacingMs > 0 ? Math.floor(3600000000 / (IMPULSES_PER_KWH * spacingMs)) : 0;
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
    let stored = registersGet(IMPORT_PULSES);
    if (stored === "") {
      if (!registersPut(PROBE, "")) return false;
      stored = registersGet(IMPORT_PULSES);
    }
    if (stored !== "") storedPulses = readU32(stored, 0);
    intervalStartWh += toWh(storedPulses);
    return true;
  }

  /** Whether it is known what the memory holds of the register: before, nothing is written over it. */
  let recalled = recall();

  function store() {
    if (!recalled) recalled = recall();
    const pulses = importPulsesCount();
    if (recalled && pulses === 0 && memory === 0) return;
    if (recalled && registersPut(IMPORT_PULSES, u32(storedPulses + pulses))) {
      storedPulses += pulses;
      importPulsesSettle(pulses);
      memory = 0;
    } else memory = STATUS_NO_MEMORY;
  }

  function closeInterval(utcSeconds: number, importWh: number) {
    const closed = reading(READING_INTERVAL, utcSeconds, importWh);
    const entry = closed.substr(1, 8) + closed.substr(14, 4) + closed.substr(13, 1) + closed.substr(18, 1);
    logMemory = metrologyLogAppend(entry) ? 0 : STATUS_NO_MEMORY;
    toCsSecurity(closed);
  }

  return {
    fromOffSwitchLink(state: string) {
      switchState = isSwitchState(state) ? state.substr(0, 1) : UNKNOWN;
    },

    tick() {
      ticks++;
      // What it recalls belongs to the register below.
      if (ticks % STORE_TICKS === 0) store();
      const utcSeconds = clockUtcSeconds();
      const importWh = toWh(storedPulses + importPulsesCount());
      const nowInterval = Math.floor(utcSeconds / INTERVAL_SECONDS);
      if (utcSeconds > 0 && nowInterval !== interval) {
        // Where the clock was away, or was set, nobody knows the register at the end of the interval.
        const ended = interval > 0 && nowInterval === interval + 1 && !blind;
        if (ended) closeInterval(nowInterval * INTERVAL_SECONDS, importWh);
        status = ended ? 0 : STATUS_PARTIAL;
        interval = nowInterval;
        intervalStartWh = importWh;
      }
      blind = utcSeconds === 0;
      if (ticks % DISPLAY_TICKS === 0) toDisplay(reading(READING_NOW, utcSeconds, importWh));
      if (ticks % TELEGRAM_TICKS === 0) toCsSecurity(reading(READING_NOW, utcSeconds, importWh));
    },
  };
}
