// What the security log has beside the entries of log-entry.ts.

export * from "./log-entry.ts";

/** A top-up code was typed: number and kind are the first two letters of what was said to it, 0 where it was right. */
export const ENTRY_CODE = "T";

export const SECURITY_ENTRY_BYTES = 16;
/** An entry that is counted together with its equals has so many of them: the count takes the others (firmware/store/merge.ts). */
export const SECURITY_MERGED_BYTES = 14;
