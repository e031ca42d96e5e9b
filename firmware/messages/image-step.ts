// What the store says of a step in the writing of an image. The bytes are those of the results in messages/command.ts, so that who was
// lent the image passes them on; the store knows no commands.

export const IMAGE_DONE = "\x00";
/** The version is not above that of the newest whole image. */
export const IMAGE_TOO_OLD = "\x03";
/** The part failed, nothing was begun, or there is no clock to tell which image is in force. */
export const IMAGE_FAILED = "\x04";
/** The place is not erased yet. */
export const IMAGE_ERASING = "\x05";
