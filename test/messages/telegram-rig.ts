// Messages to the consumer's port by an encoder of its own, and random ones of what a household can have.

import fc from "fast-check";
import { u32 } from "../../firmware/messages/bytes.ts";
import { encodeBalance } from "../../firmware/messages/credit.ts";
import { crc16, crc16Table, octets, telegramBody } from "../../firmware/messages/telegram.ts";
import { fromByteString } from "../../bench/byte-string.ts";
import { uint32, uint8 } from "./arbitrary.ts";
import { readingBytes } from "./reading-bytes.ts";
import type { ReadingFields } from "./reading-bytes.ts";

export interface Credit {
  readonly balance: number;
  readonly flags: number;
  readonly debt: number;
}

export interface ConsumerFields extends ReadingFields {
  readonly appliances: string;
  readonly isBelgian: boolean;
  /** None where supply is not prepaid. */
  readonly credit: Credit | undefined;
}

export const RATE_LOW = 0x40;

export function consumerMessage(of: Partial<ConsumerFields>): string {
  const { credit } = of;
  const state = credit && "\x01" + encodeBalance(credit.balance) + String.fromCharCode(credit.flags) + u32(credit.debt);
  const currency = of.price === undefined && credit === undefined ? "\0\0\0" : "EUR";
  return (
    readingBytes({ currency, ...of }) +
    (of.appliances ?? "????") +
    (of.isBelgian === true ? "\x01" : "\0") +
    (state ?? "")
  );
}

const TABLE = crc16Table();
export const crcOf = (text: string): string => crc16([...fromByteString(text)], TABLE);
export const ID = octets("HASM0001");

/** Whole, as it leaves the port. */
export function telegram(message: string): string {
  const body = telegramBody(message, ID);
  return `${body}${crcOf(body)}\r\n`;
}

/** UTC seconds of the years 2001 to 2099 of any local time. */
export const utcSeconds = fc.integer({ min: Date.UTC(2001, 0, 2) / 1000, max: Date.UTC(2099, 11, 30) / 1000 });
const orNoTime = fc.oneof({ weight: 9, arbitrary: utcSeconds }, { weight: 1, arbitrary: fc.constant(0) });
const watts = fc.integer({ min: 0, max: 99_999 });
const balance = fc.oneof(
  fc.integer({ min: -10_000_000, max: 100_000_000 }),
  fc.integer({ min: -(2 ** 47) + 1, max: 2 ** 47 - 1 }),
);
const credit: fc.Arbitrary<Credit> = fc.record({ balance, flags: fc.integer({ min: 0, max: 31 }), debt: uint32 });

export const consumerFields: fc.Arbitrary<ConsumerFields> = fc
  .record({
    kind: fc.constantFrom("n", "i"),
    utcSeconds: orNoTime,
    importWh: uint32,
    powerW: watts,
    switchState: fc.constantFrom("0", "1", "2", "?"),
    currency: fc.constantFrom("EUR", "GBP", "\0\0\0"),
    intervalWh: uint32,
    status: uint8,
    alarms: uint8,
    exportWh: uint32,
    exportPowerW: watts,
    rate: uint8,
    lowWh: uint32,
    price: fc.oneof(uint32, fc.integer({ min: 0, max: 100_000 })),
    charged: fc.integer({ min: 0, max: 2 ** 47 - 1 }),
    localQuarters: fc.integer({ min: -48, max: 64 }),
    isSummer: fc.boolean(),
    otherMedium: fc.constantFrom(0, 3, 7, 6),
    otherLitres: uint32,
    otherUtcSeconds: orNoTime,
    appliances: fc.string({ unit: fc.constantFrom("?", "0", "1"), minLength: 4, maxLength: 4 }),
    isBelgian: fc.boolean(),
    credit: fc.option(credit, { nil: undefined }),
  })
  .map((fields) => ({ ...fields, lowWh: fields.lowWh % (fields.importWh + 1) }));
