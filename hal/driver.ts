// What every driver looks like from the kernel. A contract narrows `Operations` for its class of device.

/** Hands a byte string from a part to the queue of its owner. Never blocks; what finds the queue full is dropped and counted. */
export type Post = (bytes: string) => void;

/** What an owner may be lent: plain functions over numbers, strings and booleans. */
export type Operation = (...values: never[]) => number | string | boolean | undefined;
