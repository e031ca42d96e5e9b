// The data concentrator is curious: it holds its own key of every meter and adds the masked readings as it should, and tries what else they
// tell it. Nobody can be made to say a round twice with another value, by a power cut or a clock set back, for two would give one away.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { readCounter } from "../../bench/central/channel.ts";
import { volatileMemoryOf } from "../../bench/central/memory.ts";
import { roundMask, RoundReceiver, sumOfRound, unmaskedWh } from "../../bench/central/rounds.ts";
import { Random } from "../../bench/engine/random.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { KEY_CONCENTRATOR } from "../../bench/key-file.ts";
import { MOST_WH, ROUND_SECONDS } from "../../firmware/messages/round.ts";
import { ROUTE_DC } from "../../firmware/messages/route.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";
import { cutAtProgram } from "./cuts.ts";
import { listen, target, wait, withoutRoundOnce } from "./rig.ts";

const METERS = ["HASM0001", "HASM0002", "HASM0003"];
const INTERVAL_S = 900;
const MODULUS = 2 ** 32;

interface Meter {
  readonly bench: Bench;
  readonly ear: RoundReceiver;
}

/** A meter, and the concentrator's ear at its WAN. */
async function heardMeter(meterId: string, seed: number): Promise<Meter> {
  const bench = await target({ meterId, seed, household: builtInHousehold(seed), startS: DEFAULT_START_S - 100 });
  const ear = new RoundReceiver(volatileMemoryOf(meterId, new Map([[KEY_CONCENTRATOR, bench.keys.concentrator]])));
  bench.onWan((direction, bytes) => {
    if (direction === "out") ear.receive(bytes);
  });
  return { bench, ear };
}

/** The different messages that were said for each round. */
function saidRounds(bench: Bench): () => Map<bigint, Set<string>> {
  const heard = listen(bench);
  return () => {
    const said = new Map<bigint, Set<string>>();
    for (const { payload } of heard.filter((one) => one.payload.startsWith(ROUTE_DC))) {
      const round = readCounter(payload.slice(1));
      said.set(round, (said.get(round) ?? new Set()).add(payload));
    }
    return said;
  };
}

/** Masks of some meters, each for so many rounds one after the other: what a concentrator sees of houses that draw nothing. */
function masks(meters: number, rounds: number): number[][] {
  const random = new Random(77);
  return Array.from({ length: meters }, (_, meter) => {
    const key = random.byteString(32);
    return Array.from({ length: rounds }, (__, round) => roundMask(key, `HASM${1000 + meter}`, 1_960_000 + round));
  });
}

function ones(value: number): number {
  let count = 0;
  for (let bit = 0; bit < 32; bit++) count += (value >>> bit) & 1;
  return count;
}

/** Whether `bits` random bits could have had so many ones: within five standard deviations. */
function assertHalf(count: number, bits: number, what: string): void {
  assert.ok(Math.abs(count - bits / 2) < 5 * Math.sqrt(bits / 4), `${what}: ${count} ones of ${bits}`);
}

describe("attack: a curious data concentrator", () => {
  let meters: Meter[];
  before(async () => {
    meters = await Promise.all(METERS.map((meterId, i) => heardMeter(meterId, 1 + i)));
    for (const { bench } of meters) wait(bench, 4000);
  });

  it("gets the sum of all meters in a round, with the sum of the masks, and of one meter nothing", () => {
    const rounds = meters.map(({ ear }) => ear.rounds);
    assert.deepEqual(
      rounds.map((said) => said.length),
      METERS.map(() => 4),
    );
    for (let index = 0; index < 4; index++) {
      const said = rounds.map((of) => of[index]!);
      const { round } = said[0]!;
      const energiesWh = meters.map(
        ({ bench }) =>
          bench.central.reports.find((report) => report.endUtcSeconds === ROUND_SECONDS * round)!.intervalWh,
      );
      const roundMasks = meters.map(({ bench }) => roundMask(bench.keys.mask, bench.meterId, round));
      const sumWh = unmaskedWh(sumOfRound(said.map(({ maskedWh }) => maskedWh)), sumOfRound(roundMasks));
      assert.equal(
        sumWh,
        energiesWh.reduce((sum, energyWh) => sum + energyWh, 0),
      );
      assert.ok(sumWh > 0);
      for (const [i, { maskedWh }] of said.entries()) assert.notEqual(maskedWh, energiesWh[i]);
    }
  });

  it("does not find the true reading among all there can be: no key that it may know explains any of them", () => {
    const [one, other, third] = meters.map(({ bench }) => bench);
    const { round, maskedWh } = meters[0]!.ear.rounds[0]!;
    const known = [one!.keys.concentrator, other!.keys.concentrator, other!.keys.mask, third!.keys.mask];
    const explain = (key: string): number[] => {
      const mask = roundMask(key, one!.meterId, round);
      return Array.from({ length: MOST_WH + 1 }, (_, energyWh) => energyWh).filter(
        (energyWh) => (energyWh + mask) % MODULUS === maskedWh,
      );
    };
    for (const key of known) assert.deepEqual(explain(key), []);
    const trueWh = one!.central.reports.find((report) => report.endUtcSeconds === ROUND_SECONDS * round)!.intervalWh;
    assert.deepEqual(explain(one!.keys.mask), [trueWh]);
  });

  it("sees no bit that leans, none that goes with another meter's, and none that goes with the round before", () => {
    const [all, rounds] = [masks(16, 1000), 1000];
    const sum = (values: readonly number[]): number => values.reduce((count, value) => count + ones(value), 0);
    for (const [i, mine] of all.entries()) {
      assertHalf(sum(mine), 32 * rounds, `meter ${i}`);
      assertHalf(sum(mine.slice(1).map((value, at) => value ^ mine[at]!)), 32 * (rounds - 1), `meter ${i}, rounds`);
      for (const [j, others] of all.entries())
        if (j < i) assertHalf(sum(mine.map((value, at) => value ^ others[at]!)), 32 * rounds, `meters ${i} and ${j}`);
    }
    for (let bit = 0; bit < 32; bit++) {
      const set = all.flat().reduce((count, value) => count + ((value >>> bit) & 1), 0);
      assertHalf(set, all.length * rounds, `bit ${bit}`);
    }
  });

  it("hears each round again in the identical bytes, until the next", () => {
    for (const { ear } of meters) {
      const { accepted, rejected, repeated } = ear.figures;
      assert.deepEqual([accepted, rejected], [4, 0]);
      assert.ok(repeated >= 2 * 3, `${repeated} repeated`);
    }
  });

  it("hears no round twice with another value, after a cut in any write at the end of an interval", async () => {
    const bench = await target();
    const said = saidRounds(bench);
    const random = new Random(9);
    let cuts = 0;
    for (let fired = true; fired; cuts++) {
      // One interval is broken by the cut before; one is whole, and its round is said; the next one ends with a cut.
      wait(bench, 3 * INTERVAL_S - 0.5 - (bench.elapsedS % INTERVAL_S));
      const hasFired = cutAtProgram(bench, "meter", cuts + 1, random);
      wait(bench, 3);
      fired = hasFired();
    }
    const messages = [...said().values()].map((of) => of.size);
    assert.ok(cuts > 4 && messages.length > cuts, `${cuts} cuts, ${messages.length} rounds`);
    assert.ok(messages.every((count) => count === 1));
  });

  /** How many different messages there are for one round, when the clock is set back after it. */
  async function afterSetBack(meter?: string): Promise<number> {
    const bench = await target({ ...(meter === undefined ? {} : { meter }) });
    const said = saidRounds(bench);
    wait(bench, 3 * INTERVAL_S + 10);
    // To where the interval after the one that it falls into ends as one did before.
    bench.meterParts.clock.setUtc(bench.startS + INTERVAL_S + 10);
    wait(bench, 2 * INTERVAL_S + 10);
    const messages = [...said().values()].map((of) => of.size);
    return Math.max(...messages);
  }

  it("hears no round twice with another value, when the clock is set back by some intervals", async () => {
    assert.equal(await afterSetBack(), 1);
  });

  it("hears two where the kernel does not look at the number of the round, and knows how far they are apart", async () => {
    assert.equal(await afterSetBack(withoutRoundOnce((await bundles()).meter)), 2);
  });
});
