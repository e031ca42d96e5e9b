// Off-switch security: the only code that can move the relay. It moves on a command that the central system sealed under a key
// which only it and this processor hold, and on the consumer's button; nothing that the meter board says otherwise has any effect.
// The states are those of DLMS/COSEM "Disconnect control" (class 70) in mode 3: a remote "on" only arms, the button closes.

import type { Open, Send } from "../endowments.ts";
import { u32 } from "../messages/bytes.ts";
import {
  ENTRY_ACCEPTED,
  ENTRY_BUTTON,
  ENTRY_CONTACT,
  ENTRY_FAULT,
  ENTRY_REFUSED,
  ENTRY_START,
} from "../messages/log-entry.ts";
import { decodeSwitchCommand, SWITCH_OFF } from "../messages/switch-command.ts";
import { ALARM_FEEDBACK, ARMED, CONNECTED, DISCONNECTED, encodeSwitchState } from "../messages/switch-state.ts";

/** A report on every change and every 5 s: silence is news for the meter board. */
const REPORT_TICKS = 5;
/** So many seconds in a row the feedback contact may differ from the state: the coil needs a moment. */
const STRAY_TICKS = 2;

const ENTRY_BYTES = 8;
/** Entries that wait for a log whose part is away. */
const MOST_OWED = 16;

export function offSwitchSecurity(
  toLink: Send,
  openOffSwitch: Open,
  relayDrive: (closed: boolean) => void,
  relayIsClosed: () => boolean,
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
  /** Whether the state is that of a drive, and not what the feedback contact said at the start: its wire may be cut. */
  let driven = false;

  function settleOwed() {
    while (owed !== "" && switchLogMerge(owed.substr(0, ENTRY_BYTES))) owed = owed.substr(ENTRY_BYTES);
  }

  /** `detail`: number and kind. */
  function log(what: string, detail: string) {
    if (owed.length < MOST_OWED * ENTRY_BYTES) owed += u32(ticks) + what + detail + state;
    settleOwed();
  }

  function report() {
    const alarm = strayTicks < STRAY_TICKS ? 0 : ALARM_FEEDBACK;
    toLink(encodeSwitchState(state, accepted, rejected, operations, faults, alarm));
  }

  function move(closed: boolean) {
    relayDrive(closed);
    driven = true;
    operations = (operations + 1) & 65535;
    state = closed ? CONNECTED : DISCONNECTED;
  }

  return {
    fromLink(sealed: string) {
      const order = decodeSwitchCommand(openOffSwitch(sealed));
      if (order === "") {
        rejected = (rejected + 1) & 65535;
        log(ENTRY_REFUSED, "\0\0");
        return;
      }
      accepted = (accepted + 1) & 65535;
      if (order === SWITCH_OFF) {
        // Where the contact says otherwise than the state, the coil is driven once more.
        if (!driven || state === CONNECTED || relayIsClosed()) move(false);
        else state = DISCONNECTED;
      } else if (state === DISCONNECTED) state = ARMED;
      report();
      log(ENTRY_ACCEPTED, order + "\0");
    },

    onButton(position: string) {
      if (position === "\x01" && state === ARMED) {
        move(true);
        report();
        log(ENTRY_BUTTON, "\0\0");
      }
    },

    onFaults(fault: string) {
      faults = (faults + 1) & 65535;
      log(ENTRY_FAULT, fault.substr(0, 2));
    },

    tick() {
      if (ticks === 0) log(ENTRY_START, "\0\0");
      ticks++;
      if (relayIsClosed() === (state === CONNECTED)) {
        if (strayTicks >= STRAY_TICKS) log(ENTRY_CONTACT, "\0\0");
        strayTicks = 0;
      } else if (++strayTicks === STRAY_TICKS) log(ENTRY_CONTACT, "\0\x01");
      if (ticks % REPORT_TICKS !== 0) return;
      settleOwed();
      report();
    },
  };
}
