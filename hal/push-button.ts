// A button in reach of the consumer.
// Posts "\x01" when it is pressed and "\x00" when it is let go, after the contact has settled. Has no operation.

/** Nothing to ask of it. */
export type PushButton = object;
