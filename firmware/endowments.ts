// The shapes of what a partition is lent. A partition names what it needs as parameters of its one function; the build finds
// each name in system.ts or refuses:
//
//   to<Partition>        a channel of system.ts that starts here        Send
//   <device><Operation>  an operation of a device it owns               see hal/<contract>.ts
//   seal<Key>, open<Key> a key it owns, in a direction it is given      Seal, Open
//   crc32, toBytes, meterId   services without authority                below
//
// and what it returns are its handlers: from<Partition>, on<Device>, tick.

/** Queues a byte string. Returns nothing, not even whether the queue had room: the channel is one way. */
export type Send = (message: string) => void;

/** Sealed bytes for the peer of the key, or "" while there is no counter that was surely never used. */
export type Seal = (plain: string) => string;

/** What the peer of the key sealed, or "" where it is forged, replayed or for somebody else. */
export type Open = (sealed: string) => string;

/** CRC-32 (IEEE 802.3) of a byte string. */
export type Crc32 = (bytes: string) => number;

/** The bytes of a byte string as numbers: the engine walks them several times faster than `charCodeAt`. */
export type ToBytes = (bytes: string) => readonly number[];
