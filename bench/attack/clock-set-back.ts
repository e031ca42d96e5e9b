// Somebody reaches the clock part and sets it back, for cheaper hours or to make the meter say a day twice (T24).

import type { Ds3231 } from "../parts/ds3231.ts";
import { reading } from "./orders.ts";
import { verdict } from "./scene.ts";
import { attackOf } from "./stage.ts";

const BACK_S = 7200;
/** A reading is a telegram old at most. */
const AFTER_S = 12;
const EVENT = /^0-0:1\.0\.0\((\d+)/m;

/** UTC seconds that the part says now. */
function said(clock: Ds3231): number {
  const digits = (address: number, mask: number): number => {
    const bcd = clock.register(address) & mask;
    return (bcd >> 4) * 10 + (bcd & 15);
  };
  const [second, minute, hour] = [digits(0, 0x7f), digits(1, 0x7f), digits(2, 0x3f)];
  return Date.UTC(2000 + digits(6, 0xff), digits(5, 0x1f) - 1, digits(4, 0x3f), hour, minute, second) / 1000;
}

export const clockSetBack = attackOf(
  {
    name: "clock-set-back",
    threats: ["T24"],
    does: `Has a hand at the clock part and sets it back by ${BACK_S / 3600} h, for ${AFTER_S} s. The running interval is marked as one in which the clock was set.`,
    needs: ["central"],
  },
  function* (scene) {
    const { bench } = scene;
    const { clock } = bench.meterParts;
    const before = yield* reading(scene);
    if (before === undefined) return verdict(true, "noWay", ["The meter says no reading."]);
    const trueS = said(clock);
    const { elapsedS } = bench;
    clock.setUtc(trueS - BACK_S);
    yield AFTER_S;
    const after = yield* reading(scene);
    const telegram = scene.ears.telegrams.at(-1) ?? "";
    clock.setUtc(trueS + Math.round(bench.elapsedS - elapsedS));
    yield AFTER_S;
    const again = yield* reading(scene);
    const utc = after?.utcSeconds ?? 0;
    const evidence = [
      `The clock part said ${BACK_S} s less. The meter then said ${utc === 0 ? "that it has no clock" : `${utc - before.utcSeconds} s more than before`}.`,
      `Its telegram had ${EVENT.test(telegram) ? "a time" : "no time"}.`,
      `With the clock put right, it says ${again?.utcSeconds ? "the time again" : "no time"}.`,
      scene.partitionLine(),
    ];
    return verdict(utc === 0 || utc >= before.utcSeconds, "clock", evidence);
  },
);
