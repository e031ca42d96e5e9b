// Credit balance: the consumer's money, and whether supply is prepaid. The balance is what was credited less what computations has charged,
// which never falls: so no charge is lost or taken twice, whatever starts anew. All else stands in one value of the memory, so that a power
// cut leaves all of it as it was or as it became: a top-up that is sent until it is acknowledged counts once. Prepaid supply without credit
// is to be switched off, which is for the off-switch processor to decide: it is told every 10 s what is wanted, and whether current flows.
// It knows no most balance: what it is told to credit was taken from somebody already.

import type { Send } from "../endowments.ts";
import { readU32, u32 } from "../messages/bytes.ts";
import * as credit from "../messages/credit.ts";
import { CREDIT_IN_USE, CREDIT_USED_UP, CREDITED, DEBT, encodeBalance, FLAGS } from "../messages/credit.ts";
import { LATEST_TOP_UP, POSTPAID, PREPAID, readBalance, RECOVERY_DAY, SETTLED } from "../messages/credit.ts";
import { encodeSwitchWish } from "../messages/local.ts";
import * as order from "../messages/meter-order.ts";
import { RESULT_DONE, RESULT_OUT_OF_RANGE, RESULT_PART_FAILED } from "../messages/meter-order.ts";
import { encodeOrderAnswer } from "../messages/order.ts";
import { PARAMETER_BYTES, PARAMETER_CREDIT, PARAMETER_DEBT } from "../messages/parameters.ts";
import * as reading from "../messages/reading.ts";
import { isSwitchState, REASON_CREDIT, switchStateHolds } from "../messages/switch-state.ts";

/** Number of the value, and of one that says nothing but that the memory takes values. */
const CREDIT = 0;
const PROBE = 1;
/** A reading comes every 10 s: in a minute 60 W make a watt-hour. */
const QUIET_READINGS = 6;

export function creditBalance(
  toCsSecurity: Send,
  toDisplay: Send,
  toOffSwitchLink: Send,
  creditPut: (number: number, value: string) => boolean,
  creditGet: (number: number) => string,
  parametersGet: (number: number) => string,
) {
  /** The value as the memory holds it; "" before the first reading, and as long as the memory does not say. */
  let held = "";
  /** Whether it surely holds no other: what was refused may yet be found there after a reset, until something else is stored. */
  let sure = false;
  /** The latest reading, "" before the first. */
  let latest = "";
  /** Readings in a row in which the register did not rise. */
  let quiet = QUIET_READINGS;
  /** How often the button was held as the off-switch processor said last; -1: it has said nothing yet. */
  let holds = -1;

  /** A parameter; where it is not set, nothing of it is wanted. */
  function limits(number: number) {
    return parametersGet(number).padEnd(PARAMETER_BYTES, "\0");
  }

  /** Stores the value with `bytes` at `at`. Returns a result of messages/command.ts; RESULT_PART_FAILED: all is as it was. */
  function keep(at: number, bytes: string) {
    const next = held.substr(0, at) + bytes + held.substr(at + bytes.length);
    if (next === held && sure) return RESULT_DONE;
    sure = creditPut(CREDIT, next);
    if (!sure) return RESULT_PART_FAILED;
    held = next;
    return RESULT_DONE;
  }

  /** Looks at the balance: whether supply is to be off, and who is to be told what. `taken`: CREDIT_IN_USE, or 0. */
  function weigh(taken: number) {
    const limit = limits(PARAMETER_CREDIT);
    const emergency = readU32(limit, 4);
    const isPrepaid = held[0] === PREPAID;
    const isProtected = isPrepaid && (reading.readingRate(latest) & reading.RATE_PROTECTED) > 0;
    const balance = readBalance(held, CREDITED) - reading.readingCharged(latest);
    const isSmall = isPrepaid && balance <= readU32(limit, 8);
    const before = held.charCodeAt(FLAGS);
    let flags = isSmall ? before : before & ~CREDIT_IN_USE;
    if (isSmall && emergency > 0) flags |= taken;
    if (balance > ((flags & CREDIT_IN_USE) > 0 ? -emergency : 0)) flags &= ~CREDIT_USED_UP;
    else if (isPrepaid && !isProtected) flags |= CREDIT_USED_UP;
    if (flags !== before && keep(FLAGS, String.fromCharCode(flags)) !== RESULT_DONE) return;
    toOffSwitchLink(encodeSwitchWish((flags & CREDIT_USED_UP) > 0 ? REASON_CREDIT : 0, quiet < QUIET_READINGS));
    if (isPrepaid && balance <= readU32(limit, 0)) flags |= credit.CREDIT_LOW;
    if (isProtected) flags |= credit.CREDIT_PROTECTED;
    if (isSmall && emergency > 0 && (flags & CREDIT_IN_USE) === 0) flags |= credit.CREDIT_OFFERED;
    const state = held.substr(0, 1) + encodeBalance(balance) + String.fromCharCode(flags) + held.substr(DEBT, 4);
    toDisplay(state);
    toCsSecurity(state);
  }

  return {
    fromCsSecurity(message: string) {
      if (message.length < 2) return;
      const what = message.substr(0, 1);
      const debt = readU32(held, DEBT);
      const charged = reading.readingCharged(latest);
      let credited = readBalance(held, CREDITED);
      let result = order.RESULT_MALFORMED;
      let body = "";
      if (held === "") result = RESULT_PART_FAILED;
      else if (what === order.ORDER_PREPAID_ON || what === order.ORDER_PREPAID_OFF) {
        const mode = what === order.ORDER_PREPAID_ON ? PREPAID : POSTPAID;
        // What is left, or owed, is for the central system to pay or to collect.
        const rest = encodeBalance(charged) + held.substr(LATEST_TOP_UP, 12) + "\0" + encodeBalance(credited - charged);
        result = keep(0, held[0] === mode ? "" : mode + rest);
        if (result === RESULT_DONE) body = held.substr(SETTLED, 6);
      } else if (what === order.ORDER_DEBT)
        result = message.length < 6 ? RESULT_OUT_OF_RANGE : keep(DEBT, message.substr(2, 4));
      else if (what === order.ORDER_TOP_UP) {
        const amount = readU32(message, 6);
        const percent = Math.min(limits(PARAMETER_DEBT).charCodeAt(4), 100);
        const isNew = readU32(message, 2) > readU32(held, LATEST_TOP_UP);
        const share = isNew ? Math.min(debt, Math.floor((amount * percent) / 100)) : 0;
        if (isNew) credited += amount - share;
        if (!(amount >= 0 && credited < credit.BALANCE_LIMIT)) result = RESULT_OUT_OF_RANGE;
        else result = keep(CREDITED, isNew ? encodeBalance(credited) + message.substr(2, 4) + u32(debt - share) : "");
        if (result === RESULT_DONE) body = encodeBalance(credited - charged);
      }
      toCsSecurity(encodeOrderAnswer(message.substr(1, 1), result, body));
      if (held !== "") weigh(0);
    },

    /** Holding the button takes the emergency credit where it can be had; to close the switch it is held once more. */
    fromOffSwitchLink(state: string) {
      if (!isSwitchState(state)) return;
      const before = holds;
      holds = switchStateHolds(state);
      // That board counts from 0 when it has started anew.
      if (before >= 0 && holds !== before && (holds > 0 || before === 255) && held !== "") weigh(CREDIT_IN_USE);
    },

    fromComputations(message: string) {
      if (message.length !== reading.READING_BYTES) return;
      const isRisen = latest !== "" && reading.readingImportWh(message) > reading.readingImportWh(latest);
      quiet = isRisen ? 0 : Math.min(quiet + 1, QUIET_READINGS);
      latest = message;
      if (held === "") held = creditGet(CREDIT);
      // A memory that is missing has no value either: only one that takes a value is believed that it has none.
      if (held === "" && creditPut(PROBE, "")) held = creditGet(CREDIT) || credit.NEW_CREDIT;
      if (held === "") return;
      // Without a clock it is a day of 1970, before any that was.
      const localSeconds = reading.readingUtcSeconds(message) + reading.readingLocalQuarters(message) * 900;
      const day = Math.floor(localSeconds / 86400);
      const latestDay = readU32(held, RECOVERY_DAY);
      if (day > latestDay) {
        // Each local day takes its share of a debt once, however the clock is set; the first that is known takes none.
        const aDay = readU32(limits(PARAMETER_DEBT), 0);
        const debt = readU32(held, DEBT);
        const due = latestDay > 0 ? Math.min(debt, aDay * (day - latestDay)) : 0;
        keep(
          CREDITED,
          encodeBalance(readBalance(held, CREDITED) - due) + held.substr(LATEST_TOP_UP, 4) + u32(debt - due) + u32(day),
        );
      }
      weigh(0);
    },
  };
}
