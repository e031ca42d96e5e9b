// The orders to the meter, beside those of command.ts that either processor takes.

export * from "./command.ts";

/** Body: UTC seconds 4, not more than 10 s from the meter's own. */
export const ORDER_TIME = "\x20";
/** Body: UTC seconds 4, however far. */
export const ORDER_TIME_STEP = "\x21";
/** Gives up the tariff that is not in force, to make room. */
export const ORDER_TARIFF_BEGIN = "\x22";
/** Body: offset 2 · length 1, not above 64 · bytes 64. Pieces come in their order; the latest one again changes nothing. */
export const ORDER_TARIFF_PIECE = "\x23";
/** Body: version 4 · in force from UTC seconds 4 · length 2 · CRC-32 of all pieces 4. */
export const ORDER_TARIFF_COMMIT = "\x24";
/** Body: number 1 · length 1, not above 16 · value 16, zero behind its length. Numbers: messages/parameters.ts. */
export const ORDER_PARAMETER = "\x30";
/** Body: number 1. Answers with length 1 · value 16. */
export const ORDER_READ_PARAMETER = "\x31";
/** Changes the mode, once. Answers with the balance 6 that this settled: it begins anew with nothing. */
export const ORDER_PREPAID_ON = "\x40";
export const ORDER_PREPAID_OFF = "\x41";
/** Body: number of the top-up 4, larger than of any before · amount in 1e-5 currency 4. Once again under its number it changes nothing. */
export const ORDER_TOP_UP = "\x42";
/** Body: what is owed from before, 1e-5 currency 4: it is recovered as messages/parameters.ts says, and stands in the place of any other. */
export const ORDER_DEBT = "\x43";
/** Body: appliance 1 (1 to 4) · 1 on, 0 off 1. Refused where the parameter of load control does not allow it. */
export const ORDER_APPLIANCE = "\x50";
