// Key files and sealed messages: the board's keys.ts against the central system, which has the whole of tweetnacl. A damaged file, a counter
// that is not larger, and a key, direction or meter that is another are all refused.

import assert from "node:assert/strict";
import fc from "fast-check";
import nacl from "tweetnacl";
import type { Keys } from "../../firmware/kernel/keys.ts";
import { encodeReport } from "../../firmware/messages/report.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { decodeSwitchCommand, SWITCH_OFF, SWITCH_ON } from "../../firmware/messages/switch-command.ts";
import { crc32, fromByteString, hex, toByteString } from "../../bench/byte-string.ts";
import { CentralSystem, counterBytes, nonce } from "../../bench/central-system.ts";
import { frame, FrameReceiver } from "../../bench/frame-receiver.ts";
import {
  KEY_CENTRAL,
  KEY_OFF_SWITCH,
  keyFile,
  makeKeys,
  meterKeyFile,
  offSwitchKeyFile,
} from "../../bench/key-file.ts";
import { TestProcessor } from "../kernel/processor.ts";
import { byteString, readingFields, readingOf, uint16 } from "./arbitrary.ts";
import { loadKeys, type KeysModule } from "./keys-module.ts";

const TO_METER = "\x01";
const FROM_METER = "\x02";
const ID = "HASM0001";
const EPOCH = 1_735_689_600;

let seed = 0;
const keys = makeKeys(ID, (count) =>
  toByteString(Uint8Array.from({ length: count }, () => (seed = (seed * 29 + 7) & 255))),
);
const processor = new TestProcessor();
let board: KeysModule;

async function load(): Promise<void> {
  board = await loadKeys();
}

function read(file: string, numbers: readonly number[]): Keys {
  const found = board.readKeys(processor, file, numbers);
  assert.ok(found);
  return found;
}

const meterKeys = (): Keys => read(meterKeyFile(keys), [KEY_CENTRAL]);
const offSwitchKeys = (): Keys => read(offSwitchKeyFile(keys), [KEY_OFF_SWITCH]);

interface Sealed {
  readonly plain?: string;
  readonly counter?: bigint;
  readonly meterId?: string;
  readonly direction?: string;
  readonly number?: number;
  readonly secret?: string;
}

/** What the whole of tweetnacl makes for the off-switch processor, with one thing or another changed. */
function sealed(change: Sealed = {}): string {
  const counter = counterBytes(change.counter ?? 5n);
  const place = nonce(change.meterId ?? ID, change.direction ?? TO_METER, change.number ?? KEY_OFF_SWITCH, counter);
  const secret = fromByteString(change.secret ?? keys.offSwitch);
  return counter + toByteString(nacl.secretbox(fromByteString(change.plain ?? "order"), place, secret));
}

describe("key file", () => {
  before(load);

  it("has this layout", () => {
    const body = "HK1" + ID + "\x01" + "c".repeat(32) + "\x02" + "o".repeat(32);
    const crc = crc32(body).toString(16).padStart(8, "0");
    const file = keyFile(ID, [
      [1, "c".repeat(32)],
      [2, "o".repeat(32)],
    ]);
    assert.equal(hex(file), hex(body) + crc);
    assert.equal(read(file, [2, 1]).meterId, ID);
  });

  it("is refused without a key that the system needs", () => {
    assert.equal(board.readKeys(processor, meterKeyFile(keys), [KEY_OFF_SWITCH]), undefined);
    assert.equal(board.readKeys(processor, meterKeyFile(keys), [KEY_CENTRAL, KEY_OFF_SWITCH]), undefined);
    assert.equal(board.readKeys(processor, keyFile(ID, []), [KEY_CENTRAL]), undefined);
  });

  it("is refused where it is missing, cut anywhere or longer", () => {
    const file = meterKeyFile(keys);
    for (let length = 0; length < file.length; length++)
      assert.equal(board.readKeys(processor, file.slice(0, length), [KEY_CENTRAL]), undefined, `${length} bytes`);
    fc.assert(
      fc.property(byteString(1, 70), (more) => {
        assert.equal(board.readKeys(processor, file + more, [KEY_CENTRAL]), undefined);
      }),
    );
  });

  it("is refused with any one bit changed, and with any bytes in its place", () => {
    const file = meterKeyFile(keys);
    for (let bit = 0; bit < file.length * 8; bit++) {
      const at = bit >>> 3;
      const changed = String.fromCharCode(file.charCodeAt(at) ^ (1 << (bit & 7)));
      const damaged = file.slice(0, at) + changed + file.slice(at + 1);
      assert.equal(board.readKeys(processor, damaged, [KEY_CENTRAL]), undefined, `bit ${bit}`);
    }
    fc.assert(
      fc.property(byteString(0, 100), (bytes) => {
        assert.equal(board.readKeys(processor, bytes, []), undefined);
      }),
    );
  });

  it("is refused with another beginning or an odd length, even where its CRC is right", () => {
    const withCrc = (body: string): string =>
      body + toByteString(new Uint8Array(new Uint32Array([crc32(body)]).buffer).reverse());
    const body = meterKeyFile(keys).slice(0, -4);
    assert.ok(board.readKeys(processor, withCrc(body), [KEY_CENTRAL]));
    for (const other of ["HK2" + body.slice(3), body + "\0", body.slice(0, -1), "HK1" + ID.slice(1)])
      assert.equal(board.readKeys(processor, withCrc(other), []), undefined);
  });

  it("is made for a meter id of 8 printable characters only", () => {
    for (const id of ["", "HASM001", "HASM00011", "HASM 001", "HASM\x7f001", "HÄSM0001"]) {
      const message = `meter id "${id}" is not 8 printable characters`;
      assert.throws(() => makeKeys(id, (count) => "x".repeat(count)), { name: "RangeError", message });
    }
  });
});

describe("sealing on the board", () => {
  before(load);

  it("gives what the whole of tweetnacl opens, with a counter that begins at the epoch and grows by one", () => {
    const seal = meterKeys().seal(KEY_CENTRAL, () => EPOCH);
    let expected = BigInt(EPOCH) << 32n;
    fc.assert(
      fc.property(byteString(1, 100), (plain) => {
        const box = seal(plain);
        const counter = counterBytes(++expected);
        assert.equal(hex(box.slice(0, 8)), hex(counter));
        assert.equal(box.length, 8 + 16 + plain.length);
        const place = nonce(ID, FROM_METER, KEY_CENTRAL, counter);
        const opened = nacl.secretbox.open(fromByteString(box.slice(8)), place, fromByteString(keys.central));
        assert.ok(opened);
        assert.equal(toByteString(opened), plain);
      }),
      { numRuns: 50 },
    );
  });

  it("gives nothing while the epoch is 0, and asks for it only until it is there", () => {
    const epochs = [0, 0, EPOCH];
    let asked = 0;
    const seal = meterKeys().seal(KEY_CENTRAL, () => epochs[asked++] ?? 0);
    assert.deepEqual([seal("a"), seal("b")], ["", ""]);
    assert.notEqual(seal("c"), "");
    assert.notEqual(seal("d"), "");
    assert.equal(asked, 3);
  });

  it("reaches the central system as a report, field by field", () => {
    fc.assert(
      fc.property(readingFields, uint16, uint16, (fields, faults, refusedFrames) => {
        const seal = meterKeys().seal(KEY_CENTRAL, () => EPOCH);
        const central = new CentralSystem(
          keys,
          () => 0,
          () => undefined,
        );
        central.receive(frame(ROUTE_CS + seal(encodeReport(readingOf(fields), faults, refusedFrames))));
        const { utcSeconds, importWh, intervalWh, switchState, status } = fields;
        const report = { endUtcSeconds: utcSeconds, importWh, intervalWh, switchState, status, faults, refusedFrames };
        assert.deepEqual([central.reports, central.accepted, central.rejected], [[report], 1, 0]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("opening on the board", () => {
  before(load);

  it("gives what the whole of tweetnacl sealed", () => {
    fc.assert(
      fc.property(byteString(1, 100), fc.bigInt({ min: 1n, max: (1n << 64n) - 1n }), (plain, counter) => {
        assert.equal(offSwitchKeys().open(KEY_OFF_SWITCH)(sealed({ plain, counter })), plain);
      }),
      { numRuns: 100 },
    );
  });

  it("takes the central system's orders, each once", () => {
    const open = offSwitchKeys().open(KEY_OFF_SWITCH);
    const central = new CentralSystem(
      keys,
      () => 1000,
      () => undefined,
    );
    const payloads: string[] = [];
    const receiver = new FrameReceiver((payload) => payloads.push(payload.slice(1)));
    for (const order of ["off", "on", "off"] as const) receiver.receive(central.command(order));
    const orders = (): string[] => payloads.map((payload) => decodeSwitchCommand(open(payload)));
    assert.deepEqual(orders(), [SWITCH_OFF, SWITCH_ON, SWITCH_OFF]);
    assert.deepEqual(orders(), ["", "", ""]);
  });

  it("takes a counter only if it is larger than the largest it took, whatever their order", () => {
    const anyCounter = fc.oneof(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));
    fc.assert(
      fc.property(fc.array(anyCounter, { minLength: 1, maxLength: 8 }), (counters) => {
        const open = offSwitchKeys().open(KEY_OFF_SWITCH);
        let largest = 0n;
        for (const counter of counters) {
          assert.equal(open(sealed({ counter })), counter > largest ? "order" : "");
          if (counter > largest) largest = counter;
        }
      }),
      { numRuns: 50 },
    );
  });

  it("remembers the counter of no forgery", () => {
    const open = offSwitchKeys().open(KEY_OFF_SWITCH);
    const forged = counterBytes((1n << 64n) - 1n) + sealed().slice(8);
    assert.equal(open(forged), "");
    assert.equal(open(sealed()), "order");
  });

  for (const [title, change] of [
    ["another secret", { secret: keys.central }],
    ["another key number", { number: KEY_CENTRAL }],
    ["the other direction", { direction: FROM_METER }],
    ["another meter id", { meterId: "HASM0002" }],
  ] as const satisfies readonly (readonly [string, Sealed])[]) {
    it(`refuses ${title}`, () => {
      const open = offSwitchKeys().open(KEY_OFF_SWITCH);
      assert.equal(open(sealed(change)), "");
      assert.equal(open(sealed()), "order");
    });
  }

  it("refuses what it sealed itself: nothing can be sent back to the meter", () => {
    const both = read(keyFile(ID, [[KEY_CENTRAL, keys.central]]), [KEY_CENTRAL]);
    assert.equal(both.open(KEY_CENTRAL)(both.seal(KEY_CENTRAL, () => EPOCH)("report")), "");
  });

  it("refuses any one bit changed, any cut, and any bytes", () => {
    const open = offSwitchKeys().open(KEY_OFF_SWITCH);
    const whole = sealed();
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const at = bit >>> 3;
      const changed = String.fromCharCode(whole.charCodeAt(at) ^ (1 << (bit & 7)));
      assert.equal(open(whole.slice(0, at) + changed + whole.slice(at + 1)), "", `bit ${bit}`);
    }
    for (let length = 0; length < whole.length; length++) assert.equal(open(whole.slice(0, length)), "");
    fc.assert(
      fc.property(byteString(0, 100), (bytes) => {
        assert.equal(open(bytes), "");
      }),
    );
    assert.equal(open(whole), "order");
  });
});
