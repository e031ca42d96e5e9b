// The event buffer and the transmit queue by themselves: sizes of records, what is merged, what is lost, what blocks.

import assert from "node:assert/strict";
import fc from "fast-check";
import { EventBuffer } from "../../../bench/engine/event-buffer.ts";
import { TransmitQueue } from "../../../bench/engine/transmit-queue.ts";

function fill(buffer: EventBuffer, channel: number, count: number): number {
  let kept = 0;
  for (let i = 0; i < count; i++) if (buffer.pushByte(channel, i & 255)) kept++;
  return kept;
}

function drain(buffer: EventBuffer): [number, number][] {
  const records: [number, number][] = [];
  while (buffer.pop()) records.push([buffer.channel, buffer.length]);
  return records;
}

describe("event buffer", () => {
  it("leaves the oldest record alone and fills the next ones up to 63 characters", () => {
    const buffer = new EventBuffer();
    fill(buffer, 20, 200);
    assert.deepEqual(drain(buffer), [[20, 1], [20, 63], [20, 63], [20, 63], [20, 10]]); // prettier-ignore
  });

  it("starts a record where the channel changes", () => {
    const buffer = new EventBuffer();
    fill(buffer, 20, 3);
    fill(buffer, 21, 2);
    fill(buffer, 20, 2);
    assert.deepEqual(drain(buffer), [[20, 1], [20, 2], [21, 2], [20, 2]]); // prettier-ignore
  });

  it("spends 6 bytes on an edge and keeps 4 bytes free: 170 edges fit", () => {
    const buffer = new EventBuffer();
    let kept = 0;
    while (buffer.pushWord(1, kept)) kept++;
    assert.deepEqual([kept, buffer.used], [170, 1020]);
    buffer.pop();
    assert.equal(buffer.pushWord(1, 0), true);
  });

  it("loses what finds no room: of 2000 characters 986 stay", () => {
    const buffer = new EventBuffer();
    assert.deepEqual([fill(buffer, 20, 2000), buffer.used], [986, 1020]);
  });

  it("gives back what went in, in order, whatever comes and goes", () => {
    const operation = fc.oneof(
      fc.record({ push: fc.constantFrom(20, 21), byte: fc.nat(255) }),
      fc.record({ edge: fc.nat(0xffffffff) }),
      fc.constant("pop" as const),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 600 }), (operations) => {
        const buffer = new EventBuffer();
        const went: string[] = [];
        const came: string[] = [];
        const take = (): boolean => {
          if (!buffer.pop()) return false;
          if (buffer.channel === 1) came.push(`edge ${buffer.word()}`);
          else for (const character of buffer.text()) came.push(`${buffer.channel} ${character.charCodeAt(0)}`);
          return true;
        };
        for (const one of operations) {
          if (one === "pop") take();
          else if ("edge" in one) {
            if (buffer.pushWord(1, one.edge)) went.push(`edge ${one.edge}`);
          } else if (buffer.pushByte(one.push, one.byte)) went.push(`${one.push} ${one.byte}`);
        }
        while (take());
        assert.deepEqual(came, went);
      }),
    );
  });
});

describe("transmit queue", () => {
  const BYTE_US = 100;
  const pieces = (queue: TransmitQueue, lane: ReturnType<TransmitQueue["lane"]>, count: number, timeUs: number) => {
    const sent: number[][] = [];
    const doneUs = queue.write(lane, count, BYTE_US, timeUs, (...piece) => sent.push(piece));
    return { doneUs, sent };
  };

  it("takes 257 bytes at once: 255 places, the data register and the shift register", () => {
    const queue = new TransmitQueue(256);
    const lane = queue.lane();
    const first = pieces(queue, lane, 255, 0);
    assert.deepEqual(first, { doneUs: 0, sent: [[0, 255, 0]] });
    assert.equal(queue.waiting(0), 253);
    assert.equal(pieces(queue, lane, 2, 0).doneUs, 0);
    assert.equal(pieces(queue, lane, 1, 0).doneUs, BYTE_US);
  });

  it("holds a long write until its last byte has a place", () => {
    const queue = new TransmitQueue(256);
    const { doneUs, sent } = pieces(queue, queue.lane(), 800, 0);
    assert.equal(sent[0]?.[2], 0);
    assert.equal(sent.reduce((total, piece) => total + (piece[1] ?? 0), 0), 800); // prettier-ignore
    // Byte k leaves the queue when byte k-1 starts; the last finds a place when the 256th before it has left.
    assert.equal(doneUs, (800 - 257) * BYTE_US);
  });

  it("keeps the bytes of one UART without gaps while the queue never runs dry", () => {
    const queue = new TransmitQueue(128);
    const { sent } = pieces(queue, queue.lane(), 500, 1000);
    for (const [from, , startUs] of sent) assert.equal(startUs, 1000 + (from ?? 0) * BYTE_US);
  });

  it("is shared: a slow UART that fills it holds a write to a quick one", () => {
    const queue = new TransmitQueue(128);
    const slow = queue.lane();
    const quick = queue.lane();
    queue.write(slow, 129, 10_000, 0, () => undefined);
    assert.equal(pieces(queue, quick, 1, 0).doneUs, 10_000);
    assert.equal(queue.waiting(10_000), 126);
  });
});
