// CS security: what the central system, the top-up gateway and the technician command is opened here, done or handed to the partition that
// can do it, logged whether it was valid or not, and answered; what leaves for them is sealed here. The consumer's own readings pass on to
// the consumer port; they came from inside and cannot come back. An answer leaves with the second tick after its command and says nothing
// by its size. It writes the security log and the parameters. It knows no energy and no balance but what it passes on.

import type { ChangeKey, Open, Prf, Seal, Send } from "../endowments.ts";
import { readU16, readU32, u32 } from "../messages/bytes.ts";
import * as command from "../messages/meter-order.ts";
import { ORDER_TOP_UP, RESULT_BUSY, RESULT_DONE } from "../messages/meter-order.ts";
import { RESULT_OUT_OF_RANGE, RESULT_PART_FAILED } from "../messages/meter-order.ts";
import * as entry from "../messages/security-entry.ts";
import { isCredit, readBalance } from "../messages/credit.ts";
import { applianceSwitched, applianceTold } from "../messages/load-control.ts";
import { isOther } from "../messages/mbus.ts";
import {
  encodeOrder,
  isOrderAnswer,
  orderAnswerBody,
  orderAnswerResult,
  orderAnswerTag,
  OTHER_SAID,
} from "../messages/order.ts";
import { PARAMETER_BYTES, PARAMETER_CONSUMER_PORT, PARAMETER_CREDIT } from "../messages/parameters.ts";
import { PARAMETER_LOAD, PARAMETERS } from "../messages/parameters.ts";
import { READING_BYTES, READING_INTERVAL } from "../messages/reading.ts";
import { encodeReport } from "../messages/report.ts";
import { ROUTE_CS, ROUTE_LINE, ROUTE_MAINTENANCE, ROUTE_NOISE, ROUTE_OTHER, ROUTE_TOP_UP } from "../messages/route.ts";
import { COUNTER_BYTES, padded, PLAIN_BYTES } from "../messages/sealed.ts";
import { topUpAmount, topUpCandidates, topUpDigits } from "../messages/top-up-code.ts";
import { topUpFields, topUpNonce, topUpUsed } from "../messages/top-up-code.ts";

/** Values behind the parameters: one for each appliance, what is known of top-ups, and one that only shows that the memory takes it. */
const APPLIANCES = 15;
const TOP_UP = 13;
const PROBE = 14;
/** What the appliances are told is found anew so often. */
const LOOK_TICKS = 32;
/**
 * Of TOP_UP, as it is before the first: 0 largest counter of a code 4 · 4 which of the latest were used 2 · 6 wrong codes in a row 1 ·
 * 7 largest number of a sealed top-up 4 · 11 how many top-ups there were 4 · 15 amount of the latest 4
 */
const NO_TOP_UP = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

const ENTRIES_OWED = 16;
/** Answers that wait; while there are so many, what comes is refused unread. */
const ANSWERS_OWED = 4;
const ANSWER_BYTES = 2 + PLAIN_BYTES;
/** An answer leaves with this tick after its command was opened: long after all that any order takes. */
const ANSWER_TICKS = 2;
/** So many seconds another partition has for a command. */
const WORK_TICKS = 5;
const WRONG_CODES = 5;
const LOCK_TICKS = 600;
const LOCK_DOUBLINGS = 10;

const GATEWAY_ORDERS = command.ORDER_COVER + ORDER_TOP_UP;
/** They change nothing. */
const READING_ORDERS =
  command.ORDER_QUERY + command.ORDER_READ_PARAMETER + command.ORDER_READ_LOG + command.ORDER_LOG_CLOSING;
const TECHNICIAN_ORDERS = command.ORDER_COVER + READING_ORDERS;

export function csSecurity(
  toCommunications: Send,
  toConsumerPort: Send,
  toComputations: Send,
  toCreditBalance: Send,
  openCentral: Open,
  sealCentral: Seal,
  openTopUp: Open,
  sealTopUp: Seal,
  openMaintenance: Open,
  sealMaintenance: Seal,
  sealConsumer: Seal,
  prfTopUpCode: Prf,
  changeKey: ChangeKey,
  meterId: () => string,
  securityLogAppend: (entry: string) => boolean,
  securityLogMerge: (entry: string) => boolean,
  readLog: (segment: number, sequence: number) => string,
  closeLog: (segment: number) => string,
  parametersPut: (number: number, value: string) => boolean,
  parametersGet: (number: number) => string,
) {
  let faults = 0;
  let noise = 0;
  let unopened = 0;
  let utcSeconds = "\0\0\0\0";
  let latest = "";
  let credit = "";
  let started = false;
  /** Entries that the log has not taken yet: its part may be away. */
  let owed = "";
  /** What each appliance is told. */
  let told = "????";
  /** Seconds since the start, modulo 256. */
  let ticks = 0;
  /** Each the tick with which it leaves, its route and the plain text. */
  let answers = "";
  /** The command that another partition is busy with: route 1 · order 1 · tick of its answer 1 · counter 8 · up to 8 bytes of its body. */
  let working = "";
  let workTicks = 0;
  let tag = 0;
  /** Whether credit-balance has said that it has the latest top-up; before, there is no other. */
  let settled = false;
  /** Seconds for which no code is looked at; -1: it is not known yet. */
  let lockTicks = -1;

  function settleOwed() {
    while (owed !== "") {
      const one = owed.substr(0, entry.SECURITY_ENTRY_BYTES);
      const isMerged = one[4] !== entry.ENTRY_ACCEPTED;
      if (!(isMerged ? securityLogMerge(one.substr(0, entry.SECURITY_MERGED_BYTES)) : securityLogAppend(one))) return;
      owed = owed.substr(entry.SECURITY_ENTRY_BYTES);
    }
  }

  /** `event` is an entry without its time. */
  function log(event: string) {
    if (owed.length < ENTRIES_OWED * entry.SECURITY_ENTRY_BYTES)
      owed += (utcSeconds + event + "\0\0\0\0\0\0\0\0\0\0\0").substr(0, entry.SECURITY_ENTRY_BYTES);
    // What is merged costs little. What was accepted waits for the tick, as its answer does: opened and stored at once it would hold the
    // engine for too long.
    if (event[0] !== entry.ENTRY_ACCEPTED) settleOwed();
  }

  /** Logs what has become of a command, and puts the answer by. What is done again and again is logged once it is done. */
  function finish(given: string, result: string, body: string) {
    const route = given.substr(0, 1);
    const order = given.substr(1, 1);
    const isOwn = route === ROUTE_NOISE;
    if (READING_ORDERS.indexOf(order) >= 0) log(entry.ENTRY_READ + order + result + route + given.substr(11, 1));
    else if (order !== command.ORDER_COVER && (!isOwn || result === RESULT_DONE))
      log(entry.ENTRY_ACCEPTED + order + result + route + given.substr(11));
    if (route === ROUTE_LINE) {
      let says = "credited";
      if (result !== RESULT_DONE) says = result === RESULT_PART_FAILED ? "credited later" : "not credited";
      toCommunications(ROUTE_LINE + says);
    } else if (!isOwn)
      answers += given.substr(2, 1) + route + command.encodeAnswer(order, given.substr(3, COUNTER_BYTES), result, body);
  }

  /** Hands a command to the partition that can do it, which answers under `tag`. "": it is busy with it. */
  function begin(given: string, isCredit: boolean, body: string) {
    if (working !== "") return RESULT_BUSY;
    working = given;
    workTicks = WORK_TICKS;
    tag = (tag + 1) & 255;
    const order = encodeOrder(given.substr(1, 1), String.fromCharCode(tag), body);
    if (isCredit) toCreditBalance(order);
    else toComputations(order);
    return "";
  }

  function finished(answer: string) {
    if (working === "" || !isOrderAnswer(answer) || orderAnswerTag(answer).charCodeAt(0) !== tag) return;
    const given = working;
    const result = orderAnswerResult(answer);
    working = "";
    // What credit-balance will never take is not offered again.
    if (given[1] === ORDER_TOP_UP && result !== RESULT_PART_FAILED) settled = true;
    finish(given, result, orderAnswerBody(answer));
  }

  /** What is known of top-ups, or "": the memory cannot say. */
  function topUps() {
    const known = parametersGet(TOP_UP);
    return known !== "" || !parametersPut(PROBE, "") ? known : parametersGet(TOP_UP) || NO_TOP_UP;
  }

  /** Stores a top-up as the latest, then has it credited. `head`: bytes 0 to 10 of TOP_UP. */
  function topUp(given: string, known: string, head: string, amount: number) {
    const next = head + u32(readU32(known, 11) + 1) + u32(amount);
    const mostBalance = readU32(parametersGet(PARAMETER_CREDIT), 12);
    // Refused here, where nothing is used up yet: credit-balance takes whatever it is told.
    if (mostBalance > 0 && credit !== "" && readBalance(credit, 1) + amount > mostBalance) return RESULT_OUT_OF_RANGE;
    if (!settled || working !== "") return RESULT_BUSY;
    if (!parametersPut(TOP_UP, next)) return RESULT_PART_FAILED;
    settled = false;
    return begin(given, true, next.substr(11));
  }

  function topUpOrdered(given: string, body: string) {
    const known = topUps();
    const amount = readU32(body, 4);
    if (known === "") return RESULT_PART_FAILED;
    // Once more under its number: credit-balance has the latest, or gets it.
    if (readU32(body, 0) <= readU32(known, 7)) return begin(given, true, known.substr(11));
    if (amount === 0) return RESULT_OUT_OF_RANGE;
    return topUp(given, known, known.substr(0, 7) + body.substr(0, 4), amount);
  }

  function lockOf(wrong: number) {
    return wrong < WRONG_CODES ? 0 : LOCK_TICKS << (Math.min(wrong - WRONG_CODES, LOCK_DOUBLINGS) & 15);
  }

  /** What is to be said to a code; "" where it is right and being credited. */
  function tried(fields: string, known: string) {
    if (fields === "") return "wrong code";
    const last = readU32(known, 0);
    const used = readU16(known, 4);
    const kind = fields.charCodeAt(2);
    const value = readU16(fields, 3);
    const candidates = topUpCandidates(last, used, readU16(fields, 0));
    for (let at = 0; at < candidates.length; at += 4) {
      const counter = readU32(candidates, at);
      const mac = prfTopUpCode(topUpNonce(meterId(), counter, kind * 8192 + value));
      if (mac === "" || readU32(mac, 0) !== readU32(fields, 5)) continue;
      const head = topUpUsed(last, used, counter) + "\0" + known.substr(7, 4);
      const given = ROUTE_LINE + ORDER_TOP_UP + "\0\0\0\0\0" + u32(counter) + u32(value) + "\0\0\0\0";
      const result = topUp(given, known, head, topUpAmount(kind, value));
      if (result === RESULT_OUT_OF_RANGE) return "too much credit";
      return result === "" ? "" : "again later";
    }
    return "wrong code";
  }

  function typed(line: string) {
    const digits = topUpDigits(line);
    const known = topUps();
    const wrong = known === "" ? 0 : known.charCodeAt(6);
    let says = "again later";
    if (lockTicks > 0) says = "locked for " + Math.floor((lockTicks + 59) / 60) + " min";
    else if (digits === "") says = "no code: check the digits";
    else if (known !== "" && lockTicks === 0 && settled && working === "") {
      const guessed = Math.min(wrong + 1, 255);
      // A guess counts before it is looked at.
      if (parametersPut(TOP_UP, known.substr(0, 6) + String.fromCharCode(guessed) + known.substr(7)))
        says = tried(topUpFields(digits), known);
      if (says === "wrong code") lockTicks = lockOf(guessed);
    }
    log(entry.ENTRY_CODE + (says === "" ? "\0\0" : says.substr(0, 2)));
    if (says !== "") toCommunications(ROUTE_LINE + says);
  }

  function parameter(body: string) {
    const length = body.charCodeAt(1);
    if (body.charCodeAt(0) >= PARAMETERS || length > PARAMETER_BYTES) return RESULT_OUT_OF_RANGE;
    return parametersPut(body.charCodeAt(0), body.substr(2, length)) ? RESULT_DONE : RESULT_PART_FAILED;
  }

  function tellAppliances() {
    const rule = parametersGet(PARAMETER_LOAD);
    let all = "";
    for (let i = 0; i < told.length; i++)
      all += applianceTold(parametersGet(APPLIANCES + i), rule, readU32(utcSeconds, 0));
    told = all;
  }

  function appliance(body: string) {
    const place = body.charCodeAt(0) - 1;
    if (place < 0 || place > 3 || body.charCodeAt(1) > 1) return RESULT_OUT_OF_RANGE;
    const to = body[1] === "\0" ? "0" : "1";
    const seconds = readU32(utcSeconds, 0);
    const stored = parametersGet(APPLIANCES + place);
    // Without a clock nobody knows how long it will be off.
    if (seconds === 0 && to === "0") return RESULT_PART_FAILED;
    const next = applianceSwitched(stored, parametersGet(PARAMETER_LOAD), to, seconds);
    if (next === "") return command.RESULT_TOO_OFTEN;
    if (next !== stored && !parametersPut(APPLIANCES + place, next)) return RESULT_PART_FAILED;
    tellAppliances();
    return RESULT_DONE;
  }

  /** Does what a command says. */
  function run(given: string, order: string, body: string) {
    let result = RESULT_DONE;
    let reply = "";
    const number = body.charCodeAt(0);
    if (order === command.ORDER_QUERY) {
      reply = latest;
      if (latest === "") result = command.RESULT_ABSENT;
    } else if (order === command.ORDER_KEY) {
      if (!changeKey(number, body.substr(1, 32))) result = RESULT_PART_FAILED;
    } else if (order === command.ORDER_PARAMETER) result = parameter(body);
    else if (order === command.ORDER_READ_PARAMETER) {
      const value = number < PARAMETERS ? parametersGet(number) : "";
      if (value === "") result = command.RESULT_ABSENT;
      else reply = String.fromCharCode(value.length) + value;
    } else if (order === command.ORDER_READ_LOG || order === command.ORDER_LOG_CLOSING) {
      const record = order === command.ORDER_READ_LOG ? readLog(number, readU32(body, 1)) : closeLog(number);
      reply = record.substr(body.charCodeAt(5), 64);
      if (reply === "") result = command.RESULT_ABSENT;
    } else if (order === command.ORDER_APPLIANCE) result = appliance(body);
    else if (order === ORDER_TOP_UP) result = topUpOrdered(given, body);
    else if (order === command.ORDER_DEBT) result = begin(given, true, body.substr(0, 4));
    else if (order === command.ORDER_PREPAID_ON || order === command.ORDER_PREPAID_OFF) result = begin(given, true, "");
    else if (order !== command.ORDER_COVER) result = begin(given, false, body.substr(0, 67));
    if (result !== "") finish(given, result, reply);
  }

  return {
    fromCommunications(message: string) {
      const route = message.substr(0, 1);
      let plain = "";
      // First of all: what is declared for what follows, the cipher finds in its way.
      if (answers.length < ANSWERS_OWED * ANSWER_BYTES) {
        if (route === ROUTE_CS) plain = openCentral(message.substr(1));
        else if (route === ROUTE_TOP_UP) plain = openTopUp(message.substr(1));
        else if (route === ROUTE_MAINTENANCE) plain = openMaintenance(message.substr(1));
      }
      if (route === ROUTE_LINE) {
        typed(message.substr(1));
        return;
      }
      if (route === ROUTE_NOISE) {
        noise = readU16(message, 1);
        log(entry.ENTRY_REFUSED);
        return;
      }
      if (route === ROUTE_OTHER && isOther(message.substr(1))) {
        toComputations(OTHER_SAID + message.substr(1));
        return;
      }
      if (plain === "") {
        unopened = (unopened + 1) & 65535;
        log(entry.ENTRY_REFUSED + route);
        return;
      }
      const order = command.commandOrder(plain);
      const body = command.commandBody(plain);
      // Of a new key only its number is written down.
      const detail = order === command.ORDER_KEY ? body.substr(0, 1) : body.substr(0, 8);
      const due = String.fromCharCode((ticks + ANSWER_TICKS) & 255);
      const given = route + order + due + message.substr(1, COUNTER_BYTES) + detail;
      const allowed = route === ROUTE_TOP_UP ? GATEWAY_ORDERS : TECHNICIAN_ORDERS;
      const isForeign = order >= command.FIRST_SWITCH_ORDER && order < command.FIRST_METER_ORDER;
      if (!command.isCommand(plain)) finish(given, command.RESULT_MALFORMED, "");
      else if (isForeign || (route !== ROUTE_CS && allowed.indexOf(order) < 0))
        finish(given, command.RESULT_NOT_ALLOWED, "");
      else run(given, order, body);
    },

    fromComputations(message: string) {
      finished(message);
      if (message.length !== READING_BYTES) return;
      utcSeconds = message.substr(1, 4);
      latest = message;
      if (!started) log(entry.ENTRY_START);
      started = true;
      if (message[0] === READING_INTERVAL) {
        const sealed = sealCentral(encodeReport(message, faults, noise, unopened));
        if (sealed !== "") toCommunications(ROUTE_CS + sealed);
        return;
      }
      const port = parametersGet(PARAMETER_CONSUMER_PORT);
      const telegram = message + told + (port[1] || "\0") + credit;
      const clear = port[0] === "\x02" ? sealConsumer(padded(telegram)) : telegram;
      if (port[0] !== "\0" && clear !== "") toConsumerPort(clear);
    },

    fromCreditBalance(message: string) {
      finished(message);
      if (isCredit(message)) credit = message;
    },

    onFaults(fault: string) {
      faults = (faults + 1) & 65535;
      log(entry.ENTRY_FAULT + fault.substr(0, 2));
    },

    tick() {
      ticks = (ticks + 1) & 255;
      settleOwed();
      if (ticks % LOOK_TICKS === 1) tellAppliances();
      if (lockTicks > 0) lockTicks--;
      if (working !== "" && --workTicks === 0) {
        finish(working, RESULT_PART_FAILED, "");
        working = "";
      }
      if (!settled && working === "") {
        const known = topUps();
        if (lockTicks < 0 && known !== "") lockTicks = lockOf(known.charCodeAt(6));
        if (known === NO_TOP_UP) settled = true;
        else if (known !== "") begin(ROUTE_NOISE + ORDER_TOP_UP + "\0\0\0\0\0\0\0\0\0", true, known.substr(11));
      }
      // Due as long as it is less than half a turn of the ticks behind.
      if (answers === "" || ((ticks - answers.charCodeAt(0)) & 128) > 0) return;
      const plain = answers.substr(2, PLAIN_BYTES);
      const route = answers.substr(1, 1);
      let sealed = "";
      if (route === ROUTE_CS) sealed = sealCentral(plain);
      else sealed = route === ROUTE_TOP_UP ? sealTopUp(plain) : sealMaintenance(plain);
      if (sealed === "") return;
      toCommunications(route + sealed);
      answers = answers.substr(ANSWER_BYTES);
    },
  };
}
