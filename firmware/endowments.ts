// The shapes of what a partition is lent. A partition names what it needs as parameters of its one function; the build finds
// each name in system.ts or refuses:
//
//   to<Partition>        a channel of system.ts that starts here        Send
//   <device><Operation>  an operation of a device it owns               see hal/<contract>.ts
//   seal<Key>, open<Key>, round<Key>, prf<Key>   a key it owns, in a use it is given      Seal, Open, SealRound, Prf
//   changeKey            the keys that it may replace                   ChangeKey
//   crc32, toBytes, meterId   services without authority                below
//
// and what it returns are its handlers: from<Partition>, on<Device>, tick.

/** Queues a byte string. Returns nothing, not even whether the queue had room: the channel is one way. */
export type Send = (message: string) => void;

/** The sealed message (messages/sealed.ts) of 96 bytes for the peer of the key, or "" while there is no counter that was surely never used. */
export type Seal = (plain: string) => string;

/** The 96 bytes that the peer of the key sealed, each message once; "" where it is forged, replayed or for somebody else, or cannot be remembered. */
export type Open = (sealed: string) => string;

/** As Seal, under a number that is larger than any before; else "". */
export type SealRound = (round: number, plain: string) => string;

/** 4 bytes that nobody without the key can tell from random ones, the same for the same 24 bytes. */
export type Prf = (input: string) => string;

/** Replaces a key that the partition may replace by another of 32 bytes; the key of the channel itself when its peer first uses the new one. */
export type ChangeKey = (number: number, key: string) => boolean;

/** CRC-32 (IEEE 802.3) of a byte string. */
export type Crc32 = (bytes: string) => number;

/** The bytes of a byte string as numbers: the engine walks them several times faster than `charCodeAt`. */
export type ToBytes = (bytes: string) => readonly number[];
