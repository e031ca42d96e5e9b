// The contact between the household and the grid: a latching relay, so that it stays where it is without power.

export interface Relay {
  /** Drives the coil that closes (true) or opens (false) the contact, for as long as the coil needs and no longer. */
  drive(closed: boolean): undefined;
  /** What the feedback contact says: true when the main contact is closed. */
  isClosed(): boolean;
}
// Posts nothing.
