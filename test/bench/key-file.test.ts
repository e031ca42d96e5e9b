// Key files of every owner: each to the byte, who holds what, what is refused, and that a seed goes on giving the keys it always gave.

import assert from "node:assert/strict";
import fc from "fast-check";
import { crc32, hex } from "../../bench/byte-string.ts";
import * as made from "../../bench/key-file.ts";
import { KEY_FIRST_CHAIN, KEY_LOG_ROOT, KEY_SUCCESSOR, keyFile, makeKeys, readKeyFile } from "../../bench/key-file.ts";
import { byteString } from "../messages/arbitrary.ts";

const ID = "HASM0001";
let draws = 0;
/** The nth draw is its number, over and over. */
const keys = makeKeys(ID, (count) => String.fromCharCode(++draws).repeat(count));
const drawn = (number: number, count = 32): string => String.fromCharCode(number).repeat(count);
const root = (number: number): string => drawn(number, 16) + "\0".repeat(16);

function crcBytes(body: string): string {
  return Buffer.from(crc32(body).toString(16).padStart(8, "0"), "hex").toString("latin1");
}

/** `number secret` as the layout says, generation 1. */
function expected(...rows: readonly (readonly [number, string])[]): string {
  const body = "HK2" + ID + "\0\x01" + rows.map(([number, secret]) => String.fromCharCode(number) + secret).join("");
  return hex(body + crcBytes(body));
}

describe("key files", () => {
  it("are made from random bytes in a fixed order, each key of bytes of its own", () => {
    assert.equal(draws, 15);
    assert.deepEqual(keys, {
      meterId: ID,
      central: drawn(1),
      offSwitch: drawn(2),
      meterLogs: {
        meterId: ID,
        root: drawn(3, 16),
        firstKeys: new Map([
          [1, drawn(4, 16)],
          [2, drawn(5, 16)],
          [3, drawn(6, 16)],
        ]),
      },
      offSwitchLogs: { meterId: ID, root: drawn(7, 16), firstKeys: new Map([[1, drawn(8, 16)]]) },
      topUp: drawn(9),
      maintenance: drawn(10),
      consumer: drawn(11),
      concentrator: drawn(12),
      mask: drawn(13),
      topUpCode: drawn(14),
      delay: drawn(15),
    });
  });

  it("give each owner the keys that he needs, and no other", () => {
    const meter = [
      [1, drawn(1)],
      [3, root(3)],
      [4, drawn(9)],
      [5, drawn(10)],
      [6, drawn(11)],
      [7, drawn(12)],
      [8, drawn(13)],
      [9, drawn(14)],
    ] as const;
    assert.equal(hex(made.meterKeyFile(keys)), expected(...meter));
    assert.equal(hex(made.offSwitchKeyFile(keys)), expected([2, drawn(2)], [3, root(7)], [10, drawn(15)]));
    const chains = [3, 4, 5, 6].map((draw) => [draw === 3 ? 3 : draw + 29, root(draw)] as const);
    assert.equal(hex(made.meterLogKeysFile(keys)), expected(...chains));
    assert.equal(hex(made.offSwitchLogKeysFile(keys)), expected([3, root(7)], [33, root(8)]));
    assert.equal(hex(made.gatewayKeyFile(keys)), expected([4, drawn(9)]));
    assert.equal(hex(made.technicianKeyFile(keys)), expected([5, drawn(10)]));
    assert.equal(hex(made.consumerKeyFile(keys)), expected([6, drawn(11)]));
    assert.equal(hex(made.concentratorKeyFile(keys)), expected([7, drawn(12)]));
    assert.equal(hex(made.vendorKeyFile(keys)), expected([9, drawn(14)]));
    // Nobody but the board itself can know when it opens.
    const files = Object.entries(made).filter(
      ([name]) => /^(?!read|make).*KeysFile$|KeyFile$/.test(name) && name !== "readKeyFile",
    );
    const holders = files.filter(([, file]) => (file as (of: typeof keys) => string)(keys).includes(drawn(15)));
    assert.ok(files.length >= 9);
    assert.deepEqual(
      holders.map(([name]) => name),
      ["offSwitchKeyFile"],
    );
  });

  it("are read as they were written, whatever they hold", () => {
    const rows = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 255 }), byteString(32, 32)), {
      selector: ([number]) => number,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), rows, (generation, all) => {
        const read = readKeyFile(keyFile(ID, generation, all));
        assert.deepEqual(read, { meterId: ID, generation, keys: new Map(all) });
      }),
    );
  });

  it("have a generation of 1 to 65535", () => {
    for (const generation of [0, -1, 1.5, 65_536, NaN])
      assert.throws(() => keyFile(ID, generation, []), {
        name: "RangeError",
        message: `generation ${generation} is not 1 to 65535`,
      });
  });

  it("leave log keys alone when they hold a successor", () => {
    const file = keyFile(ID, 2, [
      [KEY_LOG_ROOT, root(7)],
      [KEY_FIRST_CHAIN + 1, root(8)],
      [KEY_SUCCESSOR + 1, drawn(1)],
    ]);
    assert.deepEqual(made.readLogKeys(file), keys.offSwitchLogs);
  });
});

const refused = (file: string, message: string, note?: string): void =>
  assert.throws(() => readKeyFile(file), { name: "KeyFileError", message }, note);
const DAMAGED = "is damaged: its length or its CRC is wrong";

describe("a key file is refused", () => {
  const file = made.offSwitchKeyFile(keys);

  it("where it begins otherwise", () => {
    for (const other of ["", "H", "HK", "HK1" + file.slice(3), " " + file]) refused(other, "is no key file");
  });

  it("cut anywhere or longer", () => {
    for (let length = 3; length < file.length; length++) refused(file.slice(0, length), DAMAGED, `${length} bytes`);
    fc.assert(
      fc.property(byteString(1, 70), (more) => {
        refused(file + more, DAMAGED);
      }),
    );
  });

  it("with any one bit changed", () => {
    for (let bit = 24; bit < file.length * 8; bit++) {
      const at = bit >>> 3;
      const changed = String.fromCharCode(file.charCodeAt(at) ^ (1 << (bit & 7)));
      refused(file.slice(0, at) + changed + file.slice(at + 1), DAMAGED, `bit ${bit}`);
    }
  });

  it("with what no key file holds, though its CRC is right", () => {
    const message = "holds what no key file does: a key twice, key 0, generation 0 or a meter id that is none";
    const key = "\x01" + drawn(1);
    for (const body of [
      `HK2${ID}\0\x01${key}\x02${drawn(2)}${key}`,
      `HK2${ID}\0\x01\0${drawn(1)}`,
      `HK2${ID}\0\0${key}`,
      `HK2HASM 001\0\x01${key}`,
      `HK2HASM\xe4001\0\x01${key}`,
    ])
      refused(body + crcBytes(body), message);
    const good = `HK2${ID}\0\x01${key}`;
    assert.equal(readKeyFile(good + crcBytes(good)).generation, 1);
  });
});
