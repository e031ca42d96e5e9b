// What stands in the entries of the logs. Each but one begins with 4 bytes of time, which merging does not compare (firmware/store/merge.ts).
//
// Metrology: 0 UTC seconds of the end 4 · 4 import register Wh 4 · 8 export register Wh 4 · 12 rate in bits 0 to 2, switch in bits 4 and 5
//   (0 off, 1 on, 2 armed, 3 unknown) 1 · 13 low byte of the tariff's version, 0 none 1 · 14 status 1 · 15 alarms 1 (messages/reading.ts).
//   All energy since the entry before was at that rate.
// Security:  0 UTC seconds 4 · 4 what 1 · 5 number 1 · 6 kind 1 · zero to 14, where it is A to 16; of a command 7 route 1 ·
//   8 first bytes of its body 8
// Off-switch: the records of the switch log as they came: type 1, length 1, number 4, then an entry or a count 2 and an entry
// Switch:    0 seconds since the processor's start 4 · 4 what 1 · 5 number 1 · 6 kind 1 · 7 state of the switch 1

/** A partition failed (number below 32) or a part changed its state: number and kind as in firmware/kernel/parts.ts. */
export const ENTRY_FAULT = "F";
/**
 * A frame was refused (number and kind 0), or what should have been a message did not open (number is the route byte, on the off-switch
 * processor 0): what a stranger sends decides nothing in a log but how often it is written.
 */
export const ENTRY_REFUSED = "R";
/** A command that its sender had sealed: number is the order, kind its result (messages/command.ts). */
export const ENTRY_ACCEPTED = "A";
/** As ENTRY_ACCEPTED, of an order that changes nothing but what a log keeps, so that a readout becomes few records. */
export const ENTRY_READ = "Q";
/** The consumer's button closed the switch; kind 1: it was held as it should be, and the policy did not let the relay move. */
export const ENTRY_BUTTON = "B";
/** The relay was driven open: number is the reasons. */
export const ENTRY_OPENED = "O";
/** Of these none is ever counted together with another. */
export const SWITCH_DONE = ENTRY_ACCEPTED + ENTRY_BUTTON + ENTRY_OPENED;
/** Nobody pressed the button in time. */
export const ENTRY_EXPIRED = "X";
/** The meter board wants the switch open for other reasons than before (number), and what came of it (kind: the reasons that there are). */
export const ENTRY_WANTED = "W";
/** The stored state of the switch was lost. */
export const ENTRY_LOST = "L";
/** The meter board has fallen silent (kind 1), or is heard again (kind 0). */
export const ENTRY_SILENCE = "N";
/** The meter board says that current flows while the switch is open (kind 1), or no longer (kind 0). */
export const ENTRY_CURRENT = "I";
/**
 * The feedback contact no longer follows the state of the switch (kind 1), or does again (kind 0); at the start it was open where the switch
 * was to be closed (kind 2).
 */
export const ENTRY_CONTACT = "C";
/** The processor started. */
export const ENTRY_START = "S";
