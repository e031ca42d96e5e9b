// A button in reach of the consumer.
// Posts "\x01" when it is pressed and "\x00" when it is let go, after the contact has settled. Has no operation.

import type { Part } from "./part-fault.ts";

/**
 * Nothing to ask of it. `fault`: PART_STUCK while it is held for longer than a finger would, a minute or more. A wire that is cut looks
 * like a button that nobody presses: no fault can tell.
 */
export type PushButton = Part;
