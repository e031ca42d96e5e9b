// First byte of every frame on the WAN: which security module of the meter it is for, or comes from. It is all that
// communications knows of a message; the rest is sealed for somebody else.

export const ROUTE_CS = "\x01";
export const ROUTE_OFF_SWITCH = "\x02";
