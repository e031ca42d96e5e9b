// Off-switch security: the only code that can move the relay. It opens on what the central system sealed under a key that only it and this
// processor hold, and on the word of the meter board as far as the central system lets that count; it closes on the consumer's
// button alone, while there is no reason to be open. What it does is stored before the coil is driven and logged after.

import type { ChangeKey, Open, Prf, Seal, Send } from "../endowments.ts";
import { readU32, u32 } from "../messages/bytes.ts";
import * as command from "../messages/command.ts";
import { RESULT_ABSENT, RESULT_DONE, RESULT_OUT_OF_RANGE, RESULT_PART_FAILED } from "../messages/command.ts";
import { encodeEvent, isLocal, localFlows, localStored, localWanted } from "../messages/local.ts";
import * as entry from "../messages/log-entry.ts";
import { COUNTER_BYTES } from "../messages/sealed.ts";
import * as policy from "../messages/switch-policy.ts";
import {
  ALARM_CURRENT,
  ALARM_FEEDBACK,
  ALARM_WORN,
  encodeSwitchState,
  REASON_TAMPER,
} from "../messages/switch-state.ts";
import * as rules from "./switch.ts";
import { CLOSED, COMING, DECIDED, DRAWS, MOVES, OBEYED, REASONS, REST, WAIT, WEAR } from "./switch.ts";

/** Numbers of the values, and the policy where none is stored: within an hour, a minute, six a day, a day. */
const STATE = 0;
const POLICY = 1;
const COMING_POLICY = 2;
const PROBE = 3;
const DEFAULT_POLICY = "\x00\x00\x0e\x10\x00\x3c\x00\x06\x00\x01\x51\x80";
/** The seconds that pass are stored so often: a reset takes none off a wait, and adds no more than this to the time that the switch is armed. */
const STORE_TICKS = 60;
const DELAY_NONCE = "delay\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/** A report on every change and every 5 s: silence is news for the meter board. Three of its own missed are news here. */
const REPORT_TICKS = 5;
const SILENT_TICKS = 15;
/** So often in a row the feedback contact may differ from the state, for the coil needs a moment, and the hint at a current, which is late. */
const STRAY_TICKS = 2;
const STRAY_HINTS = 24;
/** For how many tenths of a second the button is held, at least and at most: a stuck one closes nothing. */
const LEAST_HELD = 20;
const MOST_HELD = 100;
/** As many as the relay is made for. */
const WORN_MOVES = 10000;

const ENTRY_BYTES = 8;
/** In the order of the events (switch.ts). */
const EVENT_ORDERS = command.ORDER_OFF + command.ORDER_ON + command.ORDER_CANCEL;
/** Logged so that a readout does not fill what it reads. */
const READING_ORDERS =
  command.ORDER_QUERY + command.ORDER_READ_LOG + command.ORDER_LOG_CLOSING + command.ORDER_LOG_STORED;
/** Entries that wait for the log at most: its part may be away. */
const MOST_OWED = 16;
/** The tick with which it leaves 1 · order 1 · counter of the command 8 · result 1 · of a record 64. */
const ANSWER_BYTES = 75;
const RECORD_BYTES = 64;
/** An answer leaves with the second tick after its command: long after all that any order takes. */
const ANSWER_TICKS = 2;
/** While so many answers wait, what comes is refused unread. */
const MOST_ANSWERS = 4;

export function offSwitchSecurity(
  toLink: Send,
  openOffSwitch: Open,
  sealOffSwitch: Seal,
  changeKey: ChangeKey,
  prfDelay: Prf,
  relayDrive: (closed: boolean) => void,
  relayIsClosed: () => boolean,
  switchLogAppend: (entry: string) => boolean,
  switchLogMerge: (entry: string) => boolean,
  switchLogAcknowledge: (number: number) => boolean,
  switchLogNext: (number: number) => string,
  readLog: (segment: number, number: number) => string,
  closeLog: (segment: number) => string,
  switchStatePut: (number: number, value: string) => boolean,
  switchStateGet: (number: number) => string,
) {
  /** The state (switch.ts), and as it is stored: "" as long as that is not known, and then nothing moves. */
  const s = new Uint32Array(rules.FIELDS);
  s[CLOSED] = relayIsClosed() ? 1 : 0;
  s[REASONS] = REASON_TAMPER;
  s[WEAR] = rules.DAY_SECONDS;
  let stored = "";
  /** Whether the memory surely holds no other: what it refused may be found there after a reset, until it takes something else. */
  let isSure = false;
  let ticks = 0;
  let accepted = 0;
  let rejected = 0;
  let rejectedBefore = 0;
  let faults = 0;
  let silentTicks = 0;
  /** What the meter board has said since the last tick, and what it wanted before. */
  let said = "";
  let wanted = 0;
  let strayContacts = 0;
  let strayCurrents = 0;
  /** Entries for the log, which takes them with the next tick: before any answer says what was done. */
  let owed = "";
  let answers = "";
  /** Whether the state was told since it changed. */
  let isTold = true;
  /** Whether the button went down while the switch was armed, and has been armed since. */
  let isPressed = false;
  /** Whether the relay was driven to where it is: before, only its contact says so, whose wire may be cut. */
  let driven = false;
  /** What the button was used for besides closing: pages of the display, emergency credit. */
  let presses = 0;
  let holds = 0;

  function log(what: string, number: number, kind: number) {
    const detail = String.fromCharCode(number, kind) + rules.stateOf(s[CLOSED]!, s[REASONS]!);
    if (owed.length < MOST_OWED * ENTRY_BYTES) owed += u32(ticks) + what + detail;
  }

  /** Counts how often in a row something does not follow the switch; logs when that is too often, and when it is over. */
  function strayed(what: string, times: number, most: number, isStray: boolean) {
    if (!isStray && times >= most) log(what, 0, 0);
    if (isStray && times + 1 === most) log(what, 0, 1);
    return isStray ? times + 1 : 0;
  }

  function switchState() {
    const state = rules.stateOf(s[CLOSED]!, s[REASONS]!);
    let alarm = s[MOVES]! < WORN_MOVES ? 0 : ALARM_WORN;
    if (strayContacts >= STRAY_TICKS) alarm |= ALARM_FEEDBACK;
    if (strayCurrents >= STRAY_HINTS) alarm |= ALARM_CURRENT;
    return encodeSwitchState(
      state,
      s[REASONS]!,
      s[OBEYED]!,
      accepted,
      rejected,
      s[MOVES]!,
      faults,
      alarm,
      presses,
      holds,
    );
  }

  function policyInForce() {
    return switchStateGet(POLICY) || DEFAULT_POLICY;
  }

  /** Stores the state. False: it is again what was stored last. */
  function keep() {
    const state = rules.encodeState(s);
    isSure = switchStatePut(STATE, state);
    if (isSure) stored = state;
    else rules.decodeState(s, stored);
    return isSure;
  }

  /** From now on the switch has these reasons, and obeys the meter board in these. False: nothing has changed. */
  function become(reasons: number, obeyed: number) {
    const before = s[REASONS]!;
    const obeyedBefore = s[OBEYED]!;
    // Also where nothing changes, so with every word of the meter board: a memory that is away is found before it is needed.
    const limits = policyInForce();
    if (reasons === before && obeyed === obeyedBefore) return isSure || keep();
    if (s[CLOSED] === 0) s[WAIT] = policy.armedSeconds(limits);
    else if (rules.opens(reasons, obeyed) && !rules.opens(before, obeyedBefore)) {
      s[DRAWS] = (s[DRAWS]! + 1) & 65535;
      s[WAIT] = policy.windowSeconds(limits);
      const random = s[WAIT] > 0 ? prfDelay(DELAY_NONCE + u32(s[DRAWS])) : "";
      if (random !== "") s[WAIT] = 1 + rules.delaySeconds(s[WAIT], readU32(random, 0));
    }
    s[REASONS] = reasons;
    s[OBEYED] = obeyed;
    isPressed = false;
    isTold = false;
    return keep();
  }

  function happens(event: number) {
    const reasons = rules.afterEvent(event, s[CLOSED]!, s[REASONS]!);
    if (reasons < 0) return RESULT_ABSENT;
    return become(reasons, s[OBEYED]!) ? RESULT_DONE : RESULT_PART_FAILED;
  }

  /** Moves the relay, where its policy lets it. */
  function move(closed: number) {
    const limits = policyInForce();
    const moves = policy.moves(limits);
    if (s[REST]! > 0 || s[WEAR]! > rules.mostWear(moves)) return;
    s[CLOSED] = closed;
    s[DECIDED] = 1;
    s[REST] = policy.restSeconds(limits);
    s[WEAR] = s[WEAR]! + rules.moveSeconds(moves);
    s[MOVES] = Math.min(s[MOVES]! + 1, 65535);
    if (!keep()) return;
    relayDrive(closed === 1);
    driven = true;
    isTold = false;
    log(closed === 1 ? entry.ENTRY_BUTTON : entry.ENTRY_OPENED, s[REASONS]!, 0);
  }

  /** A memory that is away has no value either: only one that takes a value is believed that it has none, and the state is lost. */
  function recall() {
    stored = switchStateGet(STATE);
    if (stored === "" && switchStatePut(PROBE, "")) stored = switchStateGet(STATE) || "lost";
    if (stored === "lost") {
      stored = rules.encodeState(s);
      log(entry.ENTRY_LOST, 0, 0);
    } else if (stored !== "") {
      rules.decodeState(s, stored);
      // Where the relay was to close and did not, it stays open: who pressed the button may be gone.
      if (s[CLOSED] === 1 && !relayIsClosed()) {
        s[CLOSED] = 0;
        s[DECIDED] = 0;
        s[WAIT] = policy.armedSeconds(policyInForce());
        log(entry.ENTRY_CONTACT, 0, 2);
      } else if (s[CLOSED] === 0) s[WAIT] = Math.max(s[WAIT]! - STORE_TICKS, 0);
    }
    if (stored !== "") keep();
  }

  function ordered(order: string, body: string) {
    const event = EVENT_ORDERS.indexOf(order);
    const number = body.charCodeAt(0);
    if (event >= 0) {
      const result = happens(event);
      // Where the contact may say otherwise than the state, the coil is driven once more.
      const isDue = s[CLOSED] === 1 ? s[WAIT] === 0 : !driven || relayIsClosed();
      if (event === rules.OFF && result === RESULT_DONE && isDue) move(0);
      return result;
    }
    if (order === command.ORDER_OBEY) {
      if ((number & ~rules.LOCAL_REASONS) !== 0) return RESULT_OUT_OF_RANGE;
      return become(rules.afterLocal(wanted, number, s[REASONS]!), number) ? RESULT_DONE : RESULT_PART_FAILED;
    }
    if (order === command.ORDER_POLICY) {
      const given = body.substr(0, policy.POLICY_BYTES);
      if (!policy.isPolicy(given)) return RESULT_OUT_OF_RANGE;
      const isAtOnce = policy.isTighter(given, policyInForce());
      // Whatever the day was that passed, it was not for this policy.
      s[COMING] = 0;
      if (!keep() || !switchStatePut(isAtOnce ? POLICY : COMING_POLICY, given)) return RESULT_PART_FAILED;
      s[COMING] = isAtOnce ? 0 : rules.DAY_SECONDS;
      return keep() ? RESULT_DONE : RESULT_PART_FAILED;
    }
    if (order === command.ORDER_KEY) return changeKey(number, body.substr(1, 32)) ? RESULT_DONE : RESULT_PART_FAILED;
    if (order === command.ORDER_LOG_STORED)
      return switchLogAcknowledge(readU32(body, 0)) ? RESULT_DONE : RESULT_OUT_OF_RANGE;
    return order === command.ORDER_COVER || order === command.ORDER_QUERY ? RESULT_DONE : command.RESULT_NOT_ALLOWED;
  }

  /** Takes what the meter board said last: more than once a second it is not heard. */
  function hear() {
    if (silentTicks >= SILENT_TICKS) log(entry.ENTRY_SILENCE, 0, 0);
    silentTicks = 0;
    const reasons = s[REASONS]!;
    const isNews = wanted !== localWanted(said);
    wanted = localWanted(said);
    become(rules.afterLocal(wanted, s[OBEYED]!, reasons), s[OBEYED]!);
    if (isNews || s[REASONS] !== reasons) log(entry.ENTRY_WANTED, wanted, s[REASONS]!);
    strayCurrents = strayed(entry.ENTRY_CURRENT, strayCurrents, STRAY_HINTS, s[CLOSED] === 0 && localFlows(said));
    const record = switchLogNext(localStored(said));
    if (record !== "") toLink(encodeEvent(record));
    said = "";
  }

  /** A second passes. */
  function pass() {
    strayContacts = strayed(entry.ENTRY_CONTACT, strayContacts, STRAY_TICKS, relayIsClosed() !== (s[CLOSED] === 1));
    if (s[COMING] === 1) {
      const coming = switchStateGet(COMING_POLICY);
      if (coming === "" || !switchStatePut(POLICY, coming)) s[COMING] = 2;
    }
    let isWaiting = false;
    for (let at = WAIT; at <= COMING; at++)
      if (s[at]! > 0) {
        s[at] = s[at]! - 1;
        isWaiting = true;
      }
    if (isWaiting && ticks % STORE_TICKS === 0) keep();
    const reasons = s[REASONS]!;
    if (s[CLOSED] === 1) {
      if (s[WAIT] === 0 && rules.opens(reasons, s[OBEYED]!)) move(0);
    } else if (reasons > 0) {
      if (s[DECIDED] === 1 && !driven && relayIsClosed()) move(0);
    } else if (s[WAIT] === 0 && happens(rules.EXPIRED) === RESULT_DONE) log(entry.ENTRY_EXPIRED, 0, 0);
  }

  return {
    fromLink(message: string) {
      // First of all: what is declared for what follows, the cipher finds in its way.
      const plain = answers.length < MOST_ANSWERS * ANSWER_BYTES && stored !== "" ? openOffSwitch(message) : "";
      if (isLocal(message)) {
        said = message;
        return;
      }
      if (plain === "") {
        rejected = (rejected + 1) & 65535;
        return;
      }
      const order = command.commandOrder(plain);
      const body = command.commandBody(plain);
      const segment = body.charCodeAt(0);
      let result = command.RESULT_MALFORMED;
      let record = "";
      if (command.isCommand(plain)) {
        if (order === command.ORDER_READ_LOG) record = readLog(segment, readU32(body, 1));
        else if (order === command.ORDER_LOG_CLOSING) record = closeLog(segment);
        record = record.substr(body.charCodeAt(5), RECORD_BYTES);
        result = record === "" ? RESULT_ABSENT : RESULT_DONE;
        if (order < command.ORDER_READ_LOG) result = ordered(order, body);
      }
      const answer = order + message.substr(0, COUNTER_BYTES) + result + record;
      answers += String.fromCharCode((ticks + ANSWER_TICKS) & 255) + answer.padEnd(ANSWER_BYTES - 1, "\0");
      if (order === command.ORDER_COVER) return;
      accepted = (accepted + 1) & 65535;
      isTold = false;
      const what = READING_ORDERS.indexOf(order) < 0 ? entry.ENTRY_ACCEPTED : entry.ENTRY_READ;
      log(what, order.charCodeAt(0), result.charCodeAt(0));
    },

    /** Down is one byte; up says how long it was down, too. */
    onButton(message: string) {
      const isArmed = stored !== "" && s[CLOSED] === 0 && s[REASONS] === 0;
      const heldTenths = message.charCodeAt(1);
      const isHeld = heldTenths >= LEAST_HELD && heldTenths <= MOST_HELD;
      if (isArmed && isPressed && isHeld) {
        move(1);
        if (s[CLOSED] === 0) log(entry.ENTRY_BUTTON, 0, 1);
      } else if (isHeld) holds = (holds + 1) & 255;
      else if (heldTenths < LEAST_HELD) presses = (presses + 1) & 255;
      if (message !== "\x01") isTold = false;
      isPressed = isArmed && message === "\x01";
    },

    onFaults(fault: string) {
      faults = (faults + 1) & 65535;
      log(entry.ENTRY_FAULT, fault.charCodeAt(0), fault.charCodeAt(1));
    },

    tick() {
      ticks++;
      let isTaken = true;
      while (owed !== "" && isTaken) {
        const one = owed.substr(0, ENTRY_BYTES);
        // What was ordered or has moved the relay never becomes a count.
        isTaken = entry.SWITCH_DONE.indexOf(one.substr(4, 1)) >= 0 ? switchLogAppend(one) : switchLogMerge(one);
        if (isTaken) owed = owed.substr(ENTRY_BYTES);
      }
      // Due as long as it is less than half a turn of the ticks behind.
      if (answers !== "" && ((ticks - answers.charCodeAt(0)) & 128) === 0) {
        const order = answers.substr(1, 1);
        let reply = answers.substr(11, RECORD_BYTES);
        if (order < command.ORDER_READ_LOG) reply = switchState() + policyInForce() + u32(s[COMING]!);
        const answer = command.encodeAnswer(order, answers.substr(2, COUNTER_BYTES), answers.substr(10, 1), reply);
        const sealed = sealOffSwitch(answer);
        if (sealed !== "") {
          toLink(sealed);
          answers = answers.substr(ANSWER_BYTES);
        }
      }
      if (ticks === 1) log(entry.ENTRY_START, 0, 0);
      // Once a second, so that a flood leaves the log its places.
      if (rejected !== rejectedBefore) log(entry.ENTRY_REFUSED, 0, 0);
      rejectedBefore = rejected;
      if (stored === "") recall();
      if (stored !== "") {
        pass();
        if (said !== "") hear();
      }
      if (++silentTicks === SILENT_TICKS) log(entry.ENTRY_SILENCE, 0, 1);
      if (isTold && ticks % REPORT_TICKS !== 0) return;
      toLink(switchState());
      isTold = true;
    },
  };
}
