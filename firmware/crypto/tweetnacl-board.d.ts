// Types of the module that the build makes of the npm package tweetnacl: the functions that a board uses, as NaCl defines
// them. Lengths are not checked by the functions; wrong ones give wrong bytes, so the caller checks.

declare module "tweetnacl/board" {
  /**
   * Seals. `message` starts with 32 zero bytes, `box` becomes 16 zero bytes, the 16-byte authenticator and the ciphertext.
   * `length` is that of `message` and of `box`; `nonce` has 24 bytes, `key` 32.
   * Returns 0, or -1 where `length` is below 32.
   */
  export function crypto_secretbox(
    box: Uint8Array,
    message: Uint8Array,
    length: number,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number;

  /**
   * Opens. `box` starts with 16 zero bytes; `message` becomes 32 zero bytes and the plaintext, and is left alone where the
   * authenticator does not fit. Returns 0, or -1 for a forged or too short box.
   */
  export function crypto_secretbox_open(
    message: Uint8Array,
    box: Uint8Array,
    length: number,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number;

  /** Writes `length` bytes of the XSalsa20 stream of `nonce` (24 bytes) and `key` (32) to `stream` from `offset` on. Returns 0. */
  export function crypto_stream(
    stream: Uint8Array,
    offset: number,
    length: number,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number;
}
