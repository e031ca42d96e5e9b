// Display: four rows for the person in front of the meter. It shows what it was told last; where the off-switch processor is silent it
// says so.

import { readingImportWh, readingPowerW, readingStatus, STATUS_NO_MEMORY } from "../messages/reading.ts";
import { ARMED, CONNECTED, isSwitchState, switchStateAlarm, switchStateRejected } from "../messages/switch-state.ts";

export function display(lcdWrite: (row: number, text: string) => void) {
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
      if (isSwitchState(report)) {
        text = "Switch: off";
        if (report[0] === CONNECTED) text = "Switch: on";
        if (report[0] === ARMED) text = "Off, press button";
        detail = switchStateAlarm(report) > 0 ? "ALARM: contact" : "Refused: " + switchStateRejected(report);
      }
      lcdWrite(2, text);
      lcdWrite(3, detail);
    },
  };
}
