// The S0 output of a meter element (IEC 62053-31): a contact that closes once for a fixed amount of energy.

export interface PulseInput {
  /** Pulses accepted since power-on. Never decreases, survives a restart of its user. */
  count(): number;
  /**
   * Milliseconds between the two latest pulses, or since the latest when that is longer: the honest bound on power.
   * 0 before the second pulse.
   */
  spacingMs(): number;
}
// Posts nothing: the owner asks.
