// What computations believes of the other-utility meter: the bound one, and a register that it can have reached since. All else is an alarm
// that ends with the next answer that can be true, and changes no reading.

import assert from "node:assert/strict";
import { u16, u32 } from "../../firmware/messages/bytes.ts";
import { isOther, OTHER_ENERGY, OTHER_VOLUME } from "../../firmware/messages/mbus.ts";
import { OTHER_SAID } from "../../firmware/messages/order.ts";
import { PARAMETER_OTHER_UTILITY } from "../../firmware/messages/parameters.ts";
import {
  ALARM_OTHER,
  readingAlarms,
  readingOtherLitres,
  readingOtherMedium,
  readingOtherUtcSeconds,
} from "../../firmware/messages/reading.ts";
import { array } from "../store/rig.ts";
import { ComputationsRig } from "./rig.ts";

const START = 1_768_500_000;
const GAS = 3;
const BOUND = "\x78\x56\x34\x12\x6d\x22\x01\x03";
const STRANGER = "\x79\x56\x34\x12\x6d\x22\x01\x03";
const MOST_LITRES_PER_HOUR = 6000;
/** A register that was rounded up is a little more than what it can have risen to. */
const ROUNDED_LITRES = 10;

/** Alarms, and what stands in a reading of the other meter. */
interface Believed {
  readonly alarms: number;
  readonly medium: number;
  readonly litres: number;
  /** Since the start. */
  readonly atSeconds: number;
}

class Home {
  readonly meter = new ComputationsRig(array(1), START);

  constructor(bound = BOUND) {
    if (bound !== "") this.meter.setParameter(PARAMETER_OTHER_UTILITY, bound + u16(MOST_LITRES_PER_HOUR));
    this.meter.restart();
  }

  hear(litres: number, address = BOUND, counts = OTHER_VOLUME): Believed {
    const digest = counts + address + u32(litres);
    assert.ok(isOther(digest));
    this.meter.partition.fromCsSecurity(OTHER_SAID + digest);
    this.meter.run(2);
    const shown = this.meter.toDisplay.at(-1)!;
    return {
      alarms: readingAlarms(shown),
      medium: readingOtherMedium(shown),
      litres: readingOtherLitres(shown),
      atSeconds: Math.max(readingOtherUtcSeconds(shown) - START, 0),
    };
  }
}

const NOTHING: Believed = { alarms: 0, medium: 0, litres: 0, atSeconds: 0 };

describe("the other utility's meter", () => {
  it("is believed where it is the bound one, with the moment of its answer", () => {
    const home = new Home();
    assert.deepEqual(home.hear(12_345), { alarms: 0, medium: GAS, litres: 12_345, atSeconds: 0 });
    home.meter.run(3598);
    assert.deepEqual(home.hear(12_400), { alarms: 0, medium: GAS, litres: 12_400, atSeconds: 3600 });
  });

  it("is nothing at all where none is bound", () => {
    assert.deepEqual(new Home("").hear(12_345), NOTHING);
  });

  it("is an alarm where it is another, until the bound one speaks", () => {
    const home = new Home();
    assert.deepEqual(home.hear(12_345, STRANGER), { ...NOTHING, alarms: ALARM_OTHER });
    assert.deepEqual(home.hear(12_345), { alarms: 0, medium: GAS, litres: 12_345, atSeconds: 2 });
    assert.deepEqual(home.hear(20, STRANGER), { alarms: ALARM_OTHER, medium: GAS, litres: 12_345, atSeconds: 2 });
  });

  it("is an alarm where what it counts is energy", () => {
    assert.deepEqual(new Home().hear(12_345, BOUND, OTHER_ENERGY), { ...NOTHING, alarms: ALARM_OTHER });
  });

  it("never runs backwards", () => {
    const home = new Home();
    home.hear(12_345);
    assert.deepEqual(home.hear(12_344), { alarms: ALARM_OTHER, medium: GAS, litres: 12_345, atSeconds: 0 });
    assert.deepEqual(home.hear(12_345), { alarms: 0, medium: GAS, litres: 12_345, atSeconds: 4 });
  });

  it("rises no faster than it can", () => {
    const home = new Home();
    home.hear(1000);
    home.meter.run(1798);
    const most = 1000 + MOST_LITRES_PER_HOUR / 2 + ROUNDED_LITRES;
    assert.deepEqual(home.hear(most + 1), { alarms: ALARM_OTHER, medium: GAS, litres: 1000, atSeconds: 0 });
    const later = new Home();
    later.hear(1000);
    later.meter.run(1798);
    assert.deepEqual(later.hear(most), { alarms: 0, medium: GAS, litres: most, atSeconds: 1800 });
  });

  it("is not heard while the clock is away", () => {
    const home = new Home();
    home.meter.utcSeconds = 0;
    assert.deepEqual(home.hear(12_345), NOTHING);
  });
});
