// Credit balance: the consumer's money, and whether supply is prepaid. Mode, balance and the number of the last top-up stand in one value of
// the memory, so that a power cut leaves all three as they were or all three as they became: a top-up that is sent until it is acknowledged
// counts once. Prepaid supply without credit is to be switched off, which is for the off-switch processor to decide: it is told every 10 s
// what is wanted, and whether current flows. It charges nothing.

import type { Send } from "../endowments.ts";
import { ORDER_PREPAID_OFF, ORDER_PREPAID_ON, ORDER_TOP_UP } from "../messages/meter-order.ts";
import { RESULT_DONE, RESULT_MALFORMED, RESULT_OUT_OF_RANGE, RESULT_PART_FAILED } from "../messages/meter-order.ts";
import {
  BALANCE_LIMIT,
  CREDIT_STATE_BYTES,
  encodeBalance,
  POSTPAID,
  PREPAID,
  readBalance,
} from "../messages/credit.ts";
import { readU32, u32 } from "../messages/bytes.ts";
import { encodeSwitchWish } from "../messages/local.ts";
import { encodeOrderAnswer } from "../messages/order.ts";
import { readingImportWh } from "../messages/reading.ts";
import { REASON_CREDIT } from "../messages/switch-state.ts";

/** Number of the value, and what it is where there never was one: postpaid, nothing, no top-up. */
const CREDIT = 0;
const NEW_CREDIT = "\0\0\0\0\0\0\0\0\0\0\0";
/** Number of a value that says nothing but that the memory takes values. */
const PROBE = 1;
/** A reading comes every 10 s: in a minute 60 W make a watt-hour. */
const QUIET_READINGS = 6;

export function creditBalance(
  toCsSecurity: Send,
  toDisplay: Send,
  toOffSwitchLink: Send,
  creditPut: (number: number, value: string) => boolean,
  creditGet: (number: number) => string,
) {
  /** The value as the memory holds it; "" as long as that is not known. */
  let held = "";
  /** Whether it surely holds no other: what was refused may yet be found there after a reset, until something else is stored. */
  let sure = true;
  let importWh = -1;
  /** Readings in a row in which the register did not rise. */
  let quiet = QUIET_READINGS;

  /** A memory that is missing has no value either: only one that takes a value is believed that it has none. */
  function recall() {
    if (held === "") held = creditGet(CREDIT);
    if (held === "" && creditPut(PROBE, "")) {
      held = creditGet(CREDIT);
      if (held === "") held = NEW_CREDIT;
    }
    return held !== "";
  }

  function tell() {
    const isUsedUp = held[0] === PREPAID && readBalance(held, 1) <= 0;
    toDisplay(held.substr(0, CREDIT_STATE_BYTES));
    toOffSwitchLink(encodeSwitchWish(isUsedUp ? REASON_CREDIT : 0, quiet < QUIET_READINGS));
  }

  function keep(credit: string) {
    if (credit === held && sure) return RESULT_DONE;
    sure = creditPut(CREDIT, credit);
    if (!sure) return RESULT_PART_FAILED;
    held = credit;
    tell();
    return RESULT_DONE;
  }

  function topUp(number: number, amount: number) {
    if (number <= readU32(held, CREDIT_STATE_BYTES)) return RESULT_DONE;
    const balance = readBalance(held, 1) + amount;
    if (!(balance < BALANCE_LIMIT)) return RESULT_OUT_OF_RANGE;
    return keep(held.substr(0, 1) + encodeBalance(balance) + u32(number));
  }

  return {
    fromCsSecurity(message: string) {
      if (message.length < 2) return;
      const order = message.substr(0, 1);
      let result = RESULT_MALFORMED;
      let body = "";
      if (!recall()) result = RESULT_PART_FAILED;
      else if (order === ORDER_PREPAID_ON) result = keep(PREPAID + held.substr(1));
      else if (order === ORDER_PREPAID_OFF) result = keep(POSTPAID + held.substr(1));
      else if (order === ORDER_TOP_UP) {
        result = topUp(readU32(message, 2), readU32(message, 6));
        if (result === RESULT_DONE) body = held.substr(1, 6);
      }
      toCsSecurity(encodeOrderAnswer(message.substr(1, 1), result, body));
    },

    fromComputations(reading: string) {
      const before = importWh;
      importWh = readingImportWh(reading);
      quiet = before < 0 || importWh === before ? Math.min(quiet + 1, QUIET_READINGS) : 0;
    },

    /** Who is told may have started anew, and the memory may have come back. */
    tick() {
      if (recall()) tell();
    },
  };
}
