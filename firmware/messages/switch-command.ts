// The order of the central system to the off-switch processor, as it stands inside the seal: one size for every order, so that a
// listener cannot tell "off" from "on". On the meter board these are opaque bytes.
//
//   0 order 1 · 1 zero 15

export const SWITCH_OFF = "\x01";
/** Arms only: the consumer's button closes. */
export const SWITCH_ON = "\x02";

const PADDING = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

export function encodeSwitchCommand(order: string): string {
  return order + PADDING;
}

/** The order, or "" where the bytes are not exactly one. */
export function decodeSwitchCommand(plain: string): string {
  const order = plain.substr(0, 1);
  return plain === order + PADDING && (order === SWITCH_OFF || order === SWITCH_ON) ? order : "";
}
