// Off-switch security: the only code that can move the relay. It moves on a command that the central system sealed under a key
// which only it and this processor hold, and on the consumer's button; nothing that the meter board says otherwise has any effect.
// The states are those of DLMS/COSEM "Disconnect control" (class 70) in mode 3: a remote "on" only arms, the button closes.

import type { ChangeKey, Open, Seal, Send } from "../endowments.ts";
import { u32 } from "../messages/bytes.ts";
import * as command from "../messages/command.ts";
import { RESULT_DONE, RESULT_MALFORMED, RESULT_NOT_ALLOWED, RESULT_PART_FAILED } from "../messages/command.ts";
import * as entry from "../messages/log-entry.ts";
import { COUNTER_BYTES } from "../messages/sealed.ts";
import { ALARM_FEEDBACK, ARMED, CONNECTED, DISCONNECTED, encodeSwitchState } from "../messages/switch-state.ts";

/** A report on every change and every 5 s: silence is news for the meter board. */
const REPORT_TICKS = 5;
/** So many seconds in a row the feedback contact may differ from the state: the coil needs a moment. */
const STRAY_TICKS = 2;

const ENTRY_BYTES = 8;
/** Entries that wait for a log whose part is away. */
const MOST_OWED = 16;
/** Tick with which it leaves, order, counter of the command, result. */
const ANSWER_BYTES = 11;
/** An answer leaves with this tick after its command: long after all that any order takes. */
const ANSWER_TICKS = 2;
/** While so many answers wait, what comes is refused unread. */
const MOST_ANSWERS = 4;

export function offSwitchSecurity(
  toLink: Send,
  openOffSwitch: Open,
  sealOffSwitch: Seal,
  changeKey: ChangeKey,
  relayDrive: (closed: boolean) => void,
  relayIsClosed: () => boolean,
  switchLogAppend: (entry: string) => boolean,
  switchLogMerge: (entry: string) => boolean,
) {
  // The relay latches: after a reset it is where it was, and so is the switch. An armed switch is disarmed by a reset.
  let state = relayIsClosed() ? CONNECTED : DISCONNECTED;
  let ticks = 0;
  let accepted = 0;
  let rejected = 0;
  let operations = 0;
  let faults = 0;
  let strayTicks = 0;
  /** Entries that the log has not taken yet: its part may be away. */
  let owed = "";
  let answers = "";
  /** Whether the state is that of a drive, and not what the feedback contact said at the start: its wire may be cut. */
  let driven = false;

  function settleOwed() {
    while (owed !== "") {
      const one = owed.substr(0, ENTRY_BYTES);
      // What was done by command or by hand never becomes a count.
      const isDone = one[4] === entry.ENTRY_ACCEPTED || one[4] === entry.ENTRY_BUTTON;
      if (!(isDone ? switchLogAppend(one) : switchLogMerge(one))) return;
      owed = owed.substr(ENTRY_BYTES);
    }
  }

  /** `detail`: number and kind. */
  function log(what: string, detail: string) {
    if (owed.length < MOST_OWED * ENTRY_BYTES) owed += u32(ticks) + what + detail + state;
    settleOwed();
  }

  function switchState() {
    const alarm = strayTicks < STRAY_TICKS ? 0 : ALARM_FEEDBACK;
    return encodeSwitchState(state, accepted, rejected, operations, faults, alarm);
  }

  function answer() {
    const sealed = sealOffSwitch(
      command.encodeAnswer(
        answers.substr(1, 1),
        answers.substr(2, COUNTER_BYTES),
        answers.substr(10, 1),
        switchState(),
      ),
    );
    if (sealed === "") return;
    toLink(sealed);
    answers = answers.substr(ANSWER_BYTES);
  }

  function move(closed: boolean) {
    relayDrive(closed);
    driven = true;
    operations = (operations + 1) & 65535;
    state = closed ? CONNECTED : DISCONNECTED;
  }

  /** Does what a command says, and returns its result. */
  function run(order: string, plain: string) {
    if (!command.isCommand(plain)) return RESULT_MALFORMED;
    if (order === command.ORDER_OFF) {
      // Where the contact says otherwise than the state, the coil is driven once more.
      if (!driven || state === CONNECTED || relayIsClosed()) move(false);
      else state = DISCONNECTED;
    } else if (order === command.ORDER_ON) {
      if (state === DISCONNECTED) state = ARMED;
    } else if (order === command.ORDER_KEY) {
      const body = command.commandBody(plain);
      return changeKey(body.charCodeAt(0), body.substr(1, 32)) ? RESULT_DONE : RESULT_PART_FAILED;
    } else if (order !== command.ORDER_COVER && order !== command.ORDER_QUERY) return RESULT_NOT_ALLOWED;
    return RESULT_DONE;
  }

  return {
    fromLink(sealed: string) {
      const plain = answers.length < MOST_ANSWERS * ANSWER_BYTES ? openOffSwitch(sealed) : "";
      if (plain === "") {
        rejected = (rejected + 1) & 65535;
        log(entry.ENTRY_REFUSED, "\0\0");
        return;
      }
      const order = command.commandOrder(plain);
      const result = run(order, plain);
      answers += String.fromCharCode((ticks + ANSWER_TICKS) & 255) + order + sealed.substr(0, COUNTER_BYTES) + result;
      if (order === command.ORDER_COVER) return;
      accepted = (accepted + 1) & 65535;
      toLink(switchState());
      log(entry.ENTRY_ACCEPTED, order + result);
    },

    onButton(position: string) {
      if (position === "\x01" && state === ARMED) {
        move(true);
        toLink(switchState());
        log(entry.ENTRY_BUTTON, "\0\0");
      }
    },

    onFaults(fault: string) {
      faults = (faults + 1) & 65535;
      log(entry.ENTRY_FAULT, fault.substr(0, 2));
    },

    tick() {
      if (ticks === 0) log(entry.ENTRY_START, "\0\0");
      ticks++;
      if (relayIsClosed() === (state === CONNECTED)) {
        if (strayTicks >= STRAY_TICKS) log(entry.ENTRY_CONTACT, "\0\0");
        strayTicks = 0;
      } else if (++strayTicks === STRAY_TICKS) log(entry.ENTRY_CONTACT, "\0\x01");
      // Due as long as it is less than half a turn of the ticks behind.
      if (answers !== "" && ((ticks - answers.charCodeAt(0)) & 128) === 0) answer();
      if (ticks % REPORT_TICKS !== 0) return;
      settleOwed();
      toLink(switchState());
    },
  };
}
