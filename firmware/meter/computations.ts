// Computations: pulses become energy, power and billing intervals. Energy is counted by the pulse input since power-on and only
// scaled here, so that a restart of this partition loses none; the interval in which it starts anew is marked as partial.
// It knows no tariff and no money.

import type { Send } from "../endowments.ts";
import { encodeReading, READING_INTERVAL, READING_NOW, STATUS_NO_CLOCK, STATUS_PARTIAL } from "../messages/reading.ts";
import { isSwitchState, UNKNOWN } from "../messages/switch-state.ts";

/** Meter constant of the metrology element. */
const IMPULSES_PER_KWH = 1000;
const INTERVAL_SECONDS = 900;
const DISPLAY_TICKS = 2;
const TELEGRAM_TICKS = 10;

export function computations(
  toCsSecurity: Send,
  toDisplay: Send,
  importPulsesCount: () => number,
  importPulsesSpacingMs: () => number,
  clockUtcSeconds: () => number,
) {
  let ticks = 0;
  let switchState = UNKNOWN;
  let interval = 0;
  let intervalStartWh = 0;
  let status = STATUS_PARTIAL;

  function reading(kind: string, utcSeconds: number, importWh: number) {
    const spacingMs = importPulsesSpacingMs();
    const powerW = spacingMs > 0 ? Math.floor(3600000000 / (IMPULSES_PER_KWH * spacingMs)) : 0;
    const noClock = utcSeconds > 0 ? 0 : STATUS_NO_CLOCK;
    return encodeReading(kind, utcSeconds, importWh, powerW, switchState, importWh - intervalStartWh, status | noClock);
  }

  return {
    fromOffSwitchLink(state: string) {
      switchState = isSwitchState(state) ? state.substr(0, 1) : UNKNOWN;
    },

    tick() {
      const utcSeconds = clockUtcSeconds();
      const importWh = Math.floor((importPulsesCount() * 1000) / IMPULSES_PER_KWH);
      const nowInterval = Math.floor(utcSeconds / INTERVAL_SECONDS);
      if (utcSeconds > 0 && nowInterval !== interval) {
        if (interval > 0) toCsSecurity(reading(READING_INTERVAL, nowInterval * INTERVAL_SECONDS, importWh));
        status = interval > 0 ? 0 : STATUS_PARTIAL;
        interval = nowInterval;
        intervalStartWh = importWh;
      }
      ticks++;
      if (ticks % DISPLAY_TICKS === 0) toDisplay(reading(READING_NOW, utcSeconds, importWh));
      if (ticks % TELEGRAM_TICKS === 0) toCsSecurity(reading(READING_NOW, utcSeconds, importWh));
    },
  };
}
