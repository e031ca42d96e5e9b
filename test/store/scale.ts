// How much of the store's tests is done: all, or for the search for seeded bugs so much that each is found within seconds.
export const FAST = process.env["HASM_STORE_FAST"] !== undefined;
