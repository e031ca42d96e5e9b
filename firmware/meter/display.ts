// Display: four rows for the person in front of the meter, on pages that a short press of the button turns: now · tariff · credit · clock and
// alarms. It shows what it was told last, and says so where that is old; where the off-switch processor is silent it says that, too.

import { CREDIT_IN_USE, CREDIT_LOW, CREDIT_OFFERED, CREDIT_PROTECTED } from "../messages/credit.ts";
import { creditFlags, isCredit, PREPAID, readBalance } from "../messages/credit.ts";
import { readU32 } from "../messages/bytes.ts";
import { digits, fixed } from "../messages/decimal.ts";
import { civilDate } from "../messages/local-time.ts";
import * as reading from "../messages/reading.ts";
import * as state from "../messages/switch-state.ts";

const PAGES = 4;
/** A register of six digits rolls over as a mechanical one does. */
const REGISTER_WH = 1000000000;
/** Readings come every two seconds, and so is this drawn. */
const OLD_TICKS = 3;

export function display(lcdWrite: (row: number, text: string) => void) {
  /** What was told last; "" before the first. */
  let now = "";
  let report = "";
  let credit = "";
  let page = 0;
  /** Ticks since the latest reading. */
  let ageTicks = 0;

  /** Rounded down, so that it never shows more than there is. */
  function money(amount: number) {
    return fixed(Math.floor(amount / 1000), 3, 2).padStart(6, " ");
  }

  function energy(what: string, wh: number) {
    return what + fixed(wh % REGISTER_WH, 4, 3).padStart(10, " ") + " kWh";
  }

  function isPrepaid() {
    return isCredit(credit) && credit[0] === PREPAID;
  }

  function alarm() {
    const bits = state.isSwitchState(report) ? state.switchStateAlarm(report) : 0;
    if (bits === 0) return "";
    return bits === state.ALARM_WORN ? "ALARM: relay worn" : "ALARM: contact";
  }

  function switchText() {
    if (!state.isSwitchState(report)) return "Switch: no answer";
    const reasons = state.switchStateReasons(report);
    if (report[0] === state.ARMED) return "Off, hold button 2 s";
    if (report[0] === state.CONNECTED) return (reasons & ~state.REASON_TAMPER) === 0 ? "Switch: on" : "On, will go off";
    return (reasons & state.REASON_CREDIT) > 0 ? "Off: no credit" : "Switch: off";
  }

  function pageNow() {
    if (now !== "") {
      const power = ("" + reading.readingPowerW(now)).padStart(13, " ") + " W";
      const isKept = (reading.readingStatus(now) & reading.STATUS_NO_MEMORY) === 0;
      lcdWrite(
        0,
        ageTicks < OLD_TICKS
          ? fixed(reading.readingImportWh(now), 4, 3).padStart(13, " ") + " kWh"
          : "OLD: no readings",
      );
      lcdWrite(1, isKept ? power : "MEMORY FAULT");
    }
    if (report !== "") lcdWrite(2, switchText());
    let last = alarm();
    if (last === "" && isPrepaid()) last = "Credit " + money(readBalance(credit, 1));
    else if (last === "" && state.isSwitchState(report)) last = "Refused: " + state.switchStateRejected(report);
    lcdWrite(3, last);
  }

  function pageTariff() {
    const rate = reading.readingRate(now);
    const currency = reading.readingCurrency(now);
    const hasTariff = currency !== reading.NO_CURRENCY;
    const name = "Rate " + ((rate & reading.RATE_NUMBER) + 1) + ((rate & reading.RATE_LOW) > 0 ? " low" : "");
    lcdWrite(0, hasTariff ? name : "No tariff");
    lcdWrite(1, hasTariff ? fixed(reading.readingPrice(now), 6, 5) + " " + currency + "/kWh" : "");
    lcdWrite(2, energy("Low   ", reading.readingLowWh(now)));
    lcdWrite(3, energy("Export", reading.readingExportWh(now)));
  }

  function pageCredit() {
    const flags = isPrepaid() ? creditFlags(credit) : 0;
    let note = "";
    if ((flags & CREDIT_LOW) > 0) note = "Credit is low";
    if ((flags & CREDIT_PROTECTED) > 0) note = "Not cut off now";
    if ((flags & CREDIT_OFFERED) > 0) note = "Emergency: hold 2 s";
    if ((flags & CREDIT_IN_USE) > 0) note = "Emergency in use";
    const balance = readBalance(credit, 1);
    lcdWrite(0, isPrepaid() ? "Prepaid" : "Paid later");
    lcdWrite(
      1,
      isCredit(credit) ? (balance < 0 ? "Owed   " : "Credit ") + money(balance < 0 ? -balance : balance) : "",
    );
    lcdWrite(2, note);
    lcdWrite(3, isCredit(credit) ? "Debt   " + money(readU32(credit, 8)) : "");
  }

  function pageClock() {
    const seconds = reading.readingUtcSeconds(now) + reading.readingLocalQuarters(now) * 900;
    const date = "" + civilDate(Math.floor(seconds / 86400));
    const minutes = Math.floor((seconds % 86400) / 60);
    const time = digits(Math.floor(minutes / 60), 2) + ":" + digits(minutes % 60, 2);
    const day = date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2);
    lcdWrite(0, reading.readingUtcSeconds(now) === 0 ? "Clock not set" : day + " " + time);
    const litres = reading.readingOtherLitres(now);
    lcdWrite(1, reading.readingOtherMedium(now) > 0 ? fixed(litres, 4, 3).padStart(14, " ") + " m3" : "");
    lcdWrite(2, (reading.readingStatus(now) & reading.STATUS_TEST) > 0 ? "TEST" : "");
    lcdWrite(3, alarm() || (reading.readingAlarms(now) > 0 ? "ALARM: pulses" : "No alarm"));
  }

  return {
    fromComputations(message: string) {
      now = message;
      ageTicks = 0;
    },

    fromOffSwitchLink(message: string) {
      report = message;
      if (state.isSwitchState(report)) page = state.switchStatePresses(report) % PAGES;
      if (now === "") return;
      if (page === 1) pageTariff();
      else if (page === 2) pageCredit();
      else if (page === 3) pageClock();
    },

    fromCreditBalance(message: string) {
      credit = message;
    },

    tick() {
      ageTicks++;
      // The first page is drawn anew with each reading, the others with each report of the switch, which a press brings at once.
      if (page === 0 || now === "" || ageTicks >= OLD_TICKS) pageNow();
    },
  };
}
