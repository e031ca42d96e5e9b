// Off-switch security: the only code that can move the relay. It moves on a command that the central system sealed under a key
// which only it and this processor hold, and on the consumer's button; nothing that the meter board says otherwise has any effect.
// The states are those of DLMS/COSEM "Disconnect control" (class 70) in mode 3: a remote "on" only arms, the button closes.

import type { Open, Send } from "../endowments.ts";
import { decodeSwitchCommand, SWITCH_OFF } from "../messages/switch-command.ts";
import { ALARM_FEEDBACK, ARMED, CONNECTED, DISCONNECTED, encodeSwitchState } from "../messages/switch-state.ts";

/** A report on every change and every 5 s: silence is news for the meter board. */
const REPORT_TICKS = 5;
/** So many seconds in a row the feedback contact may differ from the state: the coil needs a moment. */
const STRAY_TICKS = 2;

export function offSwitchSecurity(
  toLink: Send,
  openOffSwitch: Open,
  relayDrive: (closed: boolean) => void,
  relayIsClosed: () => boolean,
) {
  // The relay latches: after a reset it is where it was, and so is the switch. An armed switch is disarmed by a reset.
  let state = relayIsClosed() ? CONNECTED : DISCONNECTED;
  let ticks = 0;
  let accepted = 0;
  let rejected = 0;
  let operations = 0;
  let faults = 0;
  let strayTicks = 0;

  function report() {
    const alarm = strayTicks < STRAY_TICKS ? 0 : ALARM_FEEDBACK;
    toLink(encodeSwitchState(state, accepted, rejected, operations, faults, alarm));
  }

  function move(closed: boolean) {
    relayDrive(closed);
    operations = (operations + 1) & 65535;
    state = closed ? CONNECTED : DISCONNECTED;
  }

  return {
    fromLink(sealed: string) {
      const order = decodeSwitchCommand(openOffSwitch(sealed));
      if (order === "") {
        rejected = (rejected + 1) & 65535;
        return;
      }
      accepted = (accepted + 1) & 65535;
      if (order === SWITCH_OFF) {
        // Where the contact says otherwise than the state, the coil is driven once more.
        if (state === CONNECTED || relayIsClosed()) move(false);
        else state = DISCONNECTED;
      } else if (state === DISCONNECTED) state = ARMED;
      report();
    },

    onButton(position: string) {
      if (position === "\x01" && state === ARMED) {
        move(true);
        report();
      }
    },

    onFaults() {
      faults = (faults + 1) & 65535;
    },

    tick() {
      ticks++;
      strayTicks = relayIsClosed() === (state === CONNECTED) ? 0 : strayTicks + 1;
      if (ticks % REPORT_TICKS === 0) report();
    },
  };
}
