// Display: four rows for the person in front of the meter. It shows what it was told last; where the off-switch processor is silent it
// says so, and where supply is prepaid, how much credit there is.

import { CREDIT_STATE_BYTES, PREPAID, readBalance } from "../messages/credit.ts";
import { readingImportWh, readingPowerW, readingStatus, STATUS_NO_MEMORY } from "../messages/reading.ts";
import {
  ALARM_WORN,
  ARMED,
  CONNECTED,
  isSwitchState,
  REASON_CREDIT,
  REASON_TAMPER,
  switchStateReasons,
} from "../messages/switch-state.ts";
import { switchStateAlarm, switchStateRejected } from "../messages/switch-state.ts";

export function display(lcdWrite: (row: number, text: string) => void) {
  /** The last row has room for one thing only: an alarm goes before the credit, the credit before what was refused. */
  let isAlarm = false;
  let credit = "";

  return {
    fromComputations(reading: string) {
      const importWh = readingImportWh(reading);
      lcdWrite(
        0,
        ("" + Math.floor(importWh / 1000)).padStart(9, " ") + "." + ("" + (importWh % 1000)).padStart(3, "0") + " kWh",
      );
      const power = ("" + readingPowerW(reading)).padStart(13, " ") + " W";
      lcdWrite(1, (readingStatus(reading) & STATUS_NO_MEMORY) === 0 ? power : "MEMORY FAULT");
    },

    fromOffSwitchLink(report: string) {
      let text = "Switch: no answer";
      let detail = "";
      isAlarm = false;
      if (isSwitchState(report)) {
        const reasons = switchStateReasons(report);
        const alarm = switchStateAlarm(report);
        text = (reasons & REASON_CREDIT) > 0 ? "Off: no credit" : "Switch: off";
        if (report[0] === CONNECTED) text = (reasons & ~REASON_TAMPER) === 0 ? "Switch: on" : "On, will go off";
        if (report[0] === ARMED) text = "Off, hold button 2 s";
        isAlarm = alarm > 0;
        detail = "Refused: " + switchStateRejected(report);
        if (isAlarm) detail = alarm === ALARM_WORN ? "ALARM: relay worn" : "ALARM: contact";
      }
      lcdWrite(2, text);
      lcdWrite(3, isAlarm || credit === "" ? detail : credit);
    },

    fromCreditBalance(state: string) {
      credit = "";
      if (state.length === CREDIT_STATE_BYTES && state[0] === PREPAID) {
        // Rounded down, so that it never shows more than there is.
        const cents = Math.floor(readBalance(state, 1) / 1000);
        const size = cents < 0 ? -cents : cents;
        const amount = (cents < 0 ? "-" : "") + Math.floor(size / 100) + "." + ("" + (size % 100)).padStart(2, "0");
        credit = "Credit " + amount.padStart(6, " ");
      }
      if (!isAlarm) lcdWrite(3, credit);
    },
  };
}
