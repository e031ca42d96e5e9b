// A UART that carries byte strings. It knows no frames: chunk borders are arbitrary, and noise arrives as it came.

export interface SerialPort {
  /**
   * Queues bytes for sending, 1024 at the most: what is longer is cut. What the engine's send queue does not take at once holds the
   * processor until it fits.
   */
  send(bytes: string): undefined;
}
// Posts: each chunk received, 1 to 64 bytes, where the port has a receive pin. A send-only port has none and posts nothing.
