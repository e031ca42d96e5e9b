// A sealed channel: what the meter seals opens once, what anybody else does never, and nothing is sealed under one counter twice.

import assert from "node:assert/strict";
import fc from "fast-check";
import nacl from "tweetnacl";
import { Channel, ChannelError, counterBytes, readCounter } from "../../../bench/central/channel.ts";
import { volatileMemory, volatileMemoryOf } from "../../../bench/central/memory.ts";
import type { ChannelMemory } from "../../../bench/central/memory.ts";
import { fromByteString, toByteString } from "../../../bench/byte-string.ts";
import { byteString } from "../../messages/arbitrary.ts";
import { keysOf, PLAIN_SIZE, sealedUnder } from "./model-meter.ts";

const keys = keysOf("HASM0001");
const PLAIN = "r".repeat(PLAIN_SIZE);
const NEW = "n".repeat(32);

function fromMeter(counter: bigint, secret = keys.central, plain = PLAIN): string {
  return sealedUnder(secret, "HASM0001", 2, 1, counter, plain);
}

function rig(): { readonly memory: ChannelMemory; readonly channel: Channel } {
  const memory = volatileMemory(keys);
  return { memory, channel: new Channel(memory, 1) };
}

/** What the meter makes of it. */
function unsealed(sealed: string, secret: string): string | undefined {
  const nonce = "HASM0001" + "\x01\x01" + "\0".repeat(6) + sealed.slice(0, 8);
  const plain = nacl.secretbox.open(fromByteString(sealed.slice(8)), fromByteString(nonce), fromByteString(secret));
  return plain ? toByteString(plain) : undefined;
}

describe("sealed channel", () => {
  it("seals any 96 bytes into 120 that open on the other side, each under a larger counter", () => {
    const { channel } = rig();
    let last = 0n;
    fc.assert(
      fc.property(byteString(PLAIN_SIZE, PLAIN_SIZE), (plain) => {
        const sealed = channel.seal(plain);
        assert.equal(sealed.length, 120);
        assert.ok(readCounter(sealed) > last);
        last = readCounter(sealed);
        assert.equal(unsealed(sealed, keys.central), plain);
      }),
    );
  });

  it("refuses to seal any other size, before a counter is used up", () => {
    const { channel } = rig();
    for (const size of [0, 95, 97])
      assert.throws(() => channel.seal("x".repeat(size)), {
        name: "ChannelError",
        kind: "plain-size",
        message: `${size} bytes are to be sealed, not 96`,
      });
    assert.equal(readCounter(channel.seal(PLAIN)), 1n);
  });

  it("is not made without its key, and does not seal under a successor that there is not", () => {
    const memory = volatileMemoryOf("HASM0001", new Map([[1, keys.central]]));
    assert.throws(() => new Channel(memory, 4), {
      name: "ChannelError",
      kind: "no-key",
      message: "key 4 of meter HASM0001 is not held here",
    });
    assert.throws(
      () => new Channel(memory, 1).seal(PLAIN, "successor"),
      new ChannelError("no-successor", "key 1 of meter HASM0001 has no successor"),
    );
  });

  it("opens what the meter sealed, with its counter, each once", () => {
    const { channel } = rig();
    assert.deepEqual(channel.open(fromMeter(5n)), { plain: PLAIN, counter: 5n, agreed: false });
    for (const counter of [5n, 4n, 1n, 0n]) assert.deepEqual(channel.open(fromMeter(counter)), { refused: "stale" });
    assert.deepEqual(channel.open(fromMeter(6n)), { plain: PLAIN, counter: 6n, agreed: false });
  });

  it("goes up to the largest counter there is, and no further", () => {
    const { channel } = rig();
    const largest = (1n << 64n) - 1n;
    assert.deepEqual(channel.open(fromMeter(largest)), { plain: PLAIN, counter: largest, agreed: false });
    assert.deepEqual(channel.open(fromMeter(largest)), { refused: "stale" });
  });

  it("refuses every other length as such", () => {
    const { channel } = rig();
    const whole = fromMeter(1n);
    for (let size = 0; size < whole.length; size++)
      assert.deepEqual(channel.open(whole.slice(0, size)), { refused: "wrong-size" });
    assert.deepEqual(channel.open(whole + "\0"), { refused: "wrong-size" });
    assert.ok("plain" in channel.open(whole));
  });

  it("refuses what another direction, meter, key number or secret sealed, and believes no counter of it", () => {
    const { memory, channel } = rig();
    const strange = [
      sealedUnder(keys.central, "HASM0001", 1, 1, 9n, PLAIN),
      sealedUnder(keys.central, "HASM0002", 2, 1, 9n, PLAIN),
      sealedUnder(keys.central, "HASM0001", 2, 2, 9n, PLAIN),
      sealedUnder(keys.offSwitch, "HASM0001", 2, 1, 9n, PLAIN),
      channel.seal(PLAIN),
    ];
    for (const sealed of strange) assert.deepEqual(channel.open(sealed), { refused: "not-authentic" });
    assert.equal(memory.lastReceived(1), 0n);
    assert.ok("plain" in channel.open(fromMeter(1n)));
  });

  it("refuses a message with any bit turned, and the whole one afterwards opens", () => {
    const { memory, channel } = rig();
    const whole = fromMeter(3n);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = fromByteString(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const turned = toByteString(bytes);
      const refused = readCounter(turned) === 0n ? "stale" : "not-authentic";
      assert.deepEqual(channel.open(turned), { refused }, `bit ${bit}`);
    }
    assert.equal(memory.lastReceived(1), 0n);
    assert.ok("plain" in channel.open(whole));
  });

  it("has the counter in its memory before it hands out the plain text", () => {
    const base = volatileMemory(keys);
    const memory = Object.create(base, {
      received: {
        value: () => {
          throw new RangeError("the disk is full");
        },
      },
      meterId: { value: base.meterId },
      secret: { value: (key: number) => base.secret(key) },
      successor: { value: (key: number) => base.successor(key) },
      lastReceived: { value: (key: number) => base.lastReceived(key) },
    }) as ChannelMemory;
    assert.throws(() => new Channel(memory, 1).open(fromMeter(1n)), new RangeError("the disk is full"));
    assert.deepEqual(new Channel(base, 1).open(fromMeter(1n)), { plain: PLAIN, counter: 1n, agreed: false });
  });
});

describe("sealed channel with a successor", () => {
  it("opens under either until the meter uses the successor, and then under that alone", () => {
    const { memory, channel } = rig();
    memory.propose(1, NEW);
    assert.deepEqual(channel.open(fromMeter(1n)), { plain: PLAIN, counter: 1n, agreed: false });
    assert.equal(memory.successor(1), NEW);
    assert.deepEqual(channel.open(fromMeter(2n, NEW)), { plain: PLAIN, counter: 2n, agreed: true });
    assert.deepEqual([memory.secret(1), memory.successor(1)], [NEW, undefined]);
    assert.deepEqual(channel.open(fromMeter(3n)), { refused: "not-authentic" });
    assert.deepEqual(channel.open(fromMeter(4n, NEW)), { plain: PLAIN, counter: 4n, agreed: false });
  });

  it("refuses under the successor what was taken under the key", () => {
    const { memory, channel } = rig();
    memory.propose(1, NEW);
    assert.ok("plain" in channel.open(fromMeter(7n)));
    assert.deepEqual(channel.open(fromMeter(7n, NEW)), { refused: "stale" });
    assert.equal(memory.successor(1), NEW);
  });

  it("seals under the key until the meter has the successor, then under that, unless it is told", () => {
    const { memory, channel } = rig();
    channel.takeSuccessor();
    assert.equal(unsealed(channel.seal(PLAIN), keys.central), PLAIN);
    memory.propose(1, NEW);
    assert.equal(unsealed(channel.seal(PLAIN), keys.central), PLAIN);
    assert.equal(unsealed(channel.seal(PLAIN, "successor"), NEW), PLAIN);
    channel.takeSuccessor();
    assert.equal(unsealed(channel.seal(PLAIN), NEW), PLAIN);
    assert.equal(unsealed(channel.seal(PLAIN, "key"), keys.central), PLAIN);
    assert.ok("plain" in channel.open(fromMeter(1n, NEW)));
    assert.equal(channel.successorTaken, false);
    assert.equal(unsealed(channel.seal(PLAIN), NEW), PLAIN);
  });
});

describe("counters on the wire", () => {
  it("are 8 bytes, most significant first", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (counter) => {
        assert.equal(
          Buffer.from(counterBytes(counter), "latin1").toString("hex"),
          counter.toString(16).padStart(16, "0"),
        );
        assert.equal(readCounter(counterBytes(counter) + "x"), counter);
      }),
    );
  });
});
