// A sealed message, whoever it is for and whatever it says: one size, so that its length tells a listener nothing.
//
//   0 counter 8 · 8 NaCl secretbox of 96 bytes: tag 16, cipher text 96
//
// The first byte of the 96 is the class of the message, and what a message does not need of them is zero. Keys, nonces and who takes which
// counter: firmware/keys/keys.ts.

export const COUNTER_BYTES = 8;
export const PLAIN_BYTES = 96;
/** Counter, tag and cipher text. */
export const SEALED_BYTES = 120;

const ZEROS = "\0\0\0\0\0\0\0\0";

/** `text` with zeros behind it, as long as every plain text. `text` is not longer than that. */
export function padded(text: string): string {
  let whole = text;
  while (whole.length < PLAIN_BYTES) whole += ZEROS;
  return whole.substr(0, PLAIN_BYTES);
}
