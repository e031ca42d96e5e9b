// A command to the meter or to the off-switch processor, and the answer to it, as they stand inside the seal (messages/sealed.ts).
//
// Command: 0 "c" · 1 order 1 · 2 body, as long as its order says · zero to 96
// Answer:  0 "a" · 1 order 1 · 2 counter of the command 8 · 10 result 1 · 11 body, as its order and result say · zero to 96
//
// A command with a byte too many is none. Who may give which order is for the receiver to say, not for the layout.

import { padded, PLAIN_BYTES } from "./sealed.ts";

export const COMMAND = "c";
export const ANSWER = "a";

// To either processor.

/** Does nothing, is answered and is not logged: it hides on the wire which of two messages is the real one. */
export const ORDER_COVER = "\x00";
/** Answers with how things are: the meter with its latest reading (messages/reading.ts), the off-switch processor with its state. */
export const ORDER_QUERY = "\x01";
/** Body: log 1 (number of its segment) · sequence 4 · offset 1 (0 or 64). Answers with up to 64 bytes of the record as it is stored. */
export const ORDER_READ_LOG = "\x60";
/** Body: log 1. Answers with the number of its last record 4 · the tag that closes it now (docs/flash-format.md) 16. */
export const ORDER_LOG_CLOSING = "\x61";
/** Body: number of a key 1 · key 32. The own key of this channel counts from the first message that is sealed with it. */
export const ORDER_KEY = "\x02";

// To the off-switch processor: all from FIRST_SWITCH_ORDER to below FIRST_METER_ORDER.

export const FIRST_SWITCH_ORDER = "\x10";
export const FIRST_METER_ORDER = "\x20";

/** Opens within the window of the policy. */
export const ORDER_OFF = "\x10";
/** Takes back an "off" and whatever tampering left; arms only: the consumer's button closes. */
export const ORDER_ON = "\x11";
/** Takes back an "off" whose time has not come; later it is absent. */
export const ORDER_CANCEL = "\x12";
/** Body: reasons 1 (messages/switch-state.ts) for which the meter board may have the switch opened: 2 for prepaid supply. */
export const ORDER_OBEY = "\x13";
/** Body: messages/switch-policy.ts. */
export const ORDER_POLICY = "\x14";
/** Body: number 4 of the last event that is in safe hands: what falls off the log from now on is no loss. */
export const ORDER_LOG_STORED = "\x15";

/** Every order that there is, and the bytes of its body. Those to the meter: meter-order.ts. */
const ORDERS = "\x00\x01\x02\x10\x11\x12\x13\x14\x15\x20\x21\x22\x23\x24\x30\x31\x40\x41\x42\x43\x50\x60\x61";
const BODY_BYTES = "\x00\x00\x21\x00\x00\x00\x01\x0c\x04\x04\x04\x00\x43\x0e\x12\x01\x00\x00\x08\x04\x02\x06\x01";

export const RESULT_DONE = "\x00";
/** No such order, or bytes where there should be none. */
export const RESULT_MALFORMED = "\x01";
/** Not for the one who gave it, or not to this processor. */
export const RESULT_NOT_ALLOWED = "\x02";
/** A number, a length, a time or an amount outside of what there is. */
export const RESULT_OUT_OF_RANGE = "\x03";
/** What has to be stored, set or read could not be. */
export const RESULT_PART_FAILED = "\x04";
/** Something else has to end first: again later. */
export const RESULT_BUSY = "\x05";
/** There is no such record or value. */
export const RESULT_ABSENT = "\x06";
/** Too soon after the one before, or more often than is allowed. */
export const RESULT_TOO_OFTEN = "\x07";

const HEAD_BYTES = 2;

/** `body` is as long as `order` says. */
export function encodeCommand(order: string, body: string): string {
  return padded(COMMAND + order + body);
}

/** Whether `plain` is a command: its class, an order that there is, and nothing behind the body. */
export function isCommand(plain: string): boolean {
  if (plain.length !== PLAIN_BYTES || plain[0] !== COMMAND) return false;
  const place = ORDERS.indexOf(plain.substr(1, 1));
  return place >= 0 && plain === padded(plain.substr(0, HEAD_BYTES + BODY_BYTES.charCodeAt(place)));
}

export function commandOrder(plain: string): string {
  return plain.substr(1, 1);
}

/** The body, with the zeros behind it. */
export function commandBody(plain: string): string {
  return plain.substr(HEAD_BYTES);
}

/** `counter` is that of the command, `body` at most 85 bytes. */
export function encodeAnswer(order: string, counter: string, result: string, body: string): string {
  return padded(ANSWER + order + counter + result + body);
}
