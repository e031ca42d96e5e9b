// Types of the module that the build makes of the npm package tweetnacl: the functions that a board uses, as NaCl defines
// them. Lengths are not checked by the functions; wrong ones give wrong bytes, so the caller checks.

declare module "tweetnacl/board" {
  /**
   * Writes `length` bytes of `message` from `messageAt` on to `to` from `toAt` on, each xored with a byte of the XSalsa20 stream of `nonce` (24
   * bytes) and `key` (32). Returns 0.
   */
  export function crypto_stream_xor(
    to: Uint8Array,
    toAt: number,
    message: Uint8Array,
    messageAt: number,
    length: number,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number;

  /** Writes the 16-byte Poly1305 authenticator of a message under the first 32 bytes of `key` to `to` from `toAt` on. Returns 0. */
  export function crypto_onetimeauth(
    to: Uint8Array,
    toAt: number,
    message: Uint8Array,
    messageAt: number,
    length: number,
    key: Uint8Array,
  ): number;

  /** Returns 0 where the 16 bytes of `tag` from `tagAt` on are the authenticator of the message, else -1, in the same time. */
  export function crypto_onetimeauth_verify(
    tag: Uint8Array,
    tagAt: number,
    message: Uint8Array,
    messageAt: number,
    length: number,
    key: Uint8Array,
  ): number;
}
