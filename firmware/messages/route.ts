// First byte of every frame at a port of the meter: which security module it is for, or comes from, and under whose key. It is all
// that communications knows of a message; the rest is sealed for somebody else.

/** Central system and cs-security, at the WAN port. */
export const ROUTE_CS = "\x01";
/** Central system and off-switch processor, at the WAN port. */
export const ROUTE_OFF_SWITCH = "\x02";
/** Masked readings for the data concentrator, at the WAN port; only from the meter. */
export const ROUTE_DC = "\x03";
/** Top-up gateway and cs-security, at the top-up port. */
export const ROUTE_TOP_UP = "\x04";
/** Maintenance technician and cs-security, at the maintenance port. */
export const ROUTE_MAINTENANCE = "\x05";

// Between communications and cs-security alone; they never stand in a frame.

/** A line of text at the top-up port, typed or to be read. */
export const ROUTE_LINE = "\x06";
/** How many frames and lines were refused so far, 2 bytes. */
export const ROUTE_NOISE = "\x07";
/** What the meter of another utility has answered: a digest of messages/mbus.ts. */
export const ROUTE_OTHER = "\x08";
