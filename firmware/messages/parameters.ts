// Numbers of the parameters that the central system sets, as they stand in commands. The values are in the
// segment of the same name, up to 16 bytes each.

/** Number of a parameter is below this. */
export const PARAMETERS = 12;
export const PARAMETER_BYTES = 16;

/** Impulses of the metrology element per kWh, 2 bytes, 1 to 10000; 1000 where it is not set. Counts from the next start. */
export const PARAMETER_IMPULSES_PER_KWH = 0;
/**
 * The consumer's port: 0 silent, 1 in clear (where it is not set), 2 sealed under the consumer's key 1 · profile 0 Dutch, 1 Belgian 1 · 1 for a
 * telegram every second instead of every ten 1.
 */
export const PARAMETER_CONSUMER_PORT = 1;
/** As PARAMETER_IMPULSES_PER_KWH, of the element that counts what is generated. */
export const PARAMETER_EXPORT_IMPULSES_PER_KWH = 2;
/** Minutes of a billing interval 1: 5, 10, 15 (where it is not set), 20, 30 or 60 · 1 where what is metered is a test 1. */
export const PARAMETER_INTERVAL = 3;
/** The rule of local time, 10 bytes: messages/local-time.ts. */
export const PARAMETER_LOCAL_TIME = 4;
/** Prepaid, 1e-5 currency each: low-credit warning 4 · emergency credit 4 · it can be had below 4 · most balance 4 (0: as much as there can be). */
export const PARAMETER_CREDIT = 5;
/** Recovery of debt: a local day, 1e-5 currency 4 · per cent of a top-up 1. */
export const PARAMETER_DEBT = 6;
/** The other-utility meter that counts: its secondary address as on the wire 8 · most that it can count in an hour, litres 2. Not set: none does. */
export const PARAMETER_OTHER_UTILITY = 7;
/**
 * Load control: most times that an appliance is switched off in a week 1 · least minutes between two changes of it 1 · most minutes that it
 * stays off 2. Where it is not set: 3, 15, 120.
 */
export const PARAMETER_LOAD = 8;
/** Volts of the mains 2, with which the current at the clamp is compared with the pulses; 0: no clamp is there. 230 where it is not set. */
export const PARAMETER_MAINS_VOLTS = 9;
