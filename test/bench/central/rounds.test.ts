// The data concentrator's ear: it takes each round once and hears nothing but masked values; the sum of a round, less the sum of the masks,
// is the energy of all of them.

import assert from "node:assert/strict";
import fc from "fast-check";
import { hex } from "../../../bench/byte-string.ts";
import { volatileMemory, volatileMemoryOf } from "../../../bench/central/memory.ts";
import { MOST_ROUNDS, roundMask, RoundReceiver, sumOfRound, unmaskedWh } from "../../../bench/central/rounds.ts";
import { u32 } from "../../../firmware/messages/bytes.ts";
import { encodeRound, maskNonce } from "../../../firmware/messages/round.ts";
import { uint32 } from "../../messages/arbitrary.ts";
import { keysOf, ModelMeter } from "./model-meter.ts";

const keys = keysOf("HASM0001");

function rig(): { readonly ear: RoundReceiver; readonly meter: ModelMeter } {
  const memory = volatileMemoryOf("HASM0001", new Map([[7, keys.concentrator]]));
  return { ear: new RoundReceiver(memory), meter: new ModelMeter(keys) };
}

function said(meter: ModelMeter, round: number, maskedWh: number): string {
  return meter.say(3, "m" + u32(round) + u32(maskedWh), BigInt(round));
}

describe("rounds", () => {
  it("are taken once each, and what comes again is counted and no more", () => {
    const { ear, meter } = rig();
    const first = said(meter, 5, 77);
    ear.receive(first + first + first);
    ear.receive(said(meter, 6, 0xffffffff) + meter.say(1, "r"));
    assert.deepEqual(ear.rounds, [
      { round: 5, maskedWh: 77 },
      { round: 6, maskedWh: 0xffffffff },
    ]);
    ear.receive(first);
    const { accepted, rejected, repeated, refused } = ear.figures;
    assert.deepEqual([accepted, rejected, repeated, refused.stale], [2, 1, 2, 1]);
  });

  it("of other meters, under other counters or with other bytes are refused", () => {
    const { ear, meter } = rig();
    ear.receive(said(new ModelMeter(keysOf("HASM0002")), 5, 1));
    ear.receive(meter.say(3, "m" + u32(5) + u32(1), 6n));
    ear.receive(meter.say(3, "m" + u32(7) + u32(1) + "x", 7n));
    ear.receive(meter.say(3, "r" + u32(8) + u32(1), 8n));
    const refused = Object.entries(ear.figures.refused).filter(([, count]) => count > 0);
    assert.deepEqual(refused, [
      ["not-authentic", 1],
      ["wrong-class", 1],
      ["wrong-padding", 1],
      ["wrong-round", 1],
    ]);
    assert.deepEqual([ear.rounds, ear.figures.accepted], [[], 0]);
  });

  it("the latest are kept", () => {
    const { ear, meter } = rig();
    for (let round = 1; round <= MOST_ROUNDS + 3; round++) ear.receive(said(meter, round, 1));
    assert.deepEqual([ear.rounds.length, ear.rounds[0]!.round], [MOST_ROUNDS, 4]);
    assert.equal(ear.figures.accepted, MOST_ROUNDS + 3);
  });

  it("of many meters add up to their energy under the masks of the same round alone", () => {
    const energies = fc.array(fc.nat(65_535), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(energies, uint32, (energiesWh, round) => {
        const meters = energiesWh.map((_, i) => keysOf(`HASM000${i}`));
        const masks = meters.map(({ mask, meterId }) => roundMask(mask, meterId, round));
        const masked = energiesWh.map((energyWh, i) => {
          const { meterId } = meters[i]!;
          const ear = new RoundReceiver(volatileMemory(meters[i]!));
          const plain = encodeRound(round, energyWh, masks[i]!);
          if (round === 0) return (energyWh + masks[i]!) % 2 ** 32;
          ear.receive(new ModelMeter(meters[i]!).say(3, plain, BigInt(round)));
          assert.equal(ear.rounds.length, 1, meterId);
          return ear.rounds[0]!.maskedWh;
        });
        const sumWh = energiesWh.reduce((sum, energyWh) => sum + energyWh, 0);
        assert.equal(unmaskedWh(sumOfRound(masked), sumOfRound(masks)), sumWh);
        const others = meters.map(({ mask, meterId }) => roundMask(mask, meterId, (round + 1) % 2 ** 32));
        assert.notEqual(unmaskedWh(sumOfRound(masked), sumOfRound(others)), sumWh);
      }),
      { numRuns: 50 },
    );
  });

  it("a mask is the beginning of XSalsa20 under the nonce of the round", () => {
    assert.equal(hex(maskNonce(0x01020304, 0x05060708)), "41470000" + "01020304" + "05060708" + "00".repeat(12));
    const key = Array.from({ length: 32 }, (_, i) => String.fromCharCode(i)).join("");
    assert.equal(roundMask(key, "HASM0001", 1_888_888).toString(16), "7f382825");
  });
});
