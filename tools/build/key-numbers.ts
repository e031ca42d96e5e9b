// Number of each key in nonces and key files, and what system.ts calls it. Nothing else knows a number.

/** The central system and the meter. */
export const KEY_CENTRAL = 1;
/** The central system and the off-switch processor. */
export const KEY_OFF_SWITCH = 2;
/** The log root of a processor, under all chains of its logs: the first 16 bytes of its 32. system.ts does not name it. */
export const KEY_LOG_ROOT = 3;
/** The gateway that sells top-ups. */
export const KEY_TOP_UP = 4;
/** The technician at the maintenance port. */
export const KEY_MAINTENANCE = 5;
/** The consumer's own display. */
export const KEY_CONSUMER = 6;
/** The data concentrator. */
export const KEY_CONCENTRATOR = 7;
/** What hides a reading from the data concentrator. */
export const KEY_MASK = 8;
/** What makes the codes that a consumer types in. */
export const KEY_TOP_UP_CODE = 9;
/** What the off-switch processor draws the delay of an opening with. Nobody else has it. */
export const KEY_DELAY = 10;

/** By the name of a key in system.ts. */
export const KEY_NUMBERS: Readonly<Record<string, number>> = {
  central: KEY_CENTRAL,
  "off-switch": KEY_OFF_SWITCH,
  "top-up": KEY_TOP_UP,
  maintenance: KEY_MAINTENANCE,
  consumer: KEY_CONSUMER,
  concentrator: KEY_CONCENTRATOR,
  mask: KEY_MASK,
  "top-up-code": KEY_TOP_UP_CODE,
  delay: KEY_DELAY,
};
