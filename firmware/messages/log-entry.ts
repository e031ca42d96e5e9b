// What stands in the entries of the logs. Each but one begins with 4 bytes of time, which merging does not compare (firmware/store/merge.ts).
//
// Metrology: 0 UTC seconds of the interval's end 4 · 4 import register Wh 4 · 8 interval energy Wh 4 · 12 switch state 1 · 13 status 1
// Security:  0 UTC seconds 4 · 4 what 1 · 5 number 1 · 6 kind 1 · zero to 16; of a command 7 route 1 · 8 first bytes of its body 8
// Off-switch: the report of messages/switch-state.ts as it came, without a time: that processor has none
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
/** The consumer's button closed the switch. */
export const ENTRY_BUTTON = "B";
/** The feedback contact no longer follows the state of the switch (kind 1), or does again (kind 0). */
export const ENTRY_CONTACT = "C";
/** The processor started. */
export const ENTRY_START = "S";
