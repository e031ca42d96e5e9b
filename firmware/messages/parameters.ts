// Numbers of the parameters that the central system sets, as they stand in commands. The values are in the segment of the same name, up to 16 bytes each.

/** Number of a parameter is below this. */
export const PARAMETERS = 12;
export const PARAMETER_BYTES = 16;

/** Impulses of the metrology element per kWh, 2 bytes, 1 to 10000; 1000 where it is not set. Counts from the next start. */
export const PARAMETER_IMPULSES_PER_KWH = 0;
/** The consumer's port: 1 byte, 0 silent, 1 in clear (where it is not set), 2 sealed under the consumer's key. */
export const PARAMETER_CONSUMER_PORT = 1;
