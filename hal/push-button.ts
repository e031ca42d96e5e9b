// A button in reach of the consumer.
// Posts "\x01" when it is pressed, and when it is let go "\x00" and for how many tenths of a second it was held (255: that or more), each
// after the contact has settled. Has no operation.

import type { Part } from "./part-fault.ts";

/**
 * Nothing to ask of it. `fault`: PART_STUCK while it is held for longer than a finger would, a minute or more. A wire that is cut looks
 * like a button that nobody presses: no fault can tell.
 */
export type PushButton = Part;
